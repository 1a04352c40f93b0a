"""A call that somebody makes for the doctor: answered, listened to with tones and keys, hung up; one line, one call."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import Final

import msgspec
import numpy as np

from appliance.drivers.errors import DriverFault
from appliance.drivers.line import LineDriver, Report, SoundPort
from appliance.model.diagnosis import CallFacts
from appliance.model.events import (
    CallerIdentified,
    DigitPressed,
    Event,
    LineAnswered,
    LineHungUp,
    LineRang,
    LineReleased,
)
from appliance.model.states import DigitSource
from appliance.model.words import Ms
from appliance.protocol.masking import told_number
from appliance.sound.detectors.ear import Ear
from appliance.sound.detectors.progress import ProgressTones
from appliance.sound.frames import FRAME_MS, FRAME_SAMPLES, RATE, SILENCE, Frame, Samples
from appliance.sound.leg_buffer import LegBuffer
from appliance.sound.levels import dbm0_of_power
from appliance.sound.tone_plan import TonePlan
from appliance.sound.tones import beep, sine

RINGS_WITHIN_S: Final = 60.0
NUMBER_WITHIN_S: Final = 6.0
ANSWERS_WITHIN_S: Final = 15.0
TONE_HZ, TONE_DBM0, TONE_MS = 1_004.0, -13.0, 2_000
"""G.223's test frequency off 1 kHz, as loud as speech."""
ECHO_COMES_MS: Final = 600
"""The round trip through a network and back; what is measured begins after it."""
KEYS_S: Final = 12.0
HANG_UP_S: Final = 25.0
RELEASES_S: Final = 20.0
LEVEL_FRAMES: Final = 25
"""Half a second: how long the loudest part is at least."""
WANTED: Final = "123"
MOST_KEYS: Final = 20

Makes = Callable[[Report, SoundPort], LineDriver]
Tells = Callable[[str], None]


class NobodyRang(DriverFault):
    """Within the time."""


async def trial_call(make: Makes, tones: TonePlan, now_does: Tells) -> CallFacts:
    """What was heard of it. Raises DriverFault when the line fails, or nobody rings; the line is on-hook after it."""
    call = _Call(tones)
    driver = make(call.report, call.buffer)
    serving: asyncio.Task[None] | None = None
    try:
        now_does("the modem is prepared")
        await driver.prepare()
        serving = asyncio.ensure_future(driver.serve())
        return await _until_failed(serving, call.whole(driver, now_does))
    finally:
        if serving is not None:
            serving.cancel()
            await asyncio.wait((serving,))
        await driver.close()


async def _until_failed(serving: "asyncio.Future[None]", work: "Awaitable[CallFacts]") -> CallFacts:
    task = asyncio.ensure_future(work)
    try:
        await asyncio.wait((serving, task), return_when=asyncio.FIRST_COMPLETED)
        if not task.done():
            serving.result()  # raises why
        return task.result()
    finally:
        task.cancel()
        await asyncio.wait((task,))


class _Call:
    """Events and sound of it, and the steps through it."""

    def __init__(self, tones: TonePlan) -> None:
        self.buffer = LegBuffer()
        self._ear = Ear(ProgressTones(tones), detect=True)
        self._kinds: set[type[Event]] = set()
        """Of the events that came."""
        self._stirred = asyncio.Event()
        self._facts = CallFacts(said_dbm0=TONE_DBM0)
        self._to_say: list[Frame] = []
        self._heard: list[Frame] = []
        self._keeps = self._wants_speech = False
        self._keys = ""
        self._signs_at: Ms = 0
        self._rang_at: Ms = 0

    def report(self, event: Event) -> None:
        """From the driver."""
        now = self._now()
        match event:
            case LineRang():
                self._rang_at = self._rang_at or now
                self._learn(rings=self._facts.rings + 1)
            case CallerIdentified(_, caller) if self._facts.number_after_ms is None:
                told = told_number(caller.number) if caller.number else caller.presentation.value
                self._learn(number=told, number_after_ms=max(now - self._rang_at, 0) if self._rang_at else 0)
            case DigitPressed(source=DigitSource.MODEM):
                self._learn(keys_told=min(self._facts.keys_told + 1, MOST_KEYS))
            case LineHungUp(_, cause) if self._facts.hung_up is None:
                self._learn(hung_up=cause, hung_up_after_ms=max(now - self._signs_at, 0) if self._signs_at else None)
        self._kinds.add(type(event))
        self._stirred.set()

    async def whole(self, driver: LineDriver, now_does: Tells) -> CallFacts:
        now_does(f"ring this line now, within {RINGS_WITHIN_S:.0f} s")
        if not await self._until(lambda: self._rang_at, RINGS_WITHIN_S):
            sentence = f"nobody rang within {RINGS_WITHIN_S:.0f} s; look whether the number is that of this line"
            raise NobodyRang(sentence)
        now_does("it rings")
        await self._until(lambda: self._facts.number_after_ms is not None, NUMBER_WITHIN_S)
        pumping = asyncio.ensure_future(self._pump())
        try:
            if await self._answer(driver):
                await self._listen(now_does)
            return await self._release(driver)
        finally:
            pumping.cancel()
            await asyncio.wait((pumping,))

    async def _answer(self, driver: LineDriver) -> bool:
        """False when the caller was faster."""
        began = self._now()
        driver.answer(1)
        if not await self._until(lambda: self._had(LineAnswered) or self._had(LineHungUp), ANSWERS_WITHIN_S):
            sentence = f"the line was not answered within {ANSWERS_WITHIN_S:.0f} s; its trace says why"
            raise DriverFault(sentence)
        if self._had(LineAnswered):
            self._learn(answered_ms=self._now() - began)
        return self._had(LineAnswered)

    async def _listen(self, now_does: Tells) -> None:
        now_does("listen: a tone of two seconds; say nothing")
        await self._say(sine(TONE_HZ, TONE_MS, TONE_DBM0), keeps=True)
        self._learn(echo_dbm0=_tone_level(self._heard, ECHO_COMES_MS))
        await self._say(beep())
        now_does(f"say something, then press {', '.join(WANTED)}")
        self._heard, self._keeps, self._wants_speech = [], True, True
        await self._until(lambda: len(self._keys) >= len(WANTED) or self._had(LineHungUp), KEYS_S)
        self._keeps = False
        self._learn(keys_heard=_shown(self._keys), heard_dbm0=_loudest(self._heard))
        await self._say(beep())
        now_does("hang up now")
        self._signs_at = self._now()
        await self._until(lambda: self._facts.hung_up is not None, HANG_UP_S)

    async def _release(self, driver: LineDriver) -> CallFacts:
        began = self._now()
        driver.hang_up()
        if await self._until(lambda: self._had(LineReleased), RELEASES_S):
            self._learn(released_ms=self._now() - began)
        return self._facts

    async def _say(self, sound: Samples, *, keeps: bool = False) -> None:
        """Returns when it was said, or the far end has gone."""
        padded = np.pad(sound, (0, -sound.size % FRAME_SAMPLES))
        if keeps:
            self._heard, self._keeps = [], True
        self._to_say = list(padded.reshape(-1, FRAME_SAMPLES))
        await self._until(lambda: not self._to_say or self._had(LineHungUp), sound.size / RATE + 5.0)
        self._keeps = False

    async def _pump(self) -> None:
        """Every 20 ms a frame each way, as the box's own pump."""
        loop = asyncio.get_running_loop()
        due = loop.time()
        while True:
            heard = self.buffer.take_heard()
            if heard is not None:
                self._hear(heard)
            if self._had(LineAnswered):
                self.buffer.put_to_say(self._to_say.pop(0) if self._to_say else SILENCE)
            self._stirred.set()
            due = max(due + FRAME_MS / 1_000, loop.time() - 1.0)
            await asyncio.sleep(max(due - loop.time(), 0))

    def _hear(self, frame: Frame) -> None:
        self._ear.hear(frame)
        if self._keeps and not (
            self._ear.tone and self._wants_speech
        ):  # keys are as loud as a telephone makes them, whoever speaks
            self._heard.append(frame)
        if self._ear.digit and self._keeps and len(self._keys) < MOST_KEYS:
            self._keys += self._ear.digit
        if self._ear.hang_up is not None and self._facts.answered_ms is not None:
            self.report(LineHungUp("", self._ear.hang_up))

    async def _until(self, true: Callable[[], object], most_s: float) -> bool:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(most_s):
                while not true():
                    await self._stirred.wait()
                    self._stirred.clear()
        return bool(true())

    def _had(self, kind: type[Event]) -> bool:
        return kind in self._kinds

    def _learn(self, **facts: object) -> None:
        self._facts = msgspec.structs.replace(self._facts, **facts)

    @staticmethod
    def _now() -> Ms:
        return int(asyncio.get_running_loop().time() * 1_000)


def _shown(keys: str) -> str:
    """What nobody asked for is nobody's business."""
    return "".join(key if key in WANTED else "*" for key in keys)


def _loudest(frames: list[Frame]) -> float | None:
    if len(frames) < LEVEL_FRAMES:
        return None
    powers = np.array([float(np.mean(frame.astype(np.float64) ** 2)) for frame in frames])
    return round(dbm0_of_power(float(np.convolve(powers, np.ones(LEVEL_FRAMES) / LEVEL_FRAMES, "valid").max())), 1)


def _tone_level(frames: list[Frame], after_ms: Ms) -> float | None:
    """Of our own tone in what came back; None when too little came."""
    kept = frames[after_ms // FRAME_MS :]
    if len(kept) < LEVEL_FRAMES:
        return None
    sound = np.concatenate(kept).astype(np.float64)
    turned = np.exp(-2j * np.pi * TONE_HZ * np.arange(sound.size) / RATE)
    amplitude = 2 * abs(complex(np.mean((sound - sound.mean()) * turned)))
    return round(dbm0_of_power(amplitude**2 / 2), 1)
