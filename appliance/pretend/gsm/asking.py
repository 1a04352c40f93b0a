"""What a host asks with one AT command, and what a GSM modem may answer (3GPP 27.007 §4, 27.005 §3.2.5, V.250 §5.4)."""

import re
from enum import Enum
from typing import TypeAlias

from appliance.model.words import Ms, Value

EXTENDED = "+^$*#%-"
"""What an extended command may begin with; the makers' own signs among them."""
_BASIC = re.compile(r"(S\d+|[&\\]?[A-Z])(.*)", re.ASCII)


class Form(Enum):
    DO = ""
    READ = "?"
    TEST = "=?"
    SET = "="


class Asked(Value, frozen=True):
    """One command taken apart: +CLIP=1 → "+CLIP", SET, "1"; E0 → "E", SET, "0"; S0? → "S0", READ."""

    name: str
    form: Form
    value: str = ""

    @property
    def text(self) -> str:
        """The command again, as it was after AT."""
        between = "" if self.form is Form.SET and self.name[0] not in EXTENDED else self.form.value
        return f"{self.name}{between}{self.value}"

    @property
    def fields(self) -> tuple[str, ...]:
        """The value at its commas, quotes taken off."""
        parts, quoted = [""], False
        for character in self.value:
            if character == '"':
                quoted = not quoted
            elif character == "," and not quoted:
                parts.append("")
            else:
                parts[-1] += character
        return tuple(parts)

    def number(self, place: int, default: int = 0) -> int | None:
        """A field as a number: `default` when it is empty or absent, None when it is something else."""
        text = self.fields[place] if place < len(self.fields) else ""
        return default if not text else int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def asked(command: str) -> Asked:
    """One command of command_line.commands()."""
    if command[0] in EXTENDED:
        name, equals, value = command.partition("=")
        if equals:
            return Asked(name, Form.TEST) if value == "?" else Asked(name, Form.SET, value)
        return Asked(name[:-1], Form.READ) if name.endswith("?") else Asked(name, Form.DO)
    shape = _BASIC.match(command)
    if shape is None:
        return Asked(command, Form.DO)
    name, value = shape.groups()
    if value == "?":
        return Asked(name, Form.READ)
    value = value.removeprefix("=")
    return Asked(name, Form.SET, value) if value else Asked(name, Form.DO)


class Cme(Enum):
    """Faults of the mobile equipment and of its SIM (27.007 §9.2.1)."""

    NOT_ALLOWED = (3, "operation not allowed")
    NOT_SUPPORTED = (4, "operation not supported")
    SIM_NOT_INSERTED = (10, "SIM not inserted")
    SIM_PIN_REQUIRED = (11, "SIM PIN required")
    SIM_PUK_REQUIRED = (12, "SIM PUK required")
    SIM_FAILURE = (13, "SIM failure")
    SIM_BUSY = (14, "SIM busy")
    INCORRECT_PASSWORD = (16, "incorrect password")
    INVALID_INDEX = (21, "invalid index")
    NOT_FOUND = (22, "not found")
    NO_NETWORK = (30, "no network service")
    EMERGENCY_ONLY = (32, "network not allowed - emergency calls only")
    UNKNOWN = (100, "unknown")


class Cms(Enum):
    """Faults of short messages (27.005 §3.2.5)."""

    UNASSIGNED = (1, "unassigned (unallocated) number")
    NETWORK_REFUSED = (38, "network out of order")
    CONGESTION = (42, "congestion")
    ME_FAILURE = (300, "ME failure")
    NOT_ALLOWED = (302, "operation not allowed")
    NOT_SUPPORTED = (303, "operation not supported")
    BAD_PDU = (304, "invalid PDU mode parameter")
    SIM_NOT_INSERTED = (310, "SIM not inserted")
    SIM_PIN_REQUIRED = (311, "SIM PIN required")
    SIM_BUSY = (314, "SIM busy")
    SIM_PUK_REQUIRED = (316, "SIM PUK required")
    INVALID_INDEX = (321, "invalid memory index")
    MEMORY_FULL = (322, "memory full")
    NO_NETWORK = (331, "no network service")
    NETWORK_TIMEOUT = (332, "network timeout")
    NO_CNMA_EXPECTED = (340, "no +CNMA acknowledgement expected")
    UNKNOWN = (500, "unknown error")


Fault: TypeAlias = Cme | Cms


class PromptFor(Enum):
    """What the host is asked to type after `> ` (27.005 §4.3, §4.4, §3.4.4)."""

    SEND = "+CMGS"
    WRITE = "+CMGW"
    ACKNOWLEDGE = "+CNMA"


class Answer(Value, frozen=True, kw_only=True):
    lines: tuple[str, ...] = ()
    """Before the result."""
    fault: Fault | None = None
    result: str = "OK"
    """The final line when there is no fault; "" when it comes later, with GsmModem.resolve()."""
    took_ms: Ms = 5
    abortable: bool = False
    """Any character of the host gives it up meanwhile (V.250 §5.6.1)."""
    prompt: PromptFor | None = None
    octets: int = 0
    """Of the TPDU that is to be typed at the prompt."""
    until: str = ""
    """What brings a result that comes later."""
    after: tuple[str, ...] = ()
    """Events that follow the result at once."""


OK = Answer()
ERROR = Answer(result="ERROR")
UNSUPPORTED = Answer(result="unsupported")
"""The family's own word for a command it does not know."""


def told(*lines: object) -> Answer:
    return Answer(lines=tuple(map(str, lines)))


def failed(fault: Fault) -> Answer:
    return Answer(fault=fault)


def fault_text(fault: Fault, level: int) -> str:
    """+CMEE 0, 1 or 2 (27.007 §9.1); a fault of short messages has its number whatever the level (27.005 §3.2.5)."""
    number, words = fault.value
    if isinstance(fault, Cms):
        return f"+CMS ERROR: {words if level == 2 else number}"
    return ("ERROR", f"+CME ERROR: {number}", f"+CME ERROR: {words}")[level]
