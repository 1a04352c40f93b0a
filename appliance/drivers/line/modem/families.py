"""Modem families: what differs from modem to modem, read from firmware_config/modems/*.toml."""

import re
import sys
import tomllib
from collections.abc import Mapping
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Final, Literal, TypeAlias

import msgspec

from appliance.config.nearest import hint
from appliance.drivers.errors import DriverFault
from appliance.model.words import Ms, Value
from appliance.protocol import Exit

GENERIC: Final = "generic"
AUTO: Final = "auto"
"""The family goes by what the modem says of itself."""

CodecName: TypeAlias = Literal["ulaw", "alaw", "u8", "s8"]
"""A name of appliance.sound.codecs; one byte per sample, as the shared 30 kB/s of these modems allow."""


class Step(Value, frozen=True, kw_only=True):
    """One AT command of a sequence."""

    send: str
    may_fail: bool = False
    """ERROR is no fault."""
    why: str = ""


class ExitStep(Value, frozen=True, kw_only=True):
    """One way out of a voice stream."""

    send: str
    """DLE codes by name: "DLE ^", "DLE ETX"."""
    wait_ms: Ms


class CodecOffer(Value, frozen=True, kw_only=True):
    says: str
    """The modem's name for it in AT+VSM=?; case and punctuation do not count."""
    codec: CodecName


class QuirkName(Enum):
    DIAL_TONE_WHILE_PLAYING = "dial_tone_while_playing"
    """Its dial-tone event counts only while we are silent."""


class Quirk(Value, frozen=True, kw_only=True):
    name: QuirkName
    why: str
    source: str


class Family(Value, frozen=True, kw_only=True):
    title: str
    says: tuple[str, ...]
    """Parts of what its modems answer to ATI, ATI3, AT+FMI?, AT+FMM?; case does not count."""
    source: str
    init: tuple[Step, ...]
    caller_id: tuple[Step, ...]
    enter_voice: tuple[Step, ...]
    answer: Step
    stream: Step
    leave: tuple[ExitStep, ...]
    hang_up: tuple[Step, ...]
    leave_voice: tuple[Step, ...]
    on_hook_query: str = ""
    codecs: tuple[CodecOffer, ...]
    quirks: tuple[Quirk, ...] = ()

    def has(self, quirk: QuirkName) -> bool:
        return any(each.name is quirk for each in self.quirks)

    def exits(self) -> tuple[Exit, ...]:
        return tuple(Exit(dle_bytes(each.send), each.wait_ms) for each in self.leave)


_CODES: Final = {"DLE": b"\x10", "ETX": b"\x03", "CAN": b"\x18", "ESC": b"\x1b", "FS": b"\x1c"}


def dle_bytes(text: str) -> bytes:
    """DLE codes by name as bytes. Raises ValueError for a word that is neither a code's name nor one character."""
    words = text.split()
    unknown = [word for word in words if word not in _CODES and len(word) != 1]
    if unknown or not words:
        fault = f"{text!r} is no sequence of {', '.join(_CODES)} and single characters"
        raise ValueError(fault)
    return b"".join(_CODES.get(word, word.encode("ascii", "replace")) for word in words)


def families_folder() -> Path:
    """In the checkout, else below the prefix that the program was installed into. Raises DriverFault."""
    installed = (Path(prefix) / "share" / "callbox" / "modems" for prefix in (sys.prefix, "/usr"))
    places = (Path(__file__).parents[4] / "firmware_config" / "modems", *installed)
    for place in places:
        if place.is_dir():
            return place
    fault = f"modem families: no folder {' or '.join(map(str, places))}; install the callbox package again"
    raise DriverFault(fault)


@cache  # read once, when the first line is prepared: no call may wait for a disk
def load_families(folder: Path | None = None) -> Mapping[str, Family]:
    """Every family by the name of its file. Raises DriverFault, one sentence, for the first file that is wrong."""
    found = {path.stem: _load(path) for path in sorted((folder or families_folder()).glob("*.toml"))}
    if GENERIC not in found:
        fault = f"modem families: {folder or families_folder()} has no {GENERIC}.toml; expected one for unknown modems"
        raise DriverFault(fault)
    return found


def choose_family(families: Mapping[str, Family], identity: str) -> str:
    """The name of the family with the longest match in what the modem says of itself; generic when none matches."""
    lower = identity.lower()
    matches = [(len(part), name) for name, family in families.items() for part in family.says if part.lower() in lower]
    return max(matches, default=(0, GENERIC))[1]


def family_named(families: Mapping[str, Family], name: str, place: str) -> Family:
    """Raises DriverFault with the nearest name."""
    if name not in families:
        fault = f'{place}: family = "{name}": {no_such_family(families, name)}'
        raise DriverFault(fault)
    return families[name]


def no_such_family(families: Mapping[str, Family], name: str) -> str:
    """The end of a sentence about a name that is none."""
    return f"no such modem family; {hint(name, (AUTO, *families))}"


def _load(path: Path) -> Family:
    try:
        family = msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), Family)
        family.exits()
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        sentence = f"{path.name}: not TOML: {fault}"
        raise DriverFault(sentence) from fault
    except (msgspec.ValidationError, ValueError) as fault:
        sentence = f"{path.name}: {_explained(str(fault))}"
        raise DriverFault(sentence) from fault
    return family


_UNKNOWN_FIELD: Final = re.compile(r"Object contains unknown field `(.*?)`(?: - at `\$\.?(.*?)`)?")
_MISSING_FIELD: Final = re.compile(r"Object missing required field `(.*?)`(?: - at `\$\.?(.*?)`)?")
_KEYS: Final = tuple(field for part in (Family, Step, ExitStep, CodecOffer, Quirk) for field in part.__struct_fields__)


def _explained(text: str) -> str:
    """The text of msgspec as one of our sentences."""
    if unknown := _UNKNOWN_FIELD.match(text):
        return f"{unknown[2] + ': ' if unknown[2] else ''}{unknown[1]}: no such option; {hint(unknown[1], _KEYS)}"
    if missing := _MISSING_FIELD.match(text):
        return f"{missing[2] + ': ' if missing[2] else ''}{missing[1]} is missing; generic.toml shows every option"
    return text.replace("`$.", "`")
