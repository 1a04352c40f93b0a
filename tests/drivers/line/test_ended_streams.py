"""Streams that the modem ends by itself while it dials or sends a caller on: opened again, or given up in words."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from appliance.drivers.line.modem.calling import MOST_REOPENED
from appliance.drivers.sound.tone_plans import load_tone_plan
from appliance.model.events import DialFailed, LineDialled, TransferFailed
from appliance.model.states import DialFault
from tests.drivers.line.jumping_time import in_jumping_time, pass_s
from tests.drivers.line.scripted_modem import Rig, make_rig


@asynccontextmanager
async def sounding() -> AsyncIterator[Rig]:
    """A modem that is silent on the line, in a stream of 20 ms pieces, whenever it is told to stream."""
    rig = make_rig(plan=load_tone_plan("us"), wait_for_dial_tone=False)
    flowing = asyncio.create_task(_flow(rig))
    try:
        yield rig
    finally:
        flowing.cancel()
        await asyncio.wait((flowing,))
        await rig.done()


async def _flow(rig: Rig) -> None:
    while True:
        await pass_s(0.02)
        if rig.modem.streaming:
            rig.modem.sound()


def opened(rig: Rig) -> int:
    return rig.modem.commands.count("AT+VTR")


async def end_each(rig: Rig, times: int) -> None:
    """So many streams end after a moment, each opened after the one before."""
    for _ in range(times):
        await rig.until(lambda: rig.modem.streaming)
        before = opened(rig)
        await pass_s(0.3)
        rig.modem.end_stream()
        await rig.until(lambda seen=before: opened(rig) > seen or rig.events)


@in_jumping_time
async def test_a_stream_that_ends_while_the_line_is_listened_to_is_opened_again_and_the_number_goes_out() -> None:
    async with sounding() as rig:
        await rig.ready()
        rig.driver.dial(1, "123")
        await end_each(rig, MOST_REOPENED)
        await rig.until(lambda: rig.events)
        assert rig.events == [LineDialled("line1")]
        assert any(command.startswith(("AT+VTS=", "ATDT123")) for command in rig.modem.commands)


@in_jumping_time
async def test_one_that_ends_again_and_again_fails_the_call_in_words_and_the_line_goes_on_hook() -> None:
    async with sounding() as rig:
        await rig.ready()
        rig.driver.dial(1, "123")
        await end_each(rig, MOST_REOPENED + 1)
        [failed] = rig.events
        assert isinstance(failed, DialFailed)
        assert failed.cause is DialFault.NOT_READY
        assert "ended its sound again and again" in failed.detail
        rig.driver.hang_up()
        await rig.until(lambda: len(rig.events) == 2)
        assert not rig.modem.streaming


@in_jumping_time
async def test_in_a_transfer_it_is_opened_again_too_else_the_caller_is_fetched_back() -> None:
    async with sounding() as rig:
        await rig.answered()
        rig.driver.transfer("21")
        await rig.until(lambda: "AT+VTS=!" in rig.modem.commands)
        await end_each(rig, MOST_REOPENED + 1)
        [failed] = rig.events
        assert isinstance(failed, TransferFailed)
        assert "ended its sound again and again" in failed.reason
        assert rig.modem.commands.count("AT+VTS=!") == 2
        await rig.until(lambda: rig.modem.streaming)


@in_jumping_time
async def test_whoever_is_put_aside_is_fetched_back_before_the_line_is_put_down() -> None:
    async with sounding() as rig:
        await rig.answered()
        rig.driver.transfer("21")
        await rig.until(lambda: rig.modem.commands[-1] == "AT+VTR" and "AT+VTS=!" in rig.modem.commands)
        told = len(rig.modem.commands)
        rig.driver.hang_up()
        await rig.until(lambda: rig.events)
        assert rig.modem.commands[told:].index("AT+VTS=!") < rig.modem.commands[told:].index("ATH")
        assert rig.modem.commands.count("AT+VTS=!") == 2
