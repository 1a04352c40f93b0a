"""Who has a sound card open: what ALSA itself says in /proc/asound."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from appliance.drivers.sound.ways import Ways
from appliance.drivers.wire.port_holders import PROC, describe

_OWNER: Final = re.compile(r"^owner_pid\s*:\s*(\d+)", re.MULTILINE)
_STREAM: Final = re.compile(r"pcm\d+([pc])")
_WAYS: Final = {"p": Ways.SAYS, "c": Ways.HEARS}
"""Of playback and of capture."""


def holders(card: int, proc: Path = PROC) -> tuple[tuple[int, Ways], ...]:
    """Process and way of each stream of the card that is open, in order of the streams."""
    found = (each for stream in sorted((proc / "asound" / f"card{card}").glob("pcm*")) for each in _of(stream))
    return tuple(dict.fromkeys(found))


def who_has(card: int, proc: Path = PROC) -> str:
    """A phrase: "mplayer (pid 99) plays on it and arecord (pid 7) records from it"; empty when nobody is seen."""
    does = {Ways.SAYS: "plays on it", Ways.HEARS: "records from it"}
    return " and ".join(f"{describe(pid, proc)} {does[way]}" for pid, way in holders(card, proc))


def _of(stream: Path) -> Iterator[tuple[int, Ways]]:
    kind = _STREAM.fullmatch(stream.name)
    for part in sorted(stream.glob("sub*")) if kind else ():
        try:
            owner = _OWNER.search((part / "status").read_text(encoding="utf-8", errors="replace"))
        except OSError:
            continue  # the card went meanwhile
        if kind and owner:
            yield int(owner[1]), _WAYS[kind[1]]
