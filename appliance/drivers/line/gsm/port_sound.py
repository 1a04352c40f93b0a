"""A call's sound through a serial port of the modem: for each frame it sends, one is sent to it, and no other."""

from collections.abc import Callable
from typing import Final

from appliance.drivers.errors import DeviceStuck, DriverFault
from appliance.drivers.line import SoundPort
from appliance.drivers.line.gsm.said_queue import SaidQueue
from appliance.drivers.line.modem.gsm_family import GsmSound
from appliance.drivers.wire import Lost, Wire
from appliance.model.words import Ms
from appliance.sound.codecs import CODECS
from appliance.sound.frames import FRAME_SAMPLES

_FRAME_BYTES = 2 * FRAME_SAMPLES
SILENT_MS: Final[Ms] = 2_000
"""Without a frame for so long in a call the port has died; frames come every 20 to 100 ms, from the first second on."""

PAUSE_MS: Final[Ms] = 200
"""No modem sends the second half of a sample so late; what comes then begins anew."""


class PortSound:
    """Signed 16 bit, little-endian, 8 kHz. Odd bytes wait for the next piece: one lost would make noise of the rest."""

    def __init__(self, wire: Wire, sound: GsmSound, port: SoundPort, *, lost: Lost, now: Callable[[], Ms]) -> None:
        """Frames of the modem must be whole ones of ours, as 20, 40 and 100 ms are."""
        self._wire = wire
        self._frame_bytes = sound.frame_bytes
        self._port = port
        self._lost = lost
        self._now = now
        self._decode, self._encode = CODECS["s16"]
        self._said = SaidQueue(sound.frame_bytes // _FRAME_BYTES, port, now)
        self._rest = bytearray()
        self._odd = False
        """Half a sample of what was thrown away last is still to come."""
        self._thrown_at: Ms = 0
        self._open = self._watched = False
        self._frame_at: Ms = 0
        """The last one came, or the call began."""

    @property
    def place(self) -> str:
        return self._wire.place

    async def prepare(self) -> None:
        """Opens the port; until a call begins, what comes is thrown away. Raises DriverFault."""
        self._wire.open(self._received, self._lost)

    async def ready(self) -> None:
        """Whether it has sound is seen in a call alone."""

    def sign(self) -> object:
        """It is part of the modem, which is looked at itself."""
        return self._wire.place

    def begin(self, *, watched: bool = True) -> None:
        """A call's sound flows from now on; what is left of another is not part of it.

        Not `watched`: it may be silent, as before the far end rings.
        """
        now = self._now()
        if not self._open:
            self._rest.clear()
            self._said.begin()
            self._odd = self._odd and now - self._thrown_at < PAUSE_MS
        self._open, self._watched, self._frame_at = True, watched, now

    def end(self) -> None:
        """Harmless when no call is on."""
        self._open = self._odd = False
        self._rest.clear()
        self._said.end()

    def next_wake(self) -> Ms | None:
        """When check() may find it dead; None while no call is watched."""
        return self._frame_at + SILENT_MS if self._open and self._watched else None

    def check(self, now: Ms) -> None:
        """Raises DeviceStuck when a call is on and the modem has sent nothing for too long."""
        due = self.next_wake()
        if due is not None and due <= now:
            raise DeviceStuck(
                f"{self.place}: the modem sends no sound in a call; expected frames of {self._frame_bytes} bytes; "
                "the line is started over, else unplug the modem and plug it in again"
            )

    def close(self) -> None:
        self.end()
        self._wire.close()

    async def gone(self) -> None:
        """Nothing is left once it is closed."""

    def _received(self, data: bytes) -> None:
        if not self._open:
            self._throw_away(data)
            return
        self._rest += data[1:] if self._odd else data
        self._odd = False
        while len(self._rest) >= self._frame_bytes:
            frame = bytes(self._rest[: self._frame_bytes])
            del self._rest[: self._frame_bytes]
            self._answer(frame)
        self._frame_at = self._now()

    def _throw_away(self, data: bytes) -> None:
        """Some modems send before a call is up; where a sample ends is known all the same once it is."""
        now = self._now()
        whole = self._odd and now - self._thrown_at < PAUSE_MS
        self._odd, self._thrown_at = bool(len(data) % 2) != whole, now

    def _answer(self, frame: bytes) -> None:
        """Read one, write one: the modem's clock is the only one that counts."""
        for start in range(0, len(frame), _FRAME_BYTES):
            self._port.heard(self._decode(frame[start : start + _FRAME_BYTES]))
        self._wire.write(b"".join(map(self._encode, self._said.take())))


def check_frames(sound: GsmSound, place: str) -> None:
    """Raises DriverFault for a port whose frames are not whole frames of ours, or whose rate is not 8 kHz."""
    if sound.rate != 8_000 or sound.frame_bytes % _FRAME_BYTES:
        fault = (
            f"{place}: its sound comes as {sound.frame_bytes} bytes at {sound.rate} samples a second; "
            f"expected a multiple of {_FRAME_BYTES} at 8000; change [sound] of its family's file"
        )
        raise DriverFault(fault)
