"""Finds a driver by its name. The name is the name of its file: drivers/line/voice_modem.py is `voice_modem`."""

import importlib
import importlib.resources
import re
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple, TypeVar

import msgspec

from appliance.config.errors import SettingsFault
from appliance.config.nearest import hint
from appliance.config.places import Place
from appliance.config.reader import Reader
from appliance.drivers.errors import MissingLibrary, UnknownDriver
from appliance.model.settings import DriverChoice
from appliance.model.words import Value

O = TypeVar("O", bound=Value)  # noqa: E741 - O for options

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_DRIVER_CLASS = re.compile(r"^class Driver\b", re.MULTILINE)

_PACKAGES = {
    "gpiozero": "apt install python3-gpiozero, or pip install gpiozero",
    "lgpio": "apt install python3-lgpio, or pip install lgpio",
    "RPi": "apt install python3-rpi.gpio, or pip install RPi.GPIO",
    "pigpio": "apt install python3-pigpio, or pip install pigpio",
    "serial": "apt install python3-serial, or pip install pyserial",
    "pyaudio": "apt install python3-pyaudio, or pip install PyAudio",
}
"""Library → what installs it; PyAudio and lgpio have no wheel for every machine, the distribution's serves too."""


class Way(NamedTuple):
    """What a driver's file offers."""

    Driver: Any
    """The class, built as the contract of its kind says."""
    Options: type[Value]
    """The settings it declares."""
    option_faults: Callable[[Any], Iterable[tuple[str, str]]] | None = None
    """Option and what is wrong with it, as only the driver can know without a device. May raise DriverFault."""
    wiring_faults: Callable[[Any, Iterable[str]], tuple[str, ...]] | None = None
    """Of lamps: what in the options does not fit the names of the lamps there are."""


def load_driver(kind: str, name: str) -> Way:
    """The driver `name` of a kind: line, station, lamps. Raises UnknownDriver and MissingLibrary."""
    if not _NAME.fullmatch(name) or not _is_driver(kind, name):
        text = f'"{name}": no such {kind} driver; {hint(name, available(kind))}'
        raise UnknownDriver(text)
    try:
        module = importlib.import_module(f"appliance.drivers.{kind}.{name}")
    except ImportError as fault:
        who = f'the {kind} driver "{name}"'
        raise missing_library(who, fault) from fault
    return Way(
        module.Driver,
        module.Options,
        option_faults=getattr(module, "option_faults", None),
        wiring_faults=getattr(module, "wiring_faults", None),
    )


def available(kind: str) -> tuple[str, ...]:
    """The names of all drivers of a kind, whether their libraries are there or not."""
    folder = importlib.resources.files(f"appliance.drivers.{kind}")
    names = (file.name.removesuffix(".py") for file in folder.iterdir() if file.name.endswith(".py"))
    return tuple(sorted(name for name in names if _is_driver(kind, name)))


def missing_library(who: str, fault: ImportError) -> MissingLibrary:
    """The fault in a sentence; a module of our own that is missing is our fault and raised as it is."""
    library = (fault.name or "").partition(".")[0]
    if library in {"", "appliance", "_fastroute"}:
        raise fault
    install = _PACKAGES.get(library, f"pip install {library}")
    what = "is not installed" if isinstance(fault, ModuleNotFoundError) else f"does not load ({fault})"
    return MissingLibrary(f'{who} needs the Python library "{library}", which {what}; try {install}')


def open_options(choice: DriverChoice, wanted: type[O]) -> O:
    """The driver's options, validated. Raises SettingsFault with every fault there is."""
    reader = Reader()
    options = _read_options(choice, wanted, reader)
    if reader.faults:
        raise SettingsFault(reader.faults)
    return options


def every_option_fault(choice: DriverChoice, way: Way) -> list[str]:
    """What the driver's options say that they must not, by their form and by what the driver knows of them.

    Where one has not the right form the driver judges the others beside its default. Raises DriverFault.
    """
    reader = Reader()
    options = _read_options(choice, way.Options, reader)
    fields = {field.name: field for field in msgspec.structs.fields(way.Options)}
    unread = {name for name, field in fields.items() if getattr(options, name) is None and field.default is not None}
    if way.option_faults is None or any(fields[name].required for name in unread):
        return reader.faults
    judged = way.Options(**{name: getattr(options, name) for name in fields if name not in unread})
    place = Place(choice.place, ("options",))
    told = [(name, problem) for name, problem in way.option_faults(judged) if name not in unread]
    return reader.faults + [place.at(name).wrong(getattr(judged, name), problem) for name, problem in told]


def _read_options(choice: DriverChoice, wanted: type[O], reader: Reader) -> O:
    return reader.read(choice.options, wanted, Place(choice.place or f'driver "{choice.driver}"', ("options",)))


def _is_driver(kind: str, name: str) -> bool:
    """Looks into the file rather than importing it: importing may need libraries that are not there."""
    file = importlib.resources.files(f"appliance.drivers.{kind}") / f"{name}.py"
    return file.is_file() and _DRIVER_CLASS.search(file.read_text(encoding="utf-8")) is not None
