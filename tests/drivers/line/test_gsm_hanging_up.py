"""GSM lines: a call that will not end is told, who waits is left alone, and nothing is up before the line is ready."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from appliance.drivers.errors import DeviceStuck
from appliance.drivers.line.gsm.stray_calls import IN_A_ROW_MS, StrayWatch
from appliance.model.events import CallerIdentified, LineAnswered, LineHungUp, LineRang, LineReleased
from appliance.model.states import HangUpCause
from appliance.pretend.gsm.asking import ERROR
from appliance.pretend.gsm.mobile_call_machine import MobileCallState
from appliance.pretend.gsm.settings import Stored
from appliance.pretend.gsm.subscribers import FarEnd
from appliance.pretend.script import HangUp, HangUpHow, Listen, PretendCall, WaitRelease
from tests.drivers.line.jumping_time import in_jumping_time, pass_s
from tests.drivers.line.mobile import Mobile

LONG = 600_000
STAYS = PretendCall(number="+491701112222", steps=(WaitRelease(within_ms=LONG),))
KNOCKS = PretendCall(number="+493012345", second=True, patience_rings=90, steps=(WaitRelease(within_ms=LONG),))
LISTENS = FarEnd(steps=(Listen(ms=LONG),))


@asynccontextmanager
async def prepared(family: str, **more: Any) -> AsyncIterator[Mobile]:
    mobile = Mobile(family, **more)
    try:
        await mobile.start()
        yield mobile
    finally:
        await mobile.close()


async def talking(mobile: Mobile, call: PretendCall = STAYS) -> None:
    mobile.ring(call)
    await mobile.until(lambda: any(isinstance(event, CallerIdentified) for event in mobile.events))
    mobile.driver.answer(1)
    await mobile.until(lambda: LineAnswered("line1") in mobile.events)
    await pass_s(3)


def calls(mobile: Mobile, *states: MobileCallState) -> int:
    return len(mobile.bench.modem.calls.those(*states))


@pytest.mark.parametrize("family", ["sim7600", "ec25", "sim800"])
@in_jumping_time
async def test_a_call_that_will_not_end_is_a_fault_and_not_told_as_released(family: str) -> None:
    async with prepared(family, misbehave="deaf_to_hang_up") as mobile:
        await talking(mobile)
        mobile.driver.hang_up()
        await mobile.until(mobile.serving.done)
        with pytest.raises(DeviceStuck, match=r"a call is still up after AT\+CHUP"):
            mobile.serving.result()
        assert LineReleased("line1") not in mobile.events


@in_jumping_time
async def test_the_next_way_is_taken_where_the_first_is_deaf_and_where_the_list_is_refused() -> None:
    for listed in (True, False):
        async with prepared("ec25", misbehave="deaf_to_hang_up:+CHUP") as mobile:
            await talking(mobile)
            if not listed:
                mobile.bench.modem._handlers["+CLCC"] = lambda *_: ERROR
            mobile.driver.hang_up()
            await mobile.until(lambda seen=mobile: LineReleased("line1") in seen.events)
            assert not len(mobile.bench.modem.calls)


@in_jumping_time
async def test_ath_is_no_more_deaf_where_the_modem_comes_with_it_switched_off() -> None:
    mobile = Mobile("sim7600", misbehave="deaf_to_hang_up:+CHUP")
    settings = mobile.bench.modem.mobile.settings
    settings._known = {**settings._known, "+CVHU": Stored("1", "(0,1)")}  # as after AT+CVHU=1;&W on another box
    settings.restore()
    await mobile.start()
    await talking(mobile)
    mobile.driver.hang_up()
    await mobile.until(lambda: LineReleased("line1") in mobile.events)
    assert not len(mobile.bench.modem.calls)
    await mobile.close()


@in_jumping_time
async def test_without_a_list_the_modems_activity_says_that_a_call_stays() -> None:
    async with prepared("ec25", misbehave="deaf_to_hang_up") as mobile:
        await talking(mobile)
        mobile.bench.modem._handlers["+CLCC"] = lambda *_: ERROR
        mobile.driver.hang_up()
        await mobile.until(mobile.serving.done)
        with pytest.raises(DeviceStuck, match="still up"):
            mobile.serving.result()


@pytest.mark.parametrize("family", ["ec25", "sim800", "huawei_e173"])
@in_jumping_time
async def test_who_waits_rings_on_when_our_call_is_hung_up(family: str) -> None:
    async with prepared(family) as mobile:
        await talking(mobile)
        mobile.ring(KNOCKS)
        await mobile.until(lambda: calls(mobile, MobileCallState.WAITING))
        mobile.events.clear()
        mobile.driver.hang_up()
        await mobile.until(lambda: LineReleased("line1") in mobile.events)
        await mobile.until(lambda: LineRang("line1") in mobile.events)
        assert calls(mobile, MobileCallState.INCOMING) == 1


@pytest.mark.parametrize("family", ["ec25", "sim7600"])
@in_jumping_time
async def test_who_waits_rings_on_when_the_far_end_was_the_one_to_hang_up(family: str) -> None:
    async with prepared(family) as mobile:
        leaves = PretendCall(number="+491701112222", steps=(Listen(ms=9_000), HangUp(how=HangUpHow.NOTHING)))
        await talking(mobile, leaves)
        mobile.ring(KNOCKS)
        await mobile.until(lambda: calls(mobile, MobileCallState.WAITING))
        await mobile.until(lambda: LineHungUp("line1", HangUpCause.NETWORK) in mobile.events)
        mobile.events.clear()
        mobile.driver.hang_up()
        await mobile.until(lambda: LineReleased("line1") in mobile.events)
        await mobile.until(lambda: LineRang("line1") in mobile.events)
        assert calls(mobile, MobileCallState.INCOMING) == 1


@pytest.mark.parametrize("family", ["sim7600", "ec25", "sim800", "huawei_e173"])
@in_jumping_time
async def test_a_call_that_is_up_as_the_line_starts_is_hung_up_before_it_is_ready(family: str) -> None:
    mobile = Mobile(family, misbehave="keeps_calls", far_ends=(LISTENS,))
    await pass_s(5)
    mobile.behind_our_back("ATD05551234;")
    await mobile.until(lambda: calls(mobile, MobileCallState.ACTIVE))
    await mobile.driver.prepare()
    assert not len(mobile.bench.modem.calls)
    await mobile.close()


@in_jumping_time
async def test_a_line_whose_call_nothing_ends_does_not_become_ready() -> None:
    mobile = Mobile("ec25", misbehave="keeps_calls,deaf_to_hang_up", far_ends=(LISTENS,))
    await pass_s(5)
    mobile.behind_our_back("ATD05551234;")
    await mobile.until(lambda: calls(mobile, MobileCallState.ACTIVE))
    with pytest.raises(DeviceStuck, match="still up"):
        await mobile.driver.prepare()
    await mobile.close()


@in_jumping_time
async def test_a_call_of_somebody_else_that_will_not_end_is_a_fault() -> None:
    async with prepared("sim7600", misbehave="deaf_to_hang_up", far_ends=(LISTENS,)) as mobile:
        mobile.behind_our_back("ATD05551234;")
        await mobile.until(mobile.serving.done)
        with pytest.raises(DeviceStuck, match="still up"):
            mobile.serving.result()


def test_ending_twice_in_a_row_is_without_a_look_that_found_none_and_soon() -> None:
    watch = StrayWatch()
    assert not watch.ended_again(0)
    assert watch.ended_again(IN_A_ROW_MS - 1)
    assert not watch.ended_again(2 * IN_A_ROW_MS)
    watch.found_none()
    assert not watch.ended_again(2 * IN_A_ROW_MS + 1)
