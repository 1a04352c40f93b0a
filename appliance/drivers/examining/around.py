"""Which serial ports are there, what the system and the settings say of each, and which of them are asked."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import msgspec

from appliance.drivers.errors import DriverFault
from appliance.drivers.line.modem.families import AUTO, OWN_FOLDER, Family, command_interface, families_with
from appliance.drivers.registry import load_driver, open_options
from appliance.drivers.wire.port_advice import port_advice
from appliance.drivers.wire.port_finder import PortFinder, SerialDevice
from appliance.model.diagnosis import PortFacts
from appliance.model.settings import DriverChoice
from appliance.model.words import LineName, Value

BAUD: Final = 115_200


class Target(Value, frozen=True, kw_only=True):
    """A port to examine, and what the settings say of it."""

    facts: PortFacts
    asked: bool = True
    """False: it is only told that it is there, and `why`."""
    why: str = ""
    family: str = AUTO
    family_folder: str = OWN_FOLDER
    baud: int = BAUD
    rtscts: bool = False
    sound_port: str = ""
    card: str = ""
    """The sound card that the settings name for its sound."""


def targets(lines: Mapping[LineName, DriverChoice], finder: PortFinder) -> tuple[Target, ...]:
    """Those of the settings first, in their order; then every other serial port on USB."""
    named = tuple(target for name, choice in lines.items() for target in of_line(name, choice, finder))
    taken = {target.facts.path for target in named} | {_followed(target.sound_port) for target in named}
    others = (device for device in finder.devices() if device.path not in taken)
    return (*named, *(of_device(device, finder) for device in others))


def of_line(name: LineName, choice: DriverChoice, finder: PortFinder) -> Iterator[Target]:
    """Nothing for a driver that has no port. Raises DriverFault and SettingsFault for settings that are wrong."""
    options: Any = open_options(choice, load_driver("line", choice.driver).Options)
    port = getattr(options, "port", "")
    if not port:
        return
    folder = getattr(options, "family_folder", OWN_FOLDER)
    family = getattr(options, "family", AUTO)
    yield Target(
        facts=facts_of(port, finder, family=family, folder=folder, line=name),
        family=family,
        family_folder=folder,
        baud=getattr(options, "baud", BAUD),
        rtscts=getattr(options, "rtscts", False),
        sound_port=getattr(options, "sound_port", ""),
        card=getattr(options, "card", ""),
    )


def of_name(name: str, finder: PortFinder) -> Target:
    """A port that somebody names: it is asked, whatever it is."""
    return Target(facts=msgspec.structs.replace(facts_of(name, finder), named=True))


def of_device(device: SerialDevice, finder: PortFinder) -> Target:
    """A port that no line has: asked only when its USB id is that of a modem known here, and it takes commands.

    Opening a port starts many a device afresh that is no modem at all.
    """
    facts = facts_of(device.path, finder)
    families = families_with(OWN_FOLDER)
    known = any(device.usb in family.usb for family in families.sound.values())
    if not known:
        why = f"no modem that is known here; to have it asked: callbox doctor {device.path}"
        return Target(facts=facts, asked=False, why=why)
    at = command_interface(families, AUTO, device.usb)
    if at is not None and at != device.interface:
        return Target(facts=facts, asked=False, why=f"takes no commands; interface {at} of its modem does")
    return Target(facts=facts)


def facts_of(
    name: str, finder: PortFinder, *, family: str = AUTO, folder: str = OWN_FOLDER, line: LineName = ""
) -> PortFacts:
    """Never raises: what cannot be found is absent."""
    families = families_with(folder)
    try:
        device = finder.find(name, lambda usb: command_interface(families, family, usb))
    except DriverFault:
        return PortFacts(name=name, line=line)
    there = Path(device.path).exists()
    return PortFacts(
        name=name,
        path=device.path if there else "",
        by_id=finder.link_of(device.path, "by-id"),
        by_path=finder.link_of(device.path, "by-path"),
        usb=device.usb,
        product=device.product,
        interface=device.interface,
        line=line,
        role=_role(device, families.sound.values()),
        doubts=tuple(port_advice(name, finder)) if line else (),
    )


def sibling(device_of: PortFacts, interface: int | None, finder: PortFinder) -> str:
    """Path of another port of the same modem; empty when there is none."""
    if interface is None or not device_of.path:
        return ""
    here = finder.device(Path(device_of.path))
    found = (each for each in finder.devices() if here.folder and each.folder == here.folder)
    return next((each.path for each in found if each.interface == interface), "")


def _role(device: SerialDevice, families: Iterable[Family]) -> str:
    known = (family.interfaces for family in families if device.usb and device.usb in family.usb)
    sounds = device.interface is not None and any(each.sound == device.interface for each in known)
    return "sound" if sounds else ""


def _followed(name: str) -> str:
    return str(Path(name).resolve()) if name.startswith("/") else name
