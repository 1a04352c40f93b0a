"""The states of a call. Rule: whatever moves a call between states stands in this table."""

from enum import auto

from appliance.core.transitions import Machine
from appliance.model.states import CallState, State


class CallTrigger(State):
    ANSWER = auto()
    ANSWERED = auto()
    ENQUEUE = auto()
    OFFER = auto()
    GIVE_BACK = auto()
    """The last agent who rang for it declined, did not answer, or could not be reached."""
    ACCEPT = auto()
    LEAVE_QUEUE = auto()
    LOSE_STATION = auto()
    """The agent's station went away in mid-conversation."""
    TRANSFER = auto()
    """The agent sends the caller on to a queue."""
    RECORD = auto()
    RECORDED = auto()
    END = auto()


_T = CallTrigger
TABLE = {
    CallState.RINGING: {_T.ANSWER: CallState.ANSWERING, _T.END: CallState.ENDED},
    CallState.ANSWERING: {_T.ANSWERED: CallState.IN_FLOW, _T.END: CallState.ENDED},
    CallState.IN_FLOW: {
        _T.ENQUEUE: CallState.WAITING,
        _T.RECORD: CallState.LEAVING_MESSAGE,
        _T.END: CallState.ENDED,
    },
    CallState.WAITING: {
        _T.OFFER: CallState.OFFERED,
        _T.LEAVE_QUEUE: CallState.IN_FLOW,
        _T.END: CallState.ENDED,
    },
    CallState.OFFERED: {
        _T.OFFER: CallState.OFFERED,  # another phone rings for it too
        _T.GIVE_BACK: CallState.WAITING,
        _T.ACCEPT: CallState.TALKING,
        _T.LEAVE_QUEUE: CallState.IN_FLOW,
        _T.END: CallState.ENDED,
    },
    CallState.TALKING: {
        _T.LOSE_STATION: CallState.WAITING,
        _T.TRANSFER: CallState.WAITING,
        _T.END: CallState.ENDED,
    },
    CallState.LEAVING_MESSAGE: {_T.RECORDED: CallState.IN_FLOW, _T.END: CallState.ENDED},
    CallState.ENDED: {},
}

WITH_TICKET = frozenset({CallState.WAITING, CallState.OFFERED})
"""In these states the call holds a place in line."""


class CallMachine(Machine[CallState, CallTrigger]):
    __slots__ = ()
