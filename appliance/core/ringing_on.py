"""Who knocked while the call they knocked in came to its end: they ring on, and keep the record they have."""

from typing import Final

from appliance.core import calls
from appliance.core.house import Call, House, Line
from appliance.model.caller import Caller
from appliance.model.states import HangUpCause
from appliance.model.words import LineName, Ms

RINGS_ON_MS: Final[Ms] = 10_000
"""From on-hook to the first ring of whoever knocked; networks let them ring at once."""


def released(house: House, line: Line) -> None:
    """On-hook: whoever is there rings now."""
    if line.rings_on is not None:
        house.alarms.set(("rings_on", line.plan.name), house.now + RINGS_ON_MS)


def taken_up(house: House, line: Line) -> Call | None:
    """The line rings: who it is, if they are known to be there."""
    call = _left(house, line)
    if call is not None:
        line.call = line.unconfirmed = call.id
        house.note(call.id, f"Rings on {line.plan.name} now")
    return call


def somebody_else(line: Line, call: Call, caller: Caller) -> bool:
    """Who rings is not who knocked, as far as that is known now."""
    doubtful, line.unconfirmed = line.unconfirmed == call.id, None
    known = call.record.caller.number
    return doubtful and bool(known and caller.number) and known != caller.number


def given_up(house: House, name: LineName) -> None:
    """They did not ring on."""
    line = house.lines.get(name)
    call = _left(house, line) if line is not None else None
    if call is not None:
        calls.end(house, call, calls.CALLER, HangUpCause.RINGING_STOPPED)


def lost(house: House, line: Line, reason: str) -> None:
    """The modem or its port is gone."""
    call = _left(house, line)
    if call is not None:
        call.lost = reason
        calls.end(house, call, calls.BOX)


def _left(house: House, line: Line) -> Call | None:
    """No longer expected, whatever becomes of them."""
    house.alarms.cancel(("rings_on", line.plan.name))
    number, line.rings_on = line.rings_on, None
    return house.calls.get(number) if number is not None else None
