"""The sound devices of the house, kept up beside everything else: the loudspeaker, the line-in. None stops a call."""

import asyncio
from collections.abc import Callable
from typing import Any, Final

from appliance.drivers.sound import line_in, loudspeaker
from appliance.drivers.sound.line_in import LineIn
from appliance.drivers.sound.loudspeaker import Loudspeaker, Rung
from appliance.drivers.sound.ways import SoundCounts
from appliance.model.events import Event
from appliance.model.settings import DriverChoice, Settings
from appliance.model.sound_events import SoundDeviceDown, SoundDeviceUp
from appliance.model.words import AgentName, DeviceName
from appliance.runtime.keeper import Keeper
from appliance.runtime.loans import Spawn
from appliance.runtime.pump import Pump
from appliance.sound.reports import LegName

LINE_IN_LEG: Final[LegName] = "sound/line_in"
LISTENED_S: Final = 1.0
"""How often it is asked whether anybody still listens to the line-in."""


class Devices:
    """A bell for the stations, a chime for the engine, music for the desk. In the event loop."""

    def __init__(self, settings: Settings, pump: Pump, submit: Callable[[Event], None], spawn: Spawn) -> None:
        self._pump, self._submit, self._spawn = pump, submit, spawn
        self._settings = settings
        self._rung: Rung = set()
        self._speaker = self._keeper_of_speaker()
        self._line_in = self._keeper_of_line_in()
        self._kept: dict[DeviceName, asyncio.Task[None]] = {}

    def keep(self) -> None:
        """From now on, those there are."""
        for name, keeper in self._keepers().items():
            if keeper is not None:
                self._kept[name] = self._spawn(keeper.keep(), "sound device")
        self._spawn(self._look_who_listens(), "sound device")

    async def adopt(self, settings: Settings) -> None:
        """Only what changed is let go and taken up anew; what it plays or hears is silent for that moment."""
        old, self._settings = self._settings, settings
        if _told(old.loudspeaker) != _told(settings.loudspeaker):
            await self._let_go(loudspeaker.NAME)
            self._speaker = self._keeper_of_speaker()
            self._take_up(loudspeaker.NAME, self._speaker)
        if _told(old.line_in) != _told(settings.line_in):
            await self._let_go(line_in.NAME)
            self._line_in = self._keeper_of_line_in()
            self._take_up(line_in.NAME, self._line_in)

    async def _let_go(self, name: DeviceName) -> None:
        task = self._kept.pop(name, None)
        if task is not None:
            task.cancel()
            await asyncio.wait((task,))
        self._submit(SoundDeviceDown(name, ""))

    def _take_up(self, name: DeviceName, keeper: Keeper[Any] | None) -> None:
        if keeper is not None:
            self._kept[name] = self._spawn(keeper.keep(), "sound device")

    def _keeper_of_speaker(self) -> Keeper[Loudspeaker] | None:
        choice = self._settings.loudspeaker
        if choice is None:
            return None
        return Keeper(loudspeaker.NAME, lambda: Loudspeaker(choice, self._rung), **self._tells(loudspeaker.NAME))

    def _keeper_of_line_in(self) -> Keeper[LineIn] | None:
        choice = self._settings.line_in
        if choice is None:
            return None
        buffer = self._pump.buffer(LINE_IN_LEG)
        return Keeper(line_in.NAME, lambda: LineIn(choice, buffer), **self._tells(line_in.NAME))

    def _keepers(self) -> dict[DeviceName, Keeper[Any] | None]:
        return {loudspeaker.NAME: self._speaker, line_in.NAME: self._line_in}

    def counts(self) -> dict[DeviceName, SoundCounts]:
        """Of those that work now."""
        return {name: keeper.driver.counts for name, keeper in self._keepers().items() if keeper and keeper.driver}

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

    def _tells(self, name: DeviceName) -> dict[str, Callable[[str], None]]:
        def up(what: str) -> None:
            self._submit(SoundDeviceUp(name, what))

        def down(reason: str) -> None:
            self._submit(SoundDeviceDown(name, reason))

        return {"up": up, "down": down}


def _told(choice: DriverChoice | None) -> object:
    """What it is made of, wherever that is said."""
    return None if choice is None else (choice.driver, choice.options)
