"""Bytes to signals and back, without input or output: AT commands, result codes, caller id, the voice stream. PURE."""

from appliance.protocol.errors import ModemFault, OurFault
from appliance.protocol.session import AtSession
from appliance.protocol.session_machine import SessionState
from appliance.protocol.stream_exit import Exit

__all__ = ["AtSession", "Exit", "ModemFault", "OurFault", "SessionState"]
