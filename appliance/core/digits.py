"""One stream of digits out of two witnesses: our own detector and the modem's. Each press counts once."""

from collections import deque

from appliance.model.states import DigitSource
from appliance.model.words import Digit, Ms

TWIN_MS = 700
"""The two witnesses tell of one press within this time. A modem tells at the end of the digit, over a slow wire; nobody
presses the same key twice and is heard only once by each, one after the other, faster than that."""

UNMATCHED_KEPT = 32
"""More presses than fit into TWIN_MS at the fastest rate of Q.24 (93 ms a digit)."""


class DigitMerger:
    """Remembers presses told by one witness until the other has told them too."""

    __slots__ = ("_unmatched",)

    def __init__(self) -> None:
        self._unmatched: deque[tuple[Digit, DigitSource, Ms]] = deque(maxlen=UNMATCHED_KEPT)

    def is_new(self, digit: Digit, source: DigitSource, now: Ms) -> bool:
        """Whether this is a press not told before."""
        while self._unmatched and now - self._unmatched[0][2] > TWIN_MS:
            self._unmatched.popleft()
        for told in self._unmatched:
            if told[0] == digit and told[1] is not source:
                self._unmatched.remove(told)
                return False
        self._unmatched.append((digit, source, now))
        return True
