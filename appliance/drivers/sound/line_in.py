"""Music from outside: what a radio or a player says to the box's line-in, for callers who wait."""

from functools import partial
from typing import Final

from appliance.drivers.line import SoundPort
from appliance.drivers.sound.attended import Attended
from appliance.drivers.sound.choosing import sound_device
from appliance.drivers.sound.ways import SoundCounts, Ways
from appliance.model.settings import DriverChoice
from appliance.model.words import DeviceName

NAME: Final[DeviceName] = "line_in"


class LineIn:
    """Made anew by its keeper whenever its card was lost."""

    def __init__(self, choice: DriverChoice, port: SoundPort) -> None:
        self._sound = Attended(NAME, partial(sound_device, choice, port, ways=Ways.HEARS))

    async def prepare(self) -> str:
        return await self._sound.prepare()

    async def serve(self) -> None:
        await self._sound.serve()

    def flow(self) -> None:
        """Somebody listens."""
        self._sound.flow()

    def rest(self) -> None:
        self._sound.rest()

    @property
    def counts(self) -> SoundCounts:
        return self._sound.counts

    async def close(self) -> None:
        await self._sound.close()
