"""Caller id as modems tell it: formatted lines, and the raw SDMF/MDMF message with its checksum."""

import re
from typing import Final

from appliance.model.caller import Caller, Presentation
from appliance.model.words import Ms
from appliance.protocol.caller_absence import absence, readable

QUIET_MS: Final[Ms] = 300
"""A block is over when no field came for so long; its fields follow each other within 50 ms, order not fixed."""

_WHOLE_SET: Final = frozenset({"DATE", "TIME", "NMBR", "NAME"})
"""With these a formatted block has told its caller; other fields (DDN_NMBR: the number called) say nothing of him."""

LONGEST_NAME: Final = 50
"""EN 300 659-3 §5.4.3; Bellcore allows 15."""
LONGEST_NUMBER: Final = 20

_FIELD: Final = re.compile(r"(DATE|TIME|NMBR|NAME|MESG|DDN_NMBR|CALL|REDIR|DIST)\s*=\s*(.*)", re.IGNORECASE)
_HEX: Final = re.compile(r"(?:[0-9A-F]{2}){3,258}", re.IGNORECASE)
_DATE_TIME_OCTETS: Final = 8  # MMDDHHMM, no year: the host's clock is better

SDMF: Final = 0x04
MDMF: Final = 0x80
_NUMBER: Final = 0x02
_FIELD_OF: Final = {_NUMBER: "NMBR", 0x04: "NMBR", 0x07: "NAME", 0x08: "NAME"}
"""The number and the reason for its absence, the name and the reason for its own (EN 300 659-3 §5.4)."""


class _Told:
    """The fields of one block; of one that comes twice the last holds, but for what is said of the number.

    "O" after a real number says only that a second source has none, and some modems print one NMBR for each: the
    number stays. "P" takes it back, and with it the name.
    """

    def __init__(self) -> None:
        self.fields: dict[str, str] = {}
        self._taken_back = False

    def keep(self, key: str, text: str) -> None:
        text = readable(text)
        held = self.fields.get(key, "")
        real = bool(held) and absence(held) is None
        reason = absence(text) if text else Presentation.OUT_OF_AREA
        if real and reason is Presentation.OUT_OF_AREA:
            return
        self.fields[key] = text
        if key == "NMBR":
            self._taken_back = reason is Presentation.WITHHELD and (real or self._taken_back)

    def caller(self) -> Caller:
        name = "" if self._taken_back else self.fields.get("NAME", "")
        return caller_from(self.fields.get("NMBR", ""), name)


class CallerIdBlock:
    """Gathers the lines of one block; any field may be absent or come twice."""

    def __init__(self) -> None:
        self._held = _Told()
        self._raw = False
        self._news: Caller | None = None
        self._due: Ms | None = None

    @property
    def due(self) -> Ms | None:
        """When the block is over; None while there is none."""
        return self._due

    def take(self, line: str, now: Ms) -> bool:
        """Whether the line belongs to a block; if so it has been kept."""
        field = _FIELD.fullmatch(line)
        if field and field[1].upper() == "MESG":
            self._keep(_of_rest(field[2]))
        elif field:
            self._keep([(field[1].upper(), field[2])])
        else:
            fields = _of_line(line)
            if not fields:
                return False
            self._keep(fields)
            self._raw = True
        self._due = now + QUIET_MS
        return True

    def complete(self) -> Caller | None:
        """The caller as soon as nothing that tells of him can be missing; None when it is not so, or no news."""
        whole = self._raw or self._held.fields.keys() >= _WHOLE_SET
        return self._tell() if whole else None

    def finish(self) -> Caller | None:
        """The caller of a block that is over, None when complete() told him; the next block begins."""
        caller = self._tell()
        self._held, self._raw, self._news, self._due = _Told(), False, None, None
        return caller

    def _keep(self, fields: list[tuple[str, str]]) -> None:
        for key, text in fields:
            self._held.keep(key, text)

    def _tell(self) -> Caller | None:
        caller = self._held.caller()
        if caller == self._news:
            return None
        self._news = caller
        return caller


def caller_from(number: str, name: str) -> Caller:
    """Number and name as a modem prints them, "P" and "O" and their long forms included."""
    name = readable(name)
    unnamed = absence(name)
    kept_name = name[:LONGEST_NAME].rstrip() if unnamed is None and any(map(str.isalnum, name)) else ""
    digits = re.sub(r"(?!^\+)[^0-9]", "", number.strip())[:LONGEST_NUMBER]
    missing = absence(number)
    if missing is None and digits.strip("+"):
        return Caller(number=digits, name=kept_name, presentation=Presentation.GIVEN)
    return Caller(name=kept_name, presentation=missing or unnamed or Presentation.UNKNOWN)


def told_further(before: Caller, caller: Caller) -> Caller:
    """What is known of a caller of whom another block of the same call told before; the same rules hold as in one."""
    given = before.presentation is Presentation.GIVEN
    if caller.presentation is Presentation.WITHHELD and given:
        return Caller(presentation=Presentation.WITHHELD)
    kept = before if given and caller.presentation is not Presentation.GIVEN else caller
    of_another = before.number not in {"", kept.number} or before.presentation is Presentation.WITHHELD
    name = caller.name or ("" if of_another else before.name)
    return Caller(number=kept.number, name=name, presentation=kept.presentation)


def is_torn_message(line: str) -> bool:
    """Whether it is a raw message by type and length, of which nothing can be told: most often by its checksum."""
    octets = _octets(line)
    return octets[:1] in {b"\x04", b"\x80"} and len(octets) == octets[1] + 3 and not _of_line(line)


def _octets(text: str) -> bytes:
    """Of hexadecimal digits; none of anything else."""
    return bytes.fromhex(text) if _HEX.fullmatch(text) else b""


def _of_line(line: str) -> list[tuple[str, str]]:
    """NMBR and NAME as often as a raw message tells them, type to checksum (Bellcore GR-30, EN 300 659-3 §5.2).

    None of any other line, of a message that breaks these rules, or of one that was torn on its way.
    """
    octets = _octets(line)
    if not octets or len(octets) != octets[1] + 3 or sum(octets) & 0xFF:
        return []
    if octets[0] == SDMF:
        return [("NMBR", _text(_NUMBER, octets[2 + _DATE_TIME_OCTETS : -1]))]
    return _parameters(octets[2:-1]) if octets[0] == MDMF else []


def _of_rest(text: str) -> list[tuple[str, str]]:
    """What MESG= holds: a whole message, or one parameter the modem has no name for, with or without a checksum."""
    octets = _octets(text)
    whole = _of_line(text)
    if whole and octets[1] > _DATE_TIME_OCTETS:
        return whole
    size = 2 + octets[1] if octets else 0
    key = _FIELD_OF.get(octets[0]) if octets and len(octets) in {size, size + 1} else None
    if key is None or (len(octets) > size and sum(octets) & 0xFF):
        return []
    return [(key, _text(octets[0], octets[2:size]))]


def _parameters(body: bytes) -> list[tuple[str, str]]:
    """None when one is longer than what is left of the message."""
    told: list[tuple[str, str]] = []
    while body:
        if len(body) < 2 or len(body) < 2 + body[1]:
            return []
        if body[0] in _FIELD_OF:
            told.append((_FIELD_OF[body[0]], _text(body[0], body[2 : 2 + body[1]])))
        body = body[2 + body[1] :]
    return told


def _text(kind: int, octets: bytes) -> str:
    """The parity bit that some exchanges leave on is no part of a digit, but may be of a name's letter."""
    return (bytes(octet & 0x7F for octet in octets) if kind == _NUMBER else octets).decode("latin-1")
