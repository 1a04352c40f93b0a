"""The states of a line's second call. Rule: whatever moves it between states stands in this table."""

from enum import auto

from appliance.core.transitions import Machine
from appliance.model.states import SecondState, State


class SecondTrigger(State):
    KNOCK = auto()
    TAKE = auto()
    """An agent wants to hear who knocks."""
    SWAP = auto()
    """An agent wants to hear who is held."""
    DROP = auto()
    """We end it: busy for who knocks, good-bye for who is held."""
    MOVED = auto()
    """The modem has done it."""
    FAILED = auto()
    GONE = auto()
    """That far end is no longer there."""
    LEFT_ALONE = auto()
    """Who was heard has hung up, who is held has not."""
    CLEARED = auto()
    """The line is put down or lost, and whoever was on it is gone."""


_T = SecondTrigger
_OVER = {_T.GONE: SecondState.NONE, _T.CLEARED: SecondState.NONE}
TABLE = {
    SecondState.NONE: {_T.KNOCK: SecondState.KNOCKING, _T.CLEARED: SecondState.NONE},
    SecondState.KNOCKING: {_T.TAKE: SecondState.TAKING, _T.DROP: SecondState.NONE, **_OVER},
    SecondState.TAKING: {_T.MOVED: SecondState.HELD, _T.FAILED: SecondState.KNOCKING, **_OVER},
    SecondState.HELD: {
        _T.SWAP: SecondState.SWAPPING,
        _T.DROP: SecondState.NONE,
        _T.LEFT_ALONE: SecondState.RETRIEVING,
        **_OVER,
    },
    SecondState.SWAPPING: {
        _T.MOVED: SecondState.HELD,
        _T.FAILED: SecondState.HELD,
        _T.LEFT_ALONE: SecondState.RETRIEVING,  # the same order brings back
        **_OVER,
    },
    SecondState.RETRIEVING: {_T.MOVED: SecondState.NONE, _T.FAILED: SecondState.NONE, _T.CLEARED: SecondState.NONE},
}

ALONE = frozenset({SecondState.NONE, SecondState.KNOCKING})
"""In these states one caller has the line."""


class SecondMachine(Machine[SecondState, SecondTrigger]):
    __slots__ = ()
