"""Which rings and which caller id belong to one incoming call, so that its caller is told once."""

from typing import Final

from appliance.model.caller import Caller
from appliance.model.words import Ms
from appliance.protocol.caller_id import told_further

RING_GAP_MS: Final[Ms] = 6_500
"""Longest time between two rings of one call; the longest cadence is 6 s (ITU-T E.180: period up to 6 s)."""

SAME_RING_MS: Final[Ms] = 500
"""Two RINGs within this are one: some modems tell each burst of a double ring, some say a line twice."""


class IncomingCall:
    def __init__(self) -> None:
        self._last_sign: Ms | None = None
        self._last_ring: Ms | None = None
        self._told: Caller | None = None

    def ring(self, now: Ms) -> bool:
        """Whether this is a ring of its own."""
        again = self._last_ring is not None and now - self._last_ring < SAME_RING_MS
        self._last_ring = now
        self._sign(now)
        return not again

    def identify(self, caller: Caller, now: Ms) -> Caller | None:
        """Who it is if that is news: the first of this call, more of him, or taken back by the network."""
        self._sign(now)
        known = caller if self._told is None else told_further(self._told, caller)
        if caller == Caller() or known == self._told:
            return None
        self._told = known
        return known

    def ringing(self, now: Ms) -> bool:
        """Whether a ring or caller id came so lately that it may be followed by another."""
        return self._last_sign is not None and now - self._last_sign <= RING_GAP_MS

    def over(self) -> None:
        """On-hook after a call: whatever comes next is another one."""
        self._last_sign = self._last_ring = self._told = None

    def _sign(self, now: Ms) -> None:
        """A ring, or caller id before the first one; after a long pause it begins a new call."""
        if self._last_sign is None or now - self._last_sign > RING_GAP_MS:
            self._told = None
        self._last_sign = now
