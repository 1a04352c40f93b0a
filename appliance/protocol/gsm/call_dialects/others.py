"""Wavecom's +WIND, and ZTE's bare CONNECT and HANGUP."""

import re
from typing import Final

from appliance.protocol.gsm.call_dialects.standard import call_number
from appliance.protocol.gsm.call_signs import Alerting, CallSign, Connected, Dialled, Ended
from appliance.protocol.gsm.fields import NamedLine

_HANGUP: Final = re.compile(r"HANGUP: ?(\d)", re.ASCII)


def wavecom(line: NamedLine) -> CallSign | None:
    """+WIND: 5,1 a call is made, 2 it rings there, 6,1 it is over; other numbers tell of other things."""
    if line.name != "+WIND":
        return None
    match line.number(0):
        case 5:
            return Dialled(call_number(line, 1))
        case 2:
            return Alerting()
        case 6:
            return Ended(call_number(line, 1))
        case _:
            return None


def zte(line: str) -> CallSign | None:
    """CONNECT when the far end answers, HANGUP: 1 when the call is over."""
    text = line.strip()
    if text == "CONNECT":
        return Connected()
    hangup = _HANGUP.fullmatch(text)
    return Ended(int(hangup[1])) if hangup else None
