"""Who may speak on a half-duplex modem: the states of its one stream and every way between them."""

from enum import Enum
from typing import Final


class TurnState(Enum):
    NO_STREAM = "no stream"
    LISTENING = "listening"
    """+VRX: the far end is heard."""
    TO_SPEAKING = "turning to speak"
    SPEAKING = "speaking"
    """+VTX: the far end hears us, and is not heard but for the keys the modem tells."""
    TO_LISTENING = "turning to listen"


class TurnMove(Enum):
    OPENED = "opened"
    CLOSED = "closed"
    """The stream is over, asked or not."""
    SPEECH = "speech"
    """There is something to say."""
    PAUSE = "pause"
    """There has been nothing to say for a while."""
    END = "end"


_END: Final = {TurnMove.END: TurnState.NO_STREAM}

TRANSITIONS: Final[dict[TurnState, dict[TurnMove, TurnState]]] = {
    TurnState.NO_STREAM: {TurnMove.OPENED: TurnState.LISTENING, TurnMove.END: TurnState.NO_STREAM},
    TurnState.LISTENING: {TurnMove.SPEECH: TurnState.TO_SPEAKING, TurnMove.CLOSED: TurnState.NO_STREAM, **_END},
    TurnState.TO_SPEAKING: {TurnMove.CLOSED: TurnState.TO_SPEAKING, TurnMove.OPENED: TurnState.SPEAKING, **_END},
    TurnState.SPEAKING: {TurnMove.PAUSE: TurnState.TO_LISTENING, TurnMove.CLOSED: TurnState.NO_STREAM, **_END},
    TurnState.TO_LISTENING: {TurnMove.CLOSED: TurnState.TO_LISTENING, TurnMove.OPENED: TurnState.LISTENING, **_END},
}


class TurnMachine:
    """One call's place in the table."""

    def __init__(self) -> None:
        self.state = TurnState.NO_STREAM

    def move(self, move: TurnMove) -> bool:
        """Takes the row's way; False, and nothing changes, when the table has none."""
        following = TRANSITIONS[self.state].get(move)
        if following is None:
            return False
        self.state = following
        return True
