"""Lengths of which some were cut short before they were over: how long callers are willing to wait, phones to ring.

Who was answered would have waited longer than that; who hung up while it rang would have been answered later. Kaplan–
Meier: E. L. Kaplan, P. Meier, Nonparametric Estimation from Incomplete Observations, JASA 53 (1958). Beyond the longest
that was seen to its end nothing is known; the curve goes on there as an exponential one through the last point, as in
B. W. Brown, M. Hollander, R. M. Korwar (1974).
"""

import numpy as np
from numpy.typing import NDArray

from appliance.core.rehearsed import Int64s

ENDLESS = 1 << 50
"""Milliseconds; of what would never be over."""


class Censored:
    """The share that would still go on after a time, as a curve; and draws from it."""

    def __init__(self, lasted: Int64s, over: NDArray[np.bool_]) -> None:
        """How long each was seen, and whether that was all of it. One at least must have been over."""
        self.times, events = np.unique(np.maximum(lasted[over], 1), return_counts=True)
        at_risk = len(lasted) - np.searchsorted(np.sort(np.maximum(lasted, 1)), self.times, "left")
        self.left: NDArray[np.float64] = np.cumprod(1 - events / at_risk).astype(np.float64)
        """Share that goes on after each of `times`."""
        known = self.left[self.left > 0]
        self._rate = -np.log(known[-1]) / self.times[len(known) - 1] if len(known) and known[-1] < 1 else 0.0
        self._all_over = len(known) < len(self.left)

    @classmethod
    def exponential(cls, mean: float) -> "Censored":
        """Told instead of learnt: the end is as likely at every moment, after `mean` milliseconds on average."""
        told = cls(np.ones(1, np.int64), np.ones(1, np.bool_))
        told.times, told.left = np.zeros(0, np.int64), np.zeros(0)
        told._rate, told._all_over = 1 / mean, False
        return told

    def goes_on(self, after: Int64s) -> NDArray[np.float64]:
        """Share that lasts longer than each of these times."""
        place = np.searchsorted(self.times, after, "right")
        share: NDArray[np.float64] = np.concatenate(([1.0], self.left))[place]
        beyond = place == len(self.times)
        if not self._all_over:
            share[beyond] = np.exp(-self._rate * after[beyond])
        return share

    def draw(self, lasted: Int64s, dice: np.random.Generator) -> Int64s:
        """How long each would last in all that has lasted so long already: longer than that."""
        share = self.goes_on(lasted) * (1 - dice.random(len(lasted)))
        place = np.searchsorted(-self.left, -share, "left")
        within = place < len(self.times)
        drawn = np.full(len(lasted), ENDLESS, np.int64)
        drawn[within] = self.times[place[within]]
        if self._rate and not self._all_over:
            beyond = ~within & (share > 0)
            drawn[beyond] = np.minimum(-np.log(share[beyond]) / self._rate, ENDLESS).astype(np.int64)
        return np.maximum(drawn, lasted + 1)
