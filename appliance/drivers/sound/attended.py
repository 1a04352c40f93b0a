"""A sound device that is looked after: its sound begins as soon as it can when wanted, and a fault ends serve()."""

import asyncio
from collections.abc import Callable
from typing import Final, Protocol

from appliance.drivers.errors import DriverFault
from appliance.drivers.sound.device import SoundDevice
from appliance.drivers.sound.ways import SoundCounts
from appliance.drivers.wire import Lost
from appliance.model.words import Ms

LOOK_S: Final = 0.25
"""How often it is asked whether the device is due to be looked at."""


class Makes(Protocol):
    """Builds the device; see device.py."""

    def __call__(self, *, lost: Lost, now: Callable[[], Ms]) -> SoundDevice: ...


class Attended:
    """Lives from prepare() to close(). In the event loop."""

    def __init__(self, name: str, make: Makes) -> None:
        self._name = name
        self.device = make(lost=self._fail, now=_now_ms)
        self._failure: asyncio.Future[None] | None = None
        self._begins: asyncio.Task[None] | None = None
        self._wanted = self._flows = False
        """Sound is wanted; it has been told to flow."""

    async def prepare(self) -> str:
        """Returns what the device is. Raises DriverFault."""
        self._failure = asyncio.get_running_loop().create_future()
        return await self.device.prepare()

    async def serve(self) -> None:
        """Until cancelled. Raises DriverFault."""
        if self._failure is None:
            raise DriverFault(f"{self._name}: serve() before prepare(); expected the device to be prepared first")
        while True:
            done, _ = await asyncio.wait((self._failure,), timeout=LOOK_S)
            for failure in done:
                failure.result()
            self.device.check(_now_ms())

    def flow(self) -> None:
        """Returns at once; a card that is just coming back is waited for. Harmless when it flows."""
        self._wanted = True
        if self._begins is None and not self._flows:
            self._begins = asyncio.get_running_loop().create_task(self._begun())

    def rest(self) -> None:
        """Harmless when it rests."""
        self._wanted = self._flows = False
        self.device.end()

    def fail(self, fault: DriverFault) -> None:
        """Ends serve(), for what belongs to the device."""
        self._fail(fault)

    @property
    def counts(self) -> SoundCounts:
        return self.device.counts

    async def close(self) -> None:
        self.rest()
        if self._begins is not None:
            self._begins.cancel()
        if self._failure is not None and self._failure.done():
            self._failure.exception()  # told, or too late to be told
        self.device.close()
        await self.device.gone()

    async def _begun(self) -> None:
        try:
            await self.device.ready()
            if self._wanted:
                self.device.begin()
                self._flows = True
            else:
                self.device.end()
        except DriverFault as fault:
            self._fail(fault)
        finally:
            self._begins = None

    def _fail(self, fault: DriverFault) -> None:
        if self._failure is not None and not self._failure.done():
            self._failure.set_exception(fault)


def _now_ms() -> Ms:
    return int(asyncio.get_running_loop().time() * 1_000)
