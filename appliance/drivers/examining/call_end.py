"""One end of a test call: events and sound of one line, what is said into it and what is heard of it."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from typing import Final

import numpy as np

from appliance.drivers.errors import DriverFault
from appliance.drivers.line import LineDriver, Report, SoundPort
from appliance.model.events import DigitPressed, Event, FarEndAnswered, LineAnswered, LineDialled, LineHungUp, LineRang
from appliance.model.states import DigitSource
from appliance.model.words import Ms
from appliance.sound.detectors.ear import Ear
from appliance.sound.detectors.progress import ProgressTones
from appliance.sound.frames import FRAME_MS, FRAME_SAMPLES, RATE, SILENCE, Frame, Samples
from appliance.sound.leg_buffer import LegBuffer
from appliance.sound.levels import dbm0_of_power
from appliance.sound.tone_plan import TonePlan

MOST_KEYS: Final = 20
MOST_KEPT: Final = 1_500
"""Frames, half a minute: the longest that is listened to at once, and more."""
LEVEL_FRAMES: Final = 25
"""Half a second: how long the loudest part is at least."""
_SAID_LATE_S: Final = 5.0
"""Later than its sound is long by so much, it is over: the modem takes none any more."""

Makes = Callable[[Report, SoundPort], LineDriver]
Tells = Callable[[str], None]


class CallEnd:
    """The driver reports to it and has its buffer; while pump() runs, sound goes both ways."""

    def __init__(self, tones: TonePlan) -> None:
        self.buffer = LegBuffer()
        self.events: dict[type[Event], tuple[Ms, Event]] = {}
        """The first of each kind, and when it came."""
        self.heard: list[Frame] = []
        """While `keeps`."""
        self.rings = 0
        self.keys = ""
        """In the sound, while `keeps`."""
        self.keys_told = 0
        """By the modem."""
        self.keeps = self.wants_speech = False
        """Speech: keys and tones of the exchange are not kept, they are as loud as a telephone makes them."""
        self._ear = Ear(ProgressTones(tones), detect=True)
        self._stirred = asyncio.Event()
        self._to_say: list[Frame] = []

    def report(self, event: Event) -> None:
        """From the driver, and of what is heard."""
        now = self.now()
        if isinstance(event, DigitPressed) and event.source is DigitSource.MODEM:
            self.keys_told = min(self.keys_told + 1, MOST_KEYS)
        self.rings += isinstance(event, LineRang)
        self.events.setdefault(type(event), (now, event))
        self.noted(event, now)
        self._stirred.set()

    def noted(self, event: Event, now: Ms) -> None:
        """For whoever makes more of it."""

    def had(self, kind: type[Event]) -> bool:
        return kind in self.events

    def at(self, kind: type[Event]) -> Ms | None:
        """When the first of the kind came."""
        return self.events[kind][0] if kind in self.events else None

    async def until(self, true: Callable[[], object], most_s: float) -> bool:
        """Looked at whenever something happens here; False when it was not so within the time."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(most_s):
                while not true():
                    await self._stirred.wait()
                    self._stirred.clear()
        return bool(true())

    async def say(self, sound: Samples, *, keeps: bool = False) -> None:
        """Returns when it was said, or the far end has gone; `keeps`: what comes meanwhile is kept."""
        padded = np.pad(sound, (0, -sound.size % FRAME_SAMPLES))
        if keeps:
            self.heard, self.keeps = [], True
        self._to_say = list(padded.reshape(-1, FRAME_SAMPLES))
        await self.until(lambda: not self._to_say or self.had(LineHungUp), sound.size / RATE + _SAID_LATE_S)
        if keeps:
            self.keeps = False

    @contextlib.asynccontextmanager
    async def pumping(self) -> AsyncIterator[None]:
        """Inside, a frame goes each way every 20 ms."""
        pump = asyncio.ensure_future(self._pump())
        try:
            yield
        finally:
            pump.cancel()
            await asyncio.wait((pump,))

    async def _pump(self) -> None:
        """As the box's own."""
        loop = asyncio.get_running_loop()
        due = loop.time()
        while True:
            heard = self.buffer.take_heard()
            if heard is not None:
                self._hear(heard)
            if self.had(LineAnswered) or self.had(LineDialled):
                self.buffer.put_to_say(self._to_say.pop(0) if self._to_say else SILENCE)
            self._stirred.set()
            due = max(due + FRAME_MS / 1_000, loop.time() - 1.0)
            await asyncio.sleep(max(due - loop.time(), 0))

    def _hear(self, frame: Frame) -> None:
        self._ear.hear(frame)
        if self.keeps and not (self._ear.tone and self.wants_speech) and len(self.heard) < MOST_KEPT:
            self.heard.append(frame)
        if self._ear.digit and self.keeps and len(self.keys) < MOST_KEYS:
            self.keys += self._ear.digit
        if self._ear.hang_up is not None and (self.had(LineAnswered) or self.had(FarEndAnswered)):
            self.report(LineHungUp("", self._ear.hang_up))

    @staticmethod
    def now() -> Ms:
        return int(asyncio.get_running_loop().time() * 1_000)


@contextlib.asynccontextmanager
async def served(make: Makes, end: CallEnd) -> AsyncIterator[LineDriver]:
    """The line, prepared and running; on-hook and closed after it. Raises DriverFault when it fails, inside too."""
    driver = make(end.report, end.buffer)
    inside = asyncio.current_task()
    serving: asyncio.Task[None] | None = None
    faults: list[DriverFault] = []

    async def serve() -> None:
        try:
            await driver.serve()
        except DriverFault as fault:
            faults.append(fault)
            if inside is not None:
                inside.cancel()

    try:
        await driver.prepare()
        serving = asyncio.ensure_future(serve())
        yield driver
    except asyncio.CancelledError:
        if not faults:
            raise
        if inside is not None:
            inside.uncancel()
        raise faults[0] from None
    finally:
        if serving is not None:
            serving.cancel()
            await asyncio.wait((serving,))
        await _closed(driver)


async def _closed(driver: LineDriver) -> None:
    """Even when the other line fails meanwhile: none is left off-hook."""
    closing = asyncio.ensure_future(driver.close())
    try:
        await asyncio.shield(closing)
    finally:
        await asyncio.wait((closing,))


def level_of(hz: float, frames: list[Frame], after_ms: Ms = 0) -> float | None:
    """dBm0 of a tone in what was heard, in its loudest half second; None when too little came."""
    kept = frames[after_ms // FRAME_MS :]
    if len(kept) < LEVEL_FRAMES:
        return None
    sound = np.concatenate(kept).astype(np.float64)
    turned = (sound - sound.mean()) * np.exp(-2j * np.pi * hz * np.arange(sound.size) / RATE)
    parts = turned.reshape(len(kept), FRAME_SAMPLES).mean(axis=1)
    halves = np.convolve(parts, np.ones(LEVEL_FRAMES) / LEVEL_FRAMES, "valid")
    return round(dbm0_of_power(float(np.abs(2 * halves).max()) ** 2 / 2), 1)
