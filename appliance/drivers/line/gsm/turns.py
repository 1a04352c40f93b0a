"""Commands of several tasks to one modem, in turn: those of a call before those of texts and of the network."""

import asyncio
from collections import deque
from collections.abc import Callable
from enum import IntEnum
from typing import Final

from appliance.drivers.line.modem.family_data import Step
from appliance.drivers.line.modem.link import Link
from appliance.model.signals import CommandDone
from appliance.model.words import Ms
from appliance.protocol import AtSession

GUARD_MS: Final[Ms] = 100
"""Between a final result and the next command: what every family needs that needs one, and nobody misses."""


class Haste(IntEnum):
    """Who goes first of those that wait; nobody is interrupted."""

    CALL = 0
    """Somebody rings, or hangs up."""
    KEYS = 1
    """The far end waits for them, between one and the next for a second or two."""
    CARE = 2
    """What can wait for a moment: lists, polls, registration."""


class Turns:
    """The link's one conversation, shared. A task that is cancelled in the middle leaves the link to resync itself."""

    def __init__(self, link: Link) -> None:
        self._link = link
        self._busy = False
        self._waiting: tuple[deque[asyncio.Future[None]], ...] = tuple(deque() for _ in Haste)

    def now(self) -> Ms:
        return self._link.now()

    async def ask(self, command: str, haste: Haste = Haste.CARE) -> CommandDone:
        """The command's reply, whatever its result. Raises DriverFault when the modem is silent twice."""
        await self._turn(haste)
        try:
            return await self._link.ask(command)
        finally:
            self._pass_on()

    async def ask_once(self, command: str, haste: Haste = Haste.CARE) -> CommandDone | None:
        """For what must not be done twice: None when no answer came. Raises DriverFault."""
        await self._turn(haste)
        try:
            return await self._link.ask_once(command)
        finally:
            self._pass_on()

    async def type_text(self, command: str, text: str, typing: Callable[[], None]) -> CommandDone | None:
        """As Link.type_text()."""
        await self._turn(Haste.CARE)
        try:
            return await self._link.type_text(command, text, typing)
        finally:
            self._pass_on()

    async def do(self, step: Step, haste: Haste = Haste.CARE) -> CommandDone:
        """A step that must be answered OK, or may fail. Raises DriverFault."""
        await self._turn(haste)
        try:
            return await self._link.do(step)
        finally:
            self._pass_on()

    async def _turn(self, haste: Haste) -> None:
        if not self._busy:
            self._busy = True
            return
        mine = asyncio.get_running_loop().create_future()
        self._waiting[haste].append(mine)
        try:
            await mine
        except asyncio.CancelledError:
            if mine.done() and not mine.cancelled():
                self._pass_on()  # it was given to us, and nobody is here to take it
            raise

    def _pass_on(self) -> None:
        for line in self._waiting:
            while line:
                following = line.popleft()
                if not following.done():
                    following.set_result(None)
                    return
        self._busy = False


def new_session() -> AtSession:
    """Sound has a port of its own, so nothing is shielded here."""
    return AtSession(guard_ms=GUARD_MS, shielded=False)


async def end_all(*tasks: asyncio.Future[None]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)
