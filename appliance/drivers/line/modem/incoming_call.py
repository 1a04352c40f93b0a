"""Which rings and which caller id belong to one incoming call, so that its caller is told once."""

from typing import Final

from appliance.model.caller import Caller
from appliance.model.words import Ms

RING_GAP_MS: Final[Ms] = 8_000
"""Longest time between two rings of one call; the longest cadence is 6 s (ITU-T E.180: period up to 6 s)."""


class IncomingCall:
    def __init__(self) -> None:
        self._last_sign: Ms | None = None
        self._told: Caller | None = None

    def sign(self, now: Ms) -> None:
        """A ring, or caller id before the first one; after a long pause it begins a new call."""
        if self._last_sign is None or now - self._last_sign > RING_GAP_MS:
            self._told = None
        self._last_sign = now

    def identify(self, caller: Caller, now: Ms) -> bool:
        """Whether this caller is news: the first of this call, or not the one told (the network took it back)."""
        self.sign(now)
        news = caller not in {Caller(), self._told}
        if news:
            self._told = caller
        return news

    def over(self) -> None:
        """On-hook after a call: whatever comes next is another one."""
        self._last_sign = self._told = None
