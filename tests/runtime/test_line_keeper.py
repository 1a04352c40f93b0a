"""Keepers of lines climb the ladder: what is done to the driver at each rung, what is told, and what a plug changes."""

import asyncio
from collections.abc import Callable
from contextlib import suppress

from appliance.drivers.errors import DeviceGone, DeviceLacks, DriverFault
from appliance.drivers.line.health_machine import Health
from appliance.model.words import CallId
from appliance.runtime.line_keeper import LineKeeper
from tests.drivers.line.jumping_time import in_jumping_time, pass_s


class Hardware:
    """A line's driver that notes what is done to it; `cured_by` is the first rung that helps."""

    def __init__(self, cured_by: Health | None = None) -> None:
        self.cured_by = cured_by
        self.done: list[str] = []
        self.plugged: object = 1
        self.bug: type[Exception] | None = None
        self.lacks = False
        self.broken = asyncio.get_running_loop().create_future()
        self._cured = False

    async def prepare(self) -> str:
        self.done.append("prepare")
        if self.plugged is None:
            raise DeviceGone("line1: no such port")
        if self.bug:
            raise self.bug("oh")
        if self.lacks:
            raise DeviceLacks("line1: no network")
        if self.cured_by is not None and not self._cured:
            raise DriverFault("line1: it does not answer")
        return "USR5637"

    async def serve(self) -> None:
        await self.broken

    def answer(self, call: CallId) -> None:
        raise NotImplementedError

    def hang_up(self) -> None:
        raise NotImplementedError

    async def mend(self, rung: Health) -> None:
        self.done.append(rung.value)
        self._cured = self._cured or rung is self.cured_by

    def sign(self) -> object:
        return self.plugged

    async def close(self) -> None:
        self.done.append("close")

    def break_down(self, fault: DriverFault) -> None:
        broken, self.broken = self.broken, asyncio.get_running_loop().create_future()
        broken.set_exception(fault)


class House:
    def __init__(self, hardware: Hardware) -> None:
        self.told: list[str] = []
        self.made = 0
        self._hardware = hardware
        self.keeper = LineKeeper(
            "line1", self._make, up=lambda what: self.told.append(f"up {what}"), down=self.told.append
        )
        self._task = asyncio.create_task(self.keeper.keep())

    def _make(self) -> Hardware:
        self.made += 1
        return self._hardware

    async def until(self, true: Callable[[], object]) -> None:
        async with asyncio.timeout(3_000):
            while not true():
                await pass_s(0.01)

    async def end(self) -> None:
        self._task.cancel()
        with suppress(asyncio.CancelledError):
            await self._task


@in_jumping_time
async def test_a_line_that_breaks_in_service_is_asked_and_started_over_with_its_port_open() -> None:
    hardware = Hardware()
    house = House(hardware)
    await house.until(lambda: house.told)
    hardware.done.clear()
    hardware.break_down(DriverFault("line1: silent"))
    await house.until(lambda: len(house.told) == 3)
    assert hardware.done == ["asked again", "started over", "prepare"]
    assert house.told == ["up USR5637", "line1: silent; it is asked again", "up USR5637"]
    await house.end()
    assert hardware.done[-1] == "close"
    assert house.keeper.driver is None


@in_jumping_time
async def test_each_rung_is_done_and_told_until_one_helps() -> None:
    hardware = Hardware(cured_by=Health.REBINDING)
    house = House(hardware)
    await house.until(lambda: "up USR5637" in house.told)
    assert [each for each in hardware.done if each not in {"prepare", "close"}] == [
        "well",
        "port reopened",
        "reset",
        "USB switched off and on",
    ]
    assert house.told == [
        "line1: it does not answer; its port is opened afresh",
        "line1: it does not answer; it is reset",
        "line1: it does not answer; its USB device is switched off and on",
        "up USR5637",
    ]
    assert house.made == 1
    await house.end()


@in_jumping_time
async def test_what_is_unplugged_is_closed_first_and_back_within_a_second_of_being_plugged_in() -> None:
    hardware = Hardware()
    house = House(hardware)
    await house.until(lambda: house.told)
    hardware.plugged = None
    hardware.break_down(DeviceGone("line1: the port is gone"))
    await pass_s(1_000)
    assert house.told[1:] == [
        "line1: the port is gone; waiting for it to be plugged in",
        "line1: no such port; waiting for it to be plugged in",
    ], "each reason once"
    assert hardware.done[-2:] == ["prepare", "close"]
    assert hardware.done.count("prepare") < 6, "nothing is tried where nothing is seen"
    hardware.plugged, began = 2, asyncio.get_running_loop().time()
    await house.until(lambda: house.told[-1] == "up USR5637")
    assert asyncio.get_running_loop().time() - began < 1
    await house.end()


@in_jumping_time
async def test_plugging_a_line_in_again_that_is_out_of_order_is_noticed_at_once() -> None:
    hardware = Hardware(cured_by=Health.WELL)
    hardware.cured_by = Health.BARRED  # nothing helps
    house = House(hardware)
    await house.until(lambda: sum("out of order" in told for told in house.told) == 4)
    hardware.plugged, hardware.cured_by = 2, None
    began = asyncio.get_running_loop().time()
    await house.until(lambda: house.told[-1] == "up USR5637")
    assert asyncio.get_running_loop().time() - began < 1
    await house.end()


@in_jumping_time
async def test_without_a_network_the_port_stays_open_and_its_coming_is_noticed_at_once() -> None:
    hardware = Hardware()
    house = House(hardware)
    await house.until(lambda: house.told)
    hardware.done.clear()
    hardware.lacks = True
    hardware.break_down(DeviceLacks("line1: no network"))
    await pass_s(3_600)
    tries = hardware.done.count("prepare")
    assert set(hardware.done) == {"lacking", "prepare"}, "neither closed nor reset"
    assert tries == 9, "after 30, 60, 120, 240, 480 s and then every 600 s"
    assert len(house.told) == 2, "told once"
    hardware.plugged, hardware.lacks = "with a network", False
    began = asyncio.get_running_loop().time()
    await house.until(lambda: house.told[-1] == "up USR5637")
    assert asyncio.get_running_loop().time() - began < 1
    await house.end()


@in_jumping_time
async def test_a_line_without_a_network_that_is_unplugged_is_waited_for_as_any_other() -> None:
    hardware = Hardware()
    house = House(hardware)
    await house.until(lambda: house.told)
    hardware.break_down(DeviceLacks("line1: no network"))
    await house.until(lambda: len(house.told) == 2)
    hardware.plugged = None
    await house.until(lambda: len(house.told) == 3)
    assert house.told[-1] == "line1: no such port; waiting for it to be plugged in"
    hardware.plugged = 2
    await house.until(lambda: house.told[-1] == "up USR5637")
    await house.end()


@in_jumping_time
async def test_a_bug_is_told_as_ours_and_a_new_driver_is_made() -> None:
    hardware = Hardware()
    hardware.bug = KeyError
    house = House(hardware)
    await house.until(lambda: house.told)
    hardware.bug = None
    await house.until(lambda: house.told[-1] == "up USR5637")
    assert "(KeyError: 'oh'), which is our fault; the log says where; its port is opened afresh" in house.told[0]
    assert house.made == 2
    await house.end()


@in_jumping_time
async def test_the_first_try_settles_the_start_either_way() -> None:
    for hardware in (Hardware(), Hardware(cured_by=Health.REBINDING)):
        house = House(hardware)
        await house.keeper.settled()
        await house.end()
