"""Lines lent to the doctor: told out of order, their driver closed, taken back whatever happens to the borrower."""

import asyncio
from collections.abc import Coroutine
from typing import Any

import pytest

from appliance.model.snapshot import LineView
from appliance.model.states import LineState
from appliance.runtime.line_keeper import LineKeeper
from appliance.runtime.loans import Loans, why_not
from tests.drivers.line.jumping_time import in_jumping_time, pass_s
from tests.runtime.test_line_keeper import Hardware


class House:
    def __init__(self) -> None:
        self.hardware = Hardware()
        self.told: list[str] = []
        self.tasks: list[asyncio.Task[None]] = []
        keeper = LineKeeper("line1", lambda: self.hardware, up=self.told.append, down=self.told.append)
        self.loans = Loans({"line1": keeper}, self._spawn, lambda line, why: self.told.append(f"{line} {why}"))
        self.loans.keep()

    def _spawn(self, work: Coroutine[Any, Any, None], name: str) -> asyncio.Task[None]:
        self.tasks.append(asyncio.create_task(work, name=name))
        return self.tasks[-1]

    async def until_told(self, count: int) -> None:
        async with asyncio.timeout(60):
            while len(self.told) < count:
                await pass_s(0.1)

    async def end(self) -> None:
        self.loans.stop()
        for task in self.tasks:
            task.cancel()
        await asyncio.wait(self.tasks)


@in_jumping_time
async def test_a_line_is_lent_and_taken_back() -> None:
    house = House()
    await house.until_told(1)
    async with house.loans.lend("line1", "lent"):
        assert house.told == ["USR5637", "line1 lent"]
        assert house.hardware.done[-1] == "close"
    await house.until_told(3)
    assert house.told[-1] == "USR5637"
    await house.end()


@in_jumping_time
async def test_a_line_out_of_order_that_was_lent_says_its_own_reason_again() -> None:
    house = House()
    house.hardware.plugged = None
    await house.until_told(1)
    reason = house.told[0]
    async with house.loans.lend("line1", "lent"):
        assert house.told[-1] == "line1 lent"
    await house.until_told(3)
    assert house.told == [reason, "line1 lent", reason]
    await house.end()


@in_jumping_time
async def test_a_borrower_that_fails_gives_it_back_all_the_same() -> None:
    house = House()
    await house.until_told(1)
    with pytest.raises(RuntimeError):
        async with house.loans.lend("line1", "lent"):
            raise RuntimeError
    await house.until_told(3)
    await house.end()


@in_jumping_time
async def test_nothing_is_taken_back_once_the_box_ends() -> None:
    house = House()
    await house.until_told(1)
    async with house.loans.lend("line1", "lent"):
        house.loans.stop()
    assert len(house.tasks) == 1
    await house.end()


def test_a_line_in_use_is_not_lent() -> None:
    in_use = LineView(name="line1", state=LineState.IN_USE, since=0)
    assert why_not(in_use, "line1").startswith("line1 is in use: a line in use is not looked at")
    assert why_not(LineView(name="line1", state=LineState.IDLE, since=0), "line1") == ""
    assert why_not(LineView(name="line1", state=LineState.OUT_OF_ORDER, since=0), "line1") == ""
    assert why_not(None, "line9").startswith('no line is called "line9"')
