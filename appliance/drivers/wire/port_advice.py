"""Names of ports that will not hold: a number that changes, a serial number that is none of its own."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from appliance.drivers.errors import DriverFault
from appliance.drivers.wire.port_finder import PortFinder, SerialDevice

_COUNTED: Final = re.compile(r"tty(?:USB|ACM)\d+")
_PLACEHOLDERS: Final = frozenset({"24680246", "12345678", "123456789", "1234567890", "0123456789ABCDEF"})
"""What makers print into every one of their devices; 24680246 is Conexant's."""


def port_advice(name: str, finder: PortFinder) -> Iterator[str]:
    """One sentence for each doubt about the name of a port that is there. Never raises."""
    try:
        device = finder.find(name)
    except DriverFault:
        return  # told where it is opened
    if not device.usb:
        return
    by_path = finder.link_of(device.path, "by-path")
    better = f"; name it {by_path}" if by_path else "; name its link in /dev/serial/by-path"
    if _COUNTED.fullmatch(Path(name).name):
        steady = "" if why_not_its_own(device, finder) else finder.link_of(device.path, "by-id")
        yield f"{name}: the number may change when modems are plugged in again" + (
            f"; name it {steady}" if steady else better
        )
    elif "by-path" not in name and (why := why_not_its_own(device, finder)):
        yield f"{name}: {why}, so another modem may be taken for this one{better}"


def why_not_its_own(device: SerialDevice, finder: PortFinder) -> str:
    """What is wrong with the serial number of a device; empty when it tells it from every other there is."""
    serial = device.serial
    if not serial:
        return "the modem has no serial number"
    twins = {other.folder for other in finder.devices() if other.usb == device.usb and other.serial == serial}
    if len(twins) > 1:
        return f"{len(twins)} modems here carry the serial number {serial}"
    if serial.upper() in _PLACEHOLDERS or len(set(serial)) == 1:
        return f"its serial number {serial} is one that makers print into every modem"
    return ""
