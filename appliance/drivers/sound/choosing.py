"""A sound device out of the settings: which driver, and its own options."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from appliance.config.errors import SettingsFault
from appliance.drivers.errors import DriverFault
from appliance.drivers.line import SoundPort
from appliance.drivers.registry import load_driver, open_options
from appliance.drivers.sound.device import SoundDevice
from appliance.drivers.sound.ways import Ways
from appliance.drivers.wire import Lost
from appliance.model.settings import DriverChoice
from appliance.model.words import Ms


def sound_device(
    choice: DriverChoice, port: SoundPort, *, ways: Ways = Ways.BOTH, lost: Lost, now: Callable[[], Ms]
) -> SoundDevice:
    """Not prepared yet. Raises DriverFault; settings are checked beforehand."""
    way = load_driver("sound", choice.driver)
    device: SoundDevice = way.Driver(open_options(choice, way.Options), port, ways=ways, lost=lost, now=now)
    return device


def device_faults(driver: str, options: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What is wrong with a driver (option "") or its options, for tables that have a sound device inside."""
    try:
        way = load_driver("sound", driver)
        found = open_options(DriverChoice(driver=driver, options=dict(options), place="sound device"), way.Options)
        yield from way.option_faults(found) if way.option_faults else ()
    except DriverFault as fault:
        yield "", str(fault)
    except SettingsFault as fault:
        yield from (("", each) for each in fault.faults)
