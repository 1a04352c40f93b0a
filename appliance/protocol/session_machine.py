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


TRANSITIONS: Final[dict[SessionState, dict[Happening, SessionState]]] = {
    SessionState.COMMAND: {
        Happening.OPEN: SessionState.OPENING,
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
}

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
