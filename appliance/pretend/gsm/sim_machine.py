"""Everything that moves a pretend SIM from one state to another: the table, and nothing beside it."""

from collections.abc import Mapping
from enum import Enum


class SimState(Enum):
    STARTING = "starting"
    """Powered, and busy with itself: +CME ERROR: 14."""
    READY = "ready"
    PIN_WANTED = "PIN wanted"
    PUK_WANTED = "PUK wanted"
    DEAD = "blocked for good"
    """Ten wrong PUKs (3GPP 11.11 §9.3)."""
    ABSENT = "absent"


class SimInput(Enum):
    RESET = "reset"
    STARTED_OPEN = "started open"
    STARTED_LOCKED = "started locked"
    STARTED_WITHOUT_TRIES = "started without tries"
    STARTED_DEAD = "started dead"
    NOT_THERE = "not there"
    PULLED = "pulled"
    RIGHT_PIN = "right pin"
    LAST_PIN_WRONG = "last pin wrong"
    RIGHT_PUK = "right puk"
    LAST_PUK_WRONG = "last puk wrong"


_S, _I = SimState, SimInput

_ANY_TIME = {_I.RESET: _S.STARTING, _I.PULLED: _S.ABSENT}

TABLE: Mapping[SimState, Mapping[SimInput, SimState]] = {
    _S.STARTING: {
        **_ANY_TIME,
        _I.STARTED_OPEN: _S.READY,
        _I.STARTED_LOCKED: _S.PIN_WANTED,
        _I.STARTED_WITHOUT_TRIES: _S.PUK_WANTED,
        _I.STARTED_DEAD: _S.DEAD,
        _I.NOT_THERE: _S.ABSENT,
    },
    _S.READY: {_I.LAST_PIN_WRONG: _S.PUK_WANTED, **_ANY_TIME},
    _S.PIN_WANTED: {_I.RIGHT_PIN: _S.READY, _I.LAST_PIN_WRONG: _S.PUK_WANTED, **_ANY_TIME},
    _S.PUK_WANTED: {_I.RIGHT_PUK: _S.READY, _I.LAST_PUK_WRONG: _S.DEAD, **_ANY_TIME},
    _S.DEAD: _ANY_TIME,
    _S.ABSENT: _ANY_TIME,
}


def move(state: SimState, entry: SimInput) -> SimState:
    """Raises KeyError for a pair that does not exist: a fault of the card's code."""
    return TABLE[state][entry]
