"""The states of a line. Rule: whatever moves a line between states stands in this table."""

from enum import auto

from appliance.core.transitions import Machine
from appliance.model.states import LineState, State


class LineTrigger(State):
    READY = auto()
    FAILED = auto()
    RANG = auto()
    RINGING_STOPPED = auto()
    ANSWER = auto()
    """The box decides to answer."""
    ANSWERED = auto()
    DIAL = auto()
    """The box calls out."""
    REACHED = auto()
    """The far end answered."""
    RELEASE = auto()
    """The box tells the modem to go on-hook."""
    RELEASED = auto()


_T = LineTrigger
TABLE = {
    LineState.OUT_OF_ORDER: {_T.READY: LineState.IDLE, _T.FAILED: LineState.OUT_OF_ORDER},
    LineState.IDLE: {_T.RANG: LineState.RINGING, _T.DIAL: LineState.DIALLING, _T.FAILED: LineState.OUT_OF_ORDER},
    LineState.RINGING: {
        _T.RANG: LineState.RINGING,
        _T.RINGING_STOPPED: LineState.IDLE,
        _T.ANSWER: LineState.ANSWERING,
        _T.FAILED: LineState.OUT_OF_ORDER,
    },
    LineState.ANSWERING: {
        _T.RANG: LineState.ANSWERING,  # a ring may already be on its way while the modem goes off-hook
        _T.ANSWERED: LineState.IN_USE,
        _T.RELEASE: LineState.RELEASING,
        _T.FAILED: LineState.OUT_OF_ORDER,
    },
    LineState.DIALLING: {
        _T.REACHED: LineState.IN_USE,
        _T.RELEASE: LineState.RELEASING,
        _T.FAILED: LineState.OUT_OF_ORDER,
    },
    LineState.IN_USE: {_T.RELEASE: LineState.RELEASING, _T.FAILED: LineState.OUT_OF_ORDER},
    LineState.RELEASING: {_T.RELEASED: LineState.IDLE, _T.FAILED: LineState.OUT_OF_ORDER},
}


class LineMachine(Machine[LineState, LineTrigger]):
    __slots__ = ()
