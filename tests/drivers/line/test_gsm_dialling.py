"""Calls that a GSM line makes: every dialect at the pretend network, whoever may be at the far end."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from appliance.model.caller import Caller, Presentation
from appliance.model.events import (
    CallerKnocked,
    DialFailed,
    Event,
    FarEndAnswered,
    LineDialled,
    LineHungUp,
    LineRang,
    LineReleased,
    RingbackHeard,
    TransferFailed,
)
from appliance.model.second_events import SecondCallGone
from appliance.model.states import AnswerSign, DialFault, HangUpCause
from appliance.pretend.gsm.asking import asked
from appliance.pretend.gsm.coverage import NetworkChange
from appliance.pretend.gsm.subscribers import FarEnd
from appliance.pretend.report import Ended
from appliance.pretend.script import HangUp, HangUpHow, Listen, PretendCall, Tone, WaitRelease
from appliance.sound.measure import dominant_hz, level_dbm0, span_of_tone
from tests.drivers.line.jumping_time import in_jumping_time, pass_s
from tests.drivers.line.mobile import SAYS_HZ, Mobile

WITH_SOUND = ("huawei_e1550", "huawei_e173", "sim7600", "ec25")
families = pytest.mark.parametrize("family", WITH_SOUND)
every_dialect = pytest.mark.parametrize("family", [*WITH_SOUND, "sim800", "a7670", "m95", "wavecom"])
NUMBER = "01701112222"
LONG = 600_000
STAYS = (WaitRelease(within_ms=LONG),)
TALKS = (Listen(ms=500), Tone(hz=440, ms=1_500, dbm0=-12.0), HangUp(how=HangUpHow.NOTHING))


@asynccontextmanager
async def mobile_with(family: str, *far_ends: FarEnd, **more: Any) -> AsyncIterator[Mobile]:
    mobile = Mobile(family, far_ends=far_ends, **more)
    try:
        await mobile.start()
        yield mobile
    finally:
        await mobile.close()


def kinds(mobile: Mobile) -> list[type]:
    return [type(event) for event in mobile.events]


async def told(mobile: Mobile, *wanted: type, most_s: float = 120.0) -> Event:
    await mobile.until(lambda: any(isinstance(event, wanted) for event in mobile.events), most_s)
    return next(event for event in mobile.events if isinstance(event, wanted))


async def let_go(mobile: Mobile) -> None:
    mobile.driver.hang_up()
    await told(mobile, LineReleased)
    await pass_s(1)
    assert kinds(mobile).count(LineReleased) == 1
    assert not mobile.bench.line.modem.mobile.calls
    assert not mobile.serving.done()


@in_jumping_time
async def test_a_quectel_without_dsci_tells_of_calls_as_call_indications() -> None:
    hangs_up = FarEnd(answers_after_ms=4_000, steps=(Listen(ms=2_000), HangUp(how=HangUpHow.LOOP_BREAK)))
    async with mobile_with("ec25", hangs_up) as mobile:
        mobile.bench.modem.mobile.settings.put(asked("^DSCI=0"))
        mobile.driver.dial(1, NUMBER)
        assert await told(mobile, FarEndAnswered) == FarEndAnswered("line1", AnswerSign.NETWORK)
        assert await told(mobile, LineHungUp) == LineHungUp("line1", HangUpCause.NETWORK)
        told_of = mobile.bench.got[""].decode()
        assert '+QIND: "ccinfo",1,0,3,0,0,"01701112222"' in told_of
        assert '+QIND: "ccinfo",1,0,-1' in told_of
        assert "^DSCI:" not in told_of
        await let_go(mobile)


@every_dialect
@in_jumping_time
async def test_a_call_that_is_answered_with_sound_both_ways(family: str) -> None:
    async with mobile_with(family, FarEnd(answers_after_ms=4_000, steps=TALKS)) as mobile:
        mobile.driver.dial(1, NUMBER)
        assert await told(mobile, FarEndAnswered) == FarEndAnswered("line1", AnswerSign.NETWORK)
        assert await told(mobile, LineHungUp) == LineHungUp("line1", HangUpCause.NETWORK)
        await let_go(mobile)
        assert kinds(mobile) == [LineDialled, RingbackHeard, FarEndAnswered, LineHungUp, LineReleased]
        assert mobile.outcome.number == NUMBER
        heard = np.concatenate(mobile.mouth.heard_frames)
        assert dominant_hz(span_of_tone(heard[-16_000:], 440.0)) == pytest.approx(440, abs=3)
        said = np.concatenate(mobile.bench.tracks.heard)[-8_000:]
        assert dominant_hz(said) == pytest.approx(SAYS_HZ, abs=3)
        assert level_dbm0(said) == pytest.approx(-12.0, abs=0.5)


@pytest.mark.parametrize("family", ["huawei_e1550", "ec25"])
@in_jumping_time
async def test_ringing_is_heard_where_the_modem_has_sound_before_the_answer(family: str) -> None:
    async with mobile_with(family, FarEnd(answers_after_ms=9_000)) as mobile:
        mobile.driver.dial(1, NUMBER)
        await told(mobile, RingbackHeard)
        await pass_s(6)
        assert not mobile.bench.modem.calls.talking
        heard = np.concatenate(mobile.mouth.heard_frames)
        assert dominant_hz(span_of_tone(heard, 425.0)) == pytest.approx(425, abs=3)
        await let_go(mobile)


CAUSES = {
    17: DialFault.BUSY,
    1: DialFault.UNOBTAINABLE,
    21: DialFault.REFUSED,
    34: DialFault.CONGESTION,
    38: DialFault.CONGESTION,
}


@every_dialect
@pytest.mark.parametrize("cause", CAUSES)
@in_jumping_time
async def test_the_network_says_why_nobody_is_reached(family: str, cause: int) -> None:
    async with mobile_with(family, FarEnd(cause=cause)) as mobile:
        mobile.driver.dial(1, NUMBER)
        failed = await told(mobile, DialFailed, most_s=20)
        assert isinstance(failed, DialFailed)
        assert failed.cause is CAUSES[cause], failed
        await let_go(mobile)
        accepted = [] if family == "wavecom" else [LineDialled]  # its OK comes with the answer
        assert kinds(mobile) == [*accepted, DialFailed, LineReleased]


@in_jumping_time
async def test_a_modem_that_tells_nothing_but_the_answer() -> None:
    """And whose card hears nothing here: the call is let go before that is noticed."""
    async with mobile_with("zte", FarEnd(answers_after_ms=4_000, steps=STAYS), options={"card": "x"}) as mobile:
        mobile.driver.dial(1, NUMBER)
        await told(mobile, FarEndAnswered)
        await let_go(mobile)
        assert kinds(mobile) == [LineDialled, FarEndAnswered, LineReleased]


OK_ALONE = """kind = "gsm"
like = "wavecom"
title = "Says OK when it is answered, and nothing else"

[calls]
dialect = "standard"
answer = [{ send = "ATA" }]
dial = "ATD{number};"
ok_means = "connected"
hang_up = [{ send = "ATH" }]
poll = "never"
"""


@in_jumping_time
async def test_a_modem_whose_ok_to_dialling_is_the_answer_and_all_it_tells(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(OK_ALONE)
    options = {"card": "x", "family": "mine", "family_folder": str(tmp_path)}
    async with mobile_with("wavecom", FarEnd(answers_after_ms=4_000, steps=STAYS), options=options) as mobile:
        mobile.driver.dial(1, NUMBER)
        await told(mobile, FarEndAnswered)
        assert mobile.bench.modem.calls.talking
        await let_go(mobile)
        assert kinds(mobile) == [LineDialled, FarEndAnswered, LineReleased]


@families
@in_jumping_time
async def test_nobody_answers_until_the_network_or_the_settings_give_up(family: str) -> None:
    for gives_up_ms, detail in ((15_000, ""), (300_000, "nobody answered within 180 s")):
        far = FarEnd(answers_after_ms=None, gives_up_after_ms=gives_up_ms)
        async with mobile_with(family, far) as mobile:
            mobile.driver.dial(1, NUMBER)
            failed = await told(mobile, DialFailed, most_s=300)
            assert isinstance(failed, DialFailed)
            assert failed.cause is DialFault.NO_ANSWER
            assert detail in failed.detail
            await let_go(mobile)
            assert kinds(mobile) == [LineDialled, RingbackHeard, DialFailed, LineReleased]


@families
@in_jumping_time
async def test_hanging_up_in_every_moment_ends_the_call(family: str) -> None:
    for after_ms in (0, 5, 60, 150, 400, 900, 2_000, 4_500, 6_000):
        async with mobile_with(family, FarEnd(answers_after_ms=4_000, steps=STAYS)) as mobile:
            mobile.driver.dial(1, NUMBER)
            await pass_s(after_ms / 1_000)
            await let_go(mobile)
            mobile.events.clear()
            await pass_s(1)
            mobile.driver.dial(2, NUMBER)
            await told(mobile, FarEndAnswered)
            await let_go(mobile)


@families
@pytest.mark.parametrize(("own_number", "withheld"), [("booked", False), ("hidden", True), ("shown", False)])
@in_jumping_time
async def test_the_own_number_is_hidden_where_the_settings_say_so(
    family: str, own_number: str, *, withheld: bool
) -> None:
    async with mobile_with(family, FarEnd(steps=STAYS), options={"own_number": own_number}) as mobile:
        mobile.driver.dial(1, NUMBER)
        await told(mobile, FarEndAnswered)
        await let_go(mobile)
        assert (mobile.outcome.presentation.name == "WITHHELD") == withheld


@families
@pytest.mark.parametrize(("own_number", "code", "withheld"), [("booked", "#31#", True), ("hidden", "*31#", False)])
@in_jumping_time
async def test_one_call_hides_or_shows_the_own_number(
    family: str, own_number: str, code: str, *, withheld: bool
) -> None:
    async with mobile_with(family, FarEnd(steps=STAYS), options={"own_number": own_number}) as mobile:
        mobile.driver.dial(1, code + NUMBER)
        await told(mobile, FarEndAnswered)
        await let_go(mobile)
        assert mobile.outcome.number == NUMBER
        assert (mobile.outcome.presentation.name == "WITHHELD") == withheld


MISBEHAVIOURS = (
    "doubles_carriage_returns",
    "doubles_a_line",
    "answers_error_once",
    "swallows_ok:D",
    "glues_lines",
    "floods_events",
)


@families
@pytest.mark.parametrize("misbehave", MISBEHAVIOURS)
@in_jumping_time
async def test_calls_are_made_whatever_the_modem_does_and_never_twice(family: str, misbehave: str) -> None:
    async with mobile_with(family, FarEnd(answers_after_ms=4_000, steps=STAYS), misbehave=misbehave) as mobile:
        await pass_s(5)
        mobile.driver.dial(1, NUMBER)
        await told(mobile, FarEndAnswered)
        await pass_s(3)
        await let_go(mobile)
        assert kinds(mobile) == [LineDialled, RingbackHeard, FarEndAnswered, LineReleased]
        assert len(mobile.bench.line.finished) == 1


@pytest.mark.parametrize("family", ["m95", "a7670", "sim800", "huawei_e1550", "sim7600", "ec25"])
@in_jumping_time
async def test_a_lost_answer_to_the_dial_command_is_noticed_before_the_far_end_answers(family: str) -> None:
    far = FarEnd(answers_after_ms=35_000, steps=STAYS)
    async with mobile_with(family, far, misbehave="swallows_ok:D") as mobile:
        await pass_s(5)
        began = asyncio.get_running_loop().time()
        mobile.driver.dial(1, NUMBER)
        await told(mobile, LineDialled)
        assert asyncio.get_running_loop().time() - began < 26
        await told(mobile, FarEndAnswered)
        await let_go(mobile)
        assert len(mobile.bench.line.finished) == 1


@in_jumping_time
async def test_without_a_network_nothing_is_dialled() -> None:
    async with mobile_with("sim7600", FarEnd()) as mobile:
        mobile._catch_up()
        mobile.bench.line._cover(NetworkChange(line="line1", registration="searching"), mobile.bench.now)
        mobile._go_on()
        await pass_s(1)
        mobile.driver.dial(1, NUMBER)
        failed = await told(mobile, DialFailed)
        assert isinstance(failed, DialFailed)
        assert failed.cause is DialFault.NOT_READY
        assert "no network" in failed.detail
        mobile.driver.hang_up()
        await told(mobile, LineReleased)
        assert mobile.bench.line.finished == []


@in_jumping_time
async def test_who_rings_in_that_moment_rings_on() -> None:
    async with mobile_with("ec25", FarEnd()) as mobile:
        mobile.ring(PretendCall(number="+491701112222", steps=STAYS))
        await told(mobile, LineRang)
        mobile.driver.dial(1, NUMBER)
        failed = await told(mobile, DialFailed)
        assert failed == DialFailed("line1", DialFault.NOT_READY, "somebody rings on this line")


NO_NUMBERS = ("", "+4930", "12;H", "1" * 21, "*21*0301234#", "**21*1#", "0301#", "*100#")


@pytest.mark.parametrize("number", [*NO_NUMBERS, "#31#", "#31#*31#0301", "*31#0301#", "#31#*21*0301#", "#310301"])
@in_jumping_time
async def test_nothing_but_numbers_is_dialled_and_no_code_that_orders_something(number: str) -> None:
    async with mobile_with("ec25", FarEnd()) as mobile:
        mobile.driver.dial(1, number)
        [failed] = mobile.events
        assert isinstance(failed, DialFailed)
        assert failed.cause is DialFault.REFUSED
        await pass_s(2)
        assert mobile.bench.line.finished == []
        assert not mobile.bench.modem.calls


@in_jumping_time
async def test_a_transfer_is_refused_in_words_and_the_caller_stays() -> None:
    async with mobile_with("ec25", FarEnd(steps=STAYS)) as mobile:
        mobile.driver.dial(1, NUMBER)
        await told(mobile, FarEndAnswered)
        mobile.driver.transfer("21")
        failed = await told(mobile, TransferFailed)
        assert isinstance(failed, TransferFailed)
        assert "no hook flash" in failed.reason
        assert mobile.bench.modem.calls.talking
        await let_go(mobile)
        assert mobile.outcome.ended is Ended.SCRIPT_DONE


@in_jumping_time
async def test_who_knocks_in_a_call_of_ours_is_told_and_the_call_goes_on() -> None:
    async with mobile_with("ec25", FarEnd(steps=STAYS)) as mobile:
        mobile.driver.dial(1, NUMBER)
        await told(mobile, FarEndAnswered)
        await pass_s(3)
        mobile.events.clear()
        mobile.ring(PretendCall(number="+493012345", second=True, patience_rings=3, steps=STAYS))
        await pass_s(20)
        assert CallerKnocked("line1", Caller("+493012345", "", Presentation.GIVEN)) in mobile.events
        assert mobile.events[-1] == SecondCallGone("line1")
        assert set(kinds(mobile)) == {CallerKnocked, SecondCallGone}
        assert mobile.bench.modem.calls.talking
