"""What every family says of calls: 27.007's +CLCC, +CLIP, +CCWA, +CRING, and V.250's result codes that come alone."""

from typing import Final

from appliance.protocol.gsm.call_signs import (
    CallerTold,
    CallSign,
    CallTold,
    Cause,
    Direction,
    End,
    Ended,
    Knocking,
    Rang,
    Stage,
)
from appliance.protocol.gsm.fields import NamedLine, named_line
from appliance.protocol.gsm.network.callers import (
    RingKind,
    Waiting,
    caller_of,
    read_calling,
    read_ringing,
    read_waiting,
)

_RESULTS: Final[dict[str, CallSign]] = {
    "NO CARRIER": Ended(),
    "BUSY": Ended(cause=Cause(End.BUSY), unanswered=True),
    "NO ANSWER": Ended(cause=Cause(End.NO_ANSWER), unanswered=True),
    "NO DIALTONE": Ended(cause=Cause(End.NETWORK), unanswered=True),
    "NO DIAL TONE": Ended(cause=Cause(End.NETWORK), unanswered=True),
    "RING": Rang(),
}
_STAGES: Final = {stage.value: stage for stage in Stage}
_HIGHEST_CALL: Final = 7
"""27.007 §7.13: seven calls at most."""
_NOT_VOICE: Final = frozenset({1, 2, 6, 7, 8})
"""+CLCC's modes of data and fax, those that began as speech included (§7.18); 9 is unknown."""


def standard(line: str) -> CallSign | None:
    """The line's sign; None when it has nothing to do with calls. Raises ModemFault."""
    alone = _RESULTS.get(line.strip().upper())
    if alone is not None:
        return alone
    named = named_line(line)
    return _named(named) if named else None


def _named(line: NamedLine) -> CallSign | None:
    match line.name:
        case "+CLCC":
            return call_told(line)
        case "+CLIP":
            calling = read_calling(line)
            return CallerTold(calling.caller) if calling else None
        case "+CCWA":
            waiting = read_waiting(line)
            return Knocking(waiting.caller) if isinstance(waiting, Waiting) else None
        case "+CRING":
            return Rang(voice=read_ringing(line).kind is RingKind.VOICE)
        case _:
            return None


def call_told(line: NamedLine) -> CallTold:
    """`id,dir,stat,mode,mpty[,number,type[,alpha]]` (§7.18); SIMCom's events have stage 6. Raises ModemFault."""
    return CallTold(
        call_number(line, 0),
        direction(line, 1),
        stage(line, 2, _STAGES),
        caller_of(line.text(5), line.number(6), line.text(7), None),
        voice=line.number(3) not in _NOT_VOICE,
        conference=line.number(4) == 1,
    )


def call_number(line: NamedLine, place: int) -> int:
    """Raises ModemFault when it is none of a call."""
    number = line.required(place)
    if not 0 <= number <= _HIGHEST_CALL:
        raise line.fault(f"call {number}", f"0 to {_HIGHEST_CALL}")
    return number


def direction(line: NamedLine, place: int) -> Direction:
    """Raises ModemFault."""
    number = line.required(place)
    if number not in {0, 1}:
        raise line.fault(f"direction {number}", "0 outgoing or 1 incoming")
    return Direction(number)


def stage(line: NamedLine, place: int, stages: dict[int, Stage]) -> Stage:
    """Raises ModemFault for a number that the table has not."""
    number = line.required(place)
    if number not in stages:
        raise line.fault(f"state {number}", ", ".join(map(str, sorted(stages))))
    return stages[number]
