"""What every lamps driver keeps, whatever it lights. Pins are gpiozero's own mock; real ones run in the bench lab."""

import io
from collections.abc import Iterator

import pytest

from appliance.drivers.errors import DriverFault
from appliance.drivers.lamps import Lamps, console, gpio, off
from appliance.drivers.registry import available
from appliance.model.states import LampPattern
from tests.drivers.invented_timers import InventedTimers

NAMES = ("front", "waiting", "fault")


def _gpio() -> Lamps:
    return gpio.Driver(gpio.Options(pin_factory="mock", pins={"front": 17, "waiting": 27, "fault": 22}), NAMES)


def _console() -> Lamps:
    return console.Driver(console.Options(), NAMES, stream=io.StringIO(), timers=InventedTimers())


def _off() -> Lamps:
    return off.Driver(off.Options(), NAMES)


MAKERS = {"gpio": _gpio, "console": _console, "off": _off}


@pytest.fixture(params=sorted(MAKERS))
def lamps(request: pytest.FixtureRequest) -> Iterator[Lamps]:
    driver = MAKERS[request.param]()
    yield driver
    driver.close()


def test_no_driver_escapes_this_suite() -> None:
    assert set(available("lamps")) == set(MAKERS)


@pytest.mark.parametrize("before", LampPattern)
@pytest.mark.parametrize("after", LampPattern)
def test_every_lamp_takes_every_pattern_after_every_other(
    lamps: Lamps, before: LampPattern, after: LampPattern
) -> None:
    for name in NAMES:
        lamps.show(name, before)
        lamps.show(name, after)
        lamps.show(name, after)


def test_an_unknown_lamp_is_one_sentence(lamps: Lamps) -> None:
    with pytest.raises(DriverFault, match=r'^lamps \w+: "frnt": no such lamp; did you mean "front"\?$'):
        lamps.show("frnt", LampPattern.ON)


def test_closing_twice_is_harmless(lamps: Lamps) -> None:
    lamps.show("front", LampPattern.FAST)
    lamps.close()
    lamps.close()
