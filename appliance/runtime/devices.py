"""The sound devices of the house, kept up beside everything else: the loudspeaker, the line-in. None stops a call."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from typing import Any, Final

from appliance.drivers.sound import line_in, loudspeaker
from appliance.drivers.sound.line_in import LineIn
from appliance.drivers.sound.loudspeaker import Loudspeaker, Rung
from appliance.drivers.sound.ways import SoundCounts
from appliance.model.events import Event
from appliance.model.settings import Settings
from appliance.model.sound_events import SoundDeviceDown, SoundDeviceUp
from appliance.model.words import AgentName, DeviceName
from appliance.runtime.keeper import Keeper
from appliance.runtime.pump import Pump
from appliance.sound.reports import LegName

LINE_IN_LEG: Final[LegName] = "sound/line_in"
LISTENED_S: Final = 1.0
"""How often it is asked whether anybody still listens to the line-in."""


class Devices:
    """A bell for the stations, a chime for the engine, music for the desk. In the event loop."""

    def __init__(self, settings: Settings, pump: Pump, submit: Callable[[Event], None]) -> None:
        self._pump, self._submit = pump, submit
        self._rung: Rung = set()
        speaker, music = settings.loudspeaker, settings.line_in
        self._speaker = (
            Keeper(loudspeaker.NAME, lambda: Loudspeaker(speaker, self._rung), **self._told(loudspeaker.NAME))
            if speaker is not None
            else None
        )
        self._line_in = (
            Keeper(line_in.NAME, lambda: LineIn(music, pump.buffer(LINE_IN_LEG)), **self._told(line_in.NAME))
            if music is not None
            else None
        )

    def work(self) -> Iterator[Coroutine[Any, Any, None]]:
        """What keeps them up, until cancelled."""
        if self._speaker is not None:
            yield self._speaker.keep()
        if self._line_in is not None:
            yield self._line_in.keep()
            yield self._look_who_listens()

    def counts(self) -> dict[DeviceName, SoundCounts]:
        """Of those that work now."""
        keepers: dict[DeviceName, Keeper[Any] | None] = {loudspeaker.NAME: self._speaker, line_in.NAME: self._line_in}
        return {name: keeper.driver.counts for name, keeper in keepers.items() if keeper and keeper.driver}

    # As a bell

    def ring(self, agent: AgentName) -> None:
        self._rung.add(agent)
        if self._speaker is not None and self._speaker.driver is not None:
            self._speaker.driver.ring()

    def quiet(self, agent: AgentName) -> None:
        rang = agent in self._rung
        self._rung.discard(agent)
        if rang and not self._rung and self._speaker is not None and self._speaker.driver is not None:
            self._speaker.driver.quiet()

    def chime(self) -> None:
        """Callers wait. Nothing happens without a loudspeaker."""
        if self._speaker is not None and self._speaker.driver is not None:
            self._speaker.driver.chime()

    # As music

    def listen(self) -> LegName | None:
        """The leg of the desk on which the line-in is heard from now on; None where there is none, or it is lost."""
        if self._line_in is None or self._line_in.driver is None:
            return None
        self._pump.open(LINE_IN_LEG, detect=False)
        self._line_in.driver.flow()
        return LINE_IN_LEG

    async def _look_who_listens(self) -> None:
        while True:
            await asyncio.sleep(LISTENED_S)
            if not self._pump.is_open(LINE_IN_LEG):
                continue
            device = self._line_in.driver if self._line_in is not None else None
            if self._pump.desk.is_heard(LINE_IN_LEG):
                if device is not None:
                    device.flow()  # it may have been lost, and be back
                continue
            self._pump.close(LINE_IN_LEG)
            if device is not None:
                device.rest()

    def _told(self, name: DeviceName) -> dict[str, Callable[[str], None]]:
        def up(what: str) -> None:
            self._submit(SoundDeviceUp(name, what))

        def down(reason: str) -> None:
            self._submit(SoundDeviceDown(name, reason))

        return {"up": up, "down": down}
