"""Caller id as modems tell it: formatted lines, and the raw SDMF/MDMF message with its checksum."""

import re
from typing import Final

from appliance.model.caller import Caller, Presentation
from appliance.model.words import Ms
from appliance.protocol.errors import ModemFault

QUIET_MS: Final[Ms] = 300
"""A block is over when no field came for so long; its fields follow each other within 50 ms, order not fixed."""

_WHOLE_SET: Final = frozenset({"DATE", "TIME", "NMBR", "NAME"})
"""With these a formatted block has told its caller; other fields (DDN_NMBR: the number called) say nothing of him."""

LONGEST_NAME: Final = 50
"""EN 300 659-3 §5.4.3; Bellcore allows 15."""
LONGEST_NUMBER: Final = 20

_FIELD: Final = re.compile(r"(DATE|TIME|NMBR|NAME|MESG|DDN_NMBR|CALL|REDIR|DIST)\s*=\s*(.*)", re.IGNORECASE)
_HEX: Final = re.compile(r"(?:80|04)(?:[0-9A-F]{2}){3,258}", re.IGNORECASE)
_DATE_TIME_OCTETS: Final = 8  # MMDDHHMM, no year: the host's clock is better

_ABSENCE: Final = {
    "P": Presentation.WITHHELD,
    "PRIVATE": Presentation.WITHHELD,
    "ANONYMOUS": Presentation.WITHHELD,
    "O": Presentation.OUT_OF_AREA,
    "OUT OF AREA": Presentation.OUT_OF_AREA,
    "OUT-OF-AREA": Presentation.OUT_OF_AREA,
    "UNAVAILABLE": Presentation.OUT_OF_AREA,
}

SDMF: Final = 0x04
MDMF: Final = 0x80
_NUMBER, _NO_NUMBER, _NAME, _NO_NAME = 0x02, 0x04, 0x07, 0x08


class CallerIdBlock:
    """Gathers the lines of one block; any field may be absent or come twice, the last one holds.

    A second `NMBR = O` after a real number is the network taking the number back, so it holds as well, told or not.
    """

    def __init__(self) -> None:
        self._fields: dict[str, str] = {}
        self._raw: Caller | None = None
        self._told: Caller | None = None
        self._due: Ms | None = None

    @property
    def due(self) -> Ms | None:
        """When the block is over; None while there is none."""
        return self._due

    def take(self, line: str, now: Ms) -> bool:
        """Whether the line belongs to a block; if so it has been kept."""
        field = _FIELD.fullmatch(line)
        raw = _raw_caller(field[2] if field and field[1].upper() == "MESG" else line)
        if raw is not None:
            self._raw = raw
        elif field:
            self._fields[field[1].upper()] = field[2].strip()
        else:
            return False
        self._due = now + QUIET_MS
        return True

    def complete(self) -> Caller | None:
        """The caller as soon as nothing that tells of him can be missing; None when it is not so, or no news."""
        whole = self._raw is not None or self._fields.keys() >= _WHOLE_SET
        return self._news() if whole else None

    def finish(self) -> Caller | None:
        """The caller of a block that is over, None when complete() told him; the next block begins."""
        caller = self._news()
        self._fields, self._raw, self._told, self._due = {}, None, None, None
        return caller

    def _news(self) -> Caller | None:
        caller = self._raw or caller_from(self._fields.get("NMBR", ""), self._fields.get("NAME", ""))
        if caller == self._told:
            return None
        self._told = caller
        return caller


def caller_from(number: str, name: str) -> Caller:
    """Number and name as a modem prints them, "P" and "O" and their long forms included."""
    kept_name = "" if name.upper() in _ABSENCE else name[:LONGEST_NAME]
    digits = re.sub(r"(?!^\+)[^0-9]", "", number.strip())[:LONGEST_NUMBER]
    absence = _ABSENCE.get(number.strip().upper())
    if absence is None and digits.strip("+"):
        return Caller(number=digits, name=kept_name, presentation=Presentation.GIVEN)
    reason = absence or _ABSENCE.get(name.upper(), Presentation.UNKNOWN)
    return Caller(name=kept_name, presentation=reason)


def parse_message(message: bytes) -> Caller:
    """A whole SDMF or MDMF message, type to checksum (Bellcore GR-30, EN 300 659-3 §5.2). Raises ModemFault."""
    if len(message) < 3 or len(message) != message[1] + 3:
        fault = f"caller id of {len(message)} bytes: the length in it does not fit"
        raise ModemFault(fault)
    if sum(message) & 0xFF:
        raise ModemFault("caller id with a wrong checksum: the sum of all bytes must be 0 modulo 256")
    if message[0] == SDMF:
        return _single(message[2:-1])
    if message[0] == MDMF:
        return _multiple(message[2:-1])
    fault = f"caller id of type {message[0]:#04x}: expected 0x04 (single data) or 0x80 (multiple data)"
    raise ModemFault(fault)


def _raw_caller(text: str) -> Caller | None:
    if not _HEX.fullmatch(text):
        return None
    try:
        return parse_message(bytes.fromhex(text))
    except ModemFault:
        return None


def _single(body: bytes) -> Caller:
    return caller_from(_text(body[_DATE_TIME_OCTETS:]), "")


def _multiple(body: bytes) -> Caller:
    found: dict[int, str] = {}
    while body:
        if len(body) < 2 or len(body) < 2 + body[1]:
            raise ModemFault("caller id with a torn parameter: it is longer than the message")
        found[body[0]] = _text(body[2 : 2 + body[1]])
        body = body[2 + body[1] :]
    number = found.get(_NUMBER) or found.get(_NO_NUMBER, "")
    return caller_from(number, found.get(_NAME) or found.get(_NO_NAME, ""))


def _text(octets: bytes) -> str:
    """Printable part only; the parity bit some exchanges leave on is no part of a digit, but may be of a name."""
    return "".join(character for character in octets.decode("latin-1") if character.isprintable()).strip()
