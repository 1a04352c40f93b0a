"""What the files of modem families have in common: steps, quirks, interfaces, ways to reset; each a table of TOML."""

import re
from collections.abc import Iterator
from typing import Final, TypeAlias

from appliance.model.words import Ms, Value

USB_ID: Final = re.compile(r"[0-9a-f]{4}:[0-9a-f]{4}")

Fault: TypeAlias = tuple[str, str]
"""Which key of a file is wrong, dotted, and how: ("init.2.why", "is empty")."""


class Step(Value, frozen=True, kw_only=True):
    """One AT command of a sequence."""

    send: str
    may_fail: bool = False
    """ERROR is no fault; then `why` says why not."""
    why: str = ""


class Note(Value, frozen=True, kw_only=True):
    """What people should know of these modems, and no program can act on: the doctor tells it."""

    says: str
    source: str


class Interfaces(Value, frozen=True, kw_only=True):
    """Which interface of a composite USB modem does what, by bInterfaceNumber; None: it has none of its own."""

    at: int | None = None
    """Commands and their answers."""
    sound: int | None = None
    """Frames of a call's sound."""


class Reset(Value, frozen=True, kw_only=True):
    """How a modem is made to start afresh without touching its plug."""

    send: tuple[Step, ...]
    drop_dtr: bool = True
    """DTR is let go for a second before: a modem set to &D2 or &D3 resets at that, whatever it is stuck in."""
    back_within_ms: Ms = 5_000
    """Longest time until it answers again; its port may vanish and come back meanwhile."""


def wrong_usb_ids(usb: tuple[str, ...]) -> Iterator[Fault]:
    for number, each in enumerate(usb, 1):
        if not USB_ID.fullmatch(each):
            yield f"usb.{number}", f'"{each}" is no USB id; expected vendor:product in small hex, such as "0572:1329"'


def wrong_steps(name: str, steps: tuple[Step, ...]) -> Iterator[Fault]:
    """Commands that are none, and exceptions without their reason."""
    for number, step in enumerate(steps, 1):
        place = f"{name}.{number}" if len(steps) > 1 else name
        if not step.send.upper().startswith("AT") or not step.send.isascii() or not step.send.isprintable():
            yield f"{place}.send", f'"{step.send}" is no command; expected "AT…", in printable ASCII'
        if step.may_fail and not step.why:
            yield f"{place}.why", "is empty; expected the reason why the command may fail"


def empty(name: str, text: str, wanted: str) -> Iterator[Fault]:
    if not text.strip():
        yield name, f"is empty; expected {wanted}"
