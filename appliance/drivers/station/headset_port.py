"""What a headset hears and says: a chime while it rings, the conversation while it talks."""

from appliance.drivers.line import SoundPort
from appliance.sound import chimes
from appliance.sound.chimes import Chimes
from appliance.sound.frames import Come, Frame

MOST_RINGS = 60
"""2.5 min: longer than an offer may last; one that was forgotten does not ring for ever."""


class HeadsetPort:
    """Keeps drivers.line.SoundPort on the card's side."""

    def __init__(self, box: SoundPort) -> None:
        self._box = box
        self._chimes = Chimes()
        self._talks = False

    def ring(self) -> None:
        self._talks = False
        self._chimes.begin(chimes.ring(), rounds=MOST_RINGS)

    def talk(self) -> None:
        self._talks = True
        self._chimes.stop()

    def rest(self) -> None:
        self._talks = False
        self._chimes.stop()

    def heard(self, frame: Frame) -> None:
        if self._talks:
            self._box.heard(frame)

    def to_say(self) -> Frame:
        return self._box.to_say() if self._talks else self._chimes.next_frame()

    def to_say_if_there(self) -> Frame | None:
        return self._box.to_say_if_there() if self._talks else self._chimes.next_frame()

    def tell_when_said(self, come: Come | None, *, ahead: int = 0) -> None:
        """A sound device asks by its own clock."""
