"""What the files of modem families have in common: steps, quirks, interfaces, ways to reset; each a table of TOML."""

import re
from collections.abc import Iterable, Iterator
from typing import Final, TypeAlias

from appliance.config.friendly import write_duration
from appliance.drivers.line.modem.deeds import Deed, deeds
from appliance.model.words import Ms, Value

USB_ID: Final = re.compile(r"[0-9a-f]{4}:[0-9a-f]{4}")

BACK_MS: Final = (1_000, 300_000)
"""What a reset may take."""
MOST_INTERFACE: Final = 255
"""bInterfaceNumber is a byte (USB 2.0 §9.6.5)."""
PLACEHOLDER: Final = re.compile(r"\{[a-z_]+\}")
"""What whoever sends fills in; braces around digits are the modem's own, as in {5,20} of +VTS."""

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


def wrong_steps(name: str, steps: tuple[Step, ...], *filled_in: str, does: tuple[Deed, ...] = ()) -> Iterator[Fault]:
    """Commands that are none, and exceptions without their reason. `filled_in`: placeholders they may have; `does`:
    what they are there to do to a call.
    """
    for number, step in enumerate(steps, 1):
        place = f"{name}.{number}" if len(steps) > 1 else name
        yield from wrong_command(f"{place}.send", step.send, *filled_in, does=does)
        if step.may_fail and not step.why:
            yield f"{place}.why", "is empty; expected the reason why the command may fail"


def wrong_command(name: str, command: str, *filled_in: str, does: tuple[Deed, ...] = ()) -> Iterator[Fault]:
    """One that is none, has placeholders that nobody fills in, or does to calls what it is not there for."""
    if not _is_command(command):
        yield name, f'"{_escaped(command)}" is no command; expected "AT…", in printable ASCII'
    yield from _unfilled(name, command, filled_in)
    for deed in dict.fromkeys(deeds(command) if _is_command(command) else ()):
        if deed not in does:
            yield name, f'"{command}" {deed.value}'


def wrong_template(name: str, command: str, *needed: str, may_have: tuple[str, ...] = ()) -> Iterator[Fault]:
    """A command that is none, lacks a placeholder, or has others than those needed and `may_have`."""
    if not _is_command(command) or any(each not in command for each in needed):
        problem = f'"{_escaped(command)}" is not such a command'
        yield name, f'{problem}; expected "AT…" with {" and ".join(needed)}, in printable ASCII'
    yield from _unfilled(name, command, (*needed, *may_have))


def _is_command(text: str) -> bool:
    return text.upper().startswith("AT") and text.isascii() and text.isprintable()


def _escaped(text: str) -> str:
    """On one line, whatever is in it."""
    return text.encode("unicode_escape").decode("ascii")


def _unfilled(name: str, command: str, filled_in: tuple[str, ...]) -> Iterator[Fault]:
    strange = [each for each in PLACEHOLDER.findall(command) if each not in filled_in]
    if strange:
        wanted = " and ".join(filled_in) or "none"
        yield name, f"has {', '.join(strange)}, which nobody fills in; expected here: {wanted}"


def wrong_time(name: str, ms: Ms, limits: tuple[Ms, Ms]) -> Iterator[Fault]:
    """One outside of what works, the limits included."""
    least, most = limits
    if not least <= ms <= most:
        expected = f"{write_duration(least)} to {write_duration(most)}"
        yield name, f"{write_duration(ms)} is outside of what works; expected {expected}"


def blanks(name: str, texts: Iterable[str], wanted: str) -> Iterator[Fault]:
    """Texts that are empty, and so would be found in whatever a modem says."""
    for number, text in enumerate(texts, 1):
        yield from empty(f"{name}.{number}", text, wanted)


def wrong_interfaces(at: int | None, sound: int | None) -> Iterator[Fault]:
    for name, number in (("at", at), ("sound", sound)):
        if number is not None and not 0 <= number <= MOST_INTERFACE:
            yield f"interfaces.{name}", f"{number} is no bInterfaceNumber; expected 0 to {MOST_INTERFACE}"
    if at is not None and at == sound:
        yield "interfaces.sound", f"{sound} is that of the commands; expected another one"


def empty(name: str, text: str, wanted: str) -> Iterator[Fault]:
    if not text.strip():
        yield name, f"is empty; expected {wanted}"
