"""`callbox config` run for the pages: what it says of a draft, as a value."""

import asyncio
import sys
from http import HTTPStatus
from pathlib import Path
from typing import Final, TypeVar

import msgspec

from appliance.model.words import Value
from appliance.web.problems import CannotSay

LIMIT_S: Final = 120.0
"""For the largest site on a small computer under calls."""
AT_ONCE: Final = 2
"""Each is a process of some tens of megabytes; whoever comes then waits, and at most MOST_WAITING do."""
MOST_WAITING: Final = 16

V = TypeVar("V", bound=Value)


class ConfigProgram:
    def __init__(self, config: Path) -> None:
        self.config = config
        self._running = asyncio.Semaphore(AT_ONCE)
        self._inside = 0

    async def ask(self, way: str, draft: str, kind: type[V]) -> V:
        """Raises CannotSay."""
        if self._inside >= MOST_WAITING:
            raise CannotSay(HTTPStatus.SERVICE_UNAVAILABLE, f"{MOST_WAITING} drafts are looked at; try again soon")
        self._inside += 1
        try:
            async with self._running:
                out, told = await _run("config", way, f"--draft={draft}", "--json", f"--config={self.config}")
        finally:
            self._inside -= 1
        try:
            return msgspec.json.decode(out, type=kind)
        except msgspec.DecodeError:
            lines = told.decode(errors="replace").strip().splitlines()
            why = lines[-1].removeprefix("callbox: ") if lines else "it said nothing"
            sentence = f"the draft could not be looked at: {why}"
            raise CannotSay(HTTPStatus.UNPROCESSABLE_ENTITY, sentence) from None


async def _run(*words: str) -> tuple[bytes, bytes]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "appliance", *words),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(LIMIT_S):
            return await process.communicate()
    except TimeoutError:
        raise CannotSay(HTTPStatus.GATEWAY_TIMEOUT, f"it was not done within {LIMIT_S:.0f} s; try again") from None
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
