"""A call that somebody makes for the doctor: answered, listened to with tones and keys, hung up; one line, one call."""

from typing import Final

import msgspec
import numpy as np

from appliance.drivers.errors import DriverFault
from appliance.drivers.examining.call_end import LEVEL_FRAMES, CallEnd, Makes, Tells, level_of, served
from appliance.drivers.line import LineDriver
from appliance.model.diagnosis import CallFacts
from appliance.model.events import CallerIdentified, Event, LineAnswered, LineHungUp, LineRang, LineReleased
from appliance.model.words import Ms
from appliance.protocol.masking import told_number
from appliance.sound.frames import Frame
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
WANTED: Final = "123"


class NobodyRang(DriverFault):
    """Within the time."""


async def trial_call(make: Makes, tones: TonePlan, now_does: Tells) -> CallFacts:
    """What was heard of it, until the line failed if it does; the line is on-hook after it.

    Raises DriverFault when nobody rings, or it fails before it is answered.
    """
    call = _Call(tones)
    now_does("the modem is prepared")
    try:
        async with served(make, call) as driver:
            await call.whole(driver, now_does)
    except DriverFault as fault:
        if not call.had(LineAnswered):
            raise
        return call.facts(broke=str(fault))
    return call.facts()


class _Call(CallEnd):
    """The steps through it."""

    def __init__(self, tones: TonePlan) -> None:
        super().__init__(tones)
        self._facts = CallFacts(said_dbm0=TONE_DBM0)
        self._signs_at: Ms = 0

    def noted(self, event: Event, now: Ms) -> None:
        match event:
            case CallerIdentified(_, caller) if self._facts.number_after_ms is None:
                told = told_number(caller.number) if caller.number else caller.presentation.value
                self._learn(number=told, number_after_ms=max(now - (self.at(LineRang) or now), 0))
            case LineHungUp(_, cause) if self._facts.hung_up is None:
                self._learn(hung_up=cause, hung_up_after_ms=max(now - self._signs_at, 0) if self._signs_at else None)

    def facts(self, *, broke: str = "") -> CallFacts:
        """What is known when the call is over; `broke`: why it was over so soon."""
        return msgspec.structs.replace(self._facts, broke=broke)

    async def whole(self, driver: LineDriver, now_does: Tells) -> None:
        now_does(f"ring this line now, within {RINGS_WITHIN_S:.0f} s")
        if not await self.until(lambda: self.had(LineRang), RINGS_WITHIN_S):
            sentence = f"nobody rang within {RINGS_WITHIN_S:.0f} s; look whether the number is that of this line"
            raise NobodyRang(sentence)
        now_does("it rings")
        await self.until(lambda: self._facts.number_after_ms is not None, NUMBER_WITHIN_S)
        self._learn(rings=self.rings)
        async with self.pumping():
            if await self._answer(driver):
                await self._listen(now_does)
            await self._release(driver)

    async def _answer(self, driver: LineDriver) -> bool:
        """False when the caller was faster."""
        began = self.now()
        driver.answer(1)
        if not await self.until(lambda: self.had(LineAnswered) or self.had(LineHungUp), ANSWERS_WITHIN_S):
            sentence = f"the line was not answered within {ANSWERS_WITHIN_S:.0f} s; its trace says why"
            raise DriverFault(sentence)
        if self.had(LineAnswered):
            self._learn(answered_ms=self.now() - began)
        return self.had(LineAnswered)

    async def _listen(self, now_does: Tells) -> None:
        now_does("listen: a tone of two seconds; say nothing")
        await self.say(sine(TONE_HZ, TONE_MS, TONE_DBM0), keeps=True)
        self._learn(echo_dbm0=level_of(TONE_HZ, self.heard, ECHO_COMES_MS))
        await self.say(beep())
        now_does(f"say something, then press {', '.join(WANTED)}")
        self.heard, self.keeps, self.wants_speech = [], True, True
        await self.until(lambda: len(self.keys) >= len(WANTED) or self.had(LineHungUp), KEYS_S)
        self.keeps = False
        self._learn(keys_told=self.keys_told, keys_heard=_shown(self.keys), heard_dbm0=_loudest(self.heard))
        await self.say(beep())
        now_does("hang up now")
        self._signs_at = self.now()
        await self.until(lambda: self._facts.hung_up is not None, HANG_UP_S)

    async def _release(self, driver: LineDriver) -> None:
        began = self.now()
        driver.hang_up()
        if await self.until(lambda: self.had(LineReleased), RELEASES_S):
            self._learn(released_ms=self.now() - began)

    def _learn(self, **facts: object) -> None:
        self._facts = msgspec.structs.replace(self._facts, **facts)


def _shown(keys: str) -> str:
    """What nobody asked for is nobody's business."""
    return "".join(key if key in WANTED else "*" for key in keys)


def _loudest(frames: list[Frame]) -> float | None:
    if len(frames) < LEVEL_FRAMES:
        return None
    powers = np.array([float(np.mean(frame.astype(np.float64) ** 2)) for frame in frames])
    return round(dbm0_of_power(float(np.convolve(powers, np.ones(LEVEL_FRAMES) / LEVEL_FRAMES, "valid").max())), 1)
