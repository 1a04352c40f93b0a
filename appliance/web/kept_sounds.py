"""Sounds that the box keeps, by the row that names them: found below its folder and nowhere else, played in ranges."""

import asyncio
from collections import OrderedDict
from http import HTTPStatus
from pathlib import Path
from typing import Final

from aiohttp import web

from appliance.model.words import Ms, Value
from appliance.store.sound_kind import SoundKind
from appliance.store.sound_peaks import MOST_PEAKS, NoSound, peaks_of
from appliance.web.problems import CannotSay

COLUMNS: Final = 800
AT_ONCE: Final = 2
"""Pictures that are computed at the same time: some ten milliseconds for each minute of sound."""
MOST_KEPT: Final = 200
"""Pictures in memory, of two thousand bytes at the most."""


class SoundPicture(Value, frozen=True, kw_only=True, tag=False):
    length_ms: Ms
    channels: tuple[tuple[int, ...], ...]
    """Caller first; 0 silence to 255 full scale, in decibels."""


class KeptSounds:
    def __init__(self) -> None:
        self._pictures: OrderedDict[tuple[str, int, int], SoundPicture] = OrderedDict()
        self._computing = asyncio.Semaphore(AT_ONCE)

    async def answer(self, database: Path, kind: SoundKind, file: str, name: str, *, keep: bool) -> web.FileResponse:
        """The WAV file; `keep`: to be saved under that name and not played. Raises CannotSay."""
        path = await asyncio.to_thread(found, database.parent, kind, file)
        way = "attachment" if keep else "inline"
        headers = {"Content-Disposition": f'{way}; filename="{name}.wav"', "Content-Type": "audio/wav"}
        return web.FileResponse(path, headers=headers)

    async def picture(self, database: Path, kind: SoundKind, file: str, columns: int = COLUMNS) -> SoundPicture:
        """Computed once, in a thread. Raises CannotSay."""
        path = await asyncio.to_thread(found, database.parent, kind, file)
        key = (str(path), path.stat().st_mtime_ns, columns)
        if key in self._pictures:
            self._pictures.move_to_end(key)
            return self._pictures[key]
        async with self._computing:
            try:
                peaks = await asyncio.to_thread(peaks_of, path, min(columns, MOST_PEAKS))
            except (OSError, NoSound) as fault:
                raise CannotSay(HTTPStatus.NOT_FOUND, f"the sound cannot be read: {fault}") from None
        made = SoundPicture(length_ms=peaks.length_ms, channels=tuple(tuple(row) for row in peaks.channels))
        self._pictures[key] = made
        while len(self._pictures) > MOST_KEPT:
            self._pictures.popitem(last=False)
        return made


def found(state_dir: Path, kind: SoundKind, file: str) -> Path:
    """The file, if it is one below the folder of its kind, whatever the row says. Raises CannotSay."""
    folder = (state_dir / kind.value).resolve()
    path = (state_dir / file).resolve()
    if not path.is_relative_to(folder) or path.suffix != ".wav" or not path.is_file():
        raise CannotSay(HTTPStatus.NOT_FOUND, f"the sound {Path(file).name[:60]!r} is not on the disk any more")
    return path
