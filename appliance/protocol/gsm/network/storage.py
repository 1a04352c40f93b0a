"""Messages in the modem's memories: where they are, how full those are, and replies that list them (27.005 §3)."""

from typing import Final

from appliance.model.words import Value
from appliance.protocol.errors import ModemFault
from appliance.protocol.gsm.fields import NamedLine, named_line

_FIELDS_IN_TEXT_MODE: Final = 4
"""State, number, name, time (27.005 §3.4.2); in PDU mode state, name, length."""
_UNREAD_FROM: Final = ("REC UNREAD", "REC READ", "STO UNSENT", "STO SENT")


class Stored(Value, frozen=True):
    """+CMTI, +CDSI: a message or a report came and lies there."""

    memory: str
    index: int
    report: bool = False


class Memory(Value, frozen=True):
    used: int
    total: int
    name: str = ""
    """Told by a question only, not by a setting."""

    @property
    def full(self) -> bool:
        return self.total > 0 and self.used >= self.total


class Memories(Value, frozen=True):
    """+CPMS: for reading, for writing, for what comes; as many as are told."""

    each: tuple[Memory, ...]


class MemoryFull(Value, frozen=True):
    """^SMMEMFULL of Huawei, +QIND "smsfull" of Quectel: nothing more is told until there is room."""

    memory: str


class Sent(Value, frozen=True):
    """+CMGS: the message's reference, by which its report is found."""

    reference: int


class TextMode(ModemFault):
    """The modem lists texts in text mode, where a text of several lines, or with OK in it, has no certain end."""


class StoredMessage(Value, frozen=True):
    """One message of a reply to AT+CMGL or AT+CMGR."""

    index: int | None
    """None in the reply to AT+CMGR, which asked by it."""
    state: int | None
    """0 unread, 1 read, 2 to be sent, 3 sent."""
    length: int | None
    """Octets without the service centre."""
    pdu: str


def read_stored(line: NamedLine) -> Stored:
    """`memory,index`. Raises ModemFault."""
    return Stored(line.text(0), line.required(1), report=line.name == "+CDSI")


def read_memories(line: NamedLine) -> Memories:
    """`"SM",3,20,…` as answer to a question, `3,20,…` to a setting. Raises ModemFault."""
    step, first = (3, 1) if line.is_quoted(0) else (2, 0)
    places = range(0, len(line.fields) - step + 1, step)
    if not places:
        raise line.fault(f"{len(line.fields)} fields", "used and total of at least one memory")
    return Memories(
        tuple(
            Memory(line.required(at + first), line.required(at + first + 1), line.text(at) if first else "")
            for at in places
        )
    )


def read_memory_full(line: NamedLine) -> MemoryFull | None:
    """`memory`, or `"smsfull",memory`; None for what else +QIND tells of."""
    if line.name == "+QIND":
        return MemoryFull(line.text(1)) if line.text(0).lower() == "smsfull" else None
    return MemoryFull(line.text(0))


def read_sent(line: NamedLine) -> Sent:
    """`mr[,…]`. Raises ModemFault."""
    return Sent(line.required(0))


def announced_length(header: str) -> int | None:
    """Octets without the service centre that +CMT, +CDS or +CBM announces for the line below; None in text mode."""
    line = named_line(header)
    if line is None or len(line.fields) not in {1, 2} or line.is_quoted(len(line.fields) - 1):
        return None
    return line.number(len(line.fields) - 1)


def stored_messages(lines: tuple[str, ...]) -> tuple[StoredMessage, ...]:
    """What a reply in PDU mode lists; an empty place is no message.

    Raises TextMode for one in text mode, ModemFault for a header it cannot read.
    """
    messages: list[StoredMessage] = []
    header: NamedLine | None = None
    for line in lines:
        named = named_line(line)
        if named is not None:
            header = named if named.name in {"+CMGL", "+CMGR"} else header
        elif header is not None:
            messages.append(_message(header, line.strip()))
            header = None
    return tuple(messages)


def _message(header: NamedLine, pdu: str) -> StoredMessage:
    indexed = header.name == "+CMGL"
    if header.is_quoted(indexed) and len(header.fields) >= _FIELDS_IN_TEXT_MODE + indexed:
        told = header.fault("a text in text mode", "PDU mode, as AT+CMGF=0 sets it")
        raise TextMode(str(told))
    state = header.text(indexed).strip().upper()
    number = _UNREAD_FROM.index(state) if state in _UNREAD_FROM else header.number(indexed)
    length = header.number(len(header.fields) - 1) if len(header.fields) > 1 else None
    return StoredMessage(header.required(0) if indexed else None, number, length, pdu)
