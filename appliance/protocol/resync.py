"""Getting a modem back that was left in an unknown state: what is sent, and how long each step is given."""

from typing import Final

from appliance.model.words import Ms
from appliance.protocol.session_machine import SessionState

ESCAPES: Final = b"\x1b\x10\x03\x10^\x10!\r"
"""Every way out of a prompt and of every stream; a modem in command mode takes it for a line that is no command."""
PROBE: Final = b"AT\r"

QUIET_MS: Final[Ms] = 150
"""No byte for so long: whatever was streaming has stopped."""
LONGEST_DRAIN_MS: Final[Ms] = 2_000
PROBE_MS: Final[Ms] = 500
SETTLE_MS: Final[Ms] = 100
"""A modem that had been stuck answers all it was sent meanwhile, one after the other, within this of each other."""
MOST_PROBES: Final = 5
"""2 s of draining and 5 probes: a deaf modem is known after 4.5 s."""


class Resync:
    """One attempt: the time it began and the probes sent so far."""

    def __init__(self, now: Ms) -> None:
        self._began = now
        self._heard = now
        self._probes = 0
        self._probed: Ms = now
        self._answered: Ms = now

    def hear(self, now: Ms) -> None:
        """A byte came; while draining it only means that it is not yet quiet."""
        self._heard = now

    def due(self, state: SessionState) -> Ms | None:
        """When the step that this state is has taken long enough; None when it is no step of a resync."""
        match state:
            case SessionState.DRAINING:
                return min(self._heard + QUIET_MS, self._began + LONGEST_DRAIN_MS)
            case SessionState.PROBING:
                return self._probed + PROBE_MS
            case SessionState.SETTLING:
                # no byte for so long: no other OK is on its way; longer when more than one probe was sent
                quiet = self._heard + (PROBE_MS if self._probes > 1 else SETTLE_MS)
                return min(quiet, self._answered + LONGEST_DRAIN_MS)
            case _:
                return None

    def answered(self, now: Ms) -> None:
        """OK came."""
        self._answered = now

    def next_probe(self, now: Ms) -> bytes:
        """What to send; empty when every probe has been spent. From the second on the escapes come first again."""
        if self._probes == MOST_PROBES:
            return b""
        self._probes += 1
        self._probed = now
        return PROBE if self._probes == 1 else ESCAPES + PROBE
