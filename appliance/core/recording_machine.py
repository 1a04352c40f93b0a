"""The states of a conversation's recording. Rule: whatever moves it between states stands in this table."""

from enum import auto

from appliance.core.transitions import Machine
from appliance.model.states import State
from appliance.model.talk_states import RecordingState


class RecordingTrigger(State):
    TELL = auto()
    """Those who will be recorded begin to hear so."""
    TOLD = auto()
    """They have heard it to its end."""
    START = auto()
    PAUSE = auto()
    RESUME = auto()
    STOP = auto()
    REFUSE = auto()
    """The caller will not have it."""


_T = RecordingTrigger
_OVER = {_T.STOP: RecordingState.OFF, _T.REFUSE: RecordingState.REFUSED}
TABLE = {
    RecordingState.OFF: {
        _T.TELL: RecordingState.TELLING,
        _T.START: RecordingState.RECORDED,
        _T.REFUSE: RecordingState.REFUSED,
    },
    RecordingState.TELLING: {_T.TOLD: RecordingState.RECORDED, **_OVER},
    RecordingState.RECORDED: {_T.PAUSE: RecordingState.PAUSED, **_OVER},
    RecordingState.PAUSED: {_T.RESUME: RecordingState.RECORDED, **_OVER},
    RecordingState.REFUSED: {},
}


class RecordingMachine(Machine[RecordingState, RecordingTrigger]):
    __slots__ = ()
