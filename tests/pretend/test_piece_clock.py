"""Pieces fall due at the modem's own pace, shown with invented times."""

from itertools import pairwise

import pytest

from appliance.pretend.piece_clock import LONGEST_CATCH_UP_MS, PieceClock


@pytest.mark.parametrize(("piece_ms", "phase"), [(20, 0), (20, 7), (10, 5)])
def test_ten_minutes_are_exactly_so_many_pieces(piece_ms: int, phase: int) -> None:
    clock = PieceClock(piece_ms=piece_ms, phase_ms=phase)
    clock.start(1_000)
    pieces = sum(clock.take(now) for now in range(1_000, 601_001, 5))
    assert pieces == 600_000 // piece_ms
    assert clock.latest_ms < 5


@pytest.mark.parametrize("ppm", [-100, 100])
def test_a_crystal_that_is_off_gains_or_loses(ppm: int) -> None:
    clock = PieceClock(piece_ms=20, ppm=ppm)
    clock.start(0)
    pieces = sum(clock.take(now) for now in range(0, 1_000_001, 7))
    assert pieces == pytest.approx(50_000 * (1 + ppm / 1e6), abs=1)


def test_pieces_are_never_early_and_never_two_at_once_when_ticked_in_time() -> None:
    clock = PieceClock(piece_ms=20, phase_ms=3)
    clock.start(50)
    due = clock.due()
    assert due == 63
    assert not clock.take(due - 1)
    assert clock.take(due)
    assert not clock.take(due)
    assert clock.due() == 83


def test_what_was_missed_follows_at_half_the_distance_until_none_is_missing() -> None:
    clock = PieceClock(piece_ms=20)
    clock.start(0)
    taken = [now for now in range(40, 801) if clock.take(now)]
    assert taken[:4] == [40, 50, 60, 80]
    assert len(taken) == 800 // 20
    assert min(b - a for a, b in pairwise(taken)) == 10
    assert clock.latest_ms == 20


def test_a_longer_time_is_left_out_and_the_grid_stays() -> None:
    clock = PieceClock(piece_ms=20)
    clock.start(0)
    late = 20 + LONGEST_CATCH_UP_MS + 1
    assert not clock.take(late)
    assert clock.latest_ms == LONGEST_CATCH_UP_MS + 1
    assert clock.slips == 1
    assert late < clock.due() <= late + 20
