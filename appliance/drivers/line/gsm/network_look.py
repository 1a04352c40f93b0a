"""One look at a GSM modem's network: whether it has us, for the driver; which it is and how strong, for people."""

from typing import TypeVar

from appliance.drivers.line.gsm.preparing import registration_in
from appliance.drivers.line.gsm.sim_lock import sim_in
from appliance.drivers.line.gsm.turns import Turns
from appliance.drivers.line.modem.gsm_family import GsmFamily
from appliance.model.network import NetworkSight
from appliance.model.signals import CommandDone
from appliance.model.words import Value
from appliance.protocol.errors import ModemFault
from appliance.protocol.gsm.network.operators import Operator
from appliance.protocol.gsm.network.reading import read_network_line
from appliance.protocol.gsm.network.registration import Registration, most_telling
from appliance.protocol.gsm.network.signal_level import SignalLevel
from appliance.protocol.gsm.network.sim import Sim

F = TypeVar("F", SignalLevel, Operator)


class Look(Value, frozen=True, kw_only=True):
    halves: tuple[bool, ...]
    """Of the network, whether each has us; empty when none answered."""
    sight: NetworkSight | None
    """None when nothing is known."""
    sim: Sim | None = None
    """Asked for only when no half has us: it may be what is missing."""


async def look_at_network(turns: Turns, family: GsmFamily) -> Look:
    """Raises DriverFault when the modem is silent."""
    replies = [await turns.ask(question) for question in family.registration]
    told = [each for each in map(registration_in, replies) if each is not None]
    level = _first(await turns.ask("AT+CSQ"), SignalLevel)
    operator = _first(await turns.ask("AT+COPS?"), Operator)
    halves = tuple(each.registered for each in told)
    sim = None if any(halves) else sim_in(await turns.ask("AT+CPIN?"))
    return Look(halves=halves, sight=_sight(told, level, operator), sim=sim)


def _sight(told: list[Registration], level: SignalLevel | None, operator: Operator | None) -> NetworkSight | None:
    if not told:
        return None
    best = most_telling(told)
    access = next((each.access for each in (best, *told) if each.access), "")
    return NetworkSight(
        registration=best.words,
        operator=operator.name if operator and best.registered else "",
        access=(operator.access if operator else "") or access,
        dbm=level.dbm if level else None,
        bars=level.bars if level else 0,
    )


def _first(reply: CommandDone, kind: type[F]) -> F | None:
    for line in reply.lines if reply.ok else ():
        try:
            found = read_network_line(line)
        except ModemFault:
            continue
        if isinstance(found, kind):
            return found
    return None
