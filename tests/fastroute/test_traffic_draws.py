"""What is drawn has the means and spreads asked for, and what cannot be drawn is refused."""

from collections.abc import Callable
from math import nan

import numpy as np
import pytest

from _fastroute.draws import (
    DrawFault,
    Empirical,
    Exponential,
    Fixed,
    Gamma,
    Lengths,
    Lognormal,
    poisson_arrivals,
)

MANY = 200_000


def dice() -> np.random.Generator:
    return np.random.default_rng(7)


@pytest.mark.parametrize(
    ("lengths", "mean", "spread"),
    [
        (Fixed(180.4), 180, 0),
        (Exponential(180_000), 180_000, 1),
        (Lognormal(180_000, 0.8), 180_000, 0.8),
        (Gamma(180_000, 0.5), 180_000, 0.5),
        (Empirical([1, 2, 3, 6]), 3, np.sqrt(3.5) / 3),
        (Exponential(0), 0, nan),
    ],
    ids=str,
)
def test_mean_and_spread(lengths: Lengths, mean: float, spread: float) -> None:
    drawn = lengths.draw(MANY, dice())
    assert (drawn.dtype.name, len(drawn), drawn.min() >= 0) == ("int64", MANY, True)
    assert drawn.mean() == pytest.approx(mean, rel=0.01)
    if mean:
        assert drawn.std() / drawn.mean() == pytest.approx(spread, abs=0.01)


def test_a_poisson_stream_has_its_rate_in_every_interval() -> None:
    rates = np.tile([0.0, 5.0, 40.0], 2000)
    times = poisson_arrivals(rates, 900, dice(), begin=-100)
    assert np.all(np.diff(times) >= 0)
    counts = np.bincount((times + 100) // 900, minlength=len(rates)).reshape(-1, 3)
    assert counts.mean(0).tolist() == pytest.approx([0, 5, 40], rel=0.02)
    assert counts.var(0).tolist() == pytest.approx([0, 5, 40], rel=0.1)


def test_gaps_of_a_steady_stream_are_exponential() -> None:
    gaps = np.diff(poisson_arrivals([MANY], 1000 * MANY, dice()))
    assert (gaps.mean(), gaps.std()) == pytest.approx((1000, 1000), rel=0.01)


def test_the_same_seed_draws_the_same() -> None:
    assert np.array_equal(poisson_arrivals([50, 60], 900, dice()), poisson_arrivals([50, 60], 900, dice()))
    assert np.array_equal(Gamma(9, 1).draw(50, dice()), Gamma(9, 1).draw(50, dice()))


REFUSED: list[tuple[Callable[[], object], str]] = [
    (lambda: Fixed(-1), "Fixed: length is -1; a length from 0"),
    (lambda: Exponential(nan), "Exponential: mean is nan; a length"),
    (lambda: Lognormal(5, 0), "Lognormal: spread is 0; standard deviation ÷ mean"),
    (lambda: Lognormal(2.0**61, 1), "Lognormal: mean is 2.305843009213694e+18"),
    (lambda: Gamma(5, 101), "Gamma: spread is 101"),
    (lambda: Gamma(-5, 1), "Gamma: mean is -5"),
    (lambda: Empirical([]), "Empirical: seen has shape (0,)"),
    (lambda: Empirical([[1.0]]), "Empirical: seen has shape (1, 1)"),  # type: ignore[list-item]
    (lambda: Empirical([1, -2]), "Empirical: seen is -2.0"),
    (lambda: Empirical([1, nan]), "Empirical: seen is nan"),
    (lambda: poisson_arrivals([[1]], 900, dice()), "poisson_arrivals: expected has shape (1, 1)"),
    (lambda: poisson_arrivals([1, -2], 900, dice()), "poisson_arrivals: expected[1] is -2.0"),
    (lambda: poisson_arrivals([1], 0, dice()), "poisson_arrivals: width 0"),
    (lambda: poisson_arrivals([1e18], 1, dice()), "poisson_arrivals: 1e+18 calls are expected"),
]


@pytest.mark.parametrize(("doing", "text"), REFUSED, ids=[text for _, text in REFUSED])
def test_what_cannot_be_drawn_is_refused_in_a_sentence(doing: Callable[[], object], text: str) -> None:
    with pytest.raises(DrawFault) as fault:
        doing()
    assert text in str(fault.value)
