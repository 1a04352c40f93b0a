"""Stations, each kept up: an agent whose station is lost is signed out, and a headset's card is told of."""

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

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
from appliance.runtime.pump import Pump
from appliance.sound.leg_buffer import HEARD_BOUND


def device_of(agent: AgentName) -> DeviceName:
    return f"headset of {agent}"


GUSTS_FRAMES: Final = 10
"""200 ms from a browser may wait: wireless networks hold sound back and bring it all at once."""


class Around(NamedTuple):
    """What stations have around them."""

    pump: Pump
    bell: Bell
    submit: Callable[[Event], None]
    jacks: Mapping[AgentName, Jack]


def keep_stations(
    settings: Settings, pump: Pump, bell: Bell, submit: Callable[[Event], None]
) -> tuple[dict[AgentName, Keeper[Station]], dict[AgentName, Jack]]:
    """And where browsers plug in, of the agents who talk in one. `bell`: the loudspeaker, for those whose calls ring
    there.
    """
    choices = settings.stations.items()
    jacks = {name: Jack() for name, choice in choices if hasattr(_driver(choice), "stand_behind")}
    around = Around(pump, bell, submit, jacks)
    return {name: _keeper(name, settings, around) for name in settings.stations}, jacks


def _driver(choice: DriverChoice) -> object:
    driver: object = load_driver("station", choice.driver).Driver
    return driver


def _keeper(name: AgentName, settings: Settings, around: Around) -> Keeper[Station]:
    choice, submit = settings.stations[name], around.submit
    with_sound = hasattr(_driver(choice), "sound_counts")

    def up(what: str) -> None:
        if with_sound:
            submit(SoundDeviceUp(device_of(name), what))
        if any(agent.name == name and agent.ready_at_start for agent in settings.plan.agents):
            submit(events.AgentSignedIn(name))

    def down(reason: str) -> None:
        if with_sound:
            submit(SoundDeviceDown(device_of(name), reason))
        submit(events.StationLost(name, reason))

    return Keeper(name, lambda: _made(name, choice, around), up=up, down=down)


def _made(name: AgentName, choice: DriverChoice, around: Around) -> Station:
    way = load_driver("station", choice.driver)
    sound = around.pump.buffer(station_leg(name), GUSTS_FRAMES if name in around.jacks else HEARD_BOUND)
    driver: Station = way.Driver(name, open_options(choice, way.Options), around.submit, sound)
    if isinstance(driver, BellStation):
        driver.ring_on(around.bell)
    if isinstance(driver, JackStation):
        driver.stand_behind(around.jacks[name])
    return driver
