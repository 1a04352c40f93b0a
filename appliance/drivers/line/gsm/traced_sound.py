"""A call's frames counted for the line's trace, on their way between the modem's sound and the box."""

from appliance.drivers.line import SoundPort
from appliance.drivers.line.modem.link import Link
from appliance.model.diagnosis import Way
from appliance.sound.frames import Come, Frame


class TracedSound:
    """A SoundPort before another one; `link` has the trace and the clock."""

    def __init__(self, port: SoundPort, link: Link) -> None:
        self._port = port
        self._link = link

    def heard(self, frame: Frame) -> None:
        self._count(Way.FROM_MODEM, frame)
        self._port.heard(frame)

    def to_say(self) -> Frame:
        frame = self._port.to_say()
        self._count(Way.TO_MODEM, frame)
        return frame

    def to_say_if_there(self) -> Frame | None:
        frame = self._port.to_say_if_there()
        if frame is not None:
            self._count(Way.TO_MODEM, frame)
        return frame

    def tell_when_said(self, come: Come | None, *, ahead: int = 0) -> None:
        self._port.tell_when_said(come, ahead=ahead)

    def _count(self, way: Way, frame: Frame) -> None:
        self._link.trace.sound(way, frame.nbytes, self._link.now())
