"""PINs that SIMs have refused, kept in a file over restarts: a box that starts anew must not try them again."""

import asyncio
import logging
import os
import re
from pathlib import Path
from typing import Final

FILE_NAME: Final = "refused_pins"
"""Below state_dir: one digest a line, the newest last. Readable by the box alone."""
MOST: Final = 64
"""SIMs and PINs of some years; of more the oldest is forgotten, and the SIM's own tries still hold."""
_DIGEST: Final = re.compile(r"[0-9a-f]{1,64}")
_LONGEST_LINE: Final = 65

log = logging.getLogger(__name__)


class RefusedPins:
    """A PinMemory of the drivers. A disk that fails is told, and what is known stays known until the next start."""

    def __init__(self, state_dir: Path) -> None:
        self._path = state_dir / FILE_NAME
        self._pairs: dict[str, None] = dict.fromkeys(self._read())
        self._writing = asyncio.Lock()

    def knows(self, pair: str) -> bool:
        return pair in self._pairs

    async def remember(self, pair: str) -> None:
        self._pairs.pop(pair, None)
        self._pairs[pair] = None
        while len(self._pairs) > MOST:
            del self._pairs[next(iter(self._pairs))]
        await self._keep()

    async def forget(self, pair: str) -> None:
        if pair in self._pairs:
            del self._pairs[pair]
            await self._keep()

    async def _keep(self) -> None:
        async with self._writing:
            text = "".join(f"{pair}\n" for pair in self._pairs)
            try:
                await asyncio.to_thread(_write, self._path, text)
            except OSError as fault:
                log.warning(
                    "%s: cannot be written (%s), so that after a restart a refused PIN may be sent once more; "
                    "make room on the disk, and check whether the box may write there",
                    self._path,
                    fault.strerror,
                )

    def _read(self) -> list[str]:
        try:
            with self._path.open(encoding="ascii", errors="replace") as file:
                lines = file.read(MOST * _LONGEST_LINE).splitlines()
        except OSError:  # the first start; or a disk whose own faults others tell
            return []
        return [line for line in lines if _DIGEST.fullmatch(line)][-MOST:]


def _write(path: Path, text: str) -> None:
    """All of it or nothing, whenever the power goes."""
    new = path.with_name(f"{path.name}.new")
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        os.write(descriptor, text.encode("ascii", "replace"))
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    new.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
