"""Keepers: each holds one driver up – makes it, prepares it, serves it, and starts over when it fails."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Generic, Protocol, TypeVar

from appliance.drivers.errors import DriverFault
from appliance.runtime.patience import Patience

log = logging.getLogger(__name__)


class Driver(Protocol):
    """What the drivers of lines and stations have in common."""

    def prepare(self) -> Awaitable[str | None]: ...

    async def serve(self) -> None: ...

    async def close(self) -> None: ...


D = TypeVar("D", bound=Driver)


class Keeper(Generic[D]):
    """One failing driver is its keeper's business alone; nobody else waits for it."""

    def __init__(
        self, name: str, make: Callable[[], D], *, up: Callable[[str], None], down: Callable[[str], None]
    ) -> None:
        """`up(what it is)` once it is prepared, `down(why)` whenever it fails, also at the first try."""
        self._name = name
        self._make = make
        self._up = up
        self._down = down
        self._driver: D | None = None
        self._settled = asyncio.Event()

    @property
    def driver(self) -> D | None:
        """The driver, while it serves."""
        return self._driver

    async def settled(self) -> None:
        """Returns once the first try to prepare has ended, one way or the other."""
        await self._settled.wait()

    async def keep(self) -> None:
        """Runs until cancelled; then the driver is closed, its line on-hook."""
        patience, loop, told = Patience(), asyncio.get_running_loop(), ""
        while True:
            started = loop.time()
            why = await self._why_it_failed()
            log.log(logging.DEBUG if why == told else logging.WARNING, "%s", why)
            told = why
            self._down(why)
            self._settled.set()
            await asyncio.sleep(patience.after(loop.time() - started))

    async def _why_it_failed(self) -> str:
        """One life of the driver; ends with the sentence why it failed."""
        driver: D | None = None
        try:
            driver = self._make()
            what = await driver.prepare()
            self._driver = driver
            self._up(what or "")
            self._settled.set()
            await driver.serve()
        except DriverFault as fault:
            return str(fault)
        except Exception as fault:
            return self._our_fault(fault)
        finally:
            self._driver = None
            if driver is not None:
                await closed(driver)
        return f"{self._name}: the driver stopped by itself, which is our fault"

    def _our_fault(self, fault: Exception) -> str:
        log.error("%s: the driver failed", self._name, exc_info=fault)
        what = f"{type(fault).__name__}: {fault}"
        return f"{self._name}: the driver failed ({what}), which is our fault; the log says where"


async def closed(driver: Driver) -> None:
    """Closes a driver, whatever it thinks of that."""
    with suppress(Exception):
        await driver.close()
