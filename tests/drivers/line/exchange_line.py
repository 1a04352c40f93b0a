"""An analog line driver at a pretend line of the exchange, in memory: the loop's time is the exchange's, and jumps."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import numpy as np

from appliance.drivers.line.voice_modem import Driver, Options
from appliance.drivers.sound.tone_plans import load_tone_plan
from appliance.drivers.wire.memory import memory_pair
from appliance.model.events import Event
from appliance.pretend.exchange_tones import COUNTRIES
from appliance.pretend.families import FAMILIES
from appliance.pretend.gsm.subscribers import FarEnd
from appliance.pretend.misbehaviour import Habits, parse
from appliance.pretend.modem import Modem
from appliance.pretend.piece_clock import PieceClock
from appliance.pretend.record_draft import RecordDraft
from appliance.pretend.report import PretendOutcome
from appliance.pretend.script import PretendCall
from appliance.pretend.subscriber_line import LineHabits, SubscriberLine
from appliance.sound.frames import Frame, Samples
from appliance.sound.levels import dbm0_of_power
from appliance.sound.tones import sine
from tests.drivers.line.jumping_time import pass_s
from tests.drivers.line.scripted_modem import Ears
from tests.pretend.conftest import KeptTracks

HALF_MS = 0.0005
SAYS_HZ = 600.0
TICK_S = 0.02


class ExchangeLine:
    """Driver, modem, and a line of the exchange with whom it may dial."""

    def __init__(
        self,
        family: str = "usr5637",
        *,
        misbehave: str = "",
        country: str = "us",
        far_ends: tuple[FarEnd, ...] = (),
        **options: Any,
    ) -> None:
        self.events: list[Event] = []
        self.ears = Ears()
        wanted = parse(f"line1={misbehave}")[1] if misbehave else {}
        self.modem = Modem(FAMILIES[family], Habits(wanted))
        habits = LineHabits(tones=COUNTRIES[country], ring_period_ms=4_000, far_ends=far_ends)
        clock = PieceClock(piece_ms=FAMILIES[family].piece_ms, phase_ms=3)
        self.line = SubscriberLine("line1", self.modem, clock, habits)
        self.tracks = KeptTracks()
        self.line.open_tracks = lambda _: self.tracks
        self._loop = asyncio.get_running_loop()
        near, self._far = memory_pair("/dev/ttyTEST", "modem")
        self._far.open(self._host_said, lambda _: None)
        self.driver = Driver(
            "line1",
            Options(port="/dev/ttyTEST", **options),
            self.events.append,
            self.ears,
            plan=load_tone_plan(country),
            wire=near,
        )
        self._timer: asyncio.TimerHandle | None = None
        self._speaking: asyncio.Task[None] | None = None
        self.serving: asyncio.Task[None] | None = None
        self._go_on()

    async def start(self) -> None:
        await self.driver.prepare()
        self.serving = asyncio.create_task(self.driver.serve())
        await pass_s(1)

    async def close(self) -> None:
        for task in (self.serving, self._speaking):
            if task:
                task.cancel()
                await asyncio.wait({task})
        await self.driver.close()
        if self._timer:
            self._timer.cancel()

    async def until(self, true: Callable[[], object], most_s: float = 120.0) -> None:
        async with asyncio.timeout(most_s):
            while not true():
                if self.serving and self.serving.done():
                    await self.serving
                await pass_s(TICK_S)

    async def told(self, *kinds: type, most_s: float = 120.0) -> Event:
        """The first event of one of these kinds."""
        await self.until(lambda: any(isinstance(event, kinds) for event in self.events), most_s)
        return next(event for event in self.events if isinstance(event, kinds))

    def speak(self) -> None:
        """From now on the box says a tone of SAYS_HZ, frame by frame, as the pump does."""
        self._speaking = asyncio.create_task(self._speak())

    async def _speak(self) -> None:
        tone = sine(SAYS_HZ, 1_000, -12.0)
        frames = deque(tone[start : start + 160] for start in range(0, len(tone), 160))
        while True:
            self.ears.say(frames[0])
            frames.rotate(-1)
            await pass_s(TICK_S)

    def ring(self, call: PretendCall) -> None:
        self.line.begin(RecordDraft(1, call, self.now), {}, "03211405", self.tracks)
        self._go_on()

    @property
    def now(self) -> int:
        return int(self._loop.time() * 1_000)

    @property
    def outcome(self) -> PretendOutcome:
        assert len(self.line.finished) == 1
        return self.line.finished[0]

    @property
    def heard(self) -> Samples:
        """By the box."""
        return np.concatenate(self.ears.heard_frames) if self.ears.heard_frames else np.zeros(0, np.int16)

    @property
    def off_hook(self) -> bool:
        return self.modem.off_hook

    def _host_said(self, data: bytes) -> None:
        self.line.receive(data, self.now)
        self._go_on()

    def _go_on(self) -> None:
        if data := self.modem.take_output(self.now):
            self._far.write(data)
        due = self.line.next_wake()
        if self._timer:
            self._timer.cancel()
        if due is not None:
            self._timer = self._loop.call_at(due / 1_000 + HALF_MS, self._wake)

    def _wake(self) -> None:
        self.line.wake(self.now)
        self._go_on()


@asynccontextmanager
async def exchange_line(family: str = "usr5637", **more: Any) -> AsyncIterator[ExchangeLine]:
    line = ExchangeLine(family, **more)
    try:
        await line.start()
        yield line
    finally:
        await line.close()


def level(frames: list[Frame]) -> float:
    sound = np.concatenate(frames).astype(np.float64)
    return dbm0_of_power(float(np.mean(np.square(sound))))
