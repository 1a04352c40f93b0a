"""The rhythms of a country's tones."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.sound.detectors.bursts import Pitch
from appliance.sound.detectors.cadence import LEAST_SPAN_MS, LONGEST_BURSTS, Rhythm, pieces_of
from tests.sound.detectors.bursts_heard import burst, played

CADENCES = [
    (500, 500),
    (250, 750),
    (165, 165),
    (750, 750),
    (400, 350, 225, 525),
    (200, 200, 200, 200, 200, 600),
    (200, 200, 200, 200, 200, 200, 600, 200),
]


def rhythm(cadence) -> Rhythm:
    return Rhythm(Pitch((425.0,)), cadence)


def test_pieces_are_sound_and_pause_in_turn():
    assert pieces_of(played((500, 300), 3)) == [500, 300, 500, 300, 500]


@pytest.mark.parametrize("cadence", CADENCES)
def test_a_rhythm_is_known_from_whichever_burst_listening_began(cadence):
    known = rhythm(cadence)
    for start in range(len(cadence) // 2):
        assert known.matches(played(cadence, known.bursts, start))
        assert not known.matches(played(cadence, known.bursts - 1, start))


@pytest.mark.parametrize("cadence", [*CADENCES, (100, 100)])
def test_what_was_heard_before_does_not_matter_and_enough_is_kept(cadence):
    known = rhythm(cadence)
    assert known.bursts <= LONGEST_BURSTS
    assert known.matches([burst(0, 90), burst(1_000, 2_000), *played(cadence, known.bursts)])
    if known.bursts > len(cadence) // 2 + 1 and known.bursts > 3:
        assert sum((cadence * LONGEST_BURSTS)[: 2 * known.bursts - 1]) >= LEAST_SPAN_MS


@pytest.mark.parametrize("cadence", CADENCES)
@pytest.mark.parametrize("stretch", [0.9, 1.1])
def test_an_exchange_may_be_10_percent_slow_or_fast(cadence, stretch):
    known = rhythm(cadence)
    assert known.matches(played(tuple(ms * stretch for ms in cadence), known.bursts))


@pytest.mark.parametrize("heard", [(500, 800), (300, 500), (600, 600), (500, 500, 400, 500), (480, 560)])
def test_another_rhythm_is_not_it(heard):
    assert not rhythm((500, 500)).matches(played(heard, 3))


def test_every_burst_must_be_of_the_pitch():
    bursts = played((500, 500), 3)
    for place in range(3):
        spoilt = [*bursts]
        spoilt[place] = burst(bursts[place].began_ms, 500, 400.0)
        assert not rhythm((500, 500)).matches(spoilt)


@given(st.lists(st.tuples(st.floats(20, 3_000), st.floats(20, 3_000)), max_size=LONGEST_BURSTS))
def test_any_bursts_are_judged(pairs):
    bursts, now = [], 0.0
    for length, pause in pairs:
        bursts.append(burst(now, length))
        now += length + pause
    for cadence in CADENCES:
        rhythm(cadence).matches(bursts)
