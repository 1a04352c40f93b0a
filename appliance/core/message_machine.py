"""The stages of a message being left. Rule: whatever moves it between stages stands in this table."""

from enum import auto

from appliance.core.transitions import Machine
from appliance.model.states import MessageStage, State


class MessageTrigger(State):
    REVIEW = auto()
    """The caller may choose what becomes of it."""
    LISTEN = auto()
    SPEAK = auto()
    """After the sign, or the words, for another try."""
    ASK_AGAIN = auto()
    """It was too short, or the caller wants to; what was said before is dropped."""
    STORE = auto()
    TELL = auto()
    """There is nothing to keep, or the disk did not take it."""
    END = auto()


_T = MessageTrigger
TABLE = {
    MessageStage.SPEAKING: {
        _T.REVIEW: MessageStage.REVIEWING,
        _T.STORE: MessageStage.STORING,
        _T.ASK_AGAIN: MessageStage.ASKED_AGAIN,
        _T.TELL: MessageStage.TOLD,
        _T.END: MessageStage.OVER,
    },
    MessageStage.REVIEWING: {
        _T.REVIEW: MessageStage.REVIEWING,
        _T.LISTEN: MessageStage.LISTENING,
        _T.ASK_AGAIN: MessageStage.ASKED_AGAIN,
        _T.STORE: MessageStage.STORING,
    },
    MessageStage.LISTENING: {
        _T.LISTEN: MessageStage.LISTENING,
        _T.REVIEW: MessageStage.REVIEWING,
        _T.ASK_AGAIN: MessageStage.ASKED_AGAIN,
        _T.STORE: MessageStage.STORING,
    },
    MessageStage.ASKED_AGAIN: {_T.SPEAK: MessageStage.SPEAKING, _T.END: MessageStage.OVER},
    MessageStage.STORING: {_T.TELL: MessageStage.TOLD, _T.END: MessageStage.OVER},
    MessageStage.TOLD: {_T.END: MessageStage.OVER},
    MessageStage.OVER: {},
}

TO_CHOOSE = frozenset({MessageStage.REVIEWING, MessageStage.LISTENING})
"""In these stages a key says what becomes of it."""

WORTH_KEEPING = frozenset({MessageStage.SPEAKING, MessageStage.STORING, *TO_CHOOSE})
"""In these stages there may be something to keep of a caller who hangs up."""


class MessageMachine(Machine[MessageStage, MessageTrigger]):
    __slots__ = ()
