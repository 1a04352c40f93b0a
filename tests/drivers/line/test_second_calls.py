"""Second calls on GSM lines: taken, swapped, refused, brought back, on every family that can, in time that jumps."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from appliance.model.actions import SendKeys
from appliance.model.caller import Caller, Presentation
from appliance.model.events import (
    CallerIdentified,
    CallerKnocked,
    DialFailed,
    FarEndAnswered,
    KeysRefused,
    LineAnswered,
    LineHungUp,
    LineRang,
    LineReleased,
    RingbackHeard,
)
from appliance.model.second_events import SecondCallFailed, SecondCallGone, SecondCallMoved
from appliance.model.states import HangUpCause, SecondOrder
from appliance.pretend.gsm.mobile_call_machine import MobileCallState
from appliance.pretend.gsm.subscribers import FarEnd
from appliance.pretend.script import HangUp, HangUpHow, Listen, PretendCall
from tests.drivers.line.jumping_time import in_jumping_time, pass_s
from tests.drivers.line.mobile import Mobile

FAMILIES = ("huawei_e1550", "huawei_e173", "sim7600", "ec25", "sim800", "a7670", "m95")
families = pytest.mark.parametrize("family", FAMILIES)
FIRST = Caller("+491701112222", "", Presentation.GIVEN)
SECOND = Caller("+493012345", "", Presentation.GIVEN)
LONG = 600_000
ACTIVE, HELD, WAITING = MobileCallState.ACTIVE, MobileCallState.HELD, MobileCallState.WAITING
TAKE, SWAP, REFUSE = SecondOrder.TAKE, SecondOrder.SWAP, SecondOrder.REFUSE
HUNG_UP = LineHungUp("line1", HangUpCause.NETWORK)


@asynccontextmanager
async def knocked(family: str, *, first_ms: int = LONG, second_ms: int = LONG, **more: Any) -> AsyncIterator[Mobile]:
    """A conversation in which somebody knocks; each far end hangs up so long after it was answered."""
    mobile = Mobile(family, **more)
    try:
        await mobile.start()
        gone = HangUp(how=HangUpHow.NOTHING)
        mobile.ring(PretendCall(number=FIRST.number, steps=(Listen(ms=first_ms), gone)))
        await mobile.until(lambda: CallerIdentified("line1", FIRST) in mobile.events)
        mobile.driver.answer(1)
        await mobile.until(lambda: LineAnswered("line1") in mobile.events)
        await pass_s(3)
        mobile.ring(
            PretendCall(number=SECOND.number, second=True, patience_rings=9, steps=(Listen(ms=second_ms), gone))
        )
        await mobile.until(lambda: CallerKnocked("line1", SECOND) in mobile.events)
        mobile.events.clear()
        yield mobile
    finally:
        await mobile.close()


async def ordered(mobile: Mobile, order: SecondOrder) -> None:
    mobile.driver.second_call(order)
    await mobile.until(lambda: SecondCallMoved("line1", order) in mobile.events)
    mobile.events.clear()


def stands(mobile: Mobile) -> dict[str, MobileCallState]:
    """What the pretend modem has of its calls."""
    return {call.number: call.state for call in mobile.bench.modem.calls}


async def put_down(mobile: Mobile) -> None:
    mobile.driver.hang_up()
    await mobile.until(lambda: LineReleased("line1") in mobile.events)
    assert stands(mobile) == {}


@families
def test_who_knocks_is_taken_and_both_are_heard_in_turn(family: str) -> None:
    @in_jumping_time
    async def test() -> None:
        async with knocked(family) as mobile:
            assert mobile.driver.takes_second_calls
            await ordered(mobile, TAKE)
            assert stands(mobile) == {FIRST.number: HELD, SECOND.number: ACTIVE}
            for heard, held in ((FIRST, SECOND), (SECOND, FIRST)):
                await pass_s(12)
                await ordered(mobile, SWAP)
                assert stands(mobile) == {heard.number: ACTIVE, held.number: HELD}
            await pass_s(12)
            assert mobile.events == []
            await put_down(mobile)
            await pass_s(12)
            assert mobile.events == [LineReleased("line1")]

    test()


@families
def test_who_knocks_is_refused_and_the_call_goes_on(family: str) -> None:
    @in_jumping_time
    async def test() -> None:
        async with knocked(family) as mobile:
            await ordered(mobile, REFUSE)
            await pass_s(12)
            assert stands(mobile) == {FIRST.number: ACTIVE}
            assert mobile.events == []
            mobile.driver.second_call(TAKE)
            await mobile.until(lambda: mobile.events)
            assert isinstance(mobile.events[0], SecondCallFailed)
            await put_down(mobile)

    test()


@families
def test_who_is_held_hangs_up_and_the_other_one_does_not_notice(family: str) -> None:
    @in_jumping_time
    async def test() -> None:
        async with knocked(family, first_ms=25_000) as mobile:
            await ordered(mobile, TAKE)
            await mobile.until(lambda: mobile.events)
            assert mobile.events == [SecondCallGone("line1")]
            await pass_s(12)
            assert mobile.events == [SecondCallGone("line1")]
            assert stands(mobile) == {SECOND.number: ACTIVE}
            await put_down(mobile)

    test()


@families
def test_who_is_heard_hangs_up_and_who_is_held_is_brought_back(family: str) -> None:
    @in_jumping_time
    async def test() -> None:
        async with knocked(family, second_ms=5_000, first_ms=60_000) as mobile:
            await ordered(mobile, TAKE)
            await mobile.until(lambda: mobile.events)
            assert mobile.events == [HUNG_UP]
            assert stands(mobile) == {FIRST.number: HELD}
            mobile.events.clear()
            await ordered(mobile, SWAP)
            assert stands(mobile) == {FIRST.number: ACTIVE}
            await mobile.until(lambda: mobile.events, 90)
            assert mobile.events == [HUNG_UP]
            await put_down(mobile)

    test()


@families
def test_nobody_is_left_on_hold_when_the_box_hangs_up(family: str) -> None:
    @in_jumping_time
    async def test() -> None:
        async with knocked(family) as mobile:
            await ordered(mobile, TAKE)
            mobile.driver.second_call(SWAP)
            await put_down(mobile)
            mobile.events.clear()
            mobile.bench.line.finished.clear()
            mobile.ring(PretendCall(number=FIRST.number, steps=(Listen(ms=LONG),)))
            await mobile.until(lambda: CallerIdentified("line1", FIRST) in mobile.events)

    test()


@families
def test_an_answer_that_is_lost_swaps_nobody_twice(family: str) -> None:
    @in_jumping_time
    async def test() -> None:
        async with knocked(family, misbehave="swallows_ok:+CHLD") as mobile:
            await ordered(mobile, TAKE)
            assert stands(mobile) == {FIRST.number: HELD, SECOND.number: ACTIVE}

    test()


@families
def test_a_hang_up_whose_answer_is_lost_ends_nobody_else(family: str) -> None:
    @in_jumping_time
    async def test() -> None:
        async with knocked(family, misbehave="swallows_ok:+CHUP") as mobile:
            mobile.driver.hang_up()
            await mobile.until(lambda: LineRang("line1") in mobile.events)
            assert LineReleased("line1") in mobile.events
            assert stands(mobile) == {SECOND.number: MobileCallState.INCOMING}

    test()


@families
def test_who_knocks_before_the_first_one_is_answered_is_told_then(family: str) -> None:
    @in_jumping_time
    async def test() -> None:
        mobile = Mobile(family)
        await mobile.start()
        mobile.ring(PretendCall(number=FIRST.number, patience_rings=9, steps=(Listen(ms=LONG),)))
        await mobile.until(lambda: CallerIdentified("line1", FIRST) in mobile.events)
        mobile.modem_says(f'+CCWA: "{SECOND.number}",145,1')
        await pass_s(0.2)
        mobile.driver.answer(1)
        await mobile.until(lambda: CallerKnocked("line1", SECOND) in mobile.events, 10)
        assert LineAnswered("line1") in mobile.events
        await mobile.close()

    test()


@families
def test_an_answer_whose_result_is_lost_takes_nobody_who_knocks(family: str) -> None:
    @in_jumping_time
    async def test() -> None:
        mobile = Mobile(family, misbehave="swallows_ok:A")
        await mobile.start()
        mobile.ring(PretendCall(number=FIRST.number, patience_rings=9, steps=(Listen(ms=LONG),)))
        await mobile.until(lambda: CallerIdentified("line1", FIRST) in mobile.events)
        mobile.driver.answer(1)
        await mobile.until(lambda: LineAnswered("line1") in mobile.events)
        assert sum(b"ATA" in command for command in mobile.commands) == 1
        await mobile.close()

    test()


@families
def test_a_modem_that_is_gone_in_the_middle_is_told_as_lost(family: str) -> None:
    @in_jumping_time
    async def test() -> None:
        async with knocked(family) as mobile:
            await ordered(mobile, TAKE)
            mobile.unplug()
            assert mobile.serving is not None
            await mobile.until(mobile.serving.done)
            assert mobile.serving.exception() is not None

    test()


@pytest.mark.parametrize("family", ["huawei_e1550", "huawei_e173"])
def test_keys_go_to_the_call_that_is_heard(family: str) -> None:
    @in_jumping_time
    async def test() -> None:
        async with knocked(family) as mobile:
            for token, order, call in ((1, TAKE, 2), (2, SWAP, 1), (3, SWAP, 2)):
                await ordered(mobile, order)
                assert mobile.driver.send_keys(SendKeys("line1", token, "5"))
                await pass_s(3)
                assert [each for each in mobile.commands if b"^DTMF" in each][token - 1 :] == [b"AT^DTMF=%d,5\r" % call]
                assert not any(isinstance(event, KeysRefused) for event in mobile.events)

    test()


@families
def test_a_third_one_who_waits_keeps_nobody_on_hold(family: str) -> None:
    @in_jumping_time
    async def test() -> None:
        async with knocked(family) as mobile:
            await ordered(mobile, TAKE)
            mobile.ring(PretendCall(number="+493099", second=True, patience_rings=90, steps=(Listen(ms=LONG),)))
            await mobile.until(lambda: WAITING in stands(mobile).values())
            await put_down(mobile)

    test()


@pytest.mark.parametrize("family", ["ec25", "huawei_e1550", "sim800"])
def test_who_knocks_in_a_call_of_ours_is_taken_and_heard_on_when_that_one_ends(family: str) -> None:
    @in_jumping_time
    async def test() -> None:
        mobile = Mobile(family, far_ends=(FarEnd(steps=(Listen(ms=25_000), HangUp(how=HangUpHow.NOTHING))),))
        try:
            await mobile.start()
            mobile.driver.dial(1, "05551234")
            await mobile.until(lambda: any(isinstance(event, FarEndAnswered) for event in mobile.events))
            mobile.ring(PretendCall(number=SECOND.number, second=True, patience_rings=9, steps=(Listen(ms=LONG),)))
            await mobile.until(lambda: CallerKnocked("line1", SECOND) in mobile.events)
            await ordered(mobile, TAKE)
            await mobile.until(lambda: SecondCallGone("line1") in mobile.events)
            assert mobile.events == [SecondCallGone("line1")]
            assert stands(mobile) == {SECOND.number: ACTIVE}
            await put_down(mobile)
        finally:
            await mobile.close()

    test()


@pytest.mark.parametrize("family", ["ec25", "sim7600"])
def test_who_knocks_while_nobody_has_answered_yet_is_told_and_taken_later(family: str) -> None:
    """+CCWA and the list as a modem tells them between ATD and the answer."""

    @in_jumping_time
    async def test() -> None:
        mobile = Mobile(family, far_ends=(FarEnd(answers_after_ms=8_000, steps=(Listen(ms=LONG),)),))
        try:
            await mobile.start()
            mobile.driver.dial(1, "05551234")
            await mobile.until(lambda: any(isinstance(event, RingbackHeard) for event in mobile.events))
            mobile.modem_says('+CCWA: "+493012345",145,1')
            await mobile.until(lambda: CallerKnocked("line1", SECOND) in mobile.events)
            await mobile.until(lambda: any(isinstance(event, FarEndAnswered) for event in mobile.events))
            assert not any(isinstance(event, LineHungUp | DialFailed) for event in mobile.events)
            await put_down(mobile)
        finally:
            await mobile.close()

    test()
