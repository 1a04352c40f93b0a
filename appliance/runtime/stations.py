"""Stations, each kept up: an agent whose station is lost is signed out, and a headset's card is told of."""

import asyncio
from collections.abc import Callable
from typing import Final

from appliance.drivers.registry import load_driver, open_options
from appliance.drivers.station import Bell, BellStation, JackStation, Station
from appliance.drivers.station.jack import Jack
from appliance.model import events
from appliance.model.events import Event
from appliance.model.settings import DriverChoice, Settings
from appliance.model.sound_events import SoundDeviceDown, SoundDeviceUp
from appliance.model.words import AgentName, DeviceName
from appliance.runtime.keeper import Keeper
from appliance.runtime.legs import station_leg
from appliance.runtime.loans import Spawn
from appliance.runtime.pump import Pump
from appliance.sound.leg_buffer import HEARD_BOUND

GUSTS_FRAMES: Final = 10
"""200 ms from a browser may wait: wireless networks hold sound back and bring it all at once."""


def device_of(agent: AgentName) -> DeviceName:
    return f"headset of {agent}"


class Stations:
    """Runs each station's keeper, and puts another one in its place when the settings say so."""

    def __init__(self, settings: Settings, pump: Pump, bell: Bell, way: tuple[Callable[[Event], None], Spawn]) -> None:
        """`bell`: the loudspeaker, for stations whose calls ring there. `way`: to the engine, and to a task."""
        self.settings = settings
        """In effect; a station that is taken up is made as they say."""
        self._pump = pump
        self._bell = bell
        self._submit, self._spawn = way
        self._kept: dict[AgentName, asyncio.Task[None]] = {}
        self._again: set[AgentName] = set()
        self.jacks: dict[AgentName, Jack] = {}
        """Where browsers plug in, of the agents who talk in one."""
        self.keepers: dict[AgentName, Keeper[Station]] = {name: self._keeper(name) for name in settings.stations}

    def keep(self) -> None:
        """Every station from now on."""
        for name in self.keepers:
            self._kept[name] = self._spawn(self.keepers[name].keep(), "station")

    def is_kept(self, name: AgentName) -> bool:
        return name in self._kept

    def take_out(self, name: AgentName, why: str, *, again: bool) -> "tuple[asyncio.Task[None], ...]":
        """Gone at once, its device free when what is returned is done; `again`: who is signed in will be again."""
        if again:
            self._again.add(name)
        self._submit(events.StationLost(name, why))
        keeper = self._kept.pop(name)
        keeper.cancel()
        return (keeper,)

    def take_up(self, name: AgentName) -> None:
        self.keepers[name] = self._keeper(name)
        self._kept[name] = self._spawn(self.keepers[name].keep(), "station")

    def forget(self, name: AgentName) -> None:
        """After take_out."""
        del self.keepers[name]
        self.jacks.pop(name, None)
        self._again.discard(name)
        self._submit(SoundDeviceDown(device_of(name), ""))

    def _keeper(self, name: AgentName) -> Keeper[Station]:
        choice = self.settings.stations[name]
        with_sound = hasattr(_driver(choice), "sound_counts")
        if not hasattr(_driver(choice), "stand_behind"):
            self.jacks.pop(name, None)
        elif name not in self.jacks:
            self.jacks[name] = Jack()

        def up(what: str) -> None:
            if with_sound:
                self._submit(SoundDeviceUp(device_of(name), what))
            at_start = any(agent.name == name and agent.ready_at_start for agent in self.settings.plan.agents)
            if at_start or name in self._again:
                self._again.discard(name)
                self._submit(events.AgentSignedIn(name))

        def down(reason: str) -> None:
            if with_sound:
                self._submit(SoundDeviceDown(device_of(name), reason))
            self._submit(events.StationLost(name, reason))

        return Keeper(name, lambda: self._made(name, choice), up=up, down=down)

    def _made(self, name: AgentName, choice: DriverChoice) -> Station:
        way = load_driver("station", choice.driver)
        sound = self._pump.buffer(station_leg(name), GUSTS_FRAMES if name in self.jacks else HEARD_BOUND)
        driver: Station = way.Driver(name, open_options(choice, way.Options), self._submit, sound)
        if isinstance(driver, BellStation):
            driver.ring_on(self._bell)
        if isinstance(driver, JackStation):
            driver.stand_behind(self.jacks[name])
        return driver


def _driver(choice: DriverChoice) -> object:
    driver: object = load_driver("station", choice.driver).Driver
    return driver
