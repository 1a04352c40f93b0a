"""The curve as Kaplan and Meier estimate it, by hand and against what it was drawn from."""

import numpy as np
import pytest

from appliance.rehearsal.censored import ENDLESS, Censored


def learnt(*waits: tuple[int, bool]) -> Censored:
    return Censored(np.array([wait for wait, _ in waits]), np.array([gone for _, gone in waits]))


def test_by_hand() -> None:
    """Of five one hangs up at 10 and one is answered at 15; of three left one hangs up at 20, two are answered."""
    curve = learnt((10, True), (15, False), (20, True), (30, False), (40, False))
    assert curve.left == pytest.approx([4 / 5, 4 / 5 * 2 / 3])
    assert curve.goes_on(np.array([0, 9, 10, 19])) == pytest.approx([1, 1, 0.8, 0.8])


def test_who_is_answered_at_the_moment_another_hangs_up_was_goes_on() -> None:
    assert learnt((10, True), (10, False)).left == pytest.approx([0.5])


def test_beyond_the_last_who_hung_up_it_goes_on_exponentially() -> None:
    curve = learnt((10, True), (20, False))
    assert curve.goes_on(np.array([20, 30])) == pytest.approx([0.5**2, 0.5**3])


def test_when_the_last_to_wait_hung_up_nobody_is_left() -> None:
    curve = learnt((10, True), (20, True))
    assert curve.goes_on(np.array([20, 99])) == pytest.approx([0, 0])
    assert set(curve.draw(np.zeros(50, np.int64), np.random.default_rng(1))) == {10, 20}


def test_what_is_drawn_is_longer_than_what_was_waited_already() -> None:
    curve = learnt((10, True), (20, True), (30, False))
    waited = np.array([0, 10, 19, 20, 25, 1_000] * 50)
    assert (curve.draw(waited, np.random.default_rng(1)) > waited).all()


def test_the_truth_behind_censored_waits_is_found() -> None:
    dice = np.random.default_rng(5)
    patience, answered = dice.exponential(60_000, 20_000), dice.exponential(40_000, 20_000)
    waited = np.minimum(patience, answered).astype(np.int64)
    curve = Censored(waited, patience < answered)
    times = np.array([10_000, 30_000, 60_000, 90_000])
    assert curve.goes_on(times) == pytest.approx(np.exp(-times / 60_000), abs=0.02)
    drawn = curve.draw(np.full(20_000, 30_000), dice)
    assert drawn.mean() - 30_000 == pytest.approx(60_000, rel=0.05)


def test_told_instead_of_learnt() -> None:
    curve = Censored.exponential(60_000)
    assert curve.goes_on(np.array([0, 60_000])) == pytest.approx([1, np.exp(-1)])
    assert curve.draw(np.zeros(20_000, np.int64), np.random.default_rng(2)).mean() == pytest.approx(60_000, rel=0.03)


def test_no_draw_is_beyond_endless() -> None:
    assert (Censored.exponential(1e17).draw(np.zeros(1_000, np.int64), np.random.default_rng(3)) <= ENDLESS).all()
