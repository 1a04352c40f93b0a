"""Numbers and words of people taken out of what box and modem say to each other, so that it can be shown to anybody.

What remains is the form: ATD<12 digits>; +CLIP: "<11 digits>",129 – enough to see what went wrong. Left alone are
figures of at most four digits outside the places where numbers of people stand: 115, 8000, +CSQ: 17,99.
"""

import re
from collections.abc import Callable
from typing import Final

LONGEST_SHOWN: Final = 200
"""Characters of one line of a trace."""
SHOWN_OF_NUMBER: Final = 2
"""Last digits that stay when a number must be told from another …"""
LEAST_TO_SHOW_OF: Final = 7
"""… and only of numbers so long."""

_HEXADECIMAL: Final = re.compile(r"(?<![0-9A-Za-z])(?=[0-9A-Fa-f]*\d)[0-9A-Fa-f]{12,}(?![0-9A-Za-z])")
"""PDUs, raw caller id, packed USSD, ICCIDs."""
_SPELT: Final = re.compile(r"(?<![0-9A-Za-z])\+?\d(?:[ \-./()]{0,2}\d){4,}|(?<=[A-Za-z])\d(?:[ \-./()]{0,2}\d){5,}")
"""Five digits and more, also with what people write between them; CX93001 and its like are names of modems."""
_ALL_QUOTED: Final = re.compile(r'"([^"]*)"')
_MESSAGE_STATES: Final = frozenset({"REC UNREAD", "REC READ", "STO UNSENT", "STO SENT", "ALL"})

_NUMBER_LINES: Final = re.compile(
    r"\+(?:CLIP|CCWA|COLP|CNUM|CLCC|CCFC|CMGR|CMGL|CMT|CDS|CMGW|CPBR|CPBF|CSCA|CRING|CDIP|CNAP|CUSD|CLCK|CPWD|CPIN2?"
    r"|CGSN|CIMI|CCID|ICCID|CSSU)\b|\^(?:DSCI|ICCID|ORIG|CUSD|IMEI)\b|\+QCCID|\+QIND: *\"ccinfo\"|\+ICCID|%CCID",
    re.IGNORECASE,
)
"""What stands quoted in these is of people: numbers, names, texts."""
_SECRET: Final = re.compile(r"(AT)?(\+CPIN2?|\+CLCK|\+CPWD|\^CPIN|\^CARDLOCK)\s*=\s*(?!\?)", re.IGNORECASE)
_DIAL: Final = re.compile(r"^(.*ATD[TPL]*)(?!\?)([^;]*)(;?.*)", re.IGNORECASE)
_KEYS: Final = re.compile(r"^(AT\+VTS\s*=\s*|AT\^DTMF\s*=\s*\d+\s*,\s*)(?!\?)(.+)", re.IGNORECASE)
_FIELD: Final = re.compile(r"^\s*((?:DDN_)?NMBR|NAME|MESG|DDN|CALLER NUMBER|CALLER NAME)\s*[=:]\s*(.*)", re.IGNORECASE)
_KEYS_HEARD: Final = re.compile(r"^\s*(\+DTMF|\+RXDTMF|\+QTONEDET|\^DDTMF)\s*:\s*.*", re.IGNORECASE)
_ABSENT: Final = frozenset({"P", "O", "PRIVATE", "OUT OF AREA"})
_BODY_FOLLOWS: Final = re.compile(r"\+(?:CMGR|CMGL|CMT|CDS)\s*:", re.IGNORECASE)
_CALL_LIST_NUMBERS: Final = re.compile(r"(?<=,)\+?[\d*#]{1,20}(?=,(?:129|145|161|255|128)\b)")
"""A number without quotes before its type, as ^DSCI writes it."""


def masked(line: str, *, body: bool = False) -> str:
    """One line, safe to show. `body`: it stands below a message's header, so it is what somebody wrote."""
    text = "".join(sign if sign.isprintable() else "·" for sign in line)
    if body and text.strip() not in {"", "OK", "ERROR"}:
        return f"<text, {len(text)} signs>"
    return _shortened(_without_long_numbers(_by_place(text)))


def body_follows(line: str) -> bool:
    """Whether the next line is the text or PDU of a message."""
    return _BODY_FOLLOWS.match(line.strip()) is not None


def told_number(number: str) -> str:
    """A telephone number for people who know it: "11 digits, the last 67"."""
    digits = re.sub(r"\D", "", number)
    if not digits:
        return "no number"
    if len(digits) < LEAST_TO_SHOW_OF:
        return f"{len(digits)} digits"
    return f"{len(digits)} digits, the last {digits[-SHOWN_OF_NUMBER:]}"


def _by_place(text: str) -> str:
    """What stands where numbers and words of people stand."""
    for form, shown in _PLACES:
        if found := form.search(text):
            return shown(found)
    if _NUMBER_LINES.search(text):
        return _CALL_LIST_NUMBERS.sub(lambda found: _told(found[0]), _ALL_QUOTED.sub(_quoted, text))
    return text


def _field(found: re.Match[str]) -> str:
    return f"{found[1]} = {found[2] if found[2].strip().upper() in _ABSENT else _told(found[2])}"


def _quoted(found: re.Match[str]) -> str:
    inside = found[1]
    kept = not inside or inside in _MESSAGE_STATES or inside.lower() == "ccinfo" or inside.upper() in {"SM", "ME", "MT"}
    return f'"{inside}"' if kept else f'"{_told(inside)}"'


def _told(text: str) -> str:
    """What was there, by kind and length."""
    stripped = text.strip().strip('"')
    if not stripped:
        return ""
    return f"<{len(stripped)} {'digits' if re.fullmatch(r'[+]?[0-9*#]+', stripped) else 'signs'}>"


def _without_long_numbers(text: str) -> str:
    text = _HEXADECIMAL.sub(_hexadecimal, text)
    return _SPELT.sub(lambda found: f"<{sum(sign.isdigit() for sign in found[0])} digits>", text)


def _hexadecimal(found: re.Match[str]) -> str:
    return f"<{len(found[0])} {'' if found[0].isdecimal() else 'hexadecimal '}digits>"


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}… ({len(text)} signs)"


_PLACES: Final[tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...]] = (
    (_SECRET, lambda found: f"{found.string[: found.end()]}<secret>"),
    (_DIAL, lambda found: f"{found[1]}{_told(found[2])}{found[3]}"),
    (_KEYS, lambda found: f"{found[1]}<{len(re.findall(r'[0-9A-D*#]', found[2]))} keys>"),
    (_KEYS_HEARD, lambda found: f"{found[1]}: <a key>"),
    (_FIELD, _field),
)
"""Form → what is shown instead."""
