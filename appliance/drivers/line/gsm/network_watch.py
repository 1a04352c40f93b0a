"""Whether the network still has the modem: told unasked, and asked for now and then as that may be lost."""

from typing import Final

from appliance.drivers.errors import DriverFault
from appliance.model.words import Ms

GONE_MS: Final[Ms] = 30_000
"""Without a network for so long the line is out of order; shorter gaps are a lorry before the aerial."""
LOOK_MS: Final[Ms] = 30_000
"""Between two questions."""


class NetworkWatch:
    def __init__(self, now: Ms = 0) -> None:
        """The network has it now."""
        self._gone_at: Ms | None = None
        self._look_at = now + LOOK_MS

    @property
    def gone(self) -> bool:
        """When it was last looked, no half of the network had it."""
        return self._gone_at is not None

    def told(self, *, there: bool) -> None:
        """By the modem, of one half of the network. When it is gone the other may still have us: all are asked."""
        if there:
            self._gone_at = None
        else:
            self._look_at = 0

    def looked(self, halves: list[bool], now: Ms) -> None:
        """What each half answered; nothing is known when none did."""
        self._look_at = now + LOOK_MS
        if any(halves):
            self._gone_at = None
        elif halves and self._gone_at is None:
            self._gone_at = now

    def look_due(self, now: Ms) -> bool:
        return now >= self._look_at

    def next_wake(self, *, checked: bool) -> Ms:
        """When to look, or, where it is `checked`, when check() may raise."""
        return self._look_at if self._gone_at is None or not checked else min(self._look_at, self._gone_at + GONE_MS)

    def check(self, now: Ms, place: str) -> None:
        """Raises DriverFault when it has been gone for too long."""
        if self._gone_at is not None and now - self._gone_at >= GONE_MS:
            raise DriverFault(
                f"{place}: no network for {GONE_MS // 1_000} s; nobody can call this line; look at its aerial and SIM"
            )
