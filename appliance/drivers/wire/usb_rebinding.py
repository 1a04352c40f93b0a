"""Switching a USB device off and on as if it were replugged: `authorized` in sysfs (Linux, Documentation/usb)."""

import asyncio
from pathlib import Path
from typing import Final

from appliance.drivers.errors import DeviceGone, DeviceStuck
from appliance.drivers.wire.port_finder import SerialDevice

OFF_S: Final = 1.0
"""Long enough for every driver of it to let go."""


async def rebind(device: SerialDevice) -> None:
    """Off, and on again whatever happens. Raises DeviceStuck where it is not on USB or we may not, DeviceGone."""
    if not device.folder:
        fault = f"{device.path} is not on USB, or was never found there"
        raise DeviceStuck(fault)
    switch = Path(device.folder) / "authorized"
    _set(device, switch, "0")
    try:
        await asyncio.sleep(OFF_S)
    finally:
        _set(device, switch, "1")


def _set(device: SerialDevice, switch: Path, value: str) -> None:
    try:
        switch.write_text(value, encoding="ascii")
    except FileNotFoundError as fault:
        sentence = f"the USB device {device.bus_place} is gone; plug it in again"
        raise DeviceGone(sentence) from fault
    except PermissionError as fault:
        sentence = f"the box may not switch USB device {device.bus_place} off and on; give it write access to {switch}"
        raise DeviceStuck(sentence) from fault
    except OSError as fault:
        sentence = f"USB device {device.bus_place} cannot be switched off and on: {fault.strerror}"
        raise DeviceStuck(sentence) from fault
