"""Drivers by name: what is not there, what lacks a library, and what does not fit are three different messages."""

import pytest

from appliance.config.errors import SettingsFault
from appliance.drivers.errors import MissingLibrary, UnknownDriver
from appliance.drivers.lamps import console
from appliance.drivers.registry import available, load_driver, missing_library, open_options
from appliance.model.settings import DriverChoice

FRONT = "appliance.toml: [lamps]"


def test_a_driver_is_its_file() -> None:
    way = load_driver("lamps", "console")
    assert (way.Driver, way.Options) == (console.Driver, console.Options)


def test_only_files_that_hold_a_driver_are_offered() -> None:
    assert available("lamps") == ("console", "gpio", "off")
    assert "pretend" in available("station")


@pytest.mark.parametrize("name", ["__init__", "../check", "console.Driver", "", "Console", "os"])
def test_what_is_no_driver_is_unknown(name: str) -> None:
    with pytest.raises(UnknownDriver, match="no such lamps driver"):
        load_driver("lamps", name)


def test_an_unknown_name_tells_the_nearest_or_what_there_is() -> None:
    with pytest.raises(UnknownDriver, match=r'^"consol": no such lamps driver; did you mean "console"\?$'):
        load_driver("lamps", "consol")
    with pytest.raises(UnknownDriver, match=r'there is "console", "gpio", "off"$'):
        load_driver("lamps", "x")


def test_a_missing_library_says_how_to_install_it() -> None:
    fault = missing_library('the lamps driver "gpio"', ModuleNotFoundError("", name="gpiozero.pins"))
    assert isinstance(fault, MissingLibrary)
    assert str(fault) == (
        'the lamps driver "gpio" needs the Python library "gpiozero", which is not installed; '
        "try apt install python3-gpiozero, or pip install gpiozero"
    )


def test_a_library_that_does_not_load_says_why() -> None:
    fault = missing_library("it", ImportError("libportaudio.so.2: no such file", name="pyaudio._portaudio"))
    assert 'needs the Python library "pyaudio", which does not load (libportaudio.so.2: no such file)' in str(fault)


def test_a_module_of_ours_that_is_missing_is_our_fault() -> None:
    with pytest.raises(ModuleNotFoundError):
        missing_library("it", ModuleNotFoundError("", name="appliance.sound.nothing"))


def test_options_are_read_as_the_driver_declares_them() -> None:
    choice = DriverChoice(driver="console", options={"gap": "1 s", "symbols": "ascii"}, place=FRONT)
    assert open_options(choice, console.Options) == console.Options(gap_ms=1_000, symbols="ascii")


def test_wrong_options_are_told_at_once_with_their_place() -> None:
    choice = DriverChoice(driver="console", options={"gap": 5, "symbol": "ascii"}, place=FRONT)
    with pytest.raises(SettingsFault) as caught:
        open_options(choice, console.Options)
    assert caught.value.faults == (
        f'{FRONT} options.symbol = "ascii": no such option; did you mean "symbols"?',
        f'{FRONT} options.gap = 5: expected a time with its unit (ms, s, min, h), such as "20 s" or "2 min"',
    )
