"""Keepers hold drivers up: told up and down, closed after every life, patience that grows."""

import asyncio
from contextlib import suppress

from appliance.drivers.errors import DriverFault
from appliance.runtime.keeper import Keeper
from appliance.runtime.patience import CALM_S, FIRST_S, LONGEST_S, Patience


class Port:
    """Fails as it is told: "prepare", "serve", "bug", or serves until cancelled."""

    def __init__(self, told: list[str], fails: str) -> None:
        self.told = told
        self.fails = fails

    async def prepare(self) -> str:
        if self.fails == "prepare":
            raise DriverFault("line1: /dev/ttyUSB0 is not there; plug the modem in")
        return "USR5637"

    async def serve(self) -> None:
        if self.fails == "serve":
            raise DriverFault("line1: /dev/ttyUSB0 went away; plug the modem in again")
        if self.fails == "bug":
            raise KeyError("+VTR")
        await asyncio.Event().wait()

    async def close(self) -> None:
        self.told.append("closed")


def kept(fails: str) -> tuple[Keeper[Port], list[str]]:
    told: list[str] = []
    keeper = Keeper(
        "line1",
        lambda: Port(told, fails),
        up=lambda what: told.append(f"up {what}"),
        down=lambda why: told.append(f"down {why}"),
    )
    return keeper, told


async def live(keeper: Keeper[Port]) -> None:
    """Until the first try is settled and what follows at once has happened; then cancelled."""
    task = asyncio.create_task(keeper.keep())
    await keeper.settled()
    for _ in range(5):
        await asyncio.sleep(0)
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def test_a_driver_that_works_is_up_until_the_box_stops_and_is_closed_then() -> None:
    keeper, told = kept("")
    await live(keeper)
    assert told == ["up USR5637", "closed"]
    assert keeper.driver is None


async def test_a_device_that_is_not_there_settles_the_start_all_the_same() -> None:
    keeper, told = kept("prepare")
    await live(keeper)
    assert told == ["closed", "down line1: /dev/ttyUSB0 is not there; plug the modem in"]


async def test_a_device_that_goes_away_is_closed_and_told() -> None:
    keeper, told = kept("serve")
    await live(keeper)
    assert told == ["up USR5637", "closed", "down line1: /dev/ttyUSB0 went away; plug the modem in again"]


async def test_a_mistake_in_a_driver_is_a_fault_of_that_line_alone() -> None:
    keeper, told = kept("bug")
    await live(keeper)
    assert told[:2] == ["up USR5637", "closed"]
    assert told[2].startswith("down line1: the driver failed (KeyError: '+VTR'), which is our fault")


def test_patience_doubles_to_its_limit_and_starts_over_after_a_calm_time() -> None:
    patience = Patience()
    waits = [patience.after(0.1) for _ in range(7)]
    assert waits == [FIRST_S, 1.0, 2.0, 4.0, LONGEST_S, LONGEST_S, LONGEST_S]
    assert patience.after(CALM_S) == FIRST_S
