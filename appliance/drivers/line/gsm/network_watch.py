"""Whether the network still has the modem: told unasked, and asked for now and then as that may be lost."""

from collections.abc import Iterator
from typing import Final

import msgspec

from appliance.drivers.errors import DriverFault
from appliance.model.network import NetworkSight
from appliance.model.text_events import NetworkSeen
from appliance.model.words import LineName, Ms

GONE_MS: Final[Ms] = 30_000
"""Without a network for so long the line is out of order; shorter gaps are a lorry before the aerial."""
LOOK_MS: Final[Ms] = 30_000
"""Between two questions."""
FIRST_LOOK_MS: Final[Ms] = 1_000
"""After the start, so that people see soon where the line is."""


class NetworkWatch:
    def __init__(self, now: Ms = 0) -> None:
        """The network has it now."""
        self._gone_at: Ms | None = None
        self._look_at = now + FIRST_LOOK_MS
        self._told: NetworkSight | None = None

    def news(self, line: LineName, sight: NetworkSight | None) -> Iterator[NetworkSeen]:
        """What people are told of a look; a dBm more or less is no news as long as the bars are the same."""
        if sight is not None and (self._told is None or _plain(sight) != _plain(self._told)):
            self._told = sight
            yield NetworkSeen(line, sight)

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

    def looked(self, halves: tuple[bool, ...], now: Ms) -> None:
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


def _plain(sight: NetworkSight) -> NetworkSight:
    return msgspec.structs.replace(sight, dbm=None)
