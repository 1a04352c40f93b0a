"""Modems that play or record: prompts take the line and give it back, keys interrupt, every way out is right."""

import asyncio
from collections.abc import Callable

import numpy as np
import pytest

from appliance.drivers.line.modem.half_duplex import LISTENS_FRAMES, LONGEST_SPEECH, MOST_HELD, PAUSE_FRAMES
from appliance.drivers.line.voice_modem import Driver, Options
from appliance.drivers.wire.memory import memory_pair
from appliance.model.events import DigitPressed, Event, LineAnswered, LineHungUp, LineReleased
from appliance.model.states import DigitSource, HangUpCause
from appliance.pretend.families import CX930XX, USR5637, Family
from appliance.sound.codecs import ulaw_encode
from appliance.sound.frames import SILENCE
from tests.drivers.line.jumping_time import in_jumping_time, pass_s
from tests.drivers.line.scripted_modem import Ears, Rig, cx93001
from tests.drivers.line.turn_taking_modem import TICK_S, PretendRig, TurnTakingModem

TONE = (8_000 * np.sin(np.arange(160) * 2 * np.pi / 16)).astype(np.int16)


def make_turn_rig() -> Rig:
    near, far = memory_pair("/dev/ttyTEST", "modem")
    replies = cx93001(far.write).replies | {"AT+VTR": "ERROR", "AT+VRX": "CONNECT", "AT+VTX": "CONNECT"}
    modem = TurnTakingModem(far.write, replies)
    far.open(modem.receive, lambda _: None)
    events, ears = list[Event](), Ears()
    return Rig(Driver("line1", Options(port="/dev/ttyTEST"), events.append, ears, wire=near), modem, far, events, ears)


async def ticks(rig: Rig, number: int, say: Callable[[int], np.ndarray] | None = None) -> None:
    """So many times 20 ms pass: the modem sends what it records, the pump gives what is to be said."""
    assert isinstance(rig.modem, TurnTakingModem)
    for tick in range(number):
        rig.modem.tick()
        if say is not None:
            rig.ears.say(say(tick))
        await pass_s(TICK_S)


def streams(rig: Rig) -> list[str]:
    return [command for command in rig.modem.commands if command.startswith(("AT+VT", "AT+VR"))]


@in_jumping_time
async def test_a_refused_duplex_stream_is_made_up_for_by_turns_and_not_tried_again() -> None:
    rig = make_turn_rig()
    await rig.answered()
    assert streams(rig) == ["AT+VTR", "AT+VTR", "AT+VRX"]
    rig.driver.hang_up()
    await rig.until(lambda: rig.events == [LineReleased("line1")])
    rig.driver.answer(2)
    await rig.until(lambda: LineAnswered("line1") in rig.events)
    assert streams(rig)[3:] == ["AT+VRX"]
    await rig.done()


@in_jumping_time
async def test_a_prompt_is_said_whole_and_then_the_far_end_is_heard_again() -> None:
    rig = make_turn_rig()
    await rig.answered()
    await ticks(rig, 5, lambda _: SILENCE)
    assert len(rig.ears.heard_frames) == 5
    await ticks(rig, 60, lambda tick: TONE if tick < 20 else SILENCE)
    whole = bytes(rig.modem.said).startswith(ulaw_encode(TONE) * 20)
    assert whole
    assert len(rig.modem.said) // 160 == 20 + PAUSE_FRAMES
    assert streams(rig)[2:] == ["AT+VRX", "AT+VTX", "AT+VRX"]
    before = len(rig.ears.heard_frames)
    await ticks(rig, 10, lambda _: SILENCE)
    assert len(rig.ears.heard_frames) == before + 10
    assert rig.events == []
    await rig.done()


@in_jumping_time
async def test_while_it_plays_the_ears_go_on_with_silence_and_no_stall_is_told() -> None:
    rig = make_turn_rig()
    await rig.answered()
    await ticks(rig, 150, lambda _: TONE)
    heard = rig.ears.heard_frames
    assert 145 <= len(heard) <= 152
    assert sum(frame is SILENCE for frame in heard) >= 145
    await rig.done()


@in_jumping_time
async def test_music_without_end_is_left_out_now_and_then_to_hear_the_far_end() -> None:
    rig = make_turn_rig()
    await rig.answered()
    await ticks(rig, LONGEST_SPEECH + 20, lambda _: TONE)
    rig.ears.heard_frames.clear()
    await ticks(rig, LISTENS_FRAMES - 25, lambda _: TONE)
    assert len(rig.ears.heard_frames) >= 100
    assert all(frame is not SILENCE for frame in rig.ears.heard_frames)
    await ticks(rig, 60, lambda _: TONE)
    assert rig.ears.heard_frames[-1] is SILENCE, "the music is on again"
    assert streams(rig)[3:] == ["AT+VTX", "AT+VRX", "AT+VTX"]
    assert rig.events == []
    await rig.done()


@in_jumping_time
async def test_a_key_while_it_plays_is_told_and_what_was_cut_short_gives_the_line_back_at_once() -> None:
    rig = make_turn_rig()
    await rig.answered()
    await ticks(rig, 30, lambda _: TONE)
    rig.modem.event("/5~")
    await rig.settle()
    assert rig.events == [DigitPressed("line1", "5", DigitSource.MODEM)]
    await ticks(rig, 8, lambda _: SILENCE)
    assert isinstance(rig.modem, TurnTakingModem)
    assert (rig.modem.playing, rig.modem.purged) == (False, 1)
    await ticks(rig, 5, lambda _: SILENCE)
    assert rig.ears.heard_frames[-1] is not SILENCE
    await rig.done()


@in_jumping_time
async def test_a_modem_slow_to_turn_loses_nothing_but_what_is_beyond_the_bound() -> None:
    rig = make_turn_rig()
    await rig.answered()
    rig.modem.heeds = b"^"  # the third way out of recording
    await ticks(rig, 150, lambda tick: TONE if tick < 40 else SILENCE)
    said = bytes(rig.modem.said).count(ulaw_encode(TONE))
    assert said == 40
    await rig.done()
    rig = make_turn_rig()
    await rig.answered()
    rig.modem.once["AT+VTX"] = ""  # 2 s without an answer, and a resync
    await ticks(rig, 400, lambda tick: TONE if tick < 100 else SILENCE)
    said = bytes(rig.modem.said).count(ulaw_encode(TONE))
    assert MOST_HELD <= said < 100
    await rig.done()


@in_jumping_time
async def test_a_modem_that_heeds_no_way_out_of_recording_is_a_fault() -> None:
    rig = make_turn_rig()
    await rig.answered()
    rig.modem.heeds = b""
    rig.ears.say(TONE)
    assert "nothing there answers AT with OK" in await rig.fault()
    await rig.done()


@pytest.mark.parametrize("playing", [False, True])
@in_jumping_time
async def test_hanging_up_takes_the_way_out_of_the_stream_that_is_open(*, playing: bool) -> None:
    rig = make_turn_rig()
    await rig.answered()
    await ticks(rig, 30, lambda _: TONE if playing else SILENCE)
    began = asyncio.get_running_loop().time()
    rig.driver.hang_up()
    await rig.until(lambda: rig.events == [LineReleased("line1")])
    assert asyncio.get_running_loop().time() - began < 0.3, "the first way out was the right one"
    rig.ears.say(TONE)
    await rig.settle()
    assert not rig.modem.streaming
    await rig.done()


@in_jumping_time
async def test_hanging_up_in_the_midst_of_turning_releases_the_line() -> None:
    for wait in (0, 1, 2, 3, 5, 8, 13):
        rig = make_turn_rig()
        await rig.answered()
        rig.ears.say(TONE)
        for _ in range(wait):
            await asyncio.sleep(0)
        rig.driver.hang_up()
        await rig.until(lambda rig=rig: rig.events == [LineReleased("line1")])
        assert not rig.modem.streaming
        await rig.done()


@in_jumping_time
async def test_the_modems_own_events_tell_that_the_far_end_is_gone_while_it_plays() -> None:
    rig = make_turn_rig()
    await rig.answered()
    await ticks(rig, 30, lambda _: TONE)
    rig.modem.event("b")
    await rig.settle()
    assert rig.events == [LineHungUp("line1", HangUpCause.MODEM_BUSY)]
    await rig.done()


@pytest.mark.parametrize("family", [USR5637, CX930XX], ids=lambda family: family.name)
@in_jumping_time
async def test_on_a_pretend_modem_both_ends_hear_each_other_in_turns(family: Family) -> None:
    rig = PretendRig(family)
    await rig.driver.prepare()
    serving = asyncio.create_task(rig.driver.serve())
    rig.driver.answer(1)
    while LineAnswered("line1") not in rig.events:
        await pass_s(0.01)
    rig.tone = TONE
    for _ in range(50):
        rig.ears.say(SILENCE)
        await pass_s(TICK_S)
    assert max(int(np.abs(frame).max()) for frame in rig.ears.heard_frames) > 7_000
    rig.heard.clear()
    for tick in range(120):
        rig.ears.say(TONE if tick < 60 else SILENCE)
        await pass_s(TICK_S)
    loud = sum(int(np.abs(frame).max()) > 7_000 for frame in rig.heard)
    assert 59 <= loud <= 61, "the prompt was heard whole at the far end"
    rig.ears.heard_frames.clear()
    for _ in range(20):
        rig.ears.say(SILENCE)
        await pass_s(TICK_S)
    assert max(int(np.abs(frame).max()) for frame in rig.ears.heard_frames) > 7_000
    rig.driver.hang_up()
    while LineReleased("line1") not in rig.events:
        await pass_s(0.01)
    assert not rig.modem.off_hook
    serving.cancel()
    await rig.done()
