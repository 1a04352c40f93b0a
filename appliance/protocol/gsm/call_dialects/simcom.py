"""SIMCom: SIM7x00 with VOICE CALL and MISSED_CALL, SIM800/900 with MO RING and MO CONNECTED; digits of both."""

import re
from typing import Final

from appliance.protocol.gsm.call_dialects.digits import digit_heard
from appliance.protocol.gsm.call_signs import Alerting, CallSign, Connected, Ended, Missed
from appliance.protocol.gsm.fields import named_line

_ENDED: Final = re.compile(r"VOICE CALL: ?END(?:: ?(\d{1,9}))?", re.ASCII)
_MISSED: Final = re.compile(r"MISSED_CALL: ?(.*)")
_NUMBER: Final = re.compile(r"(\+?[0-9*#]+)\s*$")


def sim7x00(line: str) -> CallSign | None:
    """The line's sign; None when it has nothing to do with calls. Raises ModemFault."""
    text = line.strip()
    if text in {"VOICE CALL: BEGIN", "VOICE CALL:BEGIN"}:
        return Connected()
    ended, missed = _ENDED.fullmatch(text), _MISSED.fullmatch(text)
    if ended:
        return Ended(seconds=int(ended[1]) if ended[1] else None)
    if missed:
        number = _NUMBER.search(missed[1].rsplit(" ", 1)[-1])
        return Missed(number[1] if number else "")
    named = named_line(text)
    return digit_heard(named) if named and named.name == "+RXDTMF" else None


def sim800(line: str) -> CallSign | None:
    """The line's sign; None when it has nothing to do with calls. Raises ModemFault."""
    text = line.strip()
    if text == "MO RING":
        return Alerting()
    if text == "MO CONNECTED":
        return Connected()
    named = named_line(text)
    return digit_heard(named) if named and named.name == "+DTMF" else None
