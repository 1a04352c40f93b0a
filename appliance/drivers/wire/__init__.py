"""Wires that carry bytes: the contract. A wire is a file here: a serial port, a pair in memory."""

from collections.abc import Callable
from typing import Final, Protocol

from appliance.drivers.errors import DriverFault

Received = Callable[[bytes], None]
"""Called in the event loop with what one read brought, never empty."""

Lost = Callable[[DriverFault], None]
"""Called in the event loop, at most once, when the far end or the hardware is gone."""

MOST_UNSENT: Final = 16_384
"""Bytes written that the far end has not taken: 2 s of sound. A modem that takes nothing for so long is gone."""


class Wire(Protocol):
    """Bytes both ways, in order. Lives from open() to close(), and may be opened again."""

    @property
    def place(self) -> str:
        """Where it goes to, for messages: /dev/ttyUSB0."""

    @property
    def usb(self) -> str:
        """vendor:product of the device behind an open wire, 0572:1329; empty when it is not on USB."""

    def open(self, received: Received, lost: Lost) -> None:
        """Begins to carry. Raises DriverFault, one sentence, when it cannot. Needs a running event loop."""

    def sign(self) -> object:
        """What is told of the far end without opening it; changes when it is plugged in or out. None: not there."""

    def hold_dtr(self, *, on: bool) -> None:
        """Data terminal ready; where there is no such wire, nothing."""

    async def rebind(self) -> None:
        """Switches the USB device behind it off and on; the wire is closed. Raises DeviceStuck when it cannot."""

    async def others(self) -> str:
        """Which other programs have it open, and what to do; empty when none is seen. Slow: for messages only."""

    def write(self, data: bytes) -> None:
        """Sends, or keeps until the far end takes it; beyond MOST_UNSENT the wire is lost. Never raises or blocks."""

    def close(self) -> None:
        """Lets go at once; what was not yet sent is dropped and nothing more is told. Harmless when closed."""
