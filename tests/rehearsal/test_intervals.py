"""Intervals cover what they should, and pairing makes them as narrow as it can."""

import numpy as np
import pytest

from appliance.rehearsal.intervals import day_weights, interval, t_quantile


@pytest.mark.parametrize(
    ("freedom", "quantile"), [(4, 2.7764), (5, 2.5706), (10, 2.2281), (29, 2.0452), (1_000, 1.9623)]
)
def test_student(freedom: int, quantile: float) -> None:
    assert t_quantile(freedom) == pytest.approx(quantile, abs=1e-3)


def test_days_without_calls_are_never_drawn() -> None:
    weights = day_weights(4, np.array([True, False, True, True]), seed=1)
    assert list(weights[0]) == [1, 0, 1, 1]
    assert not weights[:, 1].any()
    assert (weights.sum(axis=1) == 3).all()


@pytest.mark.parametrize("days", [5, 8, 25])
def test_the_mean_of_all_days_is_inside_in_95_of_100_months(days: int) -> None:
    dice, hits, months = np.random.default_rng(3), 0, 1_000
    weights = day_weights(days, np.ones(days, np.bool_), seed=1)
    for _ in range(months):
        found = interval(weights @ dice.normal(10, 2, days) / days, days)
        hits += found.low <= 10 <= found.high
    assert hits / months == pytest.approx(0.95, abs=0.025)


def test_equal_differences_on_all_days_have_no_width() -> None:
    weights = day_weights(6, np.ones(6, np.bool_), seed=1)
    found = interval(weights @ np.full(6, 0.5) / 6, 6)
    assert (found.value, found.low, found.high) == pytest.approx((0.5, 0.5, 0.5))
    assert found.beyond_chance


def test_no_interval_of_one_day_or_of_what_is_no_number() -> None:
    assert np.isnan(interval(np.ones(401), 1).low)
    assert np.isnan(interval(np.full(401, np.nan), 9).low)
    assert not interval(np.ones(401), 1).beyond_chance
