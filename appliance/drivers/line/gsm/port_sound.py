"""A call's sound through a serial port of the modem: for each frame it sends, one is sent to it, and no other."""

from appliance.drivers.errors import DriverFault
from appliance.drivers.line import SoundPort
from appliance.drivers.line.modem.gsm_family import GsmSound
from appliance.drivers.wire import Lost, Wire
from appliance.sound.codecs import CODECS
from appliance.sound.frames import FRAME_SAMPLES

_FRAME_BYTES = 2 * FRAME_SAMPLES


class PortSound:
    """Signed 16 bit, little-endian, 8 kHz. Odd bytes wait for the next piece: one lost would make noise of the rest."""

    def __init__(self, wire: Wire, sound: GsmSound, port: SoundPort, lost: Lost) -> None:
        """Frames of the modem must be whole ones of ours, as 20, 40 and 100 ms are."""
        self._wire = wire
        self._frame_bytes = sound.frame_bytes
        self._port = port
        self._lost = lost
        self._decode, self._encode = CODECS["s16"]
        self._rest = bytearray()
        self._open = False
        self.frames = 0
        """That the modem has sent in this call; none is a sign of a port that has died."""

    @property
    def place(self) -> str:
        return self._wire.place

    def prepare(self) -> None:
        """Opens the port; until a call begins, what comes is thrown away. Raises DriverFault."""
        self._wire.open(self._received, self._lost)

    def begin(self) -> None:
        """A call's sound flows from now on; what is left of another is not part of it."""
        self._rest.clear()
        self._open, self.frames = True, 0

    def end(self) -> None:
        """Harmless when no call is on."""
        self._open = False
        self._rest.clear()

    def close(self) -> None:
        self.end()
        self._wire.close()

    def _received(self, data: bytes) -> None:
        if not self._open:
            return
        self._rest += data
        while len(self._rest) >= self._frame_bytes:
            frame = bytes(self._rest[: self._frame_bytes])
            del self._rest[: self._frame_bytes]
            self.frames += 1
            self._answer(frame)

    def _answer(self, frame: bytes) -> None:
        """Read one, write one: the modem's clock is the only one that counts."""
        said = bytearray()
        for start in range(0, len(frame), _FRAME_BYTES):
            self._port.heard(self._decode(frame[start : start + _FRAME_BYTES]))
            said += self._encode(self._port.to_say())
        self._wire.write(bytes(said))


def check_frames(sound: GsmSound, place: str) -> None:
    """Raises DriverFault for a port whose frames are not whole frames of ours, or whose rate is not 8 kHz."""
    if sound.rate != 8_000 or sound.frame_bytes % _FRAME_BYTES:
        fault = (
            f"{place}: its sound comes as {sound.frame_bytes} bytes at {sound.rate} samples a second; "
            f"expected a multiple of {_FRAME_BYTES} at 8000; change [sound] of its family's file"
        )
        raise DriverFault(fault)
