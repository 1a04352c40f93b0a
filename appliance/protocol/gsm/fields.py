"""A line such as +CREG: 2,"00A1",,7 taken apart: its name and its fields (V.250 §5.4.3, 27.007 §4)."""

import re
from typing import Final

from appliance.model.words import Value
from appliance.protocol.errors import ModemFault

MOST_FIELDS: Final = 64
"""No line of a modem has more than 20; what is beyond is left away."""

_NAMED: Final = re.compile(r"\s*([+^*#$%][A-Za-z][A-Za-z0-9_ ]*?)\s*:\s*(.*)", re.DOTALL)
_FIELD: Final = re.compile(r'\s*(?:"([^"]*)"?([^,]*)|([^,]*))(?:,|$)')


class NamedLine(Value, frozen=True):
    name: str
    """In capitals, with its sign: "+CREG"."""
    value: str
    """Everything behind the colon."""
    fields: tuple[str, ...]
    """Without quotes."""
    quoted: tuple[bool, ...]

    def text(self, place: int) -> str:
        """Empty when the field is missing."""
        return self.fields[place] if place < len(self.fields) else ""

    def number(self, place: int) -> int | None:
        """None when the field is missing or empty. Raises ModemFault when it is no whole number."""
        text = self.text(place).strip()
        if not text:
            return None
        if not re.fullmatch(r"-?\d{1,9}", text, re.ASCII):
            raise self.fault(f"field {place + 1} is {text[:20]!r}", "a whole number")
        return int(text)

    def required(self, place: int) -> int:
        """Raises ModemFault when there is no number."""
        number = self.number(place)
        if number is None:
            raise self.fault(f"field {place + 1} is missing", "a whole number")
        return number

    def hexadecimal(self, place: int) -> int | None:
        """None when the field is missing or empty. Raises ModemFault."""
        text = self.text(place).strip()
        if not text:
            return None
        if not re.fullmatch(r"[0-9A-Fa-f]{1,9}", text, re.ASCII):
            raise self.fault(f"field {place + 1} is {text[:20]!r}", "hexadecimal digits")
        return int(text, 16)

    def is_quoted(self, place: int) -> bool:
        return place < len(self.quoted) and self.quoted[place]

    def fault(self, what: str, expected: str) -> ModemFault:
        return ModemFault(f"{self.name}: {self.value[:60]!r}: {what}; expected {expected}")


def named_line(line: str) -> NamedLine | None:
    """None when the line has no name."""
    found = _NAMED.fullmatch(line)
    if found is None:
        return None
    name, value = found[1].upper(), found[2].rstrip()
    fields, quoted = _fields(value)
    return NamedLine(name, value, fields, quoted)


def _fields(value: str) -> tuple[tuple[str, ...], tuple[bool, ...]]:
    fields: list[str] = []
    quoted: list[bool] = []
    at = 0
    while at <= len(value) and value and len(fields) < MOST_FIELDS:
        found = _FIELD.match(value, at)
        if found is None:
            break
        in_quotes = found[1] is not None
        fields.append(found[1] if in_quotes else found[3].strip())
        quoted.append(in_quotes)
        if found.end() == len(value) and not value.endswith(","):
            break
        at = found.end()
        if at == len(value):  # the comma at the end has an empty field behind it
            fields.append("")
            quoted.append(False)
            break
    return tuple(fields), tuple(quoted)
