"""The states of a modem session and every way between them. Nothing else changes the state."""

from enum import Enum
from typing import Final

from appliance.protocol.errors import OurFault


class SessionState(Enum):
    COMMAND = "command"
    OPENING = "opening"
    """+VTR sent, CONNECT not yet seen."""
    STREAMING = "streaming"
    LEAVING = "leaving"
    """Trying the family's exits one after the other; sound is thrown away."""
    ENDING = "ending"
    """DLE ETX seen, the result code not yet."""
    DRAINING = "draining"
    """Resync: every exit sent at once, waiting until the modem says nothing more."""
    PROBING = "probing"
    """Resync: AT sent, OK not yet seen."""
    SETTLING = "settling"
    """Resync: OK seen; it may have answered an older AT, so whatever else is on its way comes first."""

    PROMPTING = "prompting"
    """AT+CMGS sent, the prompt not yet seen."""
    TYPING = "typing"
    """The prompt stands; the modem takes everything for text until SUB or ESC."""
    SUBMITTING = "submitting"
    """Text and SUB sent, the result code not yet seen."""
    CANCELLING = "cancelling"
    """ESC sent, the result code not yet seen."""


class Happening(Enum):
    OPEN = "open"
    CONNECTED = "connected"
    REFUSED = "refused"
    LEAVE = "leave"
    ENDED = "stream ended"
    CONFIRMED = "confirmed"
    UNHEEDED = "unheeded"
    """The last exit, or the result code after DLE ETX, did not come in time."""
    RESYNC = "resync"
    QUIET = "quiet"
    ALIVE = "alive"
    DEAF = "deaf"
    ASK_PROMPT = "ask for the prompt"
    PROMPTED = "prompted"
    SUBMIT = "submit"


TRANSITIONS: Final[dict[SessionState, dict[Happening, SessionState]]] = {
    SessionState.COMMAND: {
        Happening.OPEN: SessionState.OPENING,
        Happening.ASK_PROMPT: SessionState.PROMPTING,
        Happening.RESYNC: SessionState.DRAINING,
    },
    SessionState.OPENING: {
        Happening.CONNECTED: SessionState.STREAMING,
        Happening.REFUSED: SessionState.COMMAND,
        Happening.RESYNC: SessionState.DRAINING,
    },
    SessionState.STREAMING: {
        Happening.LEAVE: SessionState.LEAVING,
        Happening.ENDED: SessionState.ENDING,
        Happening.RESYNC: SessionState.DRAINING,
    },
    SessionState.LEAVING: {
        Happening.ENDED: SessionState.ENDING,
        Happening.CONFIRMED: SessionState.COMMAND,
        Happening.UNHEEDED: SessionState.DRAINING,
        Happening.RESYNC: SessionState.DRAINING,
    },
    SessionState.ENDING: {
        Happening.CONFIRMED: SessionState.COMMAND,
        Happening.UNHEEDED: SessionState.DRAINING,
        Happening.RESYNC: SessionState.DRAINING,
    },
    SessionState.DRAINING: {
        Happening.QUIET: SessionState.PROBING,
        Happening.RESYNC: SessionState.DRAINING,
    },
    SessionState.PROBING: {
        Happening.ALIVE: SessionState.SETTLING,
        Happening.DEAF: SessionState.COMMAND,
        Happening.RESYNC: SessionState.DRAINING,
    },
    SessionState.SETTLING: {
        Happening.QUIET: SessionState.COMMAND,
        Happening.RESYNC: SessionState.DRAINING,
    },
    SessionState.PROMPTING: {
        Happening.PROMPTED: SessionState.TYPING,
        Happening.REFUSED: SessionState.COMMAND,
        Happening.UNHEEDED: SessionState.CANCELLING,
        Happening.RESYNC: SessionState.DRAINING,
    },
    SessionState.TYPING: {
        Happening.SUBMIT: SessionState.SUBMITTING,
        Happening.REFUSED: SessionState.COMMAND,
        Happening.UNHEEDED: SessionState.CANCELLING,
        Happening.RESYNC: SessionState.DRAINING,
    },
    SessionState.SUBMITTING: {
        Happening.CONFIRMED: SessionState.COMMAND,
        Happening.UNHEEDED: SessionState.CANCELLING,
        Happening.RESYNC: SessionState.DRAINING,
    },
    SessionState.CANCELLING: {
        Happening.CONFIRMED: SessionState.COMMAND,
        Happening.UNHEEDED: SessionState.COMMAND,
        Happening.RESYNC: SessionState.DRAINING,
    },
}

AT_PROMPT: Final = frozenset(
    {SessionState.PROMPTING, SessionState.TYPING, SessionState.SUBMITTING, SessionState.CANCELLING}
)
"""States of a command that has a text; a line may begin with the prompt's mark."""

IN_SOUND: Final = frozenset({SessionState.STREAMING, SessionState.LEAVING})
"""States in which a byte is a sample unless a DLE says otherwise."""


class SessionMachine:
    """One session's place in the table."""

    def __init__(self) -> None:
        self.state = SessionState.COMMAND

    def move(self, happening: Happening) -> SessionState:
        """Takes the row's way. Raises OurFault when the table has none."""
        following = TRANSITIONS[self.state].get(happening)
        if following is None:
            fault = f"modem session is {self.state.value}: it cannot take {happening.value!r}"
            raise OurFault(fault)
        self.state = following
        return following
