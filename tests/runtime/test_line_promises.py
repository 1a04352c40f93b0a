"""Promises of the lines, in invented time: how soon a silent modem is set aside, an unplugged one is down, or back."""

import asyncio
from collections.abc import Callable
from contextlib import suppress

import pytest

from appliance.drivers.errors import DeviceGone
from appliance.drivers.line.health_machine import Health
from appliance.drivers.line.voice_modem import LOOK_AFTER_S, Driver, Options
from appliance.drivers.wire import Lost, Received
from appliance.drivers.wire.memory import MemoryWire, memory_pair
from appliance.model.events import Event, LineAnswered, LineRang
from appliance.runtime.ladder import OUT_OF_ORDER_S
from appliance.runtime.line_keeper import LineKeeper
from tests.drivers.line.jumping_time import in_jumping_time, pass_s
from tests.drivers.line.scripted_modem import Ears, ScriptedModem, usr5637

SWITCHED_OFF_S = 1.0


class Socket:
    """A wire whose far end is plugged in and out, each time another port; its USB device can be switched off and on."""

    place = "usb:0baf:0303"
    usb = "0baf:0303"

    def __init__(self) -> None:
        self.modem: ScriptedModem | None = None
        self._near: MemoryWire | None = None
        self._far: MemoryWire | None = None

    def plug(self) -> ScriptedModem:
        self._near, self._far = memory_pair("port", "modem")
        self.modem = usr5637(self._far.write)
        self._far.open(self.modem.receive, lambda _: None)
        return self.modem

    def unplug(self) -> None:
        assert self._far
        self._far.unplug()
        self._near = self._far = None

    def open(self, received: Received, lost: Lost) -> None:
        if self._near is None:
            raise DeviceGone("usb:0baf:0303: no such port")
        self._near.open(received, lost)

    def write(self, data: bytes) -> None:
        if self._near:
            self._near.write(data)

    def hold_dtr(self, *, on: bool) -> None:
        del on

    async def rebind(self) -> None:
        await pass_s(SWITCHED_OFF_S)

    def sign(self) -> object:
        return self._near

    async def others(self) -> str:
        return ""

    def close(self) -> None:
        if self._near:
            self._near.close()


class Line:
    def __init__(self) -> None:
        self.socket = Socket()
        self.modem = self.socket.plug()
        self.events: list[Event] = []
        self.told: list[str] = []
        self.driver = Driver("line1", Options(port="usb:0baf:0303"), self.events.append, Ears(), wire=self.socket)
        keeper = LineKeeper(
            "line1", lambda: self.driver, up=lambda what: self.told.append(f"up {what}"), down=self.told.append
        )
        self._keeping = asyncio.create_task(keeper.keep())

    def now(self) -> float:
        return asyncio.get_running_loop().time()

    async def until(self, true: Callable[[], object]) -> None:
        async with asyncio.timeout(3_000):
            while not true():
                await pass_s(0.01)

    async def up(self) -> None:
        await self.until(lambda: self.told and self.told[-1].startswith("up "))

    async def in_call(self) -> None:
        await self.up()
        self.driver.answer(1)
        await self.until(lambda: LineAnswered("line1") in self.events)

    def go_deaf(self) -> float:
        self.modem.deaf, self.modem.heeds = True, b""
        return self.now()

    async def end(self) -> None:
        self._keeping.cancel()
        with suppress(asyncio.CancelledError):
            await self._keeping


async def _looked_at(line: Line) -> float:
    """Idle: the next look is the command it does not answer."""
    line.go_deaf()
    await pass_s(LOOK_AFTER_S)
    return line.now()


async def _answering(line: Line) -> float:
    """Silent just when it is told to go off-hook, which may take longest of all."""
    began = line.go_deaf()
    line.driver.answer(1)
    return began


async def _in_call(line: Line) -> float:
    await line.in_call()
    return line.go_deaf()


async def _hanging_up(line: Line) -> float:
    await line.in_call()
    began = line.go_deaf()
    line.driver.hang_up()
    return began


@pytest.mark.parametrize("when", [_looked_at, _answering, _in_call, _hanging_up])
def test_a_modem_that_falls_silent_is_set_aside_within_thirty_seconds_and_then_tried_with_growing_patience(
    when: Callable[[Line], object],
) -> None:
    @in_jumping_time
    async def test() -> None:
        line = Line()
        await line.up()
        began = await when(line)  # type: ignore[misc]
        await line.until(lambda: "out of order" in line.told[-1])
        assert line.now() - began <= 30
        assert [rung for rung in ("reopened", "opened afresh", "reset", "switched off and on") if _in(line, rung)] == [
            "opened afresh",
            "reset",
            "switched off and on",
        ]
        await line.until(lambda: _count(line, "out of order") == 4)
        first = int(OUT_OF_ORDER_S[0])
        for wait_s in (first, 2 * first, 4 * first, 8 * first):
            assert _in(line, f"out of order; tried again in {wait_s} s")
        line.modem.deaf = line.modem.streaming = False
        await line.up()
        await line.end()

    test()


def _in(line: Line, words: str) -> bool:
    return any(words in told for told in line.told)


def _count(line: Line, words: str) -> int:
    return sum(words in told for told in line.told)


@in_jumping_time
async def test_a_modem_unplugged_in_a_call_is_down_within_two_seconds_and_back_on_another_port_within_ten() -> None:
    line = Line()
    await line.in_call()
    began = line.now()
    line.socket.unplug()
    await line.until(lambda: not line.told[-1].startswith("up "))
    assert line.now() - began <= 2
    await pass_s(500)
    began, line.modem = line.now(), line.socket.plug()
    await line.up()
    assert line.now() - began <= 10
    line.modem.say("RING")
    await line.until(lambda: LineRang("line1") in line.events)
    await line.end()


def test_the_rungs_of_this_page_are_those_of_the_ladder() -> None:
    """Another rung between would take time of its own."""
    assert [rung.name for rung in Health] == [
        "WELL",
        "ASKING",
        "STARTING_OVER",
        "REOPENING",
        "RESETTING",
        "REBINDING",
        "OUT_OF_ORDER",
        "ABSENT",
        "LACKING",
        "BARRED",
    ]
