"""Confidence: how far a figure, or the difference of two, may be from what another month like this would show.

Days are drawn again with replacement (the bootstrap: B. Efron, Annals of Statistics 7, 1979), the same days for every
plan, so that differences are paired. With few days the normal quantile would claim too much: Student's t is taken, and
the spread of D days is widened by √(D / (D − 1)).
"""

from statistics import NormalDist
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

LEVEL = 0.95
DRAWS = 400
"""Times the days are drawn; the error of a spread from so many is 4 %."""


class Interval(NamedTuple):
    value: float
    low: float
    high: float

    @property
    def beyond_chance(self) -> bool:
        return self.low > 0 or self.high < 0


def day_weights(days: int, with_calls: NDArray[np.bool_], seed: int) -> Floats:
    """Rows of weights for the days: the first row counts each day once, the others are drawn.

    Days without calls are not drawn: a Sunday says nothing about how much Mondays differ.
    """
    open_days = np.flatnonzero(with_calls)
    dice = np.random.default_rng((seed, len(open_days)))
    weights = np.zeros((DRAWS + 1, days))
    weights[0, open_days] = 1
    weights[1:, open_days] = dice.multinomial(len(open_days), np.full(len(open_days), 1 / len(open_days)), DRAWS)
    return weights


def interval(values: Floats, days: int) -> Interval:
    """Of a figure under each row of day_weights; not a number where the figure is none, or days are fewer than two."""
    drawn = values[1:][np.isfinite(values[1:])]
    if days < 2 or len(drawn) < DRAWS // 2:
        return Interval(float(values[0]), float("nan"), float("nan"))
    half = t_quantile(days - 1) * float(drawn.std()) * (days / (days - 1)) ** 0.5
    return Interval(float(values[0]), float(values[0]) - half, float(values[0]) + half)


def t_quantile(freedom: int, level: float = LEVEL) -> float:
    """Two-sided, of Student's t: M. Abramowitz, I. Stegun, Handbook of Mathematical Functions, 26.7.5."""
    z = NormalDist().inv_cdf((1 + level) / 2)
    terms = (
        z,
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92_160,
    )
    return float(sum(term / freedom**power for power, term in enumerate(terms)))
