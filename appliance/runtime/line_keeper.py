"""The keeper of a line: brings its hardware back rung by rung, and tells page, lamps and journal each time why."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from typing import Final

from appliance.drivers.errors import DeviceStuck, DriverFault
from appliance.drivers.line import LineDriver
from appliance.drivers.line.health_machine import PORT_STAYS_OPEN, Health
from appliance.model.diagnosis import Trouble
from appliance.runtime import clock
from appliance.runtime.keeper import Keeper, closed
from appliance.runtime.ladder import Ladder, Step

ABSENT_AT_MOST_S: Final = 300.0
"""Where nothing is seen there is nothing to try; now and then it is tried all the same."""
LOOK_S: Final = 0.5
"""While waiting, how often it is looked whether something was plugged in."""

MOST_TROUBLES: Final = 8
"""Remembered for the modem doctor; the journal has them all."""

log = logging.getLogger(__name__)


class LineKeeper(Keeper[LineDriver]):
    """The same driver all along, so that what is known of its modem is known to the rungs; a new one after a bug."""

    def __init__(
        self, name: str, make: Callable[[], LineDriver], *, up: Callable[[str], None], down: Callable[[str], None]
    ) -> None:
        super().__init__(name, make, up=up, down=down)
        self._ladder = Ladder()
        self._kept: LineDriver | None = None
        self._told = ""
        """Why it is down, as told last; empty while it is up."""
        self._troubles: deque[Trouble] = deque(maxlen=MOST_TROUBLES)

    @property
    def rung(self) -> Health:
        """Of the ladder: what is done next, or WELL."""
        return self._ladder.rung

    @property
    def troubles(self) -> tuple[Trouble, ...]:
        """Why it was down, the newest first."""
        return tuple(self._troubles)

    async def keep(self) -> None:
        self._told = ""  # a line that was lent meanwhile has told that, and says anew what is wrong with it
        try:
            while True:
                step = await self._one_life()
                self._tell(step.told)
                self._settled.set()
                await self._wait(step)
        finally:
            await self._close()

    def _tell(self, why: str) -> None:
        """Nothing is told twice in a row: a line that is away for a year fills no journal."""
        if why != self._told:
            self._told = why
            self._troubles.appendleft(Trouble(clock.utc_ms(), why))
            log.warning("%s", why)
            self._down(why)

    async def _one_life(self) -> Step:
        """The rung the ladder stands on, then the driver until it fails."""
        try:
            driver = self._kept = self._kept or self._make()
            await self._climb(driver)
        except DriverFault as fault:
            return self._ladder.in_vain(fault)
        except Exception as fault:
            return await self._bug(fault, None)
        loop, served_from = asyncio.get_running_loop(), None
        try:
            what = await driver.prepare()
            served_from = loop.time()
            self._driver, self._told = driver, ""
            self._up(what)
            self._settled.set()
            await driver.serve()
            raise DeviceStuck(f"{self._name}: the driver stopped by itself, which is our fault")
        except DriverFault as fault:
            return self._ladder.failed(fault, loop.time() - served_from if served_from is not None else None)
        except Exception as fault:
            return await self._bug(fault, loop.time() - served_from if served_from is not None else None)
        finally:
            self._driver = None

    async def _climb(self, driver: LineDriver) -> None:
        await driver.mend(self._ladder.rung)
        if self._ladder.rung is Health.ASKING:
            await driver.mend(self._ladder.answered())

    async def _bug(self, fault: Exception, served_s: float | None) -> Step:
        """A new driver is made: who knows what the old one believes."""
        await self._close()
        return self._ladder.failed(DeviceStuck(self._our_fault(fault)), served_s)

    async def _close(self) -> None:
        driver, self._kept = self._kept, None
        if driver is not None:
            await closed(driver)

    async def _wait(self, step: Step) -> None:
        """So long, or until something is plugged in, or out of a port that is open."""
        driver = self._kept
        if driver is not None and step.rung not in PORT_STAYS_OPEN:
            await closed(driver)  # also a device that is gone stays there, under its old number, while it is open
        loop, before = asyncio.get_running_loop(), _sign(driver)
        nothing_there = step.rung is Health.ABSENT and before is None
        over = loop.time() + (ABSENT_AT_MOST_S if nothing_there else step.wait_s)
        while (left := over - loop.time()) > 0:
            await asyncio.sleep(min(left, LOOK_S))
            now = _sign(driver)
            if now != before and (now is not None or step.rung is Health.LACKING):
                self._ladder.came()
                return
            before = now


def _sign(driver: LineDriver | None) -> object:
    return driver.sign() if driver is not None else None
