"""Reads a country's call-progress tones from firmware_config/tones."""

import difflib
import tomllib
from pathlib import Path

import msgspec

from appliance.drivers.errors import DriverFault
from appliance.sound.tone_plan import TonePlan, ToneRule

TONES_DIR = Path(__file__).parents[3] / "firmware_config" / "tones"


class _Document(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    country: str
    source: str
    dial: "_Tone"
    busy: "_Tone"
    congestion: "_Tone"
    ringing: "_Tone"


class _Tone(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    hz: tuple[float, ...]
    cadence_ms: tuple[int, ...] = ()


def load_tone_plan(country: str, folder: Path = TONES_DIR) -> TonePlan:
    """The plan of `country`, the name of a file in `folder`. Raises DriverFault, one sentence."""
    names = sorted(file.stem for file in folder.glob("*.toml"))
    if country not in names:
        near = difflib.get_close_matches(country, names, n=1)
        hint = f'did you mean "{near[0]}"?' if near else f"there are {', '.join(names) or 'none'}"
        raise DriverFault(f'[sound] country = "{country}": no such file of tones in {folder}; {hint}')
    file = folder / f"{country}.toml"
    try:
        document = msgspec.convert(tomllib.loads(file.read_text("utf-8")), _Document)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError) as fault:
        raise DriverFault(f"{file}: cannot be read as tones ({fault}); compare it with us.toml beside it") from fault
    return TonePlan(
        country=document.country,
        source=document.source,
        dial=_rule(document.dial, f"{file}: [dial]"),
        busy=_rule(document.busy, f"{file}: [busy]"),
        congestion=_rule(document.congestion, f"{file}: [congestion]"),
        ringing=_rule(document.ringing, f"{file}: [ringing]"),
    )


def _rule(tone: _Tone, place: str) -> ToneRule:
    if not 1 <= len(tone.hz) <= 2 or not all(200 <= hz <= 2_000 for hz in tone.hz):
        raise DriverFault(f"{place} hz = {list(tone.hz)}: expected one or two frequencies from 200 to 2000")
    cadence = tone.cadence_ms
    if len(cadence) % 2 or len(cadence) > 8 or not all(100 <= ms <= 10_000 for ms in cadence):
        raise DriverFault(
            f"{place} cadence_ms = {list(cadence)}: expected up to four pairs of sound and pause, each 100 to 10000 ms"
        )
    return ToneRule(hz=tone.hz, cadence_ms=cadence)
