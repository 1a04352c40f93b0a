"""Lamps on gpiozero's mock pins."""

import threading
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path

import pytest
from gpiozero.pins.mock import MockFactory, MockPin

from appliance.drivers.errors import DriverFault, MissingLibrary, UnknownDriver
from appliance.drivers.lamps.gpio import Driver, Options, open_factory, wiring_faults
from appliance.model.states import LampPattern

PINS = Options(pin_factory="mock", pins={"front": 17, "fault": 22})
NAMES = ("front", "fault")


def test_patterns_reach_the_pins() -> None:
    factory = MockFactory()
    driver = Driver(PINS, NAMES, factory=factory)
    driver.show("front", LampPattern.ON)
    assert (factory.pin(17).state, factory.pin(22).state) == (True, False)
    driver.show("front", LampPattern.OFF)
    assert factory.pin(17).state is False
    driver.close()


def test_a_lamp_wired_to_the_supply_is_lit_when_its_pin_is_low() -> None:
    factory = MockFactory()
    driver = Driver(Options(pin_factory="mock", pins={"front": 17}, active_high=False), ["front"], factory=factory)
    assert factory.pin(17).state is True
    driver.show("front", LampPattern.ON)
    assert factory.pin(17).state is False
    driver.close()


class CountedPin(MockPin):
    """Tells when it has changed often enough."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.changed_five_times = threading.Event()

    def _set_state(self, value: float) -> None:
        super()._set_state(value)
        if len(self.states) > 5:
            self.changed_five_times.set()


def test_fast_is_a_fifth_of_a_second_on_and_off() -> None:
    factory = MockFactory(pin_class=CountedPin)
    driver = Driver(PINS, NAMES, factory=factory)
    driver.show("front", LampPattern.FAST)
    pin = factory.pin(17)
    assert pin.changed_five_times.wait(timeout=20)
    driver.close()
    states = pin.states[1:6]
    assert all(one.state != next_one.state for one, next_one in pairwise(states))
    assert all(state.timestamp >= 0.19 for state in states[1:])  # a busy machine may be late, never early


def test_only_blinking_lamps_have_a_thread() -> None:
    before = threading.active_count()
    driver = Driver(PINS, NAMES, factory=MockFactory())
    driver.show("front", LampPattern.SLOW)
    driver.show("fault", LampPattern.SLOW)
    assert threading.active_count() == before + 2
    driver.show("front", LampPattern.ON)
    driver.show("fault", LampPattern.OFF)
    assert threading.active_count() == before
    driver.close()


def test_blinking_the_same_again_starts_nothing_new() -> None:
    before = threading.active_count()
    driver = Driver(PINS, NAMES, factory=MockFactory())
    for _ in range(20):
        driver.show("front", LampPattern.FAST)
    assert threading.active_count() == before + 1
    driver.close()
    assert threading.active_count() == before


def test_closing_leaves_every_lamp_dark_and_the_pins_free() -> None:
    factory = MockFactory()
    driver = Driver(PINS, NAMES, factory=factory)
    driver.show("front", LampPattern.ON)
    driver.close()
    assert factory.pin(17).state is False
    Driver(PINS, NAMES, factory=factory).close()


@pytest.mark.parametrize(
    ("pins", "sentence"),
    [
        ({"front": 17}, r'^lamps gpio: lamp "fault" has no pin; expected pins = \{ "fault" = NUMBER \}$'),
        ({"front": 17, "fault": 17}, r'^lamps gpio: pins."fault" = 17: is the pin of lamp "front"; give each lamp'),
        ({"front": 17, "fault": 22, "fornt": 4}, r'pins."fornt" = 4: no such lamp; did you mean "front"\?$'),
        ({"front": 17, "fault": 99}, r'pins."fault" = 99: no such pin on this computer; expected the number of a GPIO'),
    ],
)
def test_each_way_to_wire_it_wrong_is_one_sentence(pins: dict[str, int], sentence: str) -> None:
    with pytest.raises(DriverFault, match=sentence):
        Driver(Options(pin_factory="mock", pins=pins), NAMES)


def test_a_pin_somebody_else_uses_is_one_sentence_and_the_others_are_let_go() -> None:
    factory = MockFactory()
    other = Driver(Options(pins={"other": 22}), ["other"], factory=factory)
    with pytest.raises(DriverFault, match=r'pins."fault" = 22: the pin is in use by something else in this program'):
        Driver(PINS, NAMES, factory=factory)
    other.close()
    Driver(PINS, NAMES, factory=factory).close()


def test_every_wiring_fault_is_told_at_once() -> None:
    assert len(wiring_faults(Options(pins={"a": 1, "b": 1}), ("c",))) == 4


def test_an_unknown_pin_factory_names_the_nearest() -> None:
    with pytest.raises(UnknownDriver, match=r'pin_factory = "lgpo": no such pin factory; did you mean "lgpio"\?$'):
        open_factory("lgpo")


@pytest.mark.skipif(find_spec("pigpio") is not None, reason="pigpio is installed here")
def test_a_pin_factory_without_its_library_says_how_to_install_it() -> None:
    with pytest.raises(MissingLibrary) as caught:
        open_factory("pigpio")
    assert str(caught.value) == (
        'lamps gpio: the pin factory "pigpio" needs the Python library "pigpio", which is not installed; '
        "try apt install python3-pigpio, or pip install pigpio"
    )


@pytest.mark.skipif(Path("/dev/gpiomem").exists(), reason="this computer has pins")
def test_a_computer_without_pins_is_one_sentence() -> None:
    with pytest.raises(DriverFault, match=r'^lamps gpio: the pin factory "native" finds no pins: '):
        open_factory("native")
