"""Stations, each kept up: an agent whose station is lost is signed out, and a headset's card is told of."""

from collections.abc import Callable

from appliance.drivers.registry import load_driver, open_options
from appliance.drivers.station import Bell, BellStation, Station
from appliance.model import events
from appliance.model.events import Event
from appliance.model.settings import Settings
from appliance.model.sound_events import SoundDeviceDown, SoundDeviceUp
from appliance.model.words import AgentName, DeviceName
from appliance.runtime.keeper import Keeper
from appliance.runtime.legs import station_leg
from appliance.runtime.pump import Pump


def device_of(agent: AgentName) -> DeviceName:
    return f"headset of {agent}"


def keep_stations(
    settings: Settings, pump: Pump, bell: Bell, submit: Callable[[Event], None]
) -> dict[AgentName, Keeper[Station]]:
    """`bell`: the loudspeaker, for stations whose calls ring there."""
    return {name: _keeper(name, settings, pump, (bell, submit)) for name in settings.stations}


def _keeper(
    name: AgentName, settings: Settings, pump: Pump, way: tuple[Bell, Callable[[Event], None]]
) -> Keeper[Station]:
    bell, submit = way
    choice = settings.stations[name]
    with_sound = hasattr(load_driver("station", choice.driver).Driver, "sound_counts")

    def make() -> Station:
        way = load_driver("station", choice.driver)
        options = open_options(choice, way.Options)
        driver: Station = way.Driver(name, options, submit, pump.buffer(station_leg(name)))
        if isinstance(driver, BellStation):
            driver.ring_on(bell)
        return driver

    def up(what: str) -> None:
        if with_sound:
            submit(SoundDeviceUp(device_of(name), what))
        if any(agent.name == name and agent.ready_at_start for agent in settings.plan.agents):
            submit(events.AgentSignedIn(name))

    def down(reason: str) -> None:
        if with_sound:
            submit(SoundDeviceDown(device_of(name), reason))
        submit(events.StationLost(name, reason))

    return Keeper(name, make, up=up, down=down)
