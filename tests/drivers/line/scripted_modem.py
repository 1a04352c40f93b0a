"""A small modem with a script at the far end of any wire: it notes what it is told and says what the test says."""

import asyncio
import re
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeAlias

from appliance.drivers.errors import DriverFault
from appliance.drivers.line.voice_modem import Driver, Options
from appliance.drivers.wire.memory import MemoryWire, memory_pair
from appliance.model.events import Event
from appliance.sound.frames import SILENCE, Come, Frame
from appliance.sound.tone_plan import TonePlan
from tests.drivers.line.jumping_time import pass_s

USR_FORMATS = (
    '128,"8-BIT LINEAR",(7200,8000,11025)|129,"16-BIT LINEAR",(8000)|130,"8-BIT ALAW",(8000)|131,"8-BIT ULAW",(8000)'
)
CX_FORMATS = (
    '0,"SIGNED PCM",8,0,8000,0,0|129,"IMA ADPCM",4,0,8000,0,0|131,"Mu-Law",8,0,8000,0,0|132,"A-Law",8,0,8000,0,0'
)


@dataclass
class ScriptedModem:
    """Answers OK to what `replies` does not name. A reply is lines joined by |, the result last; "" is silence."""

    write: Callable[[bytes], None]
    replies: dict[str, str] = field(default_factory=dict)
    once: dict[str, str] = field(default_factory=dict)
    """Replies that are given one time, before `replies`."""
    heeds: bytes = b"^\x03"
    """Codes that end its stream."""
    echo: bool = True
    streaming: bool = False
    deaf: bool = False
    commands: list[str] = field(default_factory=list)
    said: bytearray = field(default_factory=bytearray)
    """Samples the driver said, shielding removed."""
    _line: bytearray = field(default_factory=bytearray)
    _shielded: bool = False

    def receive(self, data: bytes) -> None:
        for octet in data:
            if self._shielded:
                self._shielded = False
                self._code(octet)
            elif octet == 0x10:
                self._shielded = True
            elif self.streaming:
                self.said.append(octet)
            elif octet == 0x0D:
                line, self._line = self._line.decode("latin-1"), bytearray()
                self._command(line)
            else:
                self._line.append(octet)

    def say(self, *lines: str) -> None:
        self.write("".join(f"\r\n{line}\r\n" for line in lines).encode("latin-1"))

    def sound(self, frames: int = 1, octet: int = 0xFF) -> None:
        self.write(bytes([octet]) * 160 * frames)

    def event(self, codes: str) -> None:
        self.write(b"".join(b"\x10" + code.encode() for code in codes))

    def _code(self, code: int) -> None:
        if not self.streaming:
            return
        if code == 0x10:
            self.said.append(code)
        elif code in self.heeds:
            self.end_stream()

    def end_stream(self) -> None:
        self.streaming = False
        self.write(b"\x10\x03\r\nOK\r\n")

    def _command(self, line: str) -> None:
        if not line.startswith("AT") or self.deaf:
            return
        self.commands.append(line)
        if self.echo:
            self.write(line.encode() + b"\r")
        reply = self.once.pop(line, None)
        reply = self.replies.get(line, "OK") if reply is None else reply
        if not reply:
            return
        self.say(*reply.split("|"))
        if line == "ATE0V1":
            self.echo = False
        self.streaming = reply == "CONNECT"


def usr5637(write: Callable[[bytes], None]) -> ScriptedModem:
    replies = {
        "ATI3": "U.S. Robotics 56K FAX USB V1.2.23|OK",
        "AT+FMI?": "U.S. Robotics|OK",
        "AT+FMM?": "USR5637|OK",
        "AT+GMM": "ERROR",
        "AT+FCLASS=?": "0,1,1.0,2,8|OK",
        "AT+VSM=?": USR_FORMATS + "|OK",
        "AT+VTR": "CONNECT",
        "AT+VLS?": '0,"",00000000,00000000,00000000|OK',
    }
    return ScriptedModem(write, replies, heeds=b"\x03")


def cx93001(write: Callable[[bytes], None]) -> ScriptedModem:
    replies = {
        "AT+FMI?": "CX93001-EIS_V0.2013-V92|OK",
        "AT+FCLASS=?": "0,1,1.0,2,8|OK",
        "AT+VSM=?": CX_FORMATS + "|OK",
        "AT+VTR": "CONNECT",
        "AT+VLS?": "ERROR",
    }
    return ScriptedModem(write, replies, heeds=b"^")


Kind: TypeAlias = Callable[[Callable[[bytes], None]], ScriptedModem]


class Ears:
    """A SoundPort that keeps what is heard and says what it is given."""

    def __init__(self) -> None:
        self.heard_frames: list[Frame] = []
        self._to_say: deque[Frame] = deque()
        self._come: Come | None = None

    def say(self, frame: Frame) -> None:
        """As the pump does, every 20 ms."""
        self._to_say.append(frame)
        if self._come is not None:
            self._come(0)

    def heard(self, frame: Frame) -> None:
        self.heard_frames.append(frame)

    def to_say(self) -> Frame:
        return self._to_say.popleft() if self._to_say else SILENCE

    def to_say_if_there(self) -> Frame | None:
        return self._to_say.popleft() if self._to_say else None

    def tell_when_said(self, come: Come | None, *, ahead: int = 0) -> None:
        self._come = come


@dataclass
class Rig:
    """A driver in memory with a scripted modem behind it."""

    driver: Driver
    modem: ScriptedModem
    wire: MemoryWire
    """The modem's end."""
    events: list[Event]
    ears: Ears
    serving: asyncio.Task[None] | None = None

    async def ready(self) -> str:
        said = await self.driver.prepare()
        self.serving = asyncio.create_task(self.driver.serve())
        return said

    async def answered(self) -> None:
        await self.ready()
        self.driver.answer(1)
        await self.until(lambda: any(type(event).__name__ == "LineAnswered" for event in self.events))
        self.events.clear()

    async def until(self, true: Callable[[], object]) -> None:
        async with asyncio.timeout(60):
            while not true():
                if self.serving and self.serving.done():
                    await self.serving
                await pass_s(0.01)

    async def settle(self) -> None:
        """Lets everything already sent arrive."""
        for _ in range(20):
            await asyncio.sleep(0)

    async def fault(self) -> str:
        """What serve() raises; waits for it."""
        assert self.serving
        try:
            async with asyncio.timeout(60):
                await self.serving
        except DriverFault as fault:
            return str(fault)
        message = "serve() ended without a fault"
        raise AssertionError(message)

    async def done(self) -> None:
        if self.serving:
            self.serving.cancel()
            await asyncio.wait((self.serving,))
            if not self.serving.cancelled():
                self.serving.exception()
        await self.driver.close()


def make_rig(
    kind: Kind = usr5637, *, cut: int = 0, usb: str = "", plan: TonePlan | None = None, **options: object
) -> Rig:
    near, far = memory_pair("/dev/ttyTEST", "modem", cut=cut, usb=usb)
    modem = kind(far.write)
    far.open(modem.receive, lambda _: None)
    events: list[Event] = []
    ears = Ears()
    driver = Driver("line1", Options(port="/dev/ttyTEST", **options), events.append, ears, plan=plan, wire=near)  # type: ignore[arg-type]
    return Rig(driver, modem, far, events, ears)


def count(commands: list[str], pattern: str) -> int:
    return sum(1 for command in commands if re.fullmatch(pattern, command))
