"""The contract of line drivers, held by each of them. A driver without its hardware skips and says so."""

import asyncio
import contextlib
import os
import tty
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

import numpy as np
import pytest

from appliance.drivers.errors import DriverFault
from appliance.drivers.line import LineDriver
from appliance.drivers.line.voice_modem import Driver, Options
from appliance.model.events import Event, LineAnswered, LineRang, LineReleased
from appliance.sound.frames import FRAME_SAMPLES
from tests.drivers.line.jumping_time import pass_s
from tests.drivers.line.scripted_modem import Ears, ScriptedModem, cx93001, make_rig, usr5637
from tests.drivers.line.turn_taking_modem import TurnTakingModem


@dataclass
class Line:
    """A driver and the hands that move its hardware."""

    driver: LineDriver
    ring: Callable[[], None]
    sound: Callable[[int], None]
    """So many frames come in from the far end."""
    unplug: Callable[[], None]
    ears: Ears
    events: list[Event] = field(default_factory=list)
    serving: asyncio.Task[None] | None = None

    async def start(self) -> None:
        assert await self.driver.prepare()
        self.serving = asyncio.create_task(self.driver.serve())

    async def until(self, true: Callable[[], object]) -> None:
        async with asyncio.timeout(60):
            while not true():
                await pass_s(0.001)

    async def answered(self) -> None:
        self.driver.answer(1)
        await self.until(lambda: self.events.count(LineAnswered("line1")) == 1)


class PtyModem:
    """A scripted modem behind a pseudo-terminal, so that the real serial port is what runs."""

    def __init__(self, kind: Callable[[Callable[[bytes], None]], ScriptedModem]) -> None:
        self.master, slave = os.openpty()
        tty.setraw(slave)
        self.path = os.ttyname(slave)
        self._slave = slave  # held open, as a modem stays plugged in
        os.set_blocking(self.master, False)
        self.modem = kind(lambda data: None if self.master < 0 else os.write(self.master, data) and None)
        asyncio.get_running_loop().add_reader(self.master, self._read)

    def _read(self) -> None:
        with contextlib.suppress(OSError):
            self.modem.receive(os.read(self.master, 65_536))

    def unplug(self) -> None:
        if self.master >= 0:
            asyncio.get_running_loop().remove_reader(self.master)
            os.close(self._slave)
            os.close(self.master)
            self.master = -1


def in_memory() -> Line:
    rig = make_rig(usr5637)
    return Line(rig.driver, lambda: rig.modem.say("RING"), rig.modem.sound, rig.wire.unplug, rig.ears, rig.events)


def on_a_pty(kind: Callable[[Callable[[bytes], None]], ScriptedModem]) -> Line:
    end, ears, events = PtyModem(kind), Ears(), list[Event]()
    driver = Driver("line1", Options(port=end.path), events.append, ears)
    return Line(driver, lambda: end.modem.say("RING"), end.modem.sound, end.unplug, ears, events)


def turn_taking(write: Callable[[bytes], None]) -> TurnTakingModem:
    replies = cx93001(write).replies | {"AT+VTR": "ERROR", "AT+VRX": "CONNECT", "AT+VTX": "CONNECT"}
    return TurnTakingModem(write, replies)


WAYS: dict[str, Callable[[], Line]] = {
    "voice_modem in memory": in_memory,
    "voice_modem, usr5637 on a pty": lambda: on_a_pty(usr5637),
    "voice_modem, cx93001 on a pty": lambda: on_a_pty(cx93001),
    "voice_modem, in turns on a pty": lambda: on_a_pty(turn_taking),
}


@pytest.fixture(params=WAYS)
async def line(request: pytest.FixtureRequest) -> AsyncIterator[Line]:
    made = WAYS[request.param]()
    yield made
    if made.serving:
        made.serving.cancel()
        await asyncio.wait((made.serving,))
    await made.driver.close()
    made.unplug()


async def test_it_says_what_it_is_and_reports_nothing_while_nothing_happens(line: Line) -> None:
    await line.start()
    assert line.events == []


async def test_a_ring_is_reported(line: Line) -> None:
    await line.start()
    line.ring()
    await line.until(lambda: line.events == [LineRang("line1")])


async def test_answering_opens_sound_both_ways_one_frame_for_one_frame(line: Line) -> None:
    await line.start()
    await line.answered()
    for count in (1, 2, 3):
        line.sound(1)
        await line.until(lambda count=count: len(line.ears.heard_frames) == count)
    assert all(frame.shape == (FRAME_SAMPLES,) and frame.dtype == np.int16 for frame in line.ears.heard_frames)


async def test_answer_and_hang_up_return_at_once(line: Line) -> None:
    await line.start()
    line.driver.answer(1)
    line.driver.hang_up()
    assert line.events == []
    await line.until(lambda: LineReleased("line1") in line.events)


async def test_hanging_up_is_told_once_and_the_line_takes_the_next_call(line: Line) -> None:
    await line.start()
    for call in (1, 2, 3):
        line.events.clear()
        line.ring()
        await line.until(lambda: line.events)
        await line.answered()
        line.driver.hang_up()
        line.driver.hang_up()
        await line.until(lambda: LineReleased("line1") in line.events)
        assert line.events == [LineRang("line1"), LineAnswered("line1"), LineReleased("line1")], call


async def test_hanging_up_on_hook_is_harmless(line: Line) -> None:
    await line.start()
    line.driver.hang_up()
    await line.until(lambda: line.events == [LineReleased("line1")])


async def test_answering_twice_is_answering_once(line: Line) -> None:
    await line.start()
    line.driver.answer(1)
    await line.answered()
    line.driver.answer(1)
    line.sound(1)
    await line.until(lambda: line.ears.heard_frames)
    assert line.events == [LineAnswered("line1")]


async def test_hardware_that_goes_away_in_a_call_is_a_fault_of_one_sentence(line: Line) -> None:
    await line.start()
    await line.answered()
    line.unplug()
    assert line.serving
    with pytest.raises(DriverFault) as caught:
        await asyncio.wait_for(asyncio.shield(line.serving), 60)
    assert "\n" not in str(caught.value)
    line.driver.hang_up()
    line.driver.answer(2)


async def test_hardware_that_is_not_there_is_a_fault_and_close_is_harmless(line: Line) -> None:
    line.unplug()
    with pytest.raises(DriverFault):
        await line.driver.prepare()
    await line.driver.close()
    await line.driver.close()


async def test_close_in_a_call_never_raises_and_a_new_life_begins_with_prepare(line: Line) -> None:
    await line.start()
    await line.answered()
    assert line.serving
    line.serving.cancel()
    await line.driver.close()
    await line.start()
    line.events.clear()
    await line.answered()
