"""Whether the network still has the modem: told unasked, and asked for now and then as that may be lost."""

from collections.abc import Iterator
from typing import Final

import msgspec

from appliance.drivers.errors import DeviceLacks
from appliance.drivers.line.gsm.preparing import no_network
from appliance.model.network import NetworkSight
from appliance.model.signals import Ring, Signal, Unsolicited
from appliance.model.text_events import NetworkSeen
from appliance.model.words import LineName, Ms
from appliance.protocol.errors import ModemFault
from appliance.protocol.gsm.network.reading import read_network_line
from appliance.protocol.gsm.network.registration import Domain, Registration
from appliance.protocol.gsm.network.sim import Sim, SimState

GONE_MS: Final[Ms] = 30_000
"""Without a network for so long the line is out of order; shorter gaps are a lorry before the aerial."""
LOOK_MS: Final[Ms] = 30_000
"""Between two questions."""
FIRST_LOOK_MS: Final[Ms] = 1_000
"""After the start, so that people see soon where the line is."""
_HALVES: Final = frozenset({Domain.CALLS, Domain.LTE, Domain.FIVE_G})
"""Of the network, whose coming brings calls."""


class NetworkWatch:
    def __init__(self, now: Ms = 0) -> None:
        """The network has it now."""
        self._gone_at: Ms | None = None
        self._look_at = now + FIRST_LOOK_MS
        self._told: NetworkSight | None = None
        self._sim: Sim | None = None
        """What is wrong with it, when it was last looked."""
        self.came = 0
        """How often the modem told, while the line was out of order, that what it lacked is there."""

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

    def heard_waiting(self, signal: Signal) -> None:
        """While the line is out of order: network, SIM or a caller may come."""
        match signal:
            case Ring():
                self.came += 1
            case Unsolicited(text):
                self.came += _comes(text)

    def looked(self, halves: tuple[bool, ...], now: Ms, sim: Sim | None = None) -> None:
        """What each half answered, nothing is known when none did; and the SIM, when it was asked."""
        self._look_at = now + LOOK_MS
        self._sim = None if sim is None or sim.usable or sim.state is SimState.BUSY else sim
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
        """Raises DeviceLacks when it has been gone for too long, or the SIM is."""
        if self._sim is not None:
            fault = f"{place}: {self._sim.words}"
            raise DeviceLacks(fault)
        if self._gone_at is not None and now - self._gone_at >= GONE_MS:
            raise no_network(place, self._told.registration if self._told else "")


def _comes(text: str) -> bool:
    try:
        told = read_network_line(text)
    except ModemFault:
        return False
    match told:
        case Registration() as half:
            return half.registered and half.domain in _HALVES
        case Sim() as sim:
            return sim.usable
    return False


def _plain(sight: NetworkSight) -> NetworkSight:
    return msgspec.structs.replace(sight, dbm=None)
