"""Commands of several tasks to one modem, in turn: those of a call before those of texts and of the network."""

import asyncio
from collections import deque
from collections.abc import Callable
from enum import IntEnum
from typing import Final

from appliance.drivers.line.gsm.data_mode import in_data_mode, leave_data_mode
from appliance.drivers.line.modem.family_data import Step
from appliance.drivers.line.modem.link import Link
from appliance.model.signals import CommandDone
from appliance.model.words import Ms
from appliance.protocol import AtSession

GUARD_MS: Final[Ms] = 100
"""Between a final result and the next command: what every family needs that needs one, and nobody misses."""


GIVE_UP_MS: Final[Ms] = 300
"""A command is not given up before: most end by themselves, and what comes in its first 125 ms is ignored."""


RINGS_FOR_MS: Final[Ms] = 4_000
"""A caller is let ring for so long while the network has a text in hand: it answers within that, mostly."""

MOST_TRIES: Final = 4
"""Of one command that is never answered while others are."""


class Overtaken(Exception):
    """It was given up for somebody who rings; whether it was done nobody knows."""


class Haste(IntEnum):
    """Who goes first of those that wait; a command in flight is interrupted only where it says that it gives way."""

    ANSWER = 0
    """Somebody rings and is to be answered, or to be let go."""
    CALL = 1
    """All else of a call."""
    KEYS = 2
    """The far end waits for them, between one and the next for a second or two."""
    CARE = 3
    """What can wait for a moment: lists, polls, registration."""


class Turns:
    """The link's one conversation, shared. A task that is cancelled in the middle leaves the link to resync itself."""

    def __init__(self, link: Link) -> None:
        self._link = link
        self._busy = False
        self._waiting: tuple[deque[asyncio.Future[None]], ...] = tuple(deque() for _ in Haste)
        self._answers = 0
        """That came in time."""
        self._wanted = asyncio.Event()
        """Somebody waits with Haste.ANSWER."""

    def now(self) -> Ms:
        return self._link.now()

    async def ask(self, command: str, haste: Haste = Haste.CARE) -> CommandDone:
        """The command's reply, whatever its result. Raises DriverFault when the modem is silent twice.

        Between a silence and the next try others have their turns; what is answered meanwhile shows that the modem is
        there, and it is silent twice only when nothing is. A call of data that was taken by mistake is left before
        anybody else has his turn.
        """
        silent_at = -1
        for _ in range(MOST_TRIES):
            await self._turn(haste)
            try:
                last = silent_at == self._answers
                done = await self._link.ask_once(command)
                if done is not None and in_data_mode(done):
                    await leave_data_mode(self._link)
            finally:
                self._pass_on()
            if done is not None:
                self._answers += 1
                return done
            if last:
                break
            silent_at = self._answers
        raise self._link.silent(command)

    async def ask_once(self, command: str, haste: Haste = Haste.CARE) -> CommandDone | None:
        """For what must not be done twice: None when no answer came. Raises DriverFault."""
        await self._turn(haste)
        try:
            done = await self._link.ask_once(command)
            self._answers += done is not None
            return done
        finally:
            self._pass_on()

    async def ask_giving_way(self, command: str) -> CommandDone | None:
        """As ask_once(), for what waits for the network; any character ends it (V.250 §5.6.1) when somebody rings.

        A modem that does not know that ignores it, as it does everything that stands before AT (§5.2.1). Raises
        Overtaken when it was given up, and brought no answer.
        """
        await self._turn(Haste.CARE)
        giving = asyncio.ensure_future(self._give_up_when_wanted())
        try:
            done = await self._link.ask_once(command)
            told = done is not None and done.ok and done.lines
            if giving.done() and not told:
                raise Overtaken(command)
            return done
        finally:
            giving.cancel()
            self._pass_on()

    async def _give_up_when_wanted(self) -> None:
        await asyncio.sleep(GIVE_UP_MS / 1_000)
        await self._wanted.wait()
        self._link.interrupt()

    async def type_text(
        self, command: str, text: str, typing: Callable[[], None], *, gives_way: bool
    ) -> CommandDone | None:
        """As Link.type_text(). With `gives_way`, what the network has not answered is given up for a caller who has
        waited for RINGS_FOR_MS (27.005 §3.5.1: +CMGS should be abortable): Overtaken is raised when no answer came.
        """
        await self._turn(Haste.CARE)
        typed = asyncio.Event()

        def typing_now() -> None:
            typing()
            typed.set()

        giving = asyncio.ensure_future(self._give_up_text(typed))
        try:
            done = await self._link.type_text(command, text, typing_now if gives_way else typing)
            told = done is not None and done.ok and done.lines
            if giving.done() and not told:
                raise Overtaken(command)
            return done
        finally:
            giving.cancel()
            self._pass_on()

    async def _give_up_text(self, typed: asyncio.Event) -> None:
        await typed.wait()
        await self._wanted.wait()
        await asyncio.sleep(RINGS_FOR_MS / 1_000)
        self._link.interrupt()

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
        if haste is Haste.ANSWER:
            self._wanted.set()
        try:
            await mine
        except asyncio.CancelledError:
            if mine.done() and not mine.cancelled():
                self._pass_on()  # it was given to us, and nobody is here to take it
            raise

    def _pass_on(self) -> None:
        self._wanted.clear()
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
