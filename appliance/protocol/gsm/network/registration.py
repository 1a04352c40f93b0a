"""Whether the modem is registered, and where: +CREG, +CGREG, +CEREG (27.007 §7.2, §10.1.20, §10.1.22)."""

from collections.abc import Sequence
from enum import Enum
from typing import Final

from appliance.model.words import Value
from appliance.protocol.gsm.fields import NamedLine


class Domain(Enum):
    """Which of the network's halves."""

    CALLS = "+CREG"
    PACKETS = "+CGREG"
    LTE = "+CEREG"
    FIVE_G = "+C5GREG"


class Status(Enum):
    IDLE = 0
    HOME = 1
    SEARCHING = 2
    DENIED = 3
    UNKNOWN = 4
    ROAMING = 5
    HOME_SMS_ONLY = 6
    ROAMING_SMS_ONLY = 7
    EMERGENCY_ONLY = 8
    HOME_WITHOUT_CALLS_BY_FALLBACK = 9
    ROAMING_WITHOUT_CALLS_BY_FALLBACK = 10
    EMERGENCY_ONLY_LIMITED = 11


_WORDS: Final = {
    Status.IDLE: "not registered and not searching: switch the radio on or choose a network",
    Status.HOME: "registered",
    Status.SEARCHING: "searching for a network",
    Status.DENIED: "the network denies the SIM: ask the operator",
    Status.UNKNOWN: "unknown, often: out of coverage; look at the aerial",
    Status.ROAMING: "registered, roaming",
    Status.HOME_SMS_ONLY: "registered for short messages only: no calls",
    Status.ROAMING_SMS_ONLY: "registered for short messages only, roaming: no calls",
    Status.EMERGENCY_ONLY: "emergency calls only: the SIM is not accepted here",
    Status.HOME_WITHOUT_CALLS_BY_FALLBACK: "registered; calls need VoLTE",
    Status.ROAMING_WITHOUT_CALLS_BY_FALLBACK: "registered, roaming; calls need VoLTE",
    Status.EMERGENCY_ONLY_LIMITED: "emergency calls only",
}
_ACCESS: Final = (
    "GSM", "GSM compact", "UMTS", "EDGE", "HSDPA", "HSUPA", "HSPA", "LTE", "EC-GSM", "NB-IoT", "LTE on 5G core", "5G",
    "5G", "LTE and 5G",
)  # fmt: skip


class Registration(Value, frozen=True):
    domain: Domain
    status: Status
    area: int | None = None
    """Location or tracking area code."""
    cell: int | None = None
    access: str = ""
    """"GSM", "LTE" …; empty when not told."""

    @property
    def registered(self) -> bool:
        return self.status in _REGISTERED

    @property
    def words(self) -> str:
        return _WORDS[self.status]


_REGISTERED: Final = frozenset(
    {
        Status.HOME,
        Status.ROAMING,
        Status.HOME_WITHOUT_CALLS_BY_FALLBACK,
        Status.ROAMING_WITHOUT_CALLS_BY_FALLBACK,
    }
)


_TELLING: Final = (
    Status.DENIED,
    Status.EMERGENCY_ONLY,
    Status.EMERGENCY_ONLY_LIMITED,
    Status.HOME_SMS_ONLY,
    Status.ROAMING_SMS_ONLY,
    Status.SEARCHING,
    Status.UNKNOWN,
    Status.IDLE,
)


def most_telling(halves: Sequence[Registration]) -> Registration:
    """Of what the halves of the network say: that one has us, else why none has. At least one."""
    return min(halves, key=lambda half: -1 if half.registered else _TELLING.index(half.status))


def read_registration(line: NamedLine) -> Registration:
    """`n,stat[,lac,ci[,act]]` as answer, `stat[,lac,ci[,act]]` as event. Raises ModemFault."""
    status_at = 1 if _is_answer(line) else 0
    number = line.required(status_at)
    if number not in {each.value for each in Status}:
        raise line.fault(f"status {number}", "0 to 11")
    return Registration(
        Domain(line.name),
        Status(number),
        line.hexadecimal(status_at + 1),
        line.hexadecimal(status_at + 2),
        access_name(line.number(status_at + 3)),
    )


def access_name(number: int | None) -> str:
    """Access technology in words; empty for none and unknown ones."""
    return _ACCESS[number] if number is not None and 0 <= number < len(_ACCESS) else ""


def _is_answer(line: NamedLine) -> bool:
    """In an event the second field is an area code: quoted, longer, or not there."""
    second = line.text(1).strip()
    return not line.is_quoted(1) and second.isdecimal() and len(second) <= 2
