"""Devices that hear and say: the contract. A driver is a file in this package with `Options` and `Driver`."""

from typing import Protocol

from appliance.drivers.sound.ways import SoundCounts
from appliance.model.words import Ms


class SoundDevice(Protocol):
    """A sound card, or what stands for one. Built as Driver(options, port, ways=…, lost=…, now=…).

    Lives from prepare() to close(), and may be prepared again. `lost` is told of a device that went by itself; `now`
    is the clock of check(). One conversation at a time, from begin() to end().
    """

    async def prepare(self) -> str:
        """Opens what it needs and returns what it is; its sound rests. Raises DriverFault."""

    async def ready(self) -> None:
        """Makes sure that there will be sound, before begin(). Raises DriverFault."""

    def begin(self) -> None:
        """Frames go to and from the port from now on, at the device's own pace. Returns at once; twice is harmless."""

    def end(self) -> None:
        """No frame goes any more. Harmless when none did."""

    def next_wake(self) -> Ms | None:
        """When check() has something to look at; None for never."""

    def check(self, now: Ms) -> None:
        """Raises DriverFault when sound should flow and does not, or the device is no longer there."""

    @property
    def counts(self) -> SoundCounts: ...

    def close(self) -> None:
        """Lets go of everything. Never raises; harmless twice."""

    async def gone(self) -> None:
        """Returns when nothing is left of it after close()."""
