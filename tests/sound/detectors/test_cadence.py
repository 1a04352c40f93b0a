"""Pieces of sound and pause, and the rhythms made of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.sound.detectors.cadence import LONGEST_PIECES, Pieces, Rhythm


def cut(kinds: list[int]) -> list[tuple[int, int]]:
    pieces = Pieces()
    for kind in kinds:
        pieces.hear(kind)
    return list(reversed(pieces.backwards()))


def test_pieces_are_as_long_as_they_sounded():
    assert cut([-1] * 5 + [0] * 10 + [-1] * 10 + [1] * 4 + [-1] * 2) == [(-1, 100), (0, 200), (-1, 200), (1, 80)]


def test_one_odd_frame_is_overheard():
    assert cut([-1] * 5 + [0] * 4 + [-1] + [0] * 5 + [1] + [-1] * 5) == [(-1, 100), (0, 220)]


@given(st.lists(st.integers(-1, 2), max_size=300))
def test_no_time_is_lost_and_the_memory_is_bounded(kinds):
    pieces = Pieces()
    ended = 0
    for kind in kinds:
        before = pieces.length_ms
        if pieces.hear(kind):
            ended += before
    assert len(pieces.backwards()) <= LONGEST_PIECES
    assert 0 <= 20 * len(kinds) - ended - pieces.length_ms <= 20


def backwards(cadence: tuple[int, ...], count: int, start: int = 0) -> list[tuple[int, int]]:
    pieces = [(0 if i % 2 == 0 else -1, cadence[i % len(cadence)]) for i in range(start, start + count)]
    return list(reversed(pieces))


@pytest.mark.parametrize("cadence", [(500, 500), (250, 750), (400, 350, 225, 525), (200, 200, 200, 200, 200, 600)])
def test_a_rhythm_is_known_from_whichever_burst_listening_began(cadence):
    rhythm = Rhythm(0, cadence)
    for start in range(0, len(cadence), 2):
        assert rhythm.matches(backwards(cadence, rhythm.pieces, start))
        assert not rhythm.matches(backwards(cadence, rhythm.pieces - 2, start))


def test_kind_and_length_must_fit():
    rhythm = Rhythm(0, (500, 500))
    good = backwards((500, 500), 5)
    assert rhythm.matches([(kind, length + 80) for kind, length in good])
    assert not rhythm.matches([(kind, length + 100) for kind, length in good])
    assert not rhythm.matches([(1 if kind == 0 else -1, length) for kind, length in good])
