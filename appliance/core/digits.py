"""One stream of digits out of two witnesses: our own detector and the modem's. Each press counts once."""

from collections import deque

from appliance.model.states import DigitSource
from appliance.model.words import Digit, Ms

TWIN_MS = 700
"""The two witnesses tell of one press within this time, as modems go: one tells at the end of the digit, over a slow
wire. And so much later than the last time."""

LATEST_MS = 3_000
"""A modem's word of a press that our detector has told may be so late while nobody knows how late its words are: that
it missed that press, and our detector this one of the same key, is much less likely."""

UNMATCHED_KEPT = 64
"""More presses than fit into LATEST_MS at the fastest rate of Q.24 (93 ms a digit)."""


class DigitMerger:
    """Remembers presses told by one witness until the other has told them too, in the order they were told."""

    __slots__ = ("_modem_late_ms", "_unmatched")

    def __init__(self) -> None:
        self._unmatched: deque[tuple[Digit, DigitSource, Ms]] = deque(maxlen=UNMATCHED_KEPT)
        self._modem_late_ms: Ms | None = None
        """By how much the modem told of the last press after our detector; None before it has."""

    def is_new(self, digit: Digit, source: DigitSource, now: Ms) -> bool:
        """Whether this is a press not told before."""
        while self._unmatched and now - self._unmatched[0][2] > LATEST_MS:
            self._unmatched.popleft()
        longest = self._longest_ms(source)
        for told in self._unmatched:
            if told[0] == digit and told[1] is not source and now - told[2] <= longest:
                self._unmatched.remove(told)
                self._learn(source, now - told[2])
                return False
        self._unmatched.append((digit, source, now))
        return True

    def _longest_ms(self, source: DigitSource) -> Ms:
        """How long ago the other witness may have told of the same press."""
        if source is DigitSource.HOST:
            return TWIN_MS
        return LATEST_MS if self._modem_late_ms is None else min(self._modem_late_ms + TWIN_MS, LATEST_MS)

    def _learn(self, source: DigitSource, late_ms: Ms) -> None:
        self._modem_late_ms = late_ms if source is DigitSource.MODEM else 0
