"""Finds serial ports as sysfs tells of them: by a path, or by the USB device and interface they belong to."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from appliance.drivers.errors import DeviceGone, DeviceUnfit
from appliance.model.words import Value

USB_NAME: Final = re.compile(r"usb:([0-9a-f]{4}):([0-9a-f]{4})(?::([^/:]+))?(?:/(\d{1,3}))?", re.IGNORECASE)
USB_NAME_FORM: Final = 'usb:VENDOR:PRODUCT[:SERIAL][/INTERFACE], such as "usb:0572:1329" or "usb:12d1:1001/2"'

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
    """Looks anew each time it is asked: ports come and go, and come back under other numbers."""

    def __init__(self, sys: Path = Path("/sys"), dev: Path = Path("/dev")) -> None:
        self._sys = sys
        self._dev = dev

    def find(self, name: str, at_interface: AtInterface = lambda _: None) -> SerialDevice:
        """The port that the settings name: a path, a link to one, or usb:…

        A path need not be there; whoever opens it will see. For usb:… raises DeviceGone where none
        fits, DeviceUnfit where several do.
        """
        if not name.startswith("usb:"):
            return self.device(Path(name).resolve())
        wanted = USB_NAME.fullmatch(name)
        if wanted is None:
            fault = f"{name}: no name of a port; expected {USB_NAME_FORM}"
            raise DeviceUnfit(fault)
        usb, serial = f"{wanted[1]}:{wanted[2]}".lower(), wanted[3]
        found = [each for each in self.devices() if each.usb == usb and serial in {None, each.serial}]
        _one_modem(name, found, self.devices())
        number = int(wanted[4]) if wanted[4] else at_interface(usb)
        return _one_port(name, found, number)

    def device(self, path: Path) -> SerialDevice:
        """What sysfs knows of the port with this path."""
        try:
            node = (self._sys / "class" / "tty" / path.name / "device").resolve(strict=True)
        except OSError:
            return SerialDevice(path=str(path))
        usb, interface = _above(node, "idVendor"), _above(node, "bInterfaceNumber")
        if usb is None:
            return SerialDevice(path=str(path))
        return SerialDevice(
            path=str(path),
            usb=f"{_read(usb, 'idVendor')}:{_read(usb, 'idProduct')}",
            serial=_read(usb, "serial"),
            product=_read(usb, "product"),
            interface=int(_read(interface, "bInterfaceNumber"), 16) if interface else None,
            folder=str(usb),
        )

    def devices(self) -> tuple[SerialDevice, ...]:
        """Every serial port on USB, by name."""
        names = sorted(self._names(), key=lambda name: (len(name), name))
        return tuple(each for each in map(self.device, (self._dev / name for name in names)) if each.usb)

    def link_of(self, path: str, kind: str) -> str:
        """The link in /dev/serial/`kind` (by-id, by-path) to this port; empty when there is none."""
        links = sorted((self._dev / "serial" / kind).glob("*"))
        return next((str(link) for link in links if str(link.resolve()) == str(Path(path).resolve())), "")

    def _names(self) -> Iterator[str]:
        return (entry.name for entry in (self._sys / "class" / "tty").glob("*") if (entry / "device").exists())


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


def _above(node: Path, name: str) -> Path | None:
    """The nearest folder, upwards, that has such an attribute, and not an empty one."""
    return next((folder for folder in (node, *node.parents) if _read(folder, name)), None)


def _read(folder: Path, name: str) -> str:
    """One attribute of sysfs; empty when it is not there."""
    try:
        return (folder / name).read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""
