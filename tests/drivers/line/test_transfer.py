"""Callers sent on by hook flash to an extension behind a private exchange, on every family of pretend modems."""

import numpy as np
import pytest

from appliance.model.events import (
    FarEndAnswered,
    LineAnswered,
    LineHungUp,
    LineRang,
    LineReleased,
    LineTransferred,
    TransferFailed,
)
from appliance.pretend.families import FAMILIES
from appliance.pretend.gsm.subscribers import FarEnd
from appliance.pretend.report import Ended
from appliance.pretend.script import Listen, PretendCall, Tone, WaitRelease
from appliance.sound.measure import dominant_hz, span_of_tone
from tests.drivers.line.exchange_line import ExchangeLine, exchange_line
from tests.drivers.line.jumping_time import in_jumping_time, pass_s

FAR_HZ = 1_200
STAYS = (Listen(ms=1_000), Tone(hz=FAR_HZ, ms=500_000, dbm0=-12.0), WaitRelease(within_ms=600_000))
EXTENSIONS = (
    FarEnd(number="21", answers_after_ms=6_000),
    FarEnd(number="22", answers_after_ms=500),
    FarEnd(number="23", cause=17),
    FarEnd(number="24", cause=34),
    FarEnd(number="25", cause=1),
    FarEnd(number="0*", answers_after_ms=3_000, steps=STAYS),
)
families = pytest.mark.parametrize("family", FAMILIES)


async def answered(line: ExchangeLine) -> None:
    line.ring(PretendCall(number="5550101", steps=STAYS))
    await line.told(LineRang)
    line.driver.answer(1)
    await line.told(LineAnswered)
    await pass_s(2)
    line.events.clear()


async def hears_the_caller(line: ExchangeLine) -> None:
    line.ears.heard_frames.clear()
    await pass_s(2)
    assert dominant_hz(span_of_tone(np.concatenate(line.ears.heard_frames), FAR_HZ)) == pytest.approx(FAR_HZ, abs=3)


@families
@in_jumping_time
async def test_a_flash_whose_answer_is_lost_is_not_pressed_again(family: str) -> None:
    async with exchange_line(family, misbehave="swallows_ok:+VTS=!", far_ends=EXTENSIONS) as line:
        await answered(line)
        line.driver.transfer("21")
        await line.told(LineTransferred, most_s=30)
        assert not line.off_hook


@families
@pytest.mark.parametrize("extension", ["21", "22"])
@in_jumping_time
async def test_a_caller_is_sent_on_and_the_line_is_free(family: str, extension: str) -> None:
    async with exchange_line(family, far_ends=EXTENSIONS) as line:
        await answered(line)
        line.driver.transfer(extension)
        await line.told(LineTransferred, most_s=20)
        assert not line.off_hook
        line.driver.hang_up()
        await line.told(LineReleased)
        assert line.events == [LineTransferred("line1"), LineReleased("line1")]
        assert not line.off_hook
        assert line.outcome.ended is Ended.TRANSFERRED
        assert line.outcome.keys == extension


@families
@pytest.mark.parametrize(("extension", "why"), [("23", "busy tone"), ("24", "congestion"), ("25", "information")])
@in_jumping_time
async def test_where_nobody_can_be_reached_the_caller_is_here_again(family: str, extension: str, why: str) -> None:
    async with exchange_line(family, far_ends=EXTENSIONS) as line:
        await answered(line)
        line.driver.transfer(extension)
        failed = await line.told(TransferFailed, most_s=20)
        assert isinstance(failed, TransferFailed)
        assert why in failed.reason
        assert extension in failed.reason
        await pass_s(0.5)
        await hears_the_caller(line)
        line.driver.transfer("21")
        await line.told(LineTransferred)
        assert [type(event) for event in line.events] == [TransferFailed, LineTransferred]


@in_jumping_time
async def test_who_was_called_is_sent_on_too() -> None:
    async with exchange_line(far_ends=EXTENSIONS) as line:
        line.driver.dial(1, "0301234567")
        await line.told(FarEndAnswered)
        await pass_s(1)
        line.driver.transfer("21")
        await line.told(LineTransferred)
        assert line.outcome.ended is Ended.TRANSFERRED


@pytest.mark.parametrize("number", ["21;ATD0", "1" * 21, "+49", "a", ""])
@in_jumping_time
async def test_nothing_but_digits_is_an_extension(number: str) -> None:
    async with exchange_line(far_ends=EXTENSIONS) as line:
        await answered(line)
        line.driver.transfer(number)
        [failed] = line.events
        assert isinstance(failed, TransferFailed)
        assert "expected 1 to 20 of 0-9" in failed.reason
        await hears_the_caller(line)


@in_jumping_time
async def test_without_a_conversation_there_is_nobody_to_send_on() -> None:
    async with exchange_line(far_ends=EXTENSIONS) as line:
        line.driver.transfer("21")
        assert line.events == [TransferFailed("line1", "there is no conversation on this line")]


@families
@in_jumping_time
async def test_hanging_up_in_every_moment_of_a_transfer_leaves_the_line_on_hook(family: str) -> None:
    for after_ms in (0, 200, 1_500, 2_600, 4_000, 6_000):
        async with exchange_line(family, far_ends=EXTENSIONS) as line:
            await answered(line)
            line.driver.transfer("21")
            await pass_s(after_ms / 1_000)
            line.driver.hang_up()
            await line.told(LineReleased)
            assert not line.off_hook
            assert sum(isinstance(event, LineReleased) for event in line.events) == 1
            assert line.outcome.ended is (
                Ended.TRANSFERRED if LineTransferred("line1") in line.events else Ended.BOX_HUNG_UP
            )
            assert not any(isinstance(event, LineHungUp) for event in line.events)
