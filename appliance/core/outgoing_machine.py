"""The states of a text that is sent from here. Rule: whatever moves one between states stands in this table."""

from enum import auto

from appliance.core.transitions import Machine
from appliance.model.states import OutgoingState, State


class OutgoingTrigger(State):
    SEND = auto()
    PUT_OFF = auto()
    """It did not go out, and is tried again later."""
    TAKE = auto()
    """The network has all parts."""
    REFUSE = auto()
    LOSE = auto()
    """It may have gone out, and nobody knows."""
    DELIVER = auto()
    FAIL = auto()


_T = OutgoingTrigger
TABLE = {
    OutgoingState.TO_BE_SENT: {_T.SEND: OutgoingState.SENDING, _T.REFUSE: OutgoingState.REFUSED},
    OutgoingState.SENDING: {
        _T.PUT_OFF: OutgoingState.TO_BE_SENT,
        _T.TAKE: OutgoingState.SENT,
        _T.REFUSE: OutgoingState.REFUSED,
        _T.LOSE: OutgoingState.DOUBTFUL,
    },
    OutgoingState.SENT: {_T.DELIVER: OutgoingState.DELIVERED, _T.FAIL: OutgoingState.UNDELIVERED},
    OutgoingState.DOUBTFUL: {_T.DELIVER: OutgoingState.DELIVERED, _T.FAIL: OutgoingState.UNDELIVERED},
    OutgoingState.DELIVERED: {},
    OutgoingState.UNDELIVERED: {},
    OutgoingState.REFUSED: {},
}


class OutgoingMachine(Machine[OutgoingState, OutgoingTrigger]):
    __slots__ = ()
