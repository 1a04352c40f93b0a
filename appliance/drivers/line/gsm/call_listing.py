"""The modem's own list of its calls, as AT+CLCC answers it (27.007 §7.18)."""

from appliance.model.signals import CommandDone
from appliance.protocol.errors import ModemFault
from appliance.protocol.gsm.call_dialects.standard import standard
from appliance.protocol.gsm.call_signs import CallTold


def calls_in(reply: CommandDone) -> tuple[CallTold, ...] | None:
    """None when it does not tell; lines that break their own rules say nothing."""
    if not reply.ok:
        return None
    return tuple(sign for line in reply.lines if isinstance(sign := _read(line), CallTold))


def _read(line: str) -> object:
    try:
        return standard(line)
    except ModemFault:
        return None
