"""Who the modem is: replies to +CGMI, +CGMM, +CGSN, +CIMI, with or without the name before them (27.007 §5)."""

import re
from typing import Final

from appliance.protocol.errors import ModemFault

LONGEST_ANSWER: Final = 80

_DIGITS: Final = re.compile(r'"?(\d{14,16})"?', re.ASCII)
_SUBSCRIBER: Final = re.compile(r'"?(\d{6,15})"?', re.ASCII)


def plain_answer(command: str, lines: tuple[str, ...]) -> str:
    """The first line that says something, without "+CGMM:" and quotes; empty when there is none."""
    name = command.upper().removeprefix("AT").rstrip("?")
    for line in lines:
        text = line.strip()
        if text.upper().startswith(name + ":"):
            text = text[len(name) + 1 :]
        text = text.strip().strip('"').strip()
        if text:
            return text[:LONGEST_ANSWER]
    return ""


def serial_number(lines: tuple[str, ...]) -> str:
    """The IMEI of AT+CGSN: 15 digits, of some modems 14 or 16. Raises ModemFault."""
    return _digits(_DIGITS, "AT+CGSN", lines, "an IMEI of 15 digits")


def subscriber(lines: tuple[str, ...]) -> str:
    """The IMSI of AT+CIMI. Raises ModemFault."""
    return _digits(_SUBSCRIBER, "AT+CIMI", lines, "an IMSI of at most 15 digits")


def _digits(form: re.Pattern[str], command: str, lines: tuple[str, ...], expected: str) -> str:
    answer = plain_answer(command, lines)
    found = form.match(answer)
    if found is None:
        fault = f"{command}: {answer[:40]!r}; expected {expected}"
        raise ModemFault(fault)
    return found[1]
