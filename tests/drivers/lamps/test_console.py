"""Lamps as lines of text."""

import asyncio
import io
import os

import pytest

from appliance.drivers.errors import DriverFault
from appliance.drivers.lamps.console import LONGEST_LINE, Driver, Options
from appliance.model.states import LampPattern
from tests.drivers.invented_timers import InventedTimers


def lines(stream: io.StringIO) -> list[str]:
    return stream.getvalue().splitlines()


def test_one_line_tells_all_lamps_by_symbol_and_name() -> None:
    stream = io.StringIO()
    driver = Driver(Options(gap_ms=0), ("a", "b", "c", "d"), stream=stream, timers=InventedTimers())
    for name, pattern in zip("abc", (LampPattern.ON, LampPattern.SLOW, LampPattern.FAST), strict=True):
        driver.show(name, pattern)
    assert lines(stream)[-1] == "lamps  ● a  ◐ b  ◉ c  ○ d"


def test_plain_ascii_for_terminals_that_know_no_more() -> None:
    stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    driver = Driver(Options(), ("a", "b"), stream=stream, timers=InventedTimers())
    driver.show("a", LampPattern.FAST)
    stream.seek(0)
    assert stream.read() == "lamps  ! a  . b\n"


def test_nothing_is_written_when_nothing_changed() -> None:
    stream = io.StringIO()
    driver = Driver(Options(gap_ms=0), ("a",), stream=stream, timers=InventedTimers())
    driver.show("a", LampPattern.OFF)
    driver.show("a", LampPattern.ON)
    driver.show("a", LampPattern.ON)
    assert len(lines(stream)) == 1


def test_a_thousand_changes_are_ten_lines_a_second_and_the_last_state_is_told() -> None:
    stream, timers = io.StringIO(), InventedTimers()
    driver = Driver(Options(gap_ms=100), ("a",), stream=stream, timers=timers)
    for number in range(1_000):
        driver.show("a", (LampPattern.ON, LampPattern.FAST)[number % 2])
        timers.pass_ms(1)
        assert timers.pending() <= 1
    timers.pass_ms(100)
    assert len(lines(stream)) <= 11
    assert lines(stream)[-1] == "lamps  ◉ a"
    assert timers.pending() == 0


def test_a_line_never_exceeds_what_a_pipe_takes_at_once() -> None:
    stream = io.StringIO()
    names = [f"lamp number {number} of a very long wall" for number in range(500)]
    driver = Driver(Options(), names, stream=stream, timers=InventedTimers())
    driver.show(names[0], LampPattern.ON)
    assert len(stream.getvalue().encode()) <= LONGEST_LINE


async def test_a_reader_that_has_stopped_never_holds_up_the_loop() -> None:
    reading, writing = os.pipe()
    with open(reading, "rb"), open(writing, "w", encoding="utf-8") as pipe:  # noqa: PTH123 - descriptors
        driver = Driver(Options(gap_ms=0), ("a",), stream=pipe)
        for number in range(20_000):  # far more than the pipe holds
            driver.show("a", (LampPattern.ON, LampPattern.FAST)[number % 2])
        await asyncio.sleep(0)
        driver.close()


def test_a_reader_that_is_gone_is_one_sentence() -> None:
    stream = io.StringIO()
    driver = Driver(Options(), ("a",), stream=stream, timers=InventedTimers())
    stream.close()
    with pytest.raises(DriverFault, match=r"^lamps console: nobody reads the lamps: .*; expected an open terminal"):
        driver.show("a", LampPattern.ON)


def test_closing_forgets_the_line_that_waited() -> None:
    stream, timers = io.StringIO(), InventedTimers()
    driver = Driver(Options(), ("a",), stream=stream, timers=timers)
    driver.show("a", LampPattern.ON)
    driver.show("a", LampPattern.FAST)
    driver.close()
    timers.pass_ms(1_000)
    assert len(lines(stream)) == 1
