"""A GSM line driver at a pretend modem in memory: the loop's time is the network's, and jumps."""

import asyncio
from collections.abc import Callable
from typing import Any

import numpy as np

from appliance.drivers.line.gsm_modem import Driver, Options
from appliance.drivers.wire.memory import memory_pair
from appliance.model.events import Event
from appliance.model.network import NetworkSight
from appliance.model.text_events import NetworkSeen, TextReceived
from appliance.pretend.gsm.texts import PretendText, SentText
from appliance.pretend.record_draft import RecordDraft
from appliance.pretend.report import PretendOutcome
from appliance.pretend.script import PretendCall
from appliance.sound.frames import FRAME_MS, FRAME_SAMPLES, SILENCE, Come, Frame
from appliance.sound.tones import sine
from tests.drivers.line.jumping_time import pass_s
from tests.pretend.gsm.bench import MobileBench

SAYS_HZ = 600.0
HALF_MS = 0.0005
"""Rounded down, a time must not come before itself."""
RING_AGAIN_S = 0.05
SETTLES_S = 2.0
"""The driver looks for texts once; callers come when the modem was left alone for a while."""


class Mouth:
    """What the box hears and says on the line: a steady tone."""

    def __init__(self) -> None:
        self.heard_frames: list[Frame] = []
        self._said = 0
        self._tone = sine(SAYS_HZ, 1_000, -12.0)
        self._come: Come | None = None
        self._there = False

    def heard(self, frame: Frame) -> None:
        self.heard_frames.append(np.array(frame))

    def to_say(self) -> Frame:
        return SILENCE

    def to_say_if_there(self) -> Frame | None:
        if not self._there:
            return None
        self._there = False
        start = self._said % len(self._tone)
        self._said += FRAME_SAMPLES
        return self._tone[start : start + FRAME_SAMPLES]

    def tell_when_said(self, come: Come | None, *, ahead: int = 0) -> None:
        """As from the pump, every 20 ms."""
        self._come = come
        if come is not None:
            self._tick(come)

    def _tick(self, come: Come) -> None:
        if self._come is come:
            self._there = True
            come(0)
            asyncio.get_running_loop().call_later(FRAME_MS / 1_000, self._tick, come)


class Mobile:
    """Driver, modem and network. Texts are forgotten at once when `keeps` is set, as they are on the disk then."""

    def __init__(self, family: str, *, keeps: bool = True, options: dict[str, Any] | None = None, **bench: Any) -> None:
        self.events: list[Event] = []
        self.mouth = Mouth()
        self.keeps = keeps
        self.seen: list[NetworkSight] = []
        """Of the network, as told; apart from what happens to calls and texts."""
        self.commands: list[bytes] = []
        """As the driver wrote them, on the command port."""
        self.mute = False
        """Its sound port has died."""
        self.bench = MobileBench(family, settled=False, **bench)
        self._loop = asyncio.get_running_loop()
        self._offset = int(self._loop.time() * 1_000) - self.bench.now
        pairs = {wire: memory_pair(f"memory {wire or '-at'}", "modem") for wire in ("", "-sound", "-card")}
        self._sound_wire = "-card" if "-card" in self.bench.modem.ports else "-sound"
        self._ends = {wire: far for wire, (_, far) in pairs.items() if wire in self.bench.modem.ports}
        for wire, end in self._ends.items():
            end.open(lambda data, wire=wire: self._host_said(wire, data), lambda _: None)
        self._taken = dict.fromkeys(self._ends, 0)
        self.driver = Driver(
            "line1",
            Options(port="memory", **(options or {})),
            self._report,
            self.mouth,
            wires=(pairs[""][0], pairs[self._sound_wire][0]),
        )
        self._timer: asyncio.TimerHandle | None = None
        self.serving: asyncio.Task[None] | None = None
        self._go_on()

    async def start(self) -> str:
        what = await self.driver.prepare()
        self.serving = asyncio.create_task(self.driver.serve())
        await pass_s(SETTLES_S)
        return what

    async def close(self) -> None:
        if self.serving:
            self.serving.cancel()
            await asyncio.wait({self.serving})
        await self.driver.close()
        if self._timer:
            self._timer.cancel()

    async def until(self, true: Callable[[], object], most_s: float = 60.0) -> None:
        async with asyncio.timeout(most_s):
            while not true():
                await pass_s(0.02)

    def ring(self, call: PretendCall) -> None:
        """As soon as the modem has been left alone for a moment."""
        self._catch_up()
        if not self.bench.line.ready(self.bench.now, second=call.second):
            self._loop.call_later(RING_AGAIN_S, self.ring, call)
            return
        self.bench.line.begin(RecordDraft(1, call, self.bench.now), {}, "03211405", self.bench.tracks)
        self._go_on()

    @property
    def arrived(self) -> list[SentText]:
        """Texts of ours that the network has, whole."""
        return self.bench.line.sent_texts

    def text(self, text: PretendText) -> None:
        self._catch_up()
        self.bench.line._texts.text(text, self.bench.now)
        self._go_on()

    @property
    def outcome(self) -> PretendOutcome:
        return self.bench.outcome

    def modem_says(self, *lines: str) -> None:
        """On the command port, of what the pretend modem knows nothing."""
        self._ends[""].write("".join(f"\r\n{line}\r\n" for line in lines).encode())

    def unplug(self) -> None:
        for end in self._ends.values():
            end.unplug()

    def _report(self, event: Event) -> None:
        if isinstance(event, NetworkSeen):
            self.seen.append(event.sight)
            return
        self.events.append(event)
        if self.keeps and isinstance(event, TextReceived):
            self.driver.forget_text(event.token)

    def behind_our_back(self, command: str) -> None:
        """As from another of the modem's ports; what it answers is thrown away."""
        self._catch_up()
        self.bench.line.receive(f"{command}\r".encode(), self.bench.now, "")
        self._go_on()

    def _host_said(self, wire: str, data: bytes) -> None:
        if not wire:
            self.commands.append(data)
        self._catch_up()
        self.bench.line.receive(data, self.bench.now, wire)
        self._go_on()

    def _catch_up(self) -> None:
        now = int(self._loop.time() * 1_000) - self._offset
        if now > self.bench.now:
            self.bench.run(now - self.bench.now)

    def _go_on(self) -> None:
        """What the modem has to say goes out, and its next moment is waited for."""
        self.bench._fetch()
        for wire, end in self._ends.items():
            said = self.bench.got[wire]
            if len(said) > self._taken[wire]:
                if not (self.mute and wire == self._sound_wire):
                    end.write(bytes(said[self._taken[wire] :]))
                self._taken[wire] = len(said)
        due = self.bench.line.next_wake()
        if self._timer:
            self._timer.cancel()
        if due is not None:
            self._timer = self._loop.call_at((due + self._offset) / 1_000 + HALF_MS, self._wake)

    def _wake(self) -> None:
        self._catch_up()
        self._go_on()
