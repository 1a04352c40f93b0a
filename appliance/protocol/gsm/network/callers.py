"""Who calls, and who knocks: +CLIP, +COLP, +CCWA and +CRING (27.007 §7.6, §7.8, §7.12, §6.11)."""

import re
from enum import Enum
from typing import Final

from appliance.model.caller import Caller, Presentation
from appliance.model.words import Value
from appliance.protocol.gsm.fields import NamedLine

LONGEST_NAME: Final = 50
LONGEST_NUMBER: Final = 20

INTERNATIONAL: Final = 145
RESTRICTED: Final = 128
"""Type of a number that is empty because it is withheld (24.008 §10.5.4.9)."""

_VALIDITY: Final = {1: Presentation.WITHHELD, 2: Presentation.OUT_OF_AREA}
"""0 is valid; 3 payphone and 4 other reasons leave the caller unknown."""


class Calling(Value, frozen=True):
    """+CLIP: who the ringing is from."""

    caller: Caller


class Waiting(Value, frozen=True):
    """+CCWA as event: another caller knocks while a call goes on."""

    caller: Caller
    voice: bool = True


class WaitingBooking(Value, frozen=True):
    """+CCWA as answer: whether call waiting is on for a class of calls."""

    active: bool
    service_class: int


class Reached(Value, frozen=True):
    """+COLP: who answered."""

    number: str


class RingKind(Enum):
    VOICE = "VOICE"
    FAX = "FAX"
    DATA = "DATA"


class Ringing(Value, frozen=True):
    """+CRING: a call of this kind rings."""

    kind: RingKind


def telephone(number: str, kind: int | None) -> str:
    """Digits with + before an international number; whatever else is in it is dropped."""
    digits = re.sub(r"[^0-9*#]", "", number)[:LONGEST_NUMBER]
    return "+" + digits if digits and (kind == INTERNATIONAL or number.strip().startswith("+")) else digits


def caller_of(number: str, kind: int | None, name: str, validity: int | None) -> Caller:
    """A caller as the network presents him."""
    digits = telephone(number, kind)
    kept_name = name.strip()[:LONGEST_NAME]
    if digits and validity in {None, 0}:
        return Caller(number=digits, name=kept_name, presentation=Presentation.GIVEN)
    withheld = Presentation.WITHHELD if validity is None and kind == RESTRICTED else Presentation.UNKNOWN
    return Caller(name=kept_name, presentation=_VALIDITY.get(validity or 0, withheld))


def read_calling(line: NamedLine) -> Calling | None:
    """`number,type[,subaddress,type[,alpha[,validity]]]`; None for the answer of AT+CLIP?. Raises ModemFault."""
    if not line.is_quoted(0) and line.text(0).strip():
        return None
    return Calling(caller_of(line.text(0), line.number(1), line.text(4), line.number(5)))


def read_reached(line: NamedLine) -> Reached | None:
    """`number,type…`; None for the answer of AT+COLP?. Raises ModemFault."""
    return Reached(telephone(line.text(0), line.number(1))) if line.is_quoted(0) else None


def read_waiting(line: NamedLine) -> Waiting | WaitingBooking:
    """`number,type,class[,alpha[,validity]]` as event, `status,class` as answer. Raises ModemFault."""
    if line.is_quoted(0) or not line.text(0).strip():
        service = line.number(2)
        caller = caller_of(line.text(0), line.number(1), line.text(3), line.number(4))
        return Waiting(caller, voice=service is None or bool(service & 1))
    return WaitingBooking(line.required(0) == 1, line.number(1) or 0)


def read_ringing(line: NamedLine) -> Ringing:
    """VOICE, FAX, and all the kinds of data (§6.11)."""
    word = line.text(0).strip().upper()
    return Ringing(next((kind for kind in RingKind if word.startswith(kind.value)), RingKind.DATA))
