"""One sound card for one line or station: a child of its own, watched; frames heard and said at the card's pace."""

import asyncio
import logging
from collections.abc import Callable
from typing import Final

from appliance.drivers.errors import DeviceGone, DeviceStuck, DriverFault
from appliance.drivers.line import SoundPort
from appliance.drivers.sound.card.card_machine import CardMachine, ChildMove, ChildState
from appliance.drivers.sound.card.feed import CardFeed
from appliance.drivers.sound.card.finder import CardFinder, FoundCard
from appliance.drivers.sound.card.order import CardFault, CardOpen, CardOrder
from appliance.drivers.sound.card.process import PROGRAM, CardProcess
from appliance.drivers.sound.ways import SoundCounts, Ways
from appliance.drivers.wire import Lost
from appliance.model.words import Ms, Value

LOOK_MS: Final[Ms] = 1_000
"""While the sound rests, how often it is looked whether the card is still plugged in."""
AGAIN_S: Final = 0.25
"""Between two tries."""
GONE_WITHIN_S: Final = 2.0
"""Killed processes go at once, unless the kernel's own driver of the card hangs."""
SHORT_LIFE_S: Final = 10.0
"""A child that dies of itself sooner than this after its start is not simply started again."""

log = logging.getLogger(__name__)


class CardWanted(Value, frozen=True, kw_only=True):
    """What the settings say of a card, of a line's or a station's."""

    name: str
    """As CardFinder takes it."""
    rate: int = 0
    heard_db: float = 0.0
    said_db: float = 0.0
    without_buzz: bool = False
    ways: Ways = Ways.BOTH


class CardTimes(Value, frozen=True, kw_only=True):
    """How long it is waited for what."""

    gap_ms: Ms = 1_000
    """Without a beat for so long the card is gone, or PortAudio stuck: the child is killed and started again."""
    opens_within_s: float = 15.0
    """Python, numpy and PortAudio's look at every card: 0.7 s on a PC, a few times that on a Pi with much to do."""
    back_within_s: float = 3.0
    """A card that is not back by then is told to be out of order."""


class Card:
    """Lives from prepare() to close(), and may be prepared again. Of a conversation: ready(), begin(), end()."""

    def __init__(
        self,
        wanted: CardWanted,
        port: SoundPort,
        *,
        lost: Lost,
        now: Callable[[], Ms],
        near: Callable[[], str] = lambda: "",
        finder: CardFinder | None = None,
        program: tuple[str, ...] = PROGRAM,
        times: CardTimes | None = None,
    ) -> None:
        """`lost` is told of a card that went by itself; `near`: folder of the USB device that it may be part of."""
        self._wanted, self._port, self._lost, self._now, self._near = wanted, port, lost, now, near
        self._finder = finder or CardFinder()
        self._program = program
        self._times = times or CardTimes()
        self._machine = CardMachine()
        self._found: FoundCard | None = None
        self._child: CardProcess | None = None
        self._feed: CardFeed | None = None
        self._opened: asyncio.Future[CardOpen] | None = None
        self._first: asyncio.Future[None] | None = None
        self._bringing_back: asyncio.Task[None] | None = None
        self._killed: set[CardProcess] = set()
        """Not yet buried: the kernel may keep one for as long as a driver of its own hangs."""
        self._started_s = 0.0
        self._beat_at: Ms = 0

    @property
    def place(self) -> str:
        return f"sound card {self._wanted.name}"

    @property
    def counts(self) -> SoundCounts:
        """Of the child there is; zeros without one."""
        return self._child.end.counts if self._child else SoundCounts()

    def sign(self) -> object:
        """What is told of the card without opening it; changes when it is plugged in or out. None: not there."""
        try:
            return self._finder.find(self._wanted.name, self._near()).sign
        except DriverFault:
            return None

    async def prepare(self) -> str:
        """The card is open, its sound at rest; what it is. Raises DriverFault."""
        self._stop_bringing_back()
        found = self._finder.find(self._wanted.name, self._near())
        if self._machine.state is ChildState.FLOWING:
            self.end()
        if self._machine.state is not ChildState.RESTING or found != self._found:
            self._kill()
            self._found = found
            await self._start(found)
        return found.words

    async def ready(self) -> None:
        """The sound flows, of which nothing is heard yet. Raises DriverFault when it does not, restarted or not."""
        over = self._time() + self._times.back_within_s
        while True:
            try:
                await self._flowing()
            except DriverFault as fault:
                self._kill()
                if self._time() >= over:
                    raise DeviceStuck(f"{fault}; no call is answered without it") from fault
                await asyncio.sleep(AGAIN_S)
            else:
                return

    def begin(self, *, watched: bool = True) -> None:
        """A conversation's sound flows from now on; a card has it at any time, so it is watched in any case."""
        del watched
        if self._machine.state is ChildState.RESTING:
            self._flow()
        if self._child is not None:
            self._child.end.take_all_heard()
            self._feed = CardFeed(self._child.end, self._port, self._wanted.ways)
            self._beat_at = self._now()

    def end(self) -> None:
        """Harmless when nothing flows."""
        self._feed = None
        if self._machine.move(ChildMove.REST) and self._child is not None:
            self._child.rest()

    def next_wake(self) -> Ms | None:
        """When check() has something to look at; None without a card."""
        if self._found is None:
            return None
        return self._beat_at + (self._times.gap_ms if self._feed is not None else LOOK_MS)

    def check(self, now: Ms) -> None:
        """Raises DriverFault when a conversation has no sound, or the card is no longer plugged in."""
        due = self.next_wake()
        if due is None or now < due:
            return
        self._beat_at = now
        gone = self._found is None or self.sign() != self._found.sign
        if not gone and self._feed is None:
            return
        self._kill()
        if gone:
            raise DeviceGone(f"{self.place}: it is no longer there; plug it in again")
        self._bring_back()
        raise DeviceStuck(f"{self.place}: no sound for {self._times.gap_ms // 1_000} s in a call; it is started over")

    def close(self) -> None:
        """Harmless twice; nothing more is told."""
        self._stop_bringing_back()
        self._kill()
        self._found = None

    async def gone(self) -> None:
        """Returns when no process is left after close(), or soon if the kernel keeps one."""
        waits = [asyncio.ensure_future(each.gone()) for each in self._killed]
        if waits:
            await asyncio.wait(waits, timeout=GONE_WITHIN_S)

    # The child

    def child_opened(self, report: CardOpen) -> None:
        if self._machine.move(ChildMove.OPENED) and self._opened and not self._opened.done():
            self._opened.set_result(report)

    def child_beat(self) -> None:
        child, feed = self._child, self._feed
        if child is None:
            return
        self._beat_at = self._now()
        if self._first and not self._first.done():
            self._first.set_result(None)
        if feed is None:
            child.end.take_all_heard()
            return
        for heard in child.end.take_heard():
            feed.beat(heard)

    def child_ended(self, why: CardFault | None) -> None:
        self._machine.move(ChildMove.END)
        child, self._child = self._child, None
        talking, self._feed = self._feed is not None, None
        fault: DriverFault = why.as_fault() if why else DeviceStuck(f"{self.place}: its process has died")
        log.warning("%s; its last words: %s", fault, (child.last_words if child else "") or "none")
        for waited in (self._opened, self._first):
            if waited and not waited.done():
                waited.set_exception(fault)
                return
        short = self._time() - self._started_s < SHORT_LIFE_S
        if talking or short:
            self._lost(fault)
        if not short:
            self._bring_back()

    def _kill(self) -> None:
        child, self._child, self._feed = self._child, None, None
        self._machine.move(ChildMove.END)
        if child is not None:
            child.kill()
            self._killed = {each for each in (*self._killed, child) if not each.buried}

    def _kill_own(self, child: CardProcess | None) -> None:
        """What one start has begun; if another has begun since, its child is the one that counts."""
        if child is self._child:
            self._kill()

    async def _start(self, found: FoundCard) -> None:
        """Raises DriverFault."""
        wanted = self._wanted
        order = CardOrder(
            device=found.device,
            rate=wanted.rate,
            heard_db=wanted.heard_db,
            said_db=wanted.said_db,
            without_buzz=wanted.without_buzz,
            ways=wanted.ways,
        )
        self._machine.move(ChildMove.START)
        self._started_s = self._time()
        opened = self._opened = asyncio.get_running_loop().create_future()
        child: CardProcess | None = None
        try:
            child = self._child = CardProcess(order, self, self._program)
            async with asyncio.timeout(self._times.opens_within_s):
                report = await opened
        except OSError as fault:  # TimeoutError is one, too
            words = child.last_words if child else ""
            self._kill_own(child)
            late = (
                f"is not open after {self._times.opens_within_s:.0f} s"
                if isinstance(fault, TimeoutError)
                else str(fault)
            )
            log.warning("%s: %s; last words of its process: %s", self.place, late, words or "none")
            raise DeviceStuck(f"{self.place}: {late}; plug it in again, or use another") from fault
        except BaseException:
            self._kill_own(child)
            raise
        finally:
            if self._opened is opened:
                self._opened = None
        log.info("%s is %s: %s", self.place, found.words, report.words)

    async def _flowing(self) -> None:
        """Raises DriverFault."""
        if self._bringing_back is not None:
            await asyncio.shield(self._bringing_back)
        if self._machine.state is ChildState.GONE:
            self._found = self._finder.find(self._wanted.name, self._near())
            await self._start(self._found)
        first = self._first = asyncio.get_running_loop().create_future()
        try:
            if self._machine.state is ChildState.RESTING:
                self._flow()
            async with asyncio.timeout(self._times.gap_ms / 1_000):
                await first
        except TimeoutError as fault:
            raise DeviceStuck(f"{self.place}: no sound comes from it") from fault
        finally:
            if self._first is first:
                self._first = None

    def _flow(self) -> None:
        if self._machine.move(ChildMove.FLOW) and self._child is not None:
            self._child.flow()

    # Back by itself

    def _bring_back(self) -> None:
        self._stop_bringing_back()
        self._bringing_back = asyncio.get_running_loop().create_task(self._brought_back())

    async def _brought_back(self) -> None:
        """Ends with the card open, or with whoever owns it told that it is lost."""
        over = self._time() + self._times.back_within_s
        try:
            while True:
                try:
                    self._found = self._finder.find(self._wanted.name, self._near())
                    await self._start(self._found)
                except DriverFault as fault:
                    if self._time() >= over:
                        self._lost(fault)
                        return
                    await asyncio.sleep(AGAIN_S)
                else:
                    return
        finally:
            if self._bringing_back is asyncio.current_task():
                self._bringing_back = None

    def _stop_bringing_back(self) -> None:
        task, self._bringing_back = self._bringing_back, None
        if task is not None:
            task.cancel()

    def _time(self) -> float:
        return asyncio.get_running_loop().time()
