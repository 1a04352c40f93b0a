"""Modems that refuse the duplex stream: a script of one, and a real pretend modem on a line that says what it hears."""

import asyncio
from dataclasses import dataclass, field

import numpy as np

from appliance.drivers.line.voice_modem import Driver, Options
from appliance.drivers.wire.memory import memory_pair
from appliance.model.events import Event
from appliance.pretend.families import Family
from appliance.pretend.misbehaviour import Habits
from appliance.pretend.modem import Modem
from appliance.sound.frames import FRAME_SAMPLES, Frame
from tests.drivers.line.scripted_modem import Ears, ScriptedModem

TICK_S = 0.02


@dataclass
class TurnTakingModem(ScriptedModem):
    """A stream ends by DLE ETX when it plays, by DLE ! when it records."""

    playing: bool = False
    purged: int = 0

    def _command(self, line: str) -> None:
        if line in {"AT+VTX", "AT+VRX"}:
            self.playing = line == "AT+VTX"
            self.heeds = b"\x03" if self.playing else b"!"
        super()._command(line)

    def _code(self, code: int) -> None:
        if code == 0x18 and self.playing:
            self.purged += 1
        super()._code(code)

    def end_stream(self) -> None:
        self.streaming = False
        self.write(b"\r\nOK\r\n" if self.playing else b"\x10\x03\r\nOK\r\n")

    def tick(self) -> None:
        """20 ms pass at the modem."""
        if self.streaming and not self.playing:
            self.sound()


class _NoDuplex(Habits):
    def answers_error(self, command: str) -> bool:
        return command.upper().startswith("+VTR") or super().answers_error(command)


@dataclass
class PretendRig:
    """A driver on a pretend modem without duplex; the far end says `tone` and notes what it hears."""

    family: Family
    events: list[Event] = field(default_factory=list)
    ears: Ears = field(default_factory=Ears)
    heard: list[Frame] = field(default_factory=list)
    tone: Frame = field(default_factory=lambda: np.zeros(FRAME_SAMPLES, np.int16))
    key: str = ""

    def __post_init__(self) -> None:
        near, self._far = memory_pair("/dev/ttyTEST", "modem")
        self.modem = Modem(self.family, _NoDuplex())
        self._far.open(self._receive, lambda _: None)
        self.driver = Driver("line1", Options(port="/dev/ttyTEST"), self.events.append, self.ears, wire=near)
        self.modem.power_on(self._now())
        self._wake: asyncio.TimerHandle | None = None
        self._tick()

    def _now(self) -> int:
        return int(asyncio.get_running_loop().time() * 1_000)

    def _receive(self, data: bytes) -> None:
        self.modem.receive(data, self._now())
        self._flush()

    def _flush(self) -> None:
        if data := self.modem.take_output(self._now()):
            self._far.write(data)

    def _tick(self) -> None:
        """1 ms: what the modem has to tell goes out in time; every 20th a piece of the line's sound passes."""
        self._ticks = getattr(self, "_ticks", 0) + 1
        now = self._now()
        self.modem.wake(now)
        if self._ticks % 20 == 0 and self.modem.off_hook:
            self.heard.append(self.modem.piece(self.tone, self.key, now)[1])
        self._flush()
        self._wake = asyncio.get_running_loop().call_later(0.001, self._tick)

    async def done(self) -> None:
        await self.driver.close()
        if self._wake:
            self._wake.cancel()
