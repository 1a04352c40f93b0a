"""Finds serial ports as sysfs tells of them: by a path, or by the USB device and interface they belong to."""

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Final

from appliance.drivers.errors import DeviceGone, DeviceUnfit
from appliance.model.words import Value

USB_NAME: Final = re.compile(r"usb:([0-9a-f]{4}):([0-9a-f]{4})(?::([^/:]+))?(?:/(\d{1,3}))?", re.IGNORECASE)
USB_NAME_FORM: Final = 'usb:VENDOR:PRODUCT[:SERIAL][/INTERFACE], such as "usb:0572:1329" or "usb:12d1:1001/2"'

_LEVELS: Final = 4
"""From a port up to its USB device: ttyUSB0, its interface 1-1:1.0, the device 1-1; and two to spare."""

AtInterface = Callable[[str], int | None]
"""USB id → which interface of such a modem takes commands; None when nobody knows."""


class SerialDevice(Value, frozen=True, kw_only=True):
    """A port that is there."""

    path: str
    """/dev/ttyUSB0; never a link."""
    usb: str = ""
    """vendor:product, 0572:1329; empty when it is not on USB."""
    serial: str = ""
    """Of the USB device; empty when it has none."""
    product: str = ""
    interface: int | None = None
    """bInterfaceNumber."""
    folder: str = ""
    """Of the USB device in sysfs; its name is the place on the bus, 1-1.2."""

    @property
    def bus_place(self) -> str:
        return Path(self.folder).name


class PortFinder:
    """Looks anew each time it is asked: ports come and go, and come back under other numbers.

    What it has read of sysfs it reads again only when a port has come or gone: lines that wait ask twice a second.
    """

    def __init__(self, sys: Path = Path("/sys"), dev: Path = Path("/dev")) -> None:
        self._ttys = sys / "class" / "tty"
        self._dev = dev
        self._seen: frozenset[tuple[str, int]] | None = None
        self._devices: tuple[SerialDevice, ...] = ()

    def find(self, name: str, at_interface: AtInterface = lambda _: None) -> SerialDevice:
        """The port that the settings name: a path, a link to one, or usb:…

        A path need not be there; whoever opens it will see. For usb:… raises DeviceGone where none
        fits, DeviceUnfit where several do.
        """
        if not name.startswith("usb:"):
            return self.device(_followed(name))
        wanted = USB_NAME.fullmatch(name)
        if wanted is None:
            fault = f"{name}: no name of a port; expected {USB_NAME_FORM}"
            raise DeviceUnfit(fault)
        usb, serial = f"{wanted[1]}:{wanted[2]}".lower(), wanted[3]
        there = self.devices()
        found = [each for each in there if each.usb == usb and serial in {None, each.serial}]
        _one_modem(name, found, there)
        number = int(wanted[4]) if wanted[4] else at_interface(usb)
        return _one_port(name, found, number)

    def device(self, path: Path) -> SerialDevice:
        """What sysfs knows of the port with this path."""
        try:
            node = (self._ttys / path.name / "device").resolve(strict=True)
        except OSError:
            return SerialDevice(path=str(path))
        interface = ""
        for folder in (node, *node.parents[:_LEVELS]):
            interface = interface or _read(folder, "bInterfaceNumber")
            if vendor := _read(folder, "idVendor"):
                return SerialDevice(
                    path=str(path),
                    usb=f"{vendor}:{_read(folder, 'idProduct')}",
                    serial=_read(folder, "serial"),
                    product=_read(folder, "product"),
                    interface=int(interface, 16) if interface else None,
                    folder=str(folder),
                )
        return SerialDevice(path=str(path))

    def devices(self) -> tuple[SerialDevice, ...]:
        """Every serial port on USB, by name."""
        seen = self._look()
        if seen != self._seen:
            names = sorted((name for name, _ in seen), key=lambda name: (len(name), name))
            found = map(self.device, (self._dev / name for name in names))
            self._seen, self._devices = seen, tuple(each for each in found if each.usb)
        return self._devices

    def link_of(self, path: str, kind: str) -> str:
        """The link in /dev/serial/`kind` (by-id, by-path) to this port; empty when there is none."""
        links = sorted((self._dev / "serial" / kind).glob("*"))
        return next((str(link) for link in links if str(link.resolve()) == str(Path(path).resolve())), "")

    def _look(self) -> frozenset[tuple[str, int]]:
        """Names and inodes: a port that went and came back under its old name has another inode."""
        try:
            with os.scandir(self._ttys) as entries:
                return frozenset((entry.name, entry.inode()) for entry in entries)
        except OSError:
            return frozenset()


def _followed(name: str) -> Path:
    """Links followed as far as they go; one that leads in a circle stays what it is. Raises DeviceUnfit for no path."""
    try:
        return Path(os.path.realpath(name))
    except ValueError as fault:  # a NUL in it
        sentence = f"{name!r}: no path; expected a tty such as /dev/ttyUSB0 or a link in /dev/serial/by-id"
        raise DeviceUnfit(sentence) from fault


def _one_modem(name: str, found: list[SerialDevice], there: tuple[SerialDevice, ...]) -> None:
    """Raises when none fits, or more than one."""
    if not found:
        others = ", ".join(sorted({_usb_name(each) for each in there})) or "none on USB"
        fault = f"{name}: no such modem; plug it in; the serial ports that are there: {others}"
        raise DeviceGone(fault)
    if len(places := {each.folder: each for each in found}) > 1:
        which = " and ".join(f"{each.bus_place} with serial {each.serial or 'none'}" for each in places.values())
        fault = (
            f"{name}: {len(places)} such modems are there, {which}; expected one; name a link of /dev/serial/by-path"
        )
        raise DeviceUnfit(fault)


def _one_port(name: str, found: list[SerialDevice], number: int | None) -> SerialDevice:
    chosen = [each for each in found if number in {None, each.interface}]
    if len(chosen) == 1:
        return chosen[0]
    numbers = ", ".join(str(each.interface) for each in found)
    if chosen:
        fault = (
            f"{name}: the modem has ports on interfaces {numbers}; expected one; add it: {name}/{found[0].interface}"
        )
        raise DeviceUnfit(fault)
    fault = f"{name}: the modem has no port on interface {number}, only on {numbers}; it may still be starting"
    raise DeviceGone(fault)


def _usb_name(device: SerialDevice) -> str:
    serial = f":{device.serial}" if device.serial else ""
    return f"usb:{device.usb}{serial}" + (f" ({device.product})" if device.product else "")


def _read(folder: Path, name: str) -> str:
    """One attribute of sysfs; empty when it is not there."""
    try:
        return (folder / name).read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""
