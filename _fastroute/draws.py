"""Drawing traffic: when calls come and how long things last, as numpy arrays for traffic.replay.

A dice is a numpy Generator, `numpy.random.default_rng(seed)`: the same seed draws the same on the same numpy. Times and
lengths are int64 in one unit, the caller's; milliseconds suit calls.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

Int64s = NDArray[np.int64]

LONGEST = float(1 << 60)
"""No drawn length is longer, so that sums of a few stay in 64 bits."""
MOST_CALLS = 1 << 30
"""Expected in one stream: 8 GB of times."""


class DrawFault(ValueError):
    """What was asked for cannot be drawn; the text says where, what was given and what was expected."""


class Lengths(Protocol):
    """A distribution of lengths: of talk, of wrap-up, of patience."""

    def draw(self, count: int, dice: np.random.Generator) -> Int64s:
        """So many lengths, 0 or longer, rounded to whole units."""
        ...


@dataclass(frozen=True, slots=True)
class Fixed:
    """Always the same."""

    length: float

    def __post_init__(self) -> None:
        _expect_length("Fixed", "length", self.length)

    def draw(self, count: int, dice: np.random.Generator) -> Int64s:
        return _whole(np.full(count, float(self.length)))


@dataclass(frozen=True, slots=True)
class Exponential:
    """Without memory: how much longer it takes does not depend on how long it took. The Erlang formulas' own."""

    mean: float

    def __post_init__(self) -> None:
        _expect_length("Exponential", "mean", self.mean)

    def draw(self, count: int, dice: np.random.Generator) -> Int64s:
        return _whole(dice.exponential(self.mean, count))


@dataclass(frozen=True, slots=True)
class Lognormal:
    """Many short, few very long: what talk times of call centres look like (Brown et al., 2005)."""

    mean: float
    spread: float
    """Standard deviation ÷ mean."""

    def __post_init__(self) -> None:
        _expect_length("Lognormal", "mean", self.mean)
        _expect_spread("Lognormal", self.spread)

    def draw(self, count: int, dice: np.random.Generator) -> Int64s:
        variance = np.log1p(self.spread**2)
        return _whole(self.mean * dice.lognormal(-variance / 2, np.sqrt(variance), count))


@dataclass(frozen=True, slots=True)
class Gamma:
    """Between fixed (spread towards 0) and exponential (spread 1)."""

    mean: float
    spread: float
    """Standard deviation ÷ mean."""

    def __post_init__(self) -> None:
        _expect_length("Gamma", "mean", self.mean)
        _expect_spread("Gamma", self.spread)

    def draw(self, count: int, dice: np.random.Generator) -> Int64s:
        shape = self.spread**-2
        return _whole(dice.gamma(shape, self.mean / shape, count))


@dataclass(frozen=True, slots=True)
class Empirical:
    """Lengths that were seen, each as likely as it was there."""

    seen: Sequence[float] | NDArray[np.generic]

    def __post_init__(self) -> None:
        seen = np.asarray(self.seen)
        if seen.ndim != 1 or not len(seen) or seen.dtype.kind not in "iuf":
            raise DrawFault(f"Empirical: seen has shape {seen.shape} of {seen.dtype}; expected one or more lengths")
        for length in (seen.min(), seen.max()):  # one that is not a number is both
            _expect_length("Empirical", "seen", float(length))

    def draw(self, count: int, dice: np.random.Generator) -> Int64s:
        return _whole(dice.choice(np.asarray(self.seen, np.float64), count))


def poisson_arrivals(expected: ArrayLike, width: int, dice: np.random.Generator, begin: int = 0) -> Int64s:
    """Times of calls, ascending: a Poisson stream whose rate is constant within each interval.

    `expected[i]` calls are expected in the interval from `begin` + i · `width`, of length `width`. Within an interval
    a Poisson number of calls is spread evenly, which is that stream exactly; no thinning is needed.
    """
    rates = np.asarray(expected, np.float64)
    if rates.ndim != 1:
        raise DrawFault(f"poisson_arrivals: expected has shape {rates.shape}; one number per interval was expected")
    if not np.all(np.isfinite(rates) & (rates >= 0)):
        worst = int(np.flatnonzero(~(np.isfinite(rates) & (rates >= 0)))[0])
        raise DrawFault(f"poisson_arrivals: expected[{worst}] is {rates[worst]}; a number of calls from 0 was expected")
    if not 1 <= width <= LONGEST / max(1, len(rates)) or abs(begin) > LONGEST:
        raise DrawFault(
            f"poisson_arrivals: width {width}, begin {begin}; expected a width from 1, within 60 bits in all"
        )
    if rates.sum() > MOST_CALLS:
        raise DrawFault(f"poisson_arrivals: {rates.sum():g} calls are expected in all; at most {MOST_CALLS} can be")
    calls = dice.poisson(rates)
    starts = np.repeat(begin + width * np.arange(len(rates), dtype=np.int64), calls)
    times: Int64s = starts + (dice.random(len(starts)) * width).astype(np.int64)
    times.sort()
    return times


def _whole(lengths: NDArray[np.float64]) -> Int64s:
    return np.rint(np.minimum(lengths, LONGEST, out=lengths), out=lengths).astype(np.int64)


def _expect_length(where: str, what: str, length: float) -> None:
    if not (isfinite(length) and 0 <= length <= LONGEST):
        raise DrawFault(f"{where}: {what} is {length}; a length from 0 to {LONGEST:.0f} was expected")


def _expect_spread(where: str, spread: float) -> None:
    if not (isfinite(spread) and 0 < spread <= 100):
        raise DrawFault(f"{where}: spread is {spread}; standard deviation ÷ mean, above 0 up to 100, was expected")
