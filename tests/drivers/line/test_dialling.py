"""Calls that a voice modem's line makes: every family of pretend modems, and whoever may be at the far end."""

import asyncio

import msgspec
import numpy as np
import pytest

from appliance.core.dial_times import PAUSE_MS, call_within, pulsed
from appliance.drivers.line.modem.families import read_families
from appliance.drivers.line.modem.voice_family import Dialling, VoiceFamily, voice_family_faults
from appliance.model.events import (
    DialFailed,
    FarEndAnswered,
    LineDialled,
    LineHungUp,
    LineRang,
    LineReleased,
    RingbackHeard,
)
from appliance.model.states import AnswerSign, DialFault, HangUpCause
from appliance.pretend.exchange_tones import COUNTRIES
from appliance.pretend.families import FAMILIES
from appliance.pretend.gsm.subscribers import FarEnd
from appliance.pretend.report import Ended
from appliance.pretend.script import HangUp, HangUpHow, Listen, PretendCall, Tone, WaitRelease, WaitTone
from appliance.sound.measure import dominant_hz, span_of_tone
from tests.drivers.line.exchange_line import SAYS_HZ, ExchangeLine, exchange_line
from tests.drivers.line.jumping_time import in_jumping_time, pass_s

NUMBER = "03011234999"
"""Keys twice and thrice in a row, also where one command ends and the next begins."""
FAR_HZ = 1_200
TALKS = (
    Listen(ms=300),
    Tone(hz=FAR_HZ, ms=1_500, dbm0=-12.0),
    WaitTone(hz=round(SAYS_HZ), within_ms=20_000),
    Listen(ms=1_000),
    HangUp(how=HangUpHow.LOOP_BREAK),
)
FAX = (Listen(ms=200), Tone(hz=2_100, ms=3_000, dbm0=-12.0), WaitRelease(within_ms=60_000))
SILENT = (WaitRelease(within_ms=600_000),)
families = pytest.mark.parametrize("family", FAMILIES)
ANSWERS = FarEnd(number=NUMBER, answers_after_ms=7_000, steps=TALKS)


def kinds(line: ExchangeLine) -> list[type]:
    return [type(event) for event in line.events]


async def let_go(line: ExchangeLine) -> None:
    assert line.off_hook
    line.driver.hang_up()
    await line.told(LineReleased)
    assert not line.off_hook
    assert kinds(line).count(LineReleased) == 1


@families
@in_jumping_time
async def test_a_call_from_dial_tone_to_release_with_sound_both_ways(family: str) -> None:
    async with exchange_line(family, far_ends=(ANSWERS,)) as line:
        line.driver.dial(1, NUMBER)
        assert await line.told(FarEndAnswered) == FarEndAnswered("line1", AnswerSign.VOICE)
        await pass_s(2)
        line.speak()
        assert await line.told(LineHungUp) == LineHungUp("line1", HangUpCause.LOOP_BREAK)
        await let_go(line)
        assert kinds(line) == [LineDialled, RingbackHeard, FarEndAnswered, LineHungUp, LineReleased]
        assert line.outcome.number == NUMBER
        assert line.outcome.ended is Ended.SCRIPT_DONE
        said = line.heard
        ringback = said[: 8_000 * 6]
        assert np.abs(ringback).max() > 500, "the box hears it ring"
        assert dominant_hz(span_of_tone(said, FAR_HZ)) == pytest.approx(FAR_HZ, abs=3)
        heard = np.concatenate(line.tracks.heard)
        loud = heard[np.flatnonzero(np.abs(heard) > 3_000)[0] :][800:4_800]
        assert dominant_hz(loud) == pytest.approx(SAYS_HZ, abs=3)


CAUSES = {17: DialFault.BUSY, 34: DialFault.CONGESTION, 1: DialFault.UNOBTAINABLE}


@families
@pytest.mark.parametrize("cause", CAUSES)
@in_jumping_time
async def test_tones_that_say_why_nobody_is_reached(family: str, cause: int) -> None:
    async with exchange_line(family, far_ends=(FarEnd(number=NUMBER, cause=cause),)) as line:
        line.driver.dial(1, NUMBER)
        failed = await line.told(DialFailed, most_s=20)
        assert isinstance(failed, DialFailed)
        assert failed.cause is CAUSES[cause]
        assert "heard" in failed.detail
        await pass_s(5)
        await let_go(line)
        assert kinds(line) == [LineDialled, DialFailed, LineReleased]


@pytest.mark.parametrize("country", COUNTRIES)
@pytest.mark.parametrize("cause", [0, 17, 1])
@in_jumping_time
async def test_every_country_of_the_pretend_exchange(country: str, cause: int) -> None:
    async with exchange_line(country=country, far_ends=(FarEnd(cause=cause, answers_after_ms=16_000),)) as line:
        line.driver.dial(1, NUMBER)
        told = await line.told(DialFailed, FarEndAnswered)
        if cause:
            assert isinstance(told, DialFailed)
            assert told.cause is CAUSES[cause]
        else:
            assert told == FarEndAnswered("line1", AnswerSign.RINGBACK_ENDED)
            assert RingbackHeard in kinds(line)
        await let_go(line)


@pytest.mark.parametrize("family", ["usr5637", "multitech"])
@in_jumping_time
async def test_nobody_answers_for_three_minutes(family: str) -> None:
    async with exchange_line(family, far_ends=(FarEnd(answers_after_ms=None, gives_up_after_ms=300_000),)) as line:
        line.driver.dial(1, NUMBER)
        failed = await line.told(DialFailed, most_s=300)
        assert failed == DialFailed("line1", DialFault.NO_ANSWER, "nobody answered within 180 s")
        await let_go(line)
        assert line.outcome.ended is Ended.NOT_ANSWERED
        assert line.outcome.rings >= 3


@in_jumping_time
async def test_the_exchange_gives_up_before_we_do() -> None:
    async with exchange_line(far_ends=(FarEnd(answers_after_ms=None, gives_up_after_ms=12_000),)) as line:
        line.driver.dial(1, NUMBER)
        failed = await line.told(DialFailed)
        assert isinstance(failed, DialFailed)
        assert failed.cause is DialFault.BUSY
        assert RingbackHeard in kinds(line)


@families
@in_jumping_time
async def test_a_silent_answer_is_known_by_the_ring_that_does_not_come(family: str) -> None:
    async with exchange_line(family, far_ends=(FarEnd(answers_after_ms=9_000, steps=SILENT),)) as line:
        line.driver.dial(1, NUMBER)
        assert await line.told(FarEndAnswered) == FarEndAnswered("line1", AnswerSign.RINGBACK_ENDED)
        await let_go(line)


@families
@in_jumping_time
async def test_an_exchange_that_turns_the_loop_round_tells_answer_and_end(family: str) -> None:
    steps = (Listen(ms=3_000), HangUp(how=HangUpHow.NOTHING))
    async with exchange_line(family, far_ends=(FarEnd(answers_after_ms=5_000, reverses=True, steps=steps),)) as line:
        line.driver.dial(1, NUMBER)
        assert await line.told(FarEndAnswered) == FarEndAnswered("line1", AnswerSign.LOOP_REVERSAL)
        assert await line.told(LineHungUp, most_s=10) == LineHungUp("line1", HangUpCause.LOOP_BREAK)
        await let_go(line)


@in_jumping_time
async def test_a_fax_that_answers_has_answered() -> None:
    async with exchange_line(far_ends=(FarEnd(answers_after_ms=7_000, steps=FAX),)) as line:
        line.driver.dial(1, NUMBER)
        assert isinstance(await line.told(FarEndAnswered), FarEndAnswered)
        await let_go(line)


@families
@in_jumping_time
async def test_a_dead_line_is_told_within_6_s_and_nothing_is_dialled(family: str) -> None:
    async with exchange_line(family, misbehave="no_dial_tone") as line:
        line.driver.dial(1, NUMBER)
        failed = await line.told(DialFailed, most_s=8)
        assert isinstance(failed, DialFailed)
        assert failed.cause is DialFault.NO_DIAL_TONE
        assert "look at the telephone cable" in failed.detail
        await let_go(line)
        assert line.line.finished == []
        assert kinds(line) == [DialFailed, LineReleased]


@in_jumping_time
async def test_a_line_without_dial_tone_is_dialled_where_the_settings_say_so() -> None:
    async with exchange_line(misbehave="no_dial_tone", far_ends=(ANSWERS,), wait_for_dial_tone=False) as line:
        line.driver.dial(1, NUMBER)
        await line.told(FarEndAnswered)
        await let_go(line)
        assert line.outcome.number == NUMBER


@families
@in_jumping_time
async def test_pulses_where_the_settings_say_so(family: str) -> None:
    async with exchange_line(family, far_ends=(ANSWERS,), dial="pulse") as line:
        line.driver.dial(1, NUMBER)
        await line.told(FarEndAnswered)
        await let_go(line)
        assert line.outcome.number == NUMBER


@families
@in_jumping_time
async def test_the_slowest_number_is_out_before_its_time_is_over(family: str) -> None:
    zeros = "0" * 20
    async with exchange_line(family, far_ends=(ANSWERS,), dial="pulse") as line:
        began = line.now
        line.driver.dial(1, zeros)
        await line.told(LineDialled)
        assert pulsed(zeros) - PAUSE_MS < line.now - began < call_within(zeros)
        await let_go(line)


@pytest.mark.parametrize("outside_line", ["9,", "9,1,", "90"])
@in_jumping_time
async def test_digits_and_pauses_for_an_outside_line(outside_line: str) -> None:
    async with exchange_line(far_ends=(FarEnd(answers_after_ms=None),), outside_line=outside_line) as line:
        line.driver.dial(1, NUMBER)
        await line.told(LineDialled)
        await pass_s(5)
        await let_go(line)
        digits = "".join(character for character in outside_line if character.isdigit())
        assert line.outcome.number == digits + NUMBER


MISBEHAVIOURS = (
    "echoes_late",
    "doubles_a_line",
    "answers_error_once",
    "answers_error_once:+VTS",
    "samples_before_connect",
    "false_dial_tone",
)


@pytest.mark.parametrize("family", ["usr5637", "cx930xx", "multitech"])
@pytest.mark.parametrize("misbehave", MISBEHAVIOURS)
@in_jumping_time
async def test_calls_are_made_whatever_the_modem_does(family: str, misbehave: str) -> None:
    async with exchange_line(family, misbehave=misbehave, far_ends=(ANSWERS,)) as line:
        line.driver.dial(1, NUMBER)
        await line.told(FarEndAnswered)
        await let_go(line)
        assert line.outcome.number == NUMBER
        assert kinds(line) == [LineDialled, RingbackHeard, FarEndAnswered, LineReleased]


@families
@in_jumping_time
async def test_hanging_up_in_every_moment_of_a_call_leaves_the_line_on_hook(family: str) -> None:
    for after_ms in (0, 300, 1_700, 2_600, 3_500, 6_000):
        async with exchange_line(family, far_ends=(ANSWERS,)) as line:
            line.driver.dial(1, NUMBER)
            await pass_s(after_ms / 1_000)
            line.driver.hang_up()
            await line.told(LineReleased)
            assert not line.off_hook
            assert kinds(line).count(LineReleased) == 1
            await pass_s(3)
            line.events.clear()
            line.driver.dial(2, NUMBER)
            await line.told(LineDialled)
            line.driver.hang_up()
            await line.told(LineReleased)


@in_jumping_time
async def test_who_rings_in_that_moment_is_not_answered_and_rings_on() -> None:
    async with exchange_line() as line:
        line.ring(PretendCall(number="5550101", patience_rings=9, steps=SILENT))
        await line.told(LineRang)
        line.driver.dial(1, NUMBER)
        failed = await line.told(DialFailed)
        assert failed == DialFailed("line1", DialFault.NOT_READY, "somebody rings on this line")
        assert not line.off_hook
        line.driver.hang_up()
        await line.told(LineReleased)
        line.events.clear()
        await line.told(LineRang)


@in_jumping_time
async def test_a_ring_between_the_commands_stops_the_call_before_it_is_answered_by_accident() -> None:
    async with exchange_line() as line:
        line.driver.dial(1, NUMBER)
        await asyncio.sleep(0)
        line.modem.ring(line.now)
        line._go_on()
        failed = await line.told(DialFailed)
        assert isinstance(failed, DialFailed)
        assert failed.cause is DialFault.NOT_READY
        assert not line.off_hook


@pytest.mark.parametrize("number", ["", "+4930", "12;ATD0", "1" * 21, "12 34", "abc", "١"])
@in_jumping_time
async def test_nothing_but_digits_is_dialled(number: str) -> None:
    async with exchange_line() as line:
        commands = line.modem.commands_done
        line.driver.dial(1, number)
        failed = await line.told(DialFailed)
        assert isinstance(failed, DialFailed)
        assert failed.cause is DialFault.REFUSED
        assert "expected 1 to 20 of 0-9" in failed.detail
        assert line.modem.commands_done == commands


@in_jumping_time
async def test_a_line_in_a_call_dials_no_other() -> None:
    async with exchange_line(far_ends=(ANSWERS,)) as line:
        line.driver.dial(1, NUMBER)
        line.driver.dial(2, NUMBER)
        failed = await line.told(DialFailed)
        assert failed == DialFailed("line1", DialFault.NOT_READY, "the line is dialling")
        await line.told(FarEndAnswered)
        await let_go(line)


def test_a_family_that_dials_wrongly_is_explained() -> None:
    sound = read_families().sound["generic"]
    assert isinstance(sound, VoiceFamily)
    wrong = Dialling(key="{10}", keys="+VTS={keys}", command="ATD{number}")
    faults = dict(voice_family_faults(msgspec.structs.replace(sound, dialling=wrong)))
    assert faults == {
        "dialling.key": '"{10}" is no key for +VTS; expected one with {digit}, such as "{{digit},10}"',
        "dialling.keys": '"+VTS={keys}" is not such a command; expected "AT…" with {keys}, in printable ASCII',
        "dialling.command": (
            '"ATD{number}" is not such a command; expected "AT…" with {how} and {number}, in printable ASCII'
        ),
    }


@in_jumping_time
async def test_a_modem_that_takes_bare_digits_alone_is_given_them_one_by_one() -> None:
    async with exchange_line(far_ends=(ANSWERS,)) as line:
        take = line.modem._registers._prefixes["+VTS="]
        line.modem._registers._prefixes["+VTS="] = lambda value: take("" if "{" in value else value)
        line.driver.dial(1, NUMBER)
        await line.told(FarEndAnswered)
        await let_go(line)
        assert line.outcome.number == NUMBER
