"""Keys that a modem heard, as the families write them."""

import re
from typing import Final

from appliance.protocol.gsm.call_signs import DigitHeard
from appliance.protocol.gsm.fields import NamedLine

_DIGIT: Final = re.compile(r"[0-9*#A-D]")


def digit_heard(line: NamedLine) -> DigitHeard:
    """`5`, `"5"`, or `5,120` with its length in milliseconds. Raises ModemFault."""
    digit = line.text(0).strip().upper()
    if not _DIGIT.fullmatch(digit):
        raise line.fault(f"key {digit[:10]!r}", "one of 0-9 * # A-D")
    return DigitHeard(digit, line.number(1))


def digit_by_code(line: NamedLine) -> DigitHeard:
    """Quectel tells the key's ASCII code: 53 is 5. Raises ModemFault."""
    code = line.required(0)
    digit = chr(code) if 0 <= code < 0x80 else ""
    if not _DIGIT.fullmatch(digit):
        raise line.fault(f"key code {code}", "the ASCII code of 0-9 * # A-D")
    return DigitHeard(digit, line.number(1))
