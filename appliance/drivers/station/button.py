"""The key by which an agent answers and hangs up: on a USB headset's cable, a keypad, a foot switch (Linux evdev)."""

import asyncio
import os
import struct
from collections.abc import Callable
from typing import Final

from appliance.drivers.errors import DeviceGone, DeviceHeld, DriverFault

_EVENT: Final = struct.Struct("@llHHi")
"""struct input_event of linux/input.h: time, type, code, value."""
_MOST_READ: Final = 64 * _EVENT.size
_KEY: Final = 1
"""EV_KEY."""
_PRESSED: Final = 1
OTHER_KEYS: Final = frozenset({113, 114, 115, 248})
"""Mute, softer, louder, and mute of the microphone: they are the headset's own business."""


class Button:
    """Lives from open() to close()."""

    def __init__(self, path: str, pressed: Callable[[], None], lost: Callable[[DriverFault], None]) -> None:
        """`pressed` and `lost` are called in the event loop."""
        self._path, self._pressed, self._lost = path, pressed, lost
        self._fd = -1

    def open(self) -> None:
        """Raises DriverFault."""
        try:
            self._fd = os.open(self._path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        except PermissionError as fault:
            sentence = f"{self._path}: may not be opened ({fault.strerror}); add callbox to the group input"
            raise DeviceHeld(sentence) from fault
        except OSError as fault:
            sentence = (
                f"{self._path}: no input device ({fault.strerror}); plug it in, or name another of /dev/input/by-id"
            )
            raise DeviceGone(sentence) from fault
        asyncio.get_running_loop().add_reader(self._fd, self._read)

    def close(self) -> None:
        """Harmless twice."""
        if self._fd >= 0:
            asyncio.get_running_loop().remove_reader(self._fd)
            os.close(self._fd)
            self._fd = -1

    def _read(self) -> None:
        try:
            events = os.read(self._fd, _MOST_READ)
        except BlockingIOError:
            return
        except OSError:
            events = b""
        if not events:
            self.close()
            self._lost(DeviceGone(f"{self._path}: the input device has gone; plug it in again"))
            return
        whole = events[: len(events) // _EVENT.size * _EVENT.size]  # the kernel hands out whole ones only
        for _, _, kind, code, value in _EVENT.iter_unpack(whole):
            if kind == _KEY and value == _PRESSED and code not in OTHER_KEYS:
                self._pressed()
