"""How long callers are willing to wait, learnt from who hung up and from who was answered before they did.

Kaplan–Meier: E. L. Kaplan, P. Meier, Nonparametric Estimation from Incomplete Observations, JASA 53 (1958). Beyond the
longest wait after which somebody hung up nothing is known; the curve goes on there as an exponential one through the
last point, as in B. W. Brown, M. Hollander, R. M. Korwar (1974).
"""

import numpy as np
from numpy.typing import NDArray

from appliance.core.rehearsed import Int64s

ENDLESS = 1 << 50
"""Milliseconds; of who would never hang up."""


class Patience:
    """The share of callers who would still be there after a time, as a curve; and draws from it."""

    def __init__(self, waited: Int64s, hung_up: NDArray[np.bool_]) -> None:
        """One wait per caller, and whether it ended by hanging up; all others would have waited longer than that.

        Somebody who hung up is needed.
        """
        self.hung_up = int(np.count_nonzero(hung_up))
        self.times, events = np.unique(np.maximum(waited[hung_up], 1), return_counts=True)
        at_risk = len(waited) - np.searchsorted(np.sort(waited), self.times, "left")
        self.left: NDArray[np.float64] = np.cumprod(1 - events / at_risk).astype(np.float64)
        """Share still there after each of `times`."""
        known = self.left[self.left > 0]
        self._rate = -np.log(known[-1]) / self.times[len(known) - 1] if len(known) and known[-1] < 1 else 0.0
        self._all_gone = len(known) < len(self.left)

    @classmethod
    def exponential(cls, mean: float) -> "Patience":
        """Told instead of learnt: hanging up is as likely at every moment, after `mean` milliseconds on average."""
        told = cls(np.ones(1, np.int64), np.ones(1, np.bool_))
        told.times, told.left = np.zeros(0, np.int64), np.zeros(0)
        told._rate, told._all_gone = 1 / mean, False
        return told

    def still_there(self, after: Int64s) -> NDArray[np.float64]:
        """Share who wait longer than each of these times."""
        place = np.searchsorted(self.times, after, "right")
        share: NDArray[np.float64] = np.concatenate(([1.0], self.left))[place]
        beyond = place == len(self.times)
        if not self._all_gone:
            share[beyond] = np.exp(-self._rate * after[beyond])
        return share

    def draw(self, waited: Int64s, dice: np.random.Generator) -> Int64s:
        """How long each would wait in all who has waited so long already: longer than that."""
        share = self.still_there(waited) * (1 - dice.random(len(waited)))
        place = np.searchsorted(-self.left, -share, "left")
        within = place < len(self.times)
        drawn = np.full(len(waited), ENDLESS, np.int64)
        drawn[within] = self.times[place[within]]
        if self._rate and not self._all_gone:
            beyond = ~within & (share > 0)
            drawn[beyond] = np.minimum(-np.log(share[beyond]) / self._rate, ENDLESS).astype(np.int64)
        return np.maximum(drawn, waited + 1)
