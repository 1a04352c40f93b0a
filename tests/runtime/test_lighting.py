"""A lamp that is tried out flashes for a while, then shows what it is to show by then."""

from typing import Any

from appliance.model.plan import LampPlan, Plan
from appliance.model.settings import DriverChoice, Settings
from appliance.model.snapshot import LampView
from appliance.model.states import LampPattern
from appliance.runtime.lighting import TRIED_MS, Lighting
from tests.drivers.invented_timers import InventedTimers

LAMPS = (LampPlan(name="red", fault=True), LampPlan(name="green", fault=True))
SETTINGS = Settings(lamps=DriverChoice(driver="off"), plan=Plan(lamps=LAMPS))


def pattern(house: Lighting, lamp: str) -> LampPattern:
    driver: Any = house._lamps
    shown: LampPattern = driver._patterns[lamp]
    return shown


def test_it_flashes_and_then_shows_what_it_is_to_show_by_then() -> None:
    timers = InventedTimers()
    house = Lighting(SETTINGS, timers)
    assert house.try_out("red") == house.try_out("green") == ""
    house.show("red", LampPattern.ON)
    assert (pattern(house, "red"), pattern(house, "green")) == (LampPattern.FAST, LampPattern.FAST)
    timers.pass_ms(TRIED_MS)
    assert (pattern(house, "red"), pattern(house, "green")) == (LampPattern.ON, LampPattern.OFF)


def test_tried_again_it_flashes_anew_and_there_is_one_timer_a_lamp() -> None:
    timers = InventedTimers()
    house = Lighting(SETTINGS, timers)
    house.try_out("red")
    timers.pass_ms(TRIED_MS - 1)
    house.try_out("red")
    assert timers.pending() == 1
    timers.pass_ms(TRIED_MS - 1)
    assert pattern(house, "red") is LampPattern.FAST
    house.close()
    assert timers.pending() == 0


def test_a_lamp_that_is_not_in_the_settings_is_told() -> None:
    house = Lighting(SETTINGS, InventedTimers())
    assert house.try_out("rad") == '"rad": no such lamp in the settings that hold; did you mean "red"?'


def test_other_lamps_end_a_trial() -> None:
    timers = InventedTimers()
    house = Lighting(SETTINGS, timers)
    house.try_out("red")
    blue = Settings(lamps=DriverChoice(driver="off"), plan=Plan(lamps=(LampPlan(name="blue", fault=True),)))
    assert house.adopt(blue, (LampView(name="blue", pattern=LampPattern.SLOW),)) == ""
    assert (timers.pending(), pattern(house, "blue")) == (0, LampPattern.SLOW)
