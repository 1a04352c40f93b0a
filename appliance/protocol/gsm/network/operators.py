"""Which network the modem is in, and which it hears: +COPS (27.007 §7.3)."""

import re
from enum import Enum
from typing import Final

from appliance.model.words import Value
from appliance.protocol.gsm.fields import NamedLine, named_line
from appliance.protocol.gsm.network.registration import access_name

MOST_NETWORKS: Final = 32
"""Heard at one place."""

_ENTRY: Final = re.compile(r"\(([^()]*)\)")


class Selection(Enum):
    AUTOMATIC = 0
    MANUAL = 1
    OFF = 2
    FORMAT_ONLY = 3
    MANUAL_THEN_AUTOMATIC = 4


class Operator(Value, frozen=True):
    """The network in use."""

    selection: Selection
    name: str = ""
    """Or its five or six digits, as the modem was asked; empty when there is none."""
    access: str = ""


class Availability(Enum):
    UNKNOWN = 0
    AVAILABLE = 1
    CURRENT = 2
    FORBIDDEN = 3


class NetworkHeard(Value, frozen=True):
    availability: Availability
    name: str
    short_name: str
    digits: str
    access: str = ""


class NetworksHeard(Value, frozen=True):
    networks: tuple[NetworkHeard, ...]


def read_operator(line: NamedLine) -> Operator | NetworksHeard:
    """`mode[,format,name[,act]]`, or the list that AT+COPS=? answers. Raises ModemFault."""
    if line.value.startswith("("):
        return NetworksHeard(tuple(_heard(line.value)))
    mode = line.required(0)
    if mode not in {each.value for each in Selection}:
        raise line.fault(f"mode {mode}", "0 to 4")
    return Operator(Selection(mode), line.text(2), access_name(line.number(3)))


def _heard(value: str) -> list[NetworkHeard]:
    """Entries begin with an availability and have digits; the lists of modes and formats behind them have not."""
    entries = (named_line(f"+COPS: {entry}") for entry in _ENTRY.findall(value)[:MOST_NETWORKS])
    return [
        NetworkHeard(
            Availability(entry.required(0)), entry.text(1), entry.text(2), entry.text(3), access_name(entry.number(4))
        )
        for entry in entries
        if entry and entry.is_quoted(3) and entry.text(0) in {"0", "1", "2", "3"}
    ]
