"""The states of a voice modem's line and every way between them. Nothing else changes the state."""

from enum import Enum
from typing import Final


class ModemState(Enum):
    CLOSED = "closed"
    PREPARING = "preparing"
    ON_HOOK = "on-hook"
    """Also while it rings."""
    ANSWERING = "answering"
    DIALLING = "dialling"
    """Off-hook, the number not yet out."""
    CALLING = "calling"
    """The number is out, nobody has answered: what is heard is the exchange, or an announcement."""
    TALKING = "talking"
    """Off-hook with sound both ways, until told to hang up, whatever the far end does."""
    TRANSFERRING = "transferring"
    """The far end waits at the exchange, which hears whom it is to be joined with."""
    RELEASING = "releasing"
    FAILED = "failed"


class Move(Enum):
    OPEN = "open"
    PREPARED = "prepared"
    ANSWER = "answer"
    DIAL = "dial"
    DIALLED = "dialled"
    ANSWERED = "far end answered"
    TRANSFER = "transfer"
    KEPT = "kept"
    """The transfer came to nothing; the far end is here again."""
    CONNECTED = "connected"
    """The stream is open."""
    HANG_UP = "hang up"
    RELEASED = "released"
    FAIL = "fail"
    CLOSE = "close"


TRANSITIONS: Final[dict[ModemState, dict[Move, ModemState]]] = {
    ModemState.CLOSED: {
        Move.OPEN: ModemState.PREPARING,
        Move.CLOSE: ModemState.CLOSED,
    },
    ModemState.PREPARING: {
        Move.PREPARED: ModemState.ON_HOOK,
        Move.FAIL: ModemState.FAILED,
        Move.CLOSE: ModemState.CLOSED,
    },
    ModemState.ON_HOOK: {
        Move.ANSWER: ModemState.ANSWERING,
        Move.DIAL: ModemState.DIALLING,
        Move.HANG_UP: ModemState.RELEASING,
        Move.FAIL: ModemState.FAILED,
        Move.CLOSE: ModemState.CLOSED,
    },
    ModemState.ANSWERING: {
        Move.CONNECTED: ModemState.TALKING,
        Move.HANG_UP: ModemState.RELEASING,
        Move.FAIL: ModemState.FAILED,
        Move.CLOSE: ModemState.CLOSED,
    },
    ModemState.DIALLING: {
        Move.CONNECTED: ModemState.DIALLING,
        Move.DIALLED: ModemState.CALLING,
        Move.HANG_UP: ModemState.RELEASING,
        Move.FAIL: ModemState.FAILED,
        Move.CLOSE: ModemState.CLOSED,
    },
    ModemState.CALLING: {
        Move.CONNECTED: ModemState.CALLING,
        Move.ANSWERED: ModemState.TALKING,
        Move.HANG_UP: ModemState.RELEASING,
        Move.FAIL: ModemState.FAILED,
        Move.CLOSE: ModemState.CLOSED,
    },
    ModemState.TALKING: {
        Move.CONNECTED: ModemState.TALKING,  # the modem ended the stream by itself and it was opened again
        Move.TRANSFER: ModemState.TRANSFERRING,
        Move.HANG_UP: ModemState.RELEASING,
        Move.FAIL: ModemState.FAILED,
        Move.CLOSE: ModemState.CLOSED,
    },
    ModemState.TRANSFERRING: {
        Move.CONNECTED: ModemState.TRANSFERRING,
        Move.KEPT: ModemState.TALKING,
        Move.RELEASED: ModemState.ON_HOOK,
        Move.HANG_UP: ModemState.RELEASING,
        Move.FAIL: ModemState.FAILED,
        Move.CLOSE: ModemState.CLOSED,
    },
    ModemState.RELEASING: {
        Move.RELEASED: ModemState.ON_HOOK,
        Move.FAIL: ModemState.FAILED,
        Move.CLOSE: ModemState.CLOSED,
    },
    ModemState.FAILED: {
        Move.OPEN: ModemState.PREPARING,  # once more, with its port still open
        Move.FAIL: ModemState.FAILED,
        Move.CLOSE: ModemState.CLOSED,
    },
}


class ModemMachine:
    """One line's place in the table."""

    def __init__(self) -> None:
        self.state = ModemState.CLOSED

    def move(self, move: Move) -> bool:
        """Takes the row's way; False, and nothing changes, when the table has none."""
        following = TRANSITIONS[self.state].get(move)
        if following is None:
            return False
        self.state = following
        return True
