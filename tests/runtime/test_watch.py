"""The watch: minutes struck, the watchdog fed only while everything moves, one line that says how the house is."""

import asyncio
import socket
from contextlib import suppress
from pathlib import Path

import msgspec
import pytest

from appliance.model.events import ClockStruck, Event
from appliance.runtime.legs import line_leg
from appliance.runtime.systemd import Notifier
from appliance.runtime.watch import (
    PUMP_STUCK_S,
    STATUS_S,
    StatusLine,
    feed_watchdog,
    status_line,
    strike_clock,
    why_stuck,
)
from appliance.store.writer import StoreWriter
from tests.control.house import BUSY, QUIET
from tests.drivers.line.jumping_time import in_jumping_time, pass_s
from tests.runtime.conftest import HeardPump


async def ended(task: asyncio.Task[None]) -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


@in_jumping_time
async def test_strikes_at_once_and_then_every_minute() -> None:
    struck: list[Event] = []
    striking = asyncio.create_task(strike_clock(struck.append))
    await pass_s(0.0005)
    assert len(struck) == 1
    await pass_s(61)
    assert len(struck) >= 2
    assert all(isinstance(event, ClockStruck) for event in struck)
    await ended(striking)


async def test_feeds_the_watchdog_while_all_is_well(tmp_path: Path, pump: HeardPump, writer: StoreWriter) -> None:
    loop = asyncio.get_running_loop()
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(str(tmp_path / "notify"))
        manager.settimeout(0)
        notifier = Notifier({"NOTIFY_SOCKET": str(tmp_path / "notify"), "WATCHDOG_USEC": "20000"})
        feeding = asyncio.create_task(feed_watchdog(notifier, pump, writer))
        for _ in range(3):
            assert await asyncio.wait_for(loop.sock_recv(manager, 100), 60) == b"WATCHDOG=1"
        await ended(feeding)


async def test_nobody_watches_and_nothing_is_done(pump: HeardPump, writer: StoreWriter) -> None:
    await asyncio.wait_for(feed_watchdog(Notifier({}), pump, writer), 60)


def test_a_pump_that_does_not_tick_is_told(writer: StoreWriter, caplog: pytest.LogCaptureFixture) -> None:
    pump = HeardPump()

    @in_jumping_time
    async def stuck() -> None:
        pump.open(line_leg("line1"), detect=False)
        assert why_stuck(pump, writer) == ""
        pump._due -= PUMP_STUCK_S + 0.1
        assert why_stuck(pump, writer) == "the sound pump is stuck"
        feeding = asyncio.create_task(feed_watchdog(Notifier({"WATCHDOG_USEC": "20000"}), pump, writer))
        await asyncio.wait({feeding}, timeout=0.0001)
        assert "the sound pump is stuck: the watchdog is not fed" in caplog.text
        await ended(feeding)
        pump.stop()
        assert why_stuck(pump, writer) == ""

    stuck()


def test_the_status_follows_the_house_with_one_look_a_second(tmp_path: Path) -> None:
    looks = iter((QUIET, BUSY))
    manager = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    manager.bind(str(tmp_path / "notify"))
    manager.settimeout(0)

    @in_jumping_time
    async def followed() -> None:
        line = StatusLine(Notifier({"NOTIFY_SOCKET": str(tmp_path / "notify")}), lambda: next(looks))
        for _ in range(2):
            for _ in range(100):
                line.changed()
            await pass_s(STATUS_S)
        line.changed()
        line.stop()
        await pass_s(STATUS_S)

    followed()
    with manager:
        told = [manager.recv(100), manager.recv(100)]
        assert told == [
            b"STATUS=4 of 4 lines work, 0 calls, 0 waiting",
            b"STATUS=5 of 6 lines work, 4 calls, 1 waiting",
        ]
        with pytest.raises(BlockingIOError):
            manager.recv(100)


def test_nobody_is_told_and_nobody_looks() -> None:
    StatusLine(Notifier({}), lambda: pytest.fail("looked")).changed()


@pytest.mark.parametrize(
    ("view", "line"),
    [
        (QUIET, "4 of 4 lines work, 0 calls, 0 waiting"),
        (BUSY, "5 of 6 lines work, 4 calls, 1 waiting"),
        (msgspec.structs.replace(QUIET, draining=True), "stopping; 4 of 4 lines work, 0 calls, 0 waiting"),
    ],
)
def test_says_in_a_line_how_the_house_is(view: object, line: str) -> None:
    assert status_line(view) == line  # type: ignore[arg-type]
