"""Simulated calls for the pages: `callbox simulate --requests`, a program that stays while somebody simulates."""

import asyncio
import sys
from collections.abc import Sequence
from contextlib import suppress
from http import HTTPStatus
from typing import Final

import msgspec

from appliance.control.simulate_words import SimulationAnswer, SimulationRequest
from appliance.web.problems import CannotSay

PATIENCE_S: Final = 30.0
"""For one simulation: its start on a small computer under calls takes some seconds, the longest call a few more."""
IDLE_S: Final = 120.0
"""Then the program's memory, some tens of megabytes, is given back."""
MOST_WAITING: Final = 16
LARGEST_ANSWER: Final = 8 << 20
"""Of the most acts in a flow of the largest site."""
PROGRAM: Final = (sys.executable, "-m", "appliance", "simulate", "--requests")


class Simulator:
    """One simulation at a time; who asks meanwhile waits."""

    def __init__(self, config: str | None, program: Sequence[str] = PROGRAM, idle_s: float = IDLE_S) -> None:
        self._words = (*program, *(("--config", config) if config else ()))
        self._idle_s = idle_s
        self._turn = asyncio.Lock()
        self._waiting = 0
        self._child: asyncio.subprocess.Process | None = None
        self._sleep: asyncio.TimerHandle | None = None
        self._ending: asyncio.Task[None] | None = None

    @property
    def running(self) -> bool:
        return self._child is not None

    async def ask(self, request: SimulationRequest) -> SimulationAnswer:
        """Raises CannotSay."""
        if self._waiting >= MOST_WAITING:
            raise CannotSay(HTTPStatus.SERVICE_UNAVAILABLE, f"{MOST_WAITING} calls are being simulated; try again soon")
        self._waiting += 1
        try:
            async with self._turn:
                return await self._ask(request)
        finally:
            self._waiting -= 1

    async def close(self) -> None:
        if self._sleep is not None:
            self._sleep.cancel()
        async with self._turn:
            await self._end()

    async def _ask(self, request: SimulationRequest) -> SimulationAnswer:
        if self._sleep is not None:
            self._sleep.cancel()
        try:
            async with asyncio.timeout(PATIENCE_S):
                line = await self._exchanged(msgspec.json.encode(request) + b"\n")
            answer = msgspec.json.decode(line, type=SimulationAnswer)
        except TimeoutError:
            await self._end()
            raise CannotSay(HTTPStatus.GATEWAY_TIMEOUT, f"it was not done within {PATIENCE_S:.0f} s") from None
        except (OSError, ValueError, msgspec.DecodeError):
            await self._end()
            sentence = "the simulation broke down, which is our fault; the journal of callbox-web says more"
            raise CannotSay(HTTPStatus.INTERNAL_SERVER_ERROR, sentence) from None
        except asyncio.CancelledError:
            await self._end()  # its answer would be taken for the next one's
            raise
        self._sleep = asyncio.get_running_loop().call_later(self._idle_s, self._go_to_sleep)
        return answer

    async def _exchanged(self, line: bytes) -> bytes:
        child = self._child if self._child is not None and self._child.returncode is None else await self._begin()
        if child.stdin is None or child.stdout is None:
            raise OSError
        child.stdin.write(line)
        await child.stdin.drain()
        return await child.stdout.readline()

    async def _begin(self) -> asyncio.subprocess.Process:
        pipe = asyncio.subprocess.PIPE
        self._child = await asyncio.create_subprocess_exec(*self._words, stdin=pipe, stdout=pipe, limit=LARGEST_ANSWER)
        return self._child

    def _go_to_sleep(self) -> None:
        self._ending = asyncio.get_running_loop().create_task(self.close())

    async def _end(self) -> None:
        child, self._child = self._child, None
        if child is not None and child.returncode is None:
            with suppress(ProcessLookupError):
                child.kill()
            await child.wait()
