"""One line as the box keeps it, keeper, driver, buffer and desk, at a pretend line of any family, in jumping time."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

import numpy as np

from appliance.drivers.line import LineDriver, gsm_modem, voice_modem
from appliance.drivers.line.gsm_modem import Driver as GsmDriver
from appliance.drivers.sound.tone_plans import load_tone_plan
from appliance.drivers.wire.memory import MemoryWire, memory_pair
from appliance.model.events import (
    DialFailed,
    DigitPressed,
    Event,
    FarEndAnswered,
    LineAnswered,
    LineHungUp,
    LineRang,
    LineReleased,
)
from appliance.model.states import TextKind
from appliance.model.text_events import TextReceived
from appliance.pretend.exchange_tones import COUNTRIES
from appliance.pretend.families import FAMILIES
from appliance.pretend.gsm.families import GSM_FAMILIES
from appliance.pretend.gsm.mobile_line import MobileHabits, MobileLine
from appliance.pretend.gsm.modem import GsmModem
from appliance.pretend.gsm.sim import SimCard
from appliance.pretend.gsm.subscribers import FarEnd, UssdMenu
from appliance.pretend.gsm.texts import PretendText
from appliance.pretend.misbehaviour import Habits, parse
from appliance.pretend.modem import Modem
from appliance.pretend.piece_clock import PieceClock
from appliance.pretend.record_draft import RecordDraft
from appliance.pretend.script import PretendCall
from appliance.pretend.subscriber_line import LineHabits, SubscriberLine
from appliance.runtime.line_keeper import LineKeeper
from appliance.sound.desk import Desk
from appliance.sound.frames import SILENCE, Frame
from appliance.sound.leg_buffer import LegBuffer
from appliance.sound.reports import DigitHeard, HangUpToneHeard
from appliance.sound.tones import sine
from tests.drivers.line.jumping_time import pass_s
from tests.pretend.conftest import KeptTracks

T = TypeVar("T")

SAYS_HZ = 600.0
SAYS_FRAMES = 30
TICK_S = 0.02
HALF_MS = 0.0005
ALONE_S = 8.0
"""A caller who has gone without a sign is let go of after so long, as a box does by its rule of silence."""
INSISTED_S = 60.0
"""The same where callers stay, and speak again and again."""


class KeptLine:
    """Answers at the second sign of a call, says 600 ms of tone, hangs up when told to or when the far end has gone.

    Dials where it is told to, and speaks as soon as somebody answers.
    """

    def __init__(
        self, family: str, misbehave: str = "", *, far_ends: tuple[FarEnd, ...] = (), ussd: tuple[UssdMenu, ...] = ()
    ) -> None:
        self.events: list[Event] = []
        self.ups: list[str] = []
        self.downs: list[str] = []
        self.heard: list[Frame] = []
        self.digits: list[str] = []
        self.texts: set[str] = set()
        self.tracks = KeptTracks()
        self.box_hangs_up = False
        """In the next call, 2.5 s after it was answered."""
        self.alone_s = ALONE_S
        habits = Habits(parse(f"line1={misbehave}")[1] if misbehave else {})
        self._loop = asyncio.get_running_loop()
        self.line = _line_of(family, habits, far_ends, ussd)
        self.line.open_tracks = lambda _: self.tracks
        self._pairs: dict[str, tuple[MemoryWire, MemoryWire]] = {
            wire: memory_pair(f"memory {wire or 'at'}", "modem") for wire in ("", "-sound", "-card")
        }
        self._buffer = LegBuffer()
        self._desk: Desk | None = None
        self._ticks = 0
        self._linked = False
        self._timer: asyncio.TimerHandle | None = None
        self.keeper = LineKeeper("line1", self._make, up=self.ups.append, down=self._went_down)
        self._keeping: asyncio.Task[None] | None = None
        for _, far in self._pairs.values():
            far._far = None
        self._go_on()

    def start(self) -> None:
        self._keeping = self._loop.create_task(self.keeper.keep())

    async def close(self) -> None:
        assert self._keeping
        assert not self._keeping.done()
        self._keeping.cancel()
        await asyncio.wait({self._keeping})
        if self._timer:
            self._timer.cancel()

    async def until(self, true: Callable[[], object], most_s: float = 600.0) -> None:
        async with asyncio.timeout(most_s):
            while not true():
                await pass_s(0.05)

    async def call(self, call: PretendCall) -> bool:
        """Rings, and waits until it is over on both sides; whether it was served from the ring to the release."""
        await self.until(lambda: self.keeper.driver is not None)
        await self.until(lambda: self.line.ready(self._now()))
        for kept in (self.events, self.heard, self.digits, self.line.finished):
            kept.clear()
        self.tracks, downs = KeptTracks(), len(self.downs)
        self.line.begin(RecordDraft(1, call, self._now()), {}, "03211405", self.tracks)
        self._go_on()
        await self.until(lambda: self.line.finished and not self.line.off_hook)
        await self.until(lambda: self._released or len(self.downs) > downs)
        await pass_s(1.0)
        kinds = [type(event) for event in self.events]
        return len(self.downs) == downs and kinds.count(LineAnswered) == kinds.count(LineReleased) == 1

    async def dial(self, number: str) -> bool:
        """Calls out, and waits until that is over on both sides; whether it came to an end by itself."""
        await self.until(lambda: self.keeper.driver is not None)
        await self.until(lambda: self.line.ready(self._now()))
        for kept in (self.events, self.heard, self.digits, self.line.finished):
            kept.clear()
        self.tracks, downs = KeptTracks(), len(self.downs)
        assert self.keeper.driver
        self.keeper.driver.dial(1, number)
        await self.until(lambda: LineReleased("line1") in self.events or len(self.downs) > downs)
        await self.until(lambda: not self.line.off_hook)
        await pass_s(1.0)
        return len(self.downs) == downs

    @property
    def _released(self) -> bool:
        """Answering and letting go take a while at a modem that owes answers."""
        last = [event for event in self.events if isinstance(event, LineRang | LineAnswered | LineReleased)]
        return bool(last) and isinstance(last[-1], LineReleased)

    def text(self, text: PretendText) -> None:
        assert isinstance(self.line, MobileLine)
        self.line._texts.text(text, self._now())
        self._go_on()

    def says(self, data: bytes, wire: str = "") -> None:
        """The modem says this besides; nothing while it is unplugged."""
        if self._linked:
            self._pairs[wire][1].write(data)

    def in_background(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        return self._loop.create_task(work)

    # The box's side

    def _make(self) -> LineDriver:
        near = {wire: pair[0] for wire, pair in self._pairs.items()}
        if isinstance(self.line, SubscriberLine):
            return voice_modem.Driver(
                "line1",
                voice_modem.Options(port="memory"),
                self._report,
                self._buffer,
                plan=load_tone_plan("us"),
                wire=near[""],
            )
        sound = near["-card" if "-card" in self.line.wires else "-sound"]
        options = gsm_modem.Options(port="memory", family=_TOLD.get(self.line.modem.family.name, "auto"))
        return GsmDriver("line1", options, self._report, self._buffer, wires=(near[""], sound))

    def _report(self, event: Event) -> None:
        self.events.append(event)
        driver = self.keeper.driver
        if driver is None:
            return
        match event:
            case LineRang() if sum(isinstance(each, LineRang) for each in self.events) == 2:
                driver.answer(1)
            case LineAnswered() | FarEndAnswered():
                self._talk()
            case LineHungUp() | DialFailed():
                driver.hang_up()
            case LineReleased():
                self._desk = None
            case DigitPressed(_, digit):
                self.digits.append(digit)
            case TextReceived():
                self._keep(event, driver)

    def _keep(self, text: TextReceived, driver: LineDriver) -> None:
        """It is on the disk at once."""
        if text.kind is TextKind.PLAIN:
            self.texts.add(text.body)
        assert isinstance(driver, GsmDriver)
        driver.forget_text(text.token)

    def _went_down(self, why: str) -> None:
        self.downs.append(why)
        self._desk = None

    def _talk(self) -> None:
        self._buffer.clear()
        self._desk, self._ticks = Desk(load_tone_plan("us"), (5_000,)), 0
        self._desk.add_leg("line", detect=True)
        self._tick(self._desk)

    def _tick(self, desk: Desk) -> None:
        driver = self.keeper.driver
        if desk is not self._desk or driver is None:
            return
        frame = self._buffer.take_heard()
        if frame is not None:
            self.heard.append(np.array(frame))
        for report in desk.tick({"line": frame}).reports:
            if isinstance(report, DigitHeard):
                self.digits.append(report.digit)
            elif isinstance(report, HangUpToneHeard):
                driver.hang_up()
        self._buffer.put_to_say(_TONE[self._ticks * 160 :][:160] if self._ticks < SAYS_FRAMES else SILENCE)
        self._ticks += 1
        if self._ticks * TICK_S > (2.5 if self.box_hangs_up else self.alone_s):
            driver.hang_up()
        self._loop.call_later(TICK_S, self._tick, desk)

    # The modem's side

    def _now(self) -> int:
        return int(self._loop.time() * 1_000)

    def _go_on(self) -> None:
        now = self._now()
        self._follow_plug()
        for wire, port in self.line.wires.items():
            if self._linked and (data := port.take_output(now)):
                self._pairs[wire][1].write(data)
        due = self.line.next_wake()
        if self._timer:
            self._timer.cancel()
        if due is not None:
            self._timer = self._loop.call_at(max(due, now) / 1_000 + HALF_MS, self._wake)

    def _wake(self) -> None:
        self.line.wake(self._now())
        self._go_on()

    def _follow_plug(self) -> None:
        if self.line.plugged is self._linked:
            return
        self._linked = self.line.plugged
        for wire, (near, far) in self._pairs.items():
            if not self._linked:
                far.unplug()
            elif wire in self.line.wires:
                near._far, far._far = far, near
                far.open(lambda data, wire=wire: self._host_said(wire, data), lambda _: None)

    def _host_said(self, wire: str, data: bytes) -> None:
        self.line.receive(data, self._now(), wire)
        self._go_on()


_TOLD = {"ec25_uac": "quectel_ec2x_uac"}
"""Families that the modem itself does not tell from others: the settings do."""
_TONE = sine(SAYS_HZ, SAYS_FRAMES * 20, -12.0)


def _line_of(
    family: str, habits: Habits, far_ends: tuple[FarEnd, ...], ussd: tuple[UssdMenu, ...]
) -> SubscriberLine | MobileLine:
    tones = COUNTRIES["us"]
    if family in FAMILIES:
        voice = FAMILIES[family]
        clock = PieceClock(piece_ms=voice.piece_ms, phase_ms=3)
        return SubscriberLine(
            "line1",
            Modem(voice, habits),
            clock,
            LineHabits(tones=tones, ring_period_ms=2_000, pause_ms=2_000, far_ends=far_ends),
        )
    mobile = GSM_FAMILIES[family]
    clock = PieceClock(piece_ms=mobile.frame_ms, phase_ms=3)
    return MobileLine(
        "line1",
        GsmModem(mobile, SimCard(), habits),
        clock,
        MobileHabits(tones=tones, ring_period_ms=2_000, far_ends=far_ends, ussd=ussd),
    )
