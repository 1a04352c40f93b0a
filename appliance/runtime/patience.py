"""Growing patience: how long to wait before what failed is tried again."""

FIRST_S = 0.5
LONGEST_S = 8.0
"""Trying a port that is not there costs nothing, and a modem that was plugged in again is to be ready within 10 s."""

CALM_S = 60.0
"""Whoever ran so long starts over with little patience."""


class Patience:
    def __init__(self, first_s: float = FIRST_S, longest_s: float = LONGEST_S) -> None:
        self._first_s = self._next_s = first_s
        self._longest_s = longest_s

    def after(self, ran_s: float) -> float:
        """Seconds to wait after a run that lasted `ran_s`: doubled each time, from the first to the longest."""
        if ran_s >= CALM_S:
            self._next_s = self._first_s
        wait_s, self._next_s = self._next_s, min(self._next_s * 2, self._longest_s)
        return wait_s
