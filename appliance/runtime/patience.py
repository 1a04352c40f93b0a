"""Growing patience: how long to wait before a failed driver is tried again."""

FIRST_S = 0.5
LONGEST_S = 8.0
"""Trying a port that is not there costs nothing, and a modem that was plugged in again is to be ready within 10 s."""

CALM_S = 60.0
"""Whoever ran so long starts over with little patience."""


class Patience:
    def __init__(self) -> None:
        self._next_s = FIRST_S

    def after(self, ran_s: float) -> float:
        """Seconds to wait after a run that lasted `ran_s`: doubled each time, from the first to the longest."""
        if ran_s >= CALM_S:
            self._next_s = FIRST_S
        wait_s, self._next_s = self._next_s, min(self._next_s * 2, LONGEST_S)
        return wait_s
