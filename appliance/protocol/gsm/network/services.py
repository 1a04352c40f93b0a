"""Supplementary services: forwarding, withholding one's number, and what the network notes of a call (27.007 §7)."""

from enum import Enum
from typing import Final

from appliance.model.words import Value
from appliance.protocol.errors import OurFault
from appliance.protocol.gsm.fields import NamedLine
from appliance.protocol.gsm.network.callers import INTERNATIONAL, telephone

VOICE: Final = 1
_UNKNOWN_TYPE: Final = 129
_DIGITS: Final = frozenset("0123456789*#")


class Reason(Enum):
    """When calls are forwarded (§7.11)."""

    ALWAYS = 0
    BUSY = 1
    NO_ANSWER = 2
    UNREACHABLE = 3
    ALL = 4
    ALL_CONDITIONS = 5


class Forwarding(Value, frozen=True):
    """One line of the answer: what is set for a class of calls."""

    active: bool
    service_class: int
    number: str = ""
    seconds: int | None = None
    """Ringing before "no answer"."""


class Withholding(Enum):
    """What the SIM has booked of withholding its number (§7.7)."""

    NOT_BOOKED = 0
    ALWAYS = 1
    UNKNOWN = 2
    UNLESS_SHOWN = 3
    WHEN_ASKED = 4


class OwnNumberShown(Value, frozen=True):
    setting: int
    """0 as booked, 1 withheld, 2 shown."""
    booked: Withholding


class Note(Enum):
    """What the network notes of a call (§7.17)."""

    FORWARDING_ALWAYS = "all our calls are forwarded"
    FORWARDING_ON_CONDITION = "some of our calls are forwarded"
    BEING_FORWARDED = "the call is being forwarded"
    KNOCKING = "the called one is in a call and hears us knock"
    CLOSED_GROUP = "a call within a closed group"
    OUTGOING_BARRED = "outgoing calls are barred"
    INCOMING_BARRED = "the called one's incoming calls are barred"
    NUMBER_SHOWN_AFTER_ALL = "our number could not be withheld"
    DEFLECTED = "the call was deflected"
    FORWARDED_TO_US = "the call was forwarded to us"
    ON_HOLD = "the other end put us on hold"
    RETRIEVED = "the other end took us back from hold"
    CONFERENCE = "the other end made a conference"
    HELD_RELEASED = "the call on hold was released"
    FORWARD_CHECK = "the network checks forwarding"
    TRANSFER_BEGINS = "the other end transfers us"
    TRANSFERRED = "we were transferred"
    DEFLECTED_TO_US = "the call was deflected to us"
    FORWARDED_MEANWHILE = "another call was forwarded meanwhile"


class CallNote(Value, frozen=True):
    note: Note
    incoming: bool
    """Of a call to us (+CSSU) rather than from us (+CSSI)."""


_FROM_US: Final = tuple(Note)[:9]
_TO_US: Final = (Note.FORWARDED_TO_US, Note.CLOSED_GROUP, *tuple(Note)[10:])


def read_note(line: NamedLine) -> CallNote:
    """+CSSI and +CSSU. Raises ModemFault for a code that §7.17 has not."""
    notes = _FROM_US if line.name == "+CSSI" else _TO_US
    code = line.required(0)
    if not 0 <= code < len(notes):
        raise line.fault(f"code {code}", f"0 to {len(notes) - 1}")
    return CallNote(notes[code], incoming=line.name == "+CSSU")


def read_forwarding(line: NamedLine) -> Forwarding:
    """`status,class[,number,type[,subaddress,type[,time]]]`. Raises ModemFault."""
    number = telephone(line.text(2), line.number(3))
    return Forwarding(line.required(0) == 1, line.number(1) or 0, number, line.number(6))


def read_own_number_shown(line: NamedLine) -> OwnNumberShown:
    """`n,m`. Raises ModemFault."""
    booked = line.required(1)
    if booked not in {each.value for each in Withholding}:
        raise line.fault(f"state {booked}", "0 to 4")
    return OwnNumberShown(line.required(0), Withholding(booked))


def forwarding_query(reason: Reason) -> str:
    """Answered by one +CCFC line for each class of calls."""
    return f"AT+CCFC={reason.value},2"


def forwarding_on(reason: Reason, number: str, seconds: int | None = None) -> str:
    """Registers and switches on, for voice calls. Raises OurFault for what is no number or no ringing time."""
    digits = number.removeprefix("+")
    if not digits or not set(digits) <= _DIGITS:
        fault = f"forwarding to {number!r}: expected digits, with + before them or not"
        raise OurFault(fault)
    command = (
        f'AT+CCFC={reason.value},3,"{number}",{INTERNATIONAL if number.startswith("+") else _UNKNOWN_TYPE},{VOICE}'
    )
    if seconds is None:
        return command
    if seconds not in range(5, 31, 5):
        fault = f"forwarding after {seconds} s: expected 5, 10, 15, 20, 25 or 30"
        raise OurFault(fault)
    return f"{command},,,{seconds}"


def forwarding_off(reason: Reason) -> str:
    """Erases the number, so that nothing stays set that nobody sees."""
    return f"AT+CCFC={reason.value},4"


WAITING_QUERY: Final = "AT+CCWA=1,2"
"""Answered by one +CCWA line for each class of calls (§7.12)."""
OWN_NUMBER_QUERY: Final = "AT+CLIR?"


def waiting_set(*, on: bool) -> str:
    """Of a second caller's knock: told to us, and allowed by the network or not, for voice calls (§7.12)."""
    return f"AT+CCWA=1,{int(on)},{VOICE}"


def own_number_set(setting: int) -> str:
    """0 as booked, 1 withheld, 2 shown, for all calls until the modem is started anew (§7.7)."""
    return f"AT+CLIR={setting}"
