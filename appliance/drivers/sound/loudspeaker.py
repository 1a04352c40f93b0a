"""The loudspeaker of the shop: rings for headsets whose calls are to be heard in the room, and chimes."""

from collections.abc import Callable
from functools import partial
from typing import Final

from appliance.drivers.sound.attended import Attended
from appliance.drivers.sound.choosing import sound_device
from appliance.drivers.sound.ways import SoundCounts, Ways
from appliance.model.settings import DriverChoice
from appliance.model.words import AgentName, DeviceName
from appliance.sound import chimes
from appliance.sound.chimes import Chimes
from appliance.sound.frames import SILENCE, Come, Frame

NAME: Final[DeviceName] = "loudspeaker"
MOST_RINGS: Final = 60
"""2.5 min: longer than an offer may last; one that was forgotten does not ring for ever."""
_TAIL_FRAMES: Final = 25
"""500 ms of silence behind a chime, so that the card has said all of it before it rests."""


Rung = set[AgentName]
"""For whom it rings. Bounded by the agents there are."""


class Loudspeaker:
    """Made anew by its keeper whenever its card was lost."""

    def __init__(self, choice: DriverChoice, rung: Rung) -> None:
        """`rung` outlives it: who is to be rung for goes on ringing when the card is back."""
        self._rung = rung
        self._port = _SpeakerPort(self._over)
        self._sound = Attended(NAME, partial(sound_device, choice, self._port, ways=Ways.SAYS))

    async def prepare(self) -> str:
        return await self._sound.prepare()

    async def serve(self) -> None:
        if self._rung:
            self.ring()
        await self._sound.serve()

    def ring(self) -> None:
        self._port.chimes.begin(chimes.ring(), rounds=MOST_RINGS)
        self._port.began()
        self._sound.flow()

    def quiet(self) -> None:
        self._port.chimes.stop()

    def chime(self) -> None:
        """Nobody hears it beside a ring, which tells more."""
        if not self._rung:
            self._port.chimes.begin(chimes.waiting())
            self._port.began()
            self._sound.flow()

    @property
    def counts(self) -> SoundCounts:
        return self._sound.counts

    async def close(self) -> None:
        await self._sound.close()

    def _over(self) -> None:
        self._sound.rest()


class _SpeakerPort:
    """Keeps drivers.line.SoundPort on the card's side: chimes, then silence, then it is over."""

    def __init__(self, over: Callable[[], None]) -> None:
        self.chimes = Chimes()
        self._over = over
        self._tail = 0

    def began(self) -> None:
        self._tail = _TAIL_FRAMES

    def heard(self, frame: Frame) -> None:
        """A loudspeaker hears nothing."""

    def to_say(self) -> Frame:
        if not self.chimes.over:
            return self.chimes.next_frame()
        self._tail -= 1
        if self._tail == 0:
            self._over()
        return SILENCE

    def to_say_if_there(self) -> Frame | None:
        return self.to_say()

    def tell_when_said(self, come: Come | None, *, ahead: int = 0) -> None:
        """A sound device asks by its own clock."""
