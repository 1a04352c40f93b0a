"""What becomes of a message in its box. Rule: whatever moves it between states stands in this table."""

from appliance.core.transitions import Machine
from appliance.model.states import MessageOrder, MessageState

_O = MessageOrder
TABLE = {
    MessageState.NEW: {
        _O.HEARD: MessageState.HEARD,
        _O.TAKE: MessageState.TAKEN,
        _O.DONE: MessageState.DONE,
        _O.NEW: MessageState.NEW,
        _O.DELETE: MessageState.DELETED,
    },
    MessageState.HEARD: {
        _O.HEARD: MessageState.HEARD,
        _O.TAKE: MessageState.TAKEN,
        _O.DONE: MessageState.DONE,
        _O.NEW: MessageState.NEW,
        _O.DELETE: MessageState.DELETED,
    },
    MessageState.TAKEN: {
        _O.HEARD: MessageState.TAKEN,
        _O.TAKE: MessageState.TAKEN,
        _O.GIVE_BACK: MessageState.HEARD,
        _O.DONE: MessageState.DONE,
        _O.DELETE: MessageState.DELETED,
    },
    MessageState.DONE: {
        _O.HEARD: MessageState.DONE,
        _O.TAKE: MessageState.TAKEN,
        _O.DONE: MessageState.DONE,
        _O.NEW: MessageState.NEW,
        _O.DELETE: MessageState.DELETED,
    },
    MessageState.DELETED: {_O.NEW: MessageState.NEW, _O.DELETE: MessageState.DELETED},
}


class BoxMachine(Machine[MessageState, MessageOrder]):
    __slots__ = ()
