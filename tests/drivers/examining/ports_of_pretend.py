"""Pretend modems behind wires in memory for the doctor: the loop's time is theirs, and jumps."""

import asyncio
from collections.abc import Mapping

import msgspec

from appliance.drivers.errors import DeviceGone, DeviceHeld, DriverFault
from appliance.drivers.wire import Lost, Received, Wire
from appliance.drivers.wire.memory import MemoryWire, memory_pair
from appliance.pretend.exchange_tones import COUNTRIES
from appliance.pretend.families import FAMILIES
from appliance.pretend.gsm.families import GSM_FAMILIES
from appliance.pretend.gsm.mobile_line import MobileHabits, MobileLine
from appliance.pretend.gsm.modem import GsmModem
from appliance.pretend.gsm.sim import SimCard
from appliance.pretend.line import Line
from appliance.pretend.misbehaviour import Habits, parse
from appliance.pretend.modem import Modem
from appliance.pretend.piece_clock import PieceClock
from appliance.pretend.subscriber_line import LineHabits, SubscriberLine

STARTED_MS = 3_000
"""The SIM is ready, the network has let the mobile in."""
HALF_MS = 0.0005


def voice_line(family: str, misbehave: str = "") -> SubscriberLine:
    kind = FAMILIES[family]
    clock = PieceClock(piece_ms=kind.piece_ms, phase_ms=3)
    return SubscriberLine("line1", Modem(kind, _habits(misbehave)), clock, LineHabits(tones=COUNTRIES["us"]))


def mobile_line(
    family: str, card: SimCard | None = None, misbehave: str = "", answers: dict[str, str] | None = None
) -> MobileLine:
    """`answers`: instead of the family's own, to the commands named."""
    kind = GSM_FAMILIES[family]
    kind = msgspec.structs.replace(kind, answers=kind.answers | (answers or {}))
    clock = PieceClock(piece_ms=kind.frame_ms, phase_ms=3)
    modem = GsmModem(kind, card or SimCard(), _habits(misbehave))
    return MobileLine("line1", modem, clock, MobileHabits(tones=COUNTRIES["de"]))


def _habits(misbehave: str) -> Habits:
    return Habits(parse(f"line1={misbehave}")[1] if misbehave else {})


class Plugged:
    """A line of the exchange with its ports; `wires` by what follows the line's name."""

    def __init__(self, line: Line, started_ms: int = STARTED_MS) -> None:
        self.line = line
        self._loop = asyncio.get_running_loop()
        self._now = 1_000
        self._offset = int(self._loop.time() * 1_000) - self._now - started_ms
        self._timer: asyncio.TimerHandle | None = None
        self._ends: dict[str, MemoryWire] = {}
        self.wires: Mapping[str, MemoryWire] = {}
        self._wake()
        self.wires = {suffix: self._pair(suffix) for suffix in line.wires}
        self._go_on()

    def _pair(self, suffix: str) -> MemoryWire:
        near, far = memory_pair(f"/dev/ttyPRETEND{suffix}", "modem")
        far.open(lambda data: self._host_said(suffix, data), lambda _: None)
        self._ends[suffix] = far
        return near

    def _host_said(self, suffix: str, data: bytes) -> None:
        self._catch_up()
        self.line.receive(data, self._now, suffix)
        self._go_on()

    def _catch_up(self) -> None:
        end = int(self._loop.time() * 1_000) - self._offset
        while (due := self.line.next_wake()) is not None and due <= end:
            self._now = max(self._now, due)
            self.line.wake(self._now)
            self._fetch()
        self._now = max(self._now, end)

    def _fetch(self) -> None:
        for suffix, wire in self.line.wires.items():
            data = wire.take_output(self._now)
            if data and suffix in self._ends:
                self._ends[suffix].write(data)

    def _go_on(self) -> None:
        self._fetch()
        due = self.line.next_wake()
        if self._timer:
            self._timer.cancel()
        if due is not None:
            self._timer = self._loop.call_at((due + self._offset) / 1_000 + HALF_MS, self._wake)

    def _wake(self) -> None:
        self._catch_up()
        self._go_on()

    def end(self) -> None:
        if self._timer:
            self._timer.cancel()


class DeadWire:
    """Nobody answers; or it does not even open, when `fault` says why."""

    usb = ""

    def __init__(self, fault: DriverFault | None = None, says: bytes = b"") -> None:
        self._fault = fault
        self._says = says
        self.written = bytearray()
        self.open_now = False
        self._received: Received | None = None

    place = "/dev/ttyDEAD"

    def open(self, received: Received, lost: Lost) -> None:
        del lost
        if self._fault:
            raise self._fault
        self._received, self.open_now = received, True

    def sign(self) -> object:
        return 1

    def hold_dtr(self, *, on: bool) -> None:
        """It has none."""

    async def rebind(self) -> None:
        """Never asked for."""

    async def others(self) -> str:
        return "ModemManager (pid 812); stop it" if isinstance(self._fault, DeviceHeld) else ""

    def write(self, data: bytes) -> None:
        self.written += data
        if self._says and self._received:
            asyncio.get_running_loop().call_soon(self._received, self._says)

    def close(self) -> None:
        self.open_now, self._received = False, None


def held() -> Wire:
    return DeadWire(DeviceHeld("/dev/ttyDEAD: another program, or another line of this box, holds the port"))


def gone() -> Wire:
    return DeadWire(DeviceGone("/dev/ttyDEAD: no such port; plug the modem in"))
