"""The voices that espeak-ng has, as it tells them itself."""

import re
import subprocess

from appliance.drivers.errors import DriverFault
from appliance.drivers.sound.speech import PROGRAM, VOICE, espeak_path

_ROW = re.compile(r"\s*\d+\s+(?P<language>\S+)\s+\S+\s+(?P<name>\S+)\s+\S+(?P<others>.*)")
"""Columns: Pty, Language, Age/Gender, VoiceName, File, Other Languages, of which the last may be empty."""
_OTHER = re.compile(r"\((\S+) \d+\)")

_TIMEOUT_S = 10.0


def installed_voices(program: str = PROGRAM) -> frozenset[str]:
    """Languages and names of all voices, in lower case. Raises DriverFault, MissingLibrary."""
    path = espeak_path(program)
    try:
        ended = subprocess.run([path, "--voices"], capture_output=True, timeout=_TIMEOUT_S, check=True)  # noqa: S603 – no input
    except (OSError, subprocess.SubprocessError) as fault:
        raise DriverFault(f"espeak-ng could not tell its voices: {fault}; try espeak-ng --voices") from fault
    return voices_in(ended.stdout.decode(errors="replace"))


def voices_in(listing: str) -> frozenset[str]:
    """Every name in what espeak-ng --voices prints."""
    rows = [row for line in listing.splitlines() if (row := _ROW.fullmatch(line))]
    names = [name for row in rows for name in (row["language"], row["name"], *_OTHER.findall(row["others"]))]
    return frozenset(name.lower() for name in names)


def speaks(voices: frozenset[str], name: str) -> bool:
    """Whether espeak-ng takes the name: de-at is spoken by de when there is no voice of its own, en+f3 by en."""
    if not VOICE.fullmatch(name):
        return False
    parts = name.lower().partition("+")[0].split("-")
    return any("-".join(parts[:count]) in voices for count in range(1, len(parts) + 1))
