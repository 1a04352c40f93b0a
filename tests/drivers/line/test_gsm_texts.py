"""Texts sent over a GSM line: at pretend modems of every family, well and badly behaved, in time that jumps."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from appliance.drivers.errors import DriverFault
from appliance.drivers.line.gsm.outbox import NOT_TOLD
from appliance.model.actions import SendText
from appliance.model.caller import Caller, Presentation
from appliance.model.events import CallerIdentified, LineAnswered
from appliance.model.states import ReportedFate, SendFault, TextKind
from appliance.model.text_events import TextReceived, TextRefused, TextSent
from appliance.pretend.gsm.asking import Asked, Form
from appliance.pretend.gsm.settings import Stored
from appliance.pretend.gsm.subscribers import FarEnd
from appliance.pretend.script import Listen, PretendCall
from tests.drivers.line.jumping_time import in_jumping_time, pass_s
from tests.drivers.line.mobile import Mobile

WITH_SOUND = ("huawei_e1550", "huawei_e173", "sim7600", "ec25")
families = pytest.mark.parametrize("family", WITH_SOUND)
NUMBER = "+4915112345678"
LONG = "Grüße aus Köln – 10 €! " * 30
"""Not of the GSM alphabet (the dash): UCS2."""


@asynccontextmanager
async def prepared(family: str, **more: Any) -> AsyncIterator[Mobile]:
    mobile = Mobile(family, **more)
    try:
        await mobile.start()
        yield mobile
    finally:
        await mobile.close()


def order(body: str = "Hello", *, number: str = NUMBER, text: int = 1, done: int = 0) -> SendText:
    return SendText(line="line1", text=text, number=number, body=body, done=done)


def results(mobile: Mobile) -> list[TextSent | TextRefused]:
    return [event for event in mobile.events if isinstance(event, TextSent | TextRefused)]


async def sent(mobile: Mobile, what: SendText) -> TextSent | TextRefused:
    """Its last word."""
    before = len(results(mobile))
    mobile.driver.send_text(what)
    await mobile.until(lambda: len(results(mobile)) > before and _last(results(mobile)[-1]), 200)
    return results(mobile)[-1]


def _last(told: TextSent | TextRefused) -> bool:
    return isinstance(told, TextRefused) or told.part == told.parts


@families
@pytest.mark.parametrize("body", ["Hello", "{[10 €]}\n" * 30, "Привет 🌍 " * 40, "x" * 160, "x" * 161])
def test_a_text_arrives_as_it_was_written_and_its_report_comes_back(family: str, body: str) -> None:
    @in_jumping_time
    async def test() -> None:
        async with prepared(family) as mobile:
            done = await sent(mobile, order(body))
            assert isinstance(done, TextSent)
            [arrived] = mobile.arrived
            assert (arrived.destination, arrived.text, arrived.missing) == (NUMBER, body, 0)
            assert [told.part for told in results(mobile)] == list(range(1, done.parts + 1))
            await mobile.until(lambda: len(reports(mobile)) == done.parts)
            references = {told.reference for told in results(mobile)}
            assert {report.reference for report in reports(mobile)} == references
            assert {(report.recipient, report.fate) for report in reports(mobile)} == {(NUMBER, ReportedFate.DELIVERED)}

    test()


def reports(mobile: Mobile) -> list[Any]:
    return [event.report for event in mobile.events if isinstance(event, TextReceived) and event.report]


@in_jumping_time
async def test_reports_come_once_and_texts_are_told_of_where_the_modem_wanted_each_acknowledged() -> None:
    mobile = Mobile("sim7600")
    settings = mobile.bench.modem.mobile.settings
    settings._known = {**settings._known, "+CSMS": Stored("1", "(0,1)")}  # as another box has stored it
    settings.restore()
    await mobile.start()
    await sent(mobile, order())
    await mobile.until(lambda: reports(mobile))
    await pass_s(30)
    assert len(reports(mobile)) == 1
    assert settings.text("+CNMI", 1) == "1"  # 27.005 §3.4.1: 0 once something was not acknowledged
    await mobile.close()


BAD = (
    "bare_prompt",
    "echoes_texts",
    "loses_prompt",
    "doubles_carriage_returns",
    "doubles_a_line",
    "glues_lines",
    "floods_events",
    "answers_error_once:+CMGS",
    "swallows_ok:+CMGS",
    "swallows_ok",
    "echoes_late",
    "stalls:+CMGS",
)


@families
@pytest.mark.parametrize("misbehave", BAD)
def test_whatever_the_modem_does_a_text_goes_out_once_or_is_told(family: str, misbehave: str) -> None:
    @in_jumping_time
    async def test() -> None:
        async with prepared(family, misbehave=misbehave) as mobile:
            tries = 0
            told: TextSent | TextRefused = TextRefused("line1", 1, SendFault.LATER, "not tried")
            while isinstance(told, TextRefused) and told.fault is SendFault.LATER:
                tries += 1
                assert tries < 4
                await pass_s(10)
                told = await sent(mobile, order(LONG, done=sum(isinstance(each, TextSent) for each in results(mobile))))
            await pass_s(5)
            assert isinstance(told, TextSent), told
            assert [arrived.text for arrived in mobile.arrived] == [LONG]
            assert not mobile.serving.done()
            assert not mobile.bench.modem.ports[""].at_prompt

    test()


@families
def test_a_text_whose_result_is_lost_is_doubtful_and_the_next_one_goes(family: str) -> None:
    @in_jumping_time
    async def test() -> None:
        async with prepared(family, misbehave="swallows_text_result") as mobile:
            told = await sent(mobile, order())
            assert told == TextRefused(
                "line1", 1, SendFault.DOUBTFUL, "the modem did not say in time whether the network took it"
            )
            assert len(mobile.arrived) == 1
            assert isinstance(await sent(mobile, order("again", text=2)), TextSent)
            assert [arrived.text for arrived in mobile.arrived] == ["Hello", "again"]

    test()


@pytest.mark.parametrize(
    ("code", "fault", "words"),
    [
        (1, SendFault.REFUSED, "+CMS ERROR 1: this number is not in use; check the number"),
        (38, SendFault.LATER, "+CMS ERROR 38: the network is out of order; it is tried again"),
        (42, SendFault.LATER, "+CMS ERROR 42: the network is busy; it is tried again"),
        (332, SendFault.DOUBTFUL, "the network did not answer in time"),
        (500, SendFault.LATER, "+CMS ERROR 500: unknown error; it is tried again"),
    ],
)
def test_refusals_of_the_network_are_told_apart(code: Any, fault: SendFault, words: str) -> None:
    @in_jumping_time
    async def test() -> None:
        async with prepared("sim7600", far_ends=(FarEnd(number=NUMBER, text_fault=code),)) as mobile:
            assert await sent(mobile, order()) == TextRefused("line1", 1, fault, words)
            assert mobile.arrived == []

    test()


def test_the_parts_that_the_network_has_are_not_sent_again() -> None:
    @in_jumping_time
    async def test() -> None:
        async with prepared("ec25") as mobile:
            await sent(mobile, order(LONG))
            mobile.events.clear()
            last = await sent(mobile, order(LONG, done=9))
            assert isinstance(last, TextSent)
            assert [told.part for told in results(mobile)] == list(range(10, last.parts + 1))

    test()


@pytest.mark.parametrize(
    ("status", "fate", "words"),
    [
        (0, ReportedFate.DELIVERED, "received by"),
        (32, ReportedFate.TRYING, "congestion"),
        (70, ReportedFate.FAILED, "validity"),
    ],
)
def test_reports_tell_what_became_of_it(status: int, fate: ReportedFate, words: str) -> None:
    @in_jumping_time
    async def test() -> None:
        far_end = FarEnd(number=NUMBER, report=status, report_after_ms=3_600_000)
        async with prepared("huawei_e1550", far_ends=(far_end,)) as mobile:
            await sent(mobile, order())
            await pass_s(3_500)
            assert reports(mobile) == []
            await mobile.until(lambda: reports(mobile), 200)
            [report] = reports(mobile)
            assert (report.fate, words in report.words) == (fate, True)

    test()


def test_a_text_waits_for_a_call_to_be_over_unless_the_family_can_do_both() -> None:
    @in_jumping_time
    async def test() -> None:
        async with prepared("sim7600") as mobile:
            caller = Caller("+491701112222", "", Presentation.GIVEN)
            mobile.ring(PretendCall(number="+491701112222", steps=(Listen(ms=600_000),)))
            await mobile.until(lambda: CallerIdentified("line1", caller) in mobile.events)
            assert await sent(mobile, order()) == TextRefused("line1", 1, SendFault.LATER, "a call came first")
            mobile.driver.answer(1)
            await mobile.until(lambda: LineAnswered("line1") in mobile.events)
            mobile.events.clear()
            assert await sent(mobile, order()) == TextRefused("line1", 1, SendFault.LATER, "a call came first")
            assert not mobile.driver.texts_in_call

    test()


def test_one_at_a_time_and_none_once_the_line_has_failed() -> None:
    @in_jumping_time
    async def test() -> None:
        async with prepared("sim7600") as mobile:
            mobile.driver.send_text(order(text=1))
            mobile.driver.send_text(order(text=2))
            assert results(mobile) == [
                TextRefused("line1", 2, SendFault.LATER, "another text is being sent on this line")
            ]
            await pass_s(0.4)  # the network has it, and takes half a second to say so
            mobile.unplug()
            await pass_s(1)
            with pytest.raises(DriverFault, match="unplugged"):
                mobile.serving.result()
            assert results(mobile)[1:] == [
                TextRefused("line1", 1, SendFault.DOUBTFUL, "the line failed before the network had answered")
            ]
            mobile.driver.send_text(order(text=3))
            assert results(mobile)[2:] == [TextRefused("line1", 3, SendFault.LATER, "the line has just failed")]

    test()


def test_a_modem_that_fell_back_to_text_mode_is_brought_back() -> None:
    @in_jumping_time
    async def test() -> None:
        async with prepared("sim7600") as mobile:
            mobile.bench.modem.mobile.settings.put(Asked("+CMGF", Form.SET, "1"))
            assert isinstance(await sent(mobile, order()), TextSent)
            assert [arrived.text for arrived in mobile.arrived] == ["Hello"]

    test()


def test_a_number_that_is_none_is_refused_for_good() -> None:
    @in_jumping_time
    async def test() -> None:
        async with prepared("sim7600") as mobile:
            told = await sent(mobile, order(number="Anna"))
            assert isinstance(told, TextRefused)
            assert told.fault is SendFault.REFUSED
            assert "SMS to 'Anna': expected 1 to 20 digits" in told.reason
            assert NOT_TOLD not in range(256)

    test()


@in_jumping_time
async def test_a_text_handed_over_in_text_mode_is_kept_and_the_mode_is_set_again() -> None:
    async with prepared("sim7600") as mobile:
        mobile.bench.modem.mobile.settings.put(Asked("+CMGF", Form.SET, "1"))
        before = len(mobile.commands)
        mobile.bench.modem.mobile.tell('+CMT: "+49170","","26/11/22,12:00:00+04"\r\nHello', mobile.bench.now)
        mobile.bench.modem._after(mobile.bench.now)
        mobile._go_on()
        await mobile.until(lambda: b"AT+CMGF=0\r" in mobile.commands[before:])
        [kept] = [event for event in mobile.events if isinstance(event, TextReceived)]
        assert (kept.kind, kept.pdus[1]) == (TextKind.UNREADABLE, "Hello")
        assert not mobile.serving.done()


@in_jumping_time
async def test_a_text_that_never_went_out_is_not_doubtful_because_of_the_one_before_it() -> None:
    async with prepared("sim7600") as mobile:
        assert isinstance(await sent(mobile, order(text=1)), TextSent)
        mobile.driver.send_text(order(text=2))
        mobile.unplug()
        await pass_s(1)
        last = results(mobile)[-1]
        assert isinstance(last, TextRefused)
        assert (last.text, last.fault) == (2, SendFault.LATER)
