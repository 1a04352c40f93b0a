"""Which lines end a command: V.250 §5.7.1 verbose and numeric, with the final lines that other modems are known for."""

import re
from typing import Final

from appliance.model.signals import Result

VERBOSE: Final = {
    "OK": Result.OK,
    "VCON": Result.OK,  # older Rockwell firmware answers AT+VLS with it instead of OK
    "CONNECT": Result.CONNECT,
    "ERROR": Result.ERROR,
    "COMMAND NOT SUPPORT": Result.ERROR,  # Huawei, as the next
    "TOO MANY PARAMETERS": Result.ERROR,
    "NO CARRIER": Result.NO_CARRIER,
    "NO DIALTONE": Result.NO_DIALTONE,
    "NO DIAL TONE": Result.NO_DIALTONE,
    "BUSY": Result.BUSY,
    "NO ANSWER": Result.NO_ANSWER,
}

# After ATV0. A query may answer with a lone digit of its own ("AT+FCLASS?" with "8"), so these never end a query.
NUMERIC: Final = {
    "0": Result.OK,
    "1": Result.CONNECT,
    "3": Result.NO_CARRIER,
    "4": Result.ERROR,
    "6": Result.NO_DIALTONE,
    "7": Result.BUSY,
    "8": Result.NO_ANSWER,
}
NUMERIC_RING: Final = "2"

_WITH_DETAIL: Final = (
    ("CONNECT ", Result.CONNECT),
    ("+CME ERROR:", Result.ERROR),  # 3GPP 27.007 §9.1
    ("+CMS ERROR:", Result.ERROR),  # 3GPP 27.005 §3.2.5
)

# These tell of a call: final only for a command that makes, takes or opens one, unsolicited for any other.
_CALL_RESULTS: Final = frozenset({Result.NO_CARRIER, Result.NO_DIALTONE, Result.BUSY, Result.NO_ANSWER})
_CALL_COMMANDS: Final = ("ATD", "ATA", "ATO", "AT+VLS", "AT+VTR", "AT+VTX", "AT+VRX")
_INFORMING: Final = ("ATI", "AT+F", "AT+G", "AT+C")

_GLUED: Final = re.compile(
    r"(OK|ERROR|COMMAND NOT SUPPORT|NO CARRIER|NO ANSWER|BUSY|\+CM[ES] ERROR: *\d+)(?=[+^*#][A-Z]+:|RING\b)"
)
"""A final line to which the next was glued, its line end lost: "ERROR+CNUM: …"."""


def unglued(line: str) -> tuple[str, ...]:
    """The line, or the two that it is."""
    found = _GLUED.match(line)
    return (found[1], line[found.end() :]) if found else (line,)


def final_result(line: str, command: str) -> Result | None:
    """The result that this line is for this command; None when the command goes on."""
    code = VERBOSE.get(line) or _detailed(line)
    if code is None and not _may_inform(command):
        code = NUMERIC.get(line)
    if code in _CALL_RESULTS and not command.upper().startswith(_CALL_COMMANDS):
        return None
    return code


def is_call_result(line: str) -> bool:
    """Whether the line tells of a call though no command asked."""
    return VERBOSE.get(line) in _CALL_RESULTS


def _detailed(line: str) -> Result | None:
    return next((code for prefix, code in _WITH_DETAIL if line.startswith(prefix)), None)


def _may_inform(command: str) -> bool:
    """Whether a lone digit may be the answer itself."""
    return "?" in command or command.upper().startswith(_INFORMING)
