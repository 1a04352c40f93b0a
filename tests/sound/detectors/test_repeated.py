"""Machines told from people by nothing but that they repeat."""

import numpy as np
import pytest

from appliance.sound.detectors.repeated import could_be_exchange, is_repeated
from tests.sound.detectors.bursts_heard import burst, played

ONE = [(500, 500), (250, 750), (333, 217), (425, 425), (700, 700)]
SEVERAL = [(200, 200, 600, 1_000), (400, 350, 225, 525), (200, 200, 200, 200, 200, 600)]


@pytest.mark.parametrize("cadence", ONE)
def test_four_equal_bursts_of_two_seconds_are_a_machine(cadence):
    assert is_repeated(played(cadence, 12))
    assert not is_repeated(played(cadence, 3))


@pytest.mark.parametrize("cadence", SEVERAL)
def test_rounds_of_unequal_bursts_are_a_machine_once_one_is_over(cadence):
    a_round = len(cadence) // 2
    assert is_repeated(played(cadence, 2 * a_round + 1))
    assert not is_repeated(played(cadence, 2 * a_round))


def test_quick_bursts_must_go_on_for_two_seconds():
    assert not is_repeated(played((100, 100), 10))
    assert is_repeated(played((100, 100), 11))


@pytest.mark.parametrize(
    "cadence", [(1_000, 4_000), (2_000, 4_000), (400, 200, 400, 2_000), (2_000, 1_000), (500, 3_000)]
)
def test_ringing_is_none(cadence):
    assert not is_repeated(played(cadence, 12))


@pytest.mark.parametrize("place", range(4))
@pytest.mark.parametrize(
    "change",
    [{"length_ms": 530.0}, {"centre": 430.0}, {"power": 3e6}, {"unevenness": 3.0}, {"drift_hz": 20.0}, {"low": 320.0}],
)
def test_one_burst_that_differs_spoils_it(place, change):
    bursts = played((500, 500), 4)
    whole = {"began_ms": bursts[place].began_ms, "length_ms": 500.0} | change
    bursts[place] = burst(
        whole.pop("began_ms"), whole.pop("length_ms"), **{k: v for k, v in whole.items() if k != "low"}
    )
    if "low" in change:
        bursts[place] = burst(bursts[place].began_ms, 500, 320.0)
    assert not is_repeated(bursts)


@pytest.mark.parametrize(("spread_ms", "most"), [(40, 4), (80, 0)])
def test_who_whistles_one_note_in_time_does_not_keep_it_so_well(spread_ms, most):
    """Of 400 times a dozen notes whose lengths have that standard deviation."""
    chance = np.random.default_rng(3)
    taken = 0
    for _ in range(400):
        now, bursts = 0.0, []
        for length, pause in chance.normal(450, spread_ms, (12, 2)):
            bursts.append(burst(now, length))
            now += length + pause
        taken += is_repeated(bursts)
    assert taken <= most


@pytest.mark.parametrize(
    ("hz", "exchange"), [((345.0, 434.0), True), ((630.0,), True), ((320.0,), False), ((480.0, 660.0), False)]
)
def test_only_where_exchanges_have_their_tones(hz, exchange):
    assert could_be_exchange(burst(0, 500, *hz)) is exchange
