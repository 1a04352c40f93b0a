"""Reads a country's call-progress tones from firmware_config/tones."""

import difflib
import tomllib
from pathlib import Path
from typing import Any

from appliance.drivers.errors import DriverFault
from appliance.drivers.sound.tone_file import read_plan
from appliance.sound.tone_plan import TonePlan

TONES_DIR = Path(__file__).parents[3] / "firmware_config" / "tones"


class TonePlanFault(DriverFault):
    """All that is wrong with a country's tones, a sentence each."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        super().__init__("; ".join(faults))
        self.faults = faults


def tone_plan_names(folder: Path = TONES_DIR) -> list[str]:
    return sorted(file.stem for file in folder.glob("*.toml"))


def load_tone_plan(country: str, folder: Path = TONES_DIR) -> TonePlan:
    """The plan of `country`, the name of a file in `folder`. Raises TonePlanFault."""
    names = tone_plan_names(folder)
    if country not in names:
        near = difflib.get_close_matches(country, names, n=1)
        hint = f'did you mean "{near[0]}"?' if near else f"there are {', '.join(names) or 'none'}"
        raise TonePlanFault((f'[sound] country = "{country}": no such file of tones in {folder}; {hint}',))
    file = folder / f"{country}.toml"
    plan, faults = read_plan(_document(file))
    if faults:
        raise TonePlanFault(tuple(f"{file}: {fault}" for fault in faults))
    return plan


def _document(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        told = f"{file}: cannot be read as tones ({fault}); compare it with us.toml beside it"
        raise TonePlanFault((told,)) from fault
