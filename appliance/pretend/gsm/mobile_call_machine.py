"""Everything that moves a pretend mobile call from one state to another: the table, and nothing beside it."""

from collections.abc import Mapping
from enum import Enum


class MobileCallState(Enum):
    """Those that +CLCC tells carry its number in CLCC (27.007 §7.18)."""

    NEW = "new"
    DIALLING = "dialling"
    ALERTING = "alerting"
    INCOMING = "incoming"
    WAITING = "waiting"
    ACTIVE = "active"
    HELD = "held"
    OVER = "over"


class MobileCallInput(Enum):
    DIALLED = "dialled"
    RANG = "rang"
    RANG_IN_A_CALL = "rang in a call"
    FAR_END_RINGS = "far end rings"
    FAR_END_ANSWERED = "far end answered"
    ACCEPTED = "accepted"
    PUT_ON_HOLD = "put on hold"
    RETRIEVED = "retrieved"
    LEFT_ALONE = "left alone"
    """The call it waited for is over: it rings as any other."""
    ENDED = "ended"


_S, _I = MobileCallState, MobileCallInput

TABLE: Mapping[MobileCallState, Mapping[MobileCallInput, MobileCallState]] = {
    _S.NEW: {_I.DIALLED: _S.DIALLING, _I.RANG: _S.INCOMING, _I.RANG_IN_A_CALL: _S.WAITING},
    _S.DIALLING: {_I.FAR_END_RINGS: _S.ALERTING, _I.FAR_END_ANSWERED: _S.ACTIVE, _I.ENDED: _S.OVER},
    _S.ALERTING: {_I.FAR_END_ANSWERED: _S.ACTIVE, _I.ENDED: _S.OVER},
    _S.INCOMING: {_I.ACCEPTED: _S.ACTIVE, _I.ENDED: _S.OVER},
    _S.WAITING: {_I.ACCEPTED: _S.ACTIVE, _I.LEFT_ALONE: _S.INCOMING, _I.ENDED: _S.OVER},
    _S.ACTIVE: {_I.PUT_ON_HOLD: _S.HELD, _I.ENDED: _S.OVER},
    _S.HELD: {_I.RETRIEVED: _S.ACTIVE, _I.ENDED: _S.OVER},
    _S.OVER: {},
}

CLCC: Mapping[MobileCallState, int] = {
    _S.ACTIVE: 0,
    _S.HELD: 1,
    _S.DIALLING: 2,
    _S.ALERTING: 3,
    _S.INCOMING: 4,
    _S.WAITING: 5,
    _S.OVER: 6,
}


def move(state: MobileCallState, entry: MobileCallInput) -> MobileCallState:
    """Raises KeyError for a pair that does not exist: whoever moves a call has looked at its state."""
    return TABLE[state][entry]
