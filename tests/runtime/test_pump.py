"""The pump ticks every 20 ms while somebody is in a call, catches up within reason, and is still when nobody is."""

import asyncio

import numpy as np
import pytest

from appliance.runtime.legs import line_leg, station_leg
from appliance.runtime.pump import FRAME_S, TOO_LATE_S
from appliance.sound.frames import FRAME_SAMPLES, SILENCE
from appliance.sound.recorders import BridgeBlock
from appliance.sound.reports import PlayingEnded
from tests.drivers.line.jumping_time import JumpingLoop, in_jumping_time, pass_s
from tests.runtime.conftest import HeardPump

LINE, STATION = line_leg("line1"), station_leg("anna")
SPOKEN = np.full(FRAME_SAMPLES, 500, np.int16)


@in_jumping_time
async def test_nothing_ticks_while_nobody_is_in_a_call() -> None:
    pump = HeardPump()
    await pass_s(1)
    assert pump.counts.ticks == 0
    pump.open(LINE, detect=False)
    await pass_s(0.21)
    assert pump.counts.ticks == 10
    pump.close(LINE)
    pump.close(LINE)
    await pass_s(1)
    assert pump.counts.ticks == 11
    assert pump._timer is None


@in_jumping_time
async def test_what_one_leg_says_the_other_hears_and_the_recorder_too() -> None:
    pump = HeardPump()
    pump.open(LINE, detect=False)
    pump.open(STATION, detect=False)
    pump.desk.join(LINE, STATION)
    pump.desk.record_bridge(5, LINE, STATION)
    pump.buffer(LINE).heard(SPOKEN)
    await pass_s(1.5 * FRAME_S)
    assert np.array_equal(pump.buffer(STATION).to_say(), SPOKEN)
    assert np.array_equal(pump.buffer(LINE).to_say(), SILENCE)
    (block,) = pump.blocks
    assert isinstance(block, BridgeBlock)
    assert np.array_equal(block.samples[:, 0], SPOKEN)
    assert not block.samples[:, 1].any()


@in_jumping_time
async def test_reports_come_out_and_a_new_call_finds_nothing_old() -> None:
    pump = HeardPump()
    pump.open(LINE, detect=True)
    pump.desk.play(LINE, (SPOKEN,), token=4)
    await pass_s(1.5 * FRAME_S)
    assert pump.reports == [PlayingEnded(LINE, 4)]
    pump.close(LINE)
    pump.open(LINE, detect=True)
    pump.open(LINE, detect=True)
    assert pump.is_open(LINE)
    assert pump.buffer(LINE).depth == (0, 0)


@in_jumping_time
async def test_a_driver_that_takes_a_prompt_ahead_is_given_it_before_its_time() -> None:
    pump, came = HeardPump(), list[int]()
    buffer = pump.buffer(LINE)

    def take(before_ms: int) -> None:
        came.append(before_ms)
        buffer.to_say_if_there()

    pump.open(LINE, detect=False)
    pump.desk.play(LINE, (np.concatenate([SPOKEN] * 6),), token=4)
    buffer.tell_when_said(take, ahead=2)
    await pass_s(2.5 * FRAME_S)
    assert came == [0, 20, 40, 40]
    assert buffer.to_say_counts.dropped == 0


@in_jumping_time
async def test_a_tick_that_fails_is_logged_and_the_next_one_comes() -> None:
    class Broken(HeardPump):
        def _move_frames(self) -> None:
            raise ZeroDivisionError

    pump = Broken()
    pump.open(LINE, detect=False)
    await pass_s(0.11)
    assert pump.counts.ticks == 5


def late_by(pump: HeardPump, seconds: float) -> None:
    """The loop was away for so long; whatever timers say."""
    loop = asyncio.get_running_loop()
    assert isinstance(loop, JumpingLoop)
    loop._jump(seconds)


@in_jumping_time
async def test_while_far_ends_went_on_missed_ticks_are_made_up_for() -> None:
    pump = HeardPump()
    pump.open(LINE, detect=False)
    for _ in range(5):
        pump.buffer(LINE).heard(SPOKEN)
    late_by(pump, 0.1)
    await pass_s(FRAME_S / 2)
    assert pump.counts.skipped == 0
    assert pump.counts.ticks == 5
    assert pump.counts.latest_ms == pytest.approx(80)


@in_jumping_time
async def test_when_the_whole_machine_stood_still_no_silence_is_made_up() -> None:
    pump = HeardPump()
    pump.open(LINE, detect=False)
    late_by(pump, 0.1)
    await pass_s(FRAME_S / 2)
    assert (pump.counts.ticks, pump.counts.skipped) == (1, 4)


@in_jumping_time
async def test_far_too_late_is_left_out_in_any_case() -> None:
    pump = HeardPump()
    pump.open(LINE, detect=False)
    for _ in range(5):
        pump.buffer(LINE).heard(SPOKEN)
    late_by(pump, TOO_LATE_S + 3 * FRAME_S)
    await pass_s(FRAME_S / 2)
    assert pump.counts.skipped == 12
    assert pump.behind_s(asyncio.get_running_loop().time()) == 0
    assert pump.lost_frames == 0


@in_jumping_time
async def test_counts_what_was_late_and_lost_on_all_legs() -> None:
    pump = HeardPump()
    pump.open(LINE, detect=False)
    for _ in range(7):
        pump.buffer(LINE).heard(SPOKEN)
    assert pump.lost_frames == 2
    await pass_s(5.5 * FRAME_S)
    assert pump.late_frames == 0
    await pass_s(FRAME_S)
    assert pump.late_frames == 1


@in_jumping_time
async def test_stopped_it_is_not_behind() -> None:
    pump = HeardPump()
    pump.open(LINE, detect=False)
    pump.stop()
    await pass_s(10)
    assert pump.counts.ticks == 0
    assert pump.behind_s(asyncio.get_running_loop().time()) == 0
