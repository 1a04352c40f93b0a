"""GSM lines: the driver at pretend modems of every family whose sound comes through a port, in time that jumps."""

import os
import tty
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from appliance.drivers.errors import DeviceLacks, DeviceUnfit, DriverFault
from appliance.drivers.line.gsm.network_watch import GONE_MS
from appliance.drivers.line.gsm.stray_calls import LOOK_MS
from appliance.drivers.line.health_machine import Health
from appliance.drivers.line.modem.modem_machine import Move
from appliance.model.caller import Caller, Presentation
from appliance.model.events import CallerIdentified, CallerKnocked, LineAnswered, LineHungUp, LineRang, LineReleased
from appliance.model.second_events import SecondCallGone
from appliance.model.states import HangUpCause, TextKind
from appliance.model.text_events import TextReceived
from appliance.pretend.gsm.coverage import NetworkChange
from appliance.pretend.gsm.mobile_call_machine import MobileCallState
from appliance.pretend.gsm.sim import SimCard
from appliance.pretend.gsm.subscribers import FarEnd
from appliance.pretend.gsm.texts import PretendText
from appliance.pretend.script import HangUp, HangUpHow, Listen, PretendCall, Tone, WaitRelease
from appliance.sound.measure import dominant_hz, level_dbm0, span_of_tone
from tests.drivers.line.jumping_time import in_jumping_time, pass_s
from tests.drivers.line.mobile import SAYS_HZ, Mobile

WITH_SOUND = (
    "huawei_e1550",
    "huawei_e169",
    "huawei_e173",
    "huawei_e303",
    "sim7600",
    "ec25",
    "sim800",
    "a7670",
    "m95",
)
families = pytest.mark.parametrize("family", WITH_SOUND)
CALLER = Caller("+491701112222", "", Presentation.GIVEN)
LONG = 600_000


@asynccontextmanager
async def prepared(family: str, **more: Any) -> AsyncIterator[Mobile]:
    mobile = Mobile(family, **more)
    try:
        await mobile.start()
        yield mobile
    finally:
        await mobile.close()


def kinds(mobile: Mobile) -> list[type]:
    return [type(event) for event in mobile.events]


def rings(call: PretendCall, mobile: Mobile) -> Callable[[], object]:
    mobile.ring(call)
    return lambda: CallerIdentified("line1", CALLER) in mobile.events


@families
def test_a_call_from_ring_to_release_with_sound_both_ways(family: str) -> None:
    @in_jumping_time
    async def test() -> None:
        async with prepared(family) as mobile:
            steps = (Listen(ms=500), Tone(hz=440, ms=1_500, dbm0=-12.0), HangUp(how=HangUpHow.NOTHING))
            await mobile.until(rings(PretendCall(number="+491701112222", steps=steps), mobile))
            mobile.driver.answer(1)
            await mobile.until(lambda: LineHungUp("line1", HangUpCause.NETWORK) in mobile.events)
            mobile.driver.hang_up()
            await mobile.until(lambda: LineReleased("line1") in mobile.events)
            assert kinds(mobile) == [LineRang, CallerIdentified, LineAnswered, LineHungUp, LineReleased]
            heard = np.concatenate(mobile.mouth.heard_frames)
            assert dominant_hz(span_of_tone(heard, 440.0)) == pytest.approx(440, abs=3)
            said = np.concatenate(mobile.bench.tracks.heard)[4_000:-2_000]
            assert dominant_hz(said) == pytest.approx(SAYS_HZ, abs=3)
            assert level_dbm0(said[2_000:]) == pytest.approx(-12.0, abs=0.5)

    test()


@families
def test_the_box_hangs_up_and_the_next_call_comes(family: str) -> None:
    @in_jumping_time
    async def test() -> None:
        async with prepared(family) as mobile:
            for _ in range(2):
                mobile.events.clear()
                await pass_s(3)
                call = PretendCall(number="+491701112222", steps=(WaitRelease(within_ms=LONG),))
                await mobile.until(rings(call, mobile))
                mobile.driver.answer(1)
                await mobile.until(lambda: LineAnswered("line1") in mobile.events)
                mobile.driver.hang_up()
                mobile.driver.hang_up()
                await mobile.until(lambda: LineReleased("line1") in mobile.events)
                await pass_s(2)
                assert kinds(mobile) == [LineRang, CallerIdentified, LineAnswered, LineReleased]
                mobile.bench.line.finished.clear()

    test()


@families
def test_who_gives_up_ringing_is_told_at_once(family: str) -> None:
    @in_jumping_time
    async def test() -> None:
        async with prepared(family) as mobile:
            await mobile.until(
                rings(PretendCall(number="+491701112222", patience_rings=2, steps=(Listen(ms=9),)), mobile)
            )
            await mobile.until(lambda: LineHungUp("line1", HangUpCause.RINGING_STOPPED) in mobile.events, 10)
            assert kinds(mobile)[0] is LineRang
            assert kinds(mobile).count(LineHungUp) == 1

    test()


@families
def test_a_long_text_comes_once_and_leaves_the_modem_when_it_is_on_the_disk(family: str) -> None:
    body = "Grüße 🌍 " * 40

    @in_jumping_time
    async def test() -> None:
        async with prepared(family, keeps=False) as mobile:
            mobile.text(PretendText(number="+49170", text=body))
            await mobile.until(lambda: mobile.events)
            await pass_s(700)
            [text] = mobile.events
            assert isinstance(text, TextReceived)
            assert (text.sender, text.body, text.kind, text.missing) == ("+49170", body, TextKind.PLAIN, ())
            assert stored(mobile) == text.parts > 1
            mobile.driver.forget_text(text.token)
            await pass_s(5)
            assert stored(mobile) == 0
            mobile.driver.forget_text(text.token)  # told twice: nothing

    test()


def stored(mobile: Mobile) -> int:
    return sum(len(memory) for memory in mobile.bench.modem.mobile.memories.values())


@pytest.mark.parametrize("family", ["huawei_e1550", "sim7600"])
def test_a_text_that_was_not_forgotten_is_told_again_under_the_same_key(family: str) -> None:
    @in_jumping_time
    async def test() -> None:
        async with prepared(family, keeps=False) as mobile:
            mobile.text(PretendText(number="Bank", text="TAN 123"))
            await mobile.until(lambda: mobile.events)
            mobile.serving.cancel()
            await mobile.driver.close()
            await mobile.start()
            await mobile.until(lambda: len(mobile.events) == 2)
            first, again = mobile.events
            assert (first.key, first.body) == (again.key, again.body)

    test()


def test_a_modem_whose_sound_goes_nowhere_is_refused_in_words() -> None:
    @in_jumping_time
    async def test() -> None:
        with pytest.raises(DeviceUnfit, match="the sound of GSM modem comes nowhere that its family knows"):
            async with prepared("gsm_generic"):
                pytest.fail("it is of no use")

    test()


def test_the_right_pin_opens_the_sim_and_a_wrong_one_is_tried_once() -> None:
    @in_jumping_time
    async def test() -> None:
        async with prepared("sim7600", card=SimCard(pin="1234"), options={"pin": "1234"}) as mobile:
            assert mobile.events == []
        card = SimCard(pin="1234")
        with pytest.raises(DeviceLacks, match="the SIM refuses the PIN"):
            async with prepared("sim7600", card=card, options={"pin": "4321"}) as mobile:
                pytest.fail("it is locked")
        with pytest.raises(DeviceLacks, match="the SIM wants its PIN"):
            async with prepared("sim7600", card=card) as mobile:
                pytest.fail("it is locked")

    test()


@in_jumping_time
async def test_a_pin_whose_answer_is_lost_is_not_sent_again() -> None:
    """The wrong one costs one try of three, whatever becomes of the OK; the right one opens the SIM all the same."""
    for own, given, tries in (("1234", "1234", 3), ("1234", "8888", 2)):
        options = {"pin": given}
        mobile = Mobile("sim7600", card=SimCard(pin=own), options=options, misbehave="swallows_ok:+CPIN=")
        if own == given:
            await mobile.start()
        else:
            with pytest.raises(DeviceLacks, match="the SIM wants its PIN"):
                await mobile.driver.prepare()
        await mobile.close()
        assert sum(b"+CPIN=" in command for command in mobile.commands) == 1
        assert mobile.bench.modem.mobile.sim.pin_tries == tries


def test_a_line_without_a_network_is_out_of_order_after_a_while() -> None:
    @in_jumping_time
    async def test() -> None:
        async with prepared("sim7600") as mobile:
            mobile._catch_up()
            mobile.bench.line._cover(NetworkChange(line="line1", registration="searching"), mobile.bench.now)
            mobile._go_on()
            await pass_s(120)
            assert mobile.serving.done()
            with pytest.raises(DriverFault, match="no network"):
                mobile.serving.result()

    test()


@families
@pytest.mark.parametrize("command", ["ATA", "ATD05551234;"])
def test_a_call_of_which_the_box_knows_nothing_is_ended_within_five_seconds(family: str, command: str) -> None:
    """Another program takes or makes it on another of the modem's ports: nobody could ring the line meanwhile."""

    @in_jumping_time
    async def test() -> None:
        async with prepared(family, far_ends=(FarEnd(steps=(Listen(ms=60_000),)),)) as mobile:
            if command == "ATA":
                call = PretendCall(number="+491701112222", steps=(WaitRelease(within_ms=LONG),))
                await mobile.until(rings(call, mobile))
            mobile.behind_our_back(command)
            assert mobile.bench.modem.calls.those(MobileCallState.ACTIVE, MobileCallState.DIALLING)
            await mobile.until(lambda: not len(mobile.bench.modem.calls), LOOK_MS / 1_000 + 2)
            assert LineAnswered("line1") not in mobile.events

    test()


@families
def test_what_the_network_is_is_told_at_once_and_again_when_it_is_another(family: str) -> None:
    @in_jumping_time
    async def test() -> None:
        async with prepared(family) as mobile:
            await mobile.until(lambda: mobile.seen)
            (sight,) = mobile.seen
            assert (sight.registration, sight.bars > 0, sight.dbm is not None) == ("registered", True, True)
            assert sight.operator
            await pass_s(100)
            assert mobile.seen == [sight], "nothing new, nothing told"
            mobile.bench.line._cover(NetworkChange(line="line1", signal=2), mobile.bench.now)
            await mobile.until(lambda: len(mobile.seen) == 2)
            assert (mobile.seen[-1].dbm, mobile.seen[-1].bars) == (-109, 0)

    test()


@families
def test_an_idle_modem_is_asked_little(family: str) -> None:
    """Its calls every 5 s, its network every 30 s, its texts now and then: no flood."""

    @in_jumping_time
    async def test() -> None:
        async with prepared(family) as mobile:
            await pass_s(40)
            before = len(mobile.commands)
            await pass_s(300)
            assert len(mobile.commands) - before <= 300 / 5 + 5 * 300 / 30

    test()


def test_a_modem_that_is_unplugged_is_lost() -> None:
    @in_jumping_time
    async def test() -> None:
        async with prepared("ec25") as mobile:
            mobile.unplug()
            await pass_s(1)
            with pytest.raises(DriverFault, match="unplugged"):
                mobile.serving.result()

    test()


def test_a_text_to_be_shown_at_once_is_kept_though_the_modem_keeps_none() -> None:
    @in_jumping_time
    async def test() -> None:
        async with prepared("sim7600") as mobile:
            mobile.text(PretendText(number="Net", text="Look!", flash=True))
            await mobile.until(lambda: mobile.events)
            [text] = mobile.events
            assert (text.body, text.kind) == ("Look!", TextKind.FLASH)
            assert stored(mobile) == 0

    test()


@families
def test_many_texts_at_once_and_a_call_that_need_not_wait_for_them(family: str) -> None:
    @in_jumping_time
    async def test() -> None:
        async with prepared(family) as mobile:
            for number in range(15):
                mobile.text(PretendText(number="+49170", text=f"text {number}"))
            mobile.ring(PretendCall(number="+491701112222", steps=(Listen(ms=LONG),)))
            await mobile.until(lambda: CallerIdentified("line1", CALLER) in mobile.events)
            mobile.driver.answer(1)
            await mobile.until(lambda: LineAnswered("line1") in mobile.events, 5)
            await mobile.until(lambda: kinds(mobile).count(TextReceived) == 15)
            mobile.driver.hang_up()
            await mobile.until(lambda: LineReleased("line1") in mobile.events)
            await pass_s(30)
            assert {event.body for event in mobile.events if isinstance(event, TextReceived)} == {
                f"text {number}" for number in range(15)
            }
            assert stored(mobile) == 0

    test()


MISBEHAVIOURS = (
    "doubles_carriage_returns",
    "doubles_a_line",
    "answers_error_once",
    "swallows_ok",
    "glues_lines",
    "floods_events",
    "sim_busy",
    "loses_text_events",
    "tells_number_late",
)


@families
@pytest.mark.parametrize("misbehave", MISBEHAVIOURS)
def test_calls_and_texts_come_through_whatever_the_modem_does(family: str, misbehave: str) -> None:
    @in_jumping_time
    async def test() -> None:
        async with prepared(family, misbehave=misbehave) as mobile:
            await pass_s(10)
            mobile.text(PretendText(number="+49170", text="Hello"))
            mobile.ring(PretendCall(number="+491701112222", steps=(WaitRelease(within_ms=LONG),)))
            await mobile.until(lambda: CallerIdentified("line1", CALLER) in mobile.events)
            mobile.driver.answer(1)
            await mobile.until(lambda: LineAnswered("line1") in mobile.events)
            await pass_s(2)
            mobile.driver.hang_up()
            await mobile.until(lambda: LineReleased("line1") in mobile.events)
            assert kinds(mobile).count(LineAnswered) == kinds(mobile).count(LineReleased) == 1
            await mobile.until(lambda: TextReceived in kinds(mobile), 700)
            await pass_s(60)
            assert kinds(mobile).count(TextReceived) == 1
            assert stored(mobile) == 0
            assert not mobile.bench.line.modem.mobile.calls
            assert not mobile.serving.done()

    test()


def test_a_sound_port_that_is_worn_out_after_a_call_has_the_modem_reset() -> None:
    @in_jumping_time
    async def test() -> None:
        async with prepared("sim7600", misbehave="sound_half_dies") as mobile:
            for call in range(2):
                await pass_s(3)
                mobile.events.clear()
                mobile.ring(PretendCall(number="+491701112222", steps=(WaitRelease(within_ms=LONG),)))
                await mobile.until(lambda: CallerIdentified("line1", CALLER) in mobile.events)
                mobile.driver.answer(1)
                await mobile.until(lambda: LineAnswered("line1") in mobile.events)
                mobile.driver.hang_up()
                if call == 0:
                    await mobile.until(lambda: LineReleased("line1") in mobile.events)
            await mobile.until(mobile.serving.done)
            with pytest.raises(DriverFault, match="its sound port is worn out"):
                mobile.serving.result()
            await pass_s(1)
            assert not mobile.bench.line.plugged  # it restarts

    test()


@families
def test_a_sound_port_that_dies_in_a_call_is_noticed(family: str) -> None:
    @in_jumping_time
    async def test() -> None:
        async with prepared(family) as mobile:
            await mobile.until(rings(PretendCall(number="+491701112222", steps=(Listen(ms=LONG),)), mobile))
            mobile.driver.answer(1)
            await mobile.until(lambda: LineAnswered("line1") in mobile.events)
            await pass_s(5)
            assert not mobile.serving.done()
            mobile.mute = True
            await pass_s(3)
            with pytest.raises(DriverFault, match="the modem sends no sound in a call"):
                mobile.serving.result()
            mobile.mute = False
            mobile.events.clear()
            await mobile.start()
            await mobile.until(rings(PretendCall(number="+491701112222", steps=(Listen(ms=LONG),)), mobile))
            mobile.driver.answer(2)
            await mobile.until(lambda: LineAnswered("line1") in mobile.events)

    test()


def test_a_call_outlives_its_network_and_nothing_spins_meanwhile() -> None:
    @in_jumping_time
    async def test() -> None:
        async with prepared("sim7600") as mobile:
            await mobile.until(rings(PretendCall(number="+491701112222", steps=(Listen(ms=LONG),)), mobile))
            mobile.driver.answer(1)
            await mobile.until(lambda: LineAnswered("line1") in mobile.events)
            now = mobile.driver._link.now()
            mobile.driver._network.looked([False], now - 2 * GONE_MS)
            mobile.driver._network.looked([], now)
            assert mobile.driver._next_due_s() > 0
            await pass_s(1)
            assert not mobile.serving.done()

    test()


def test_the_ports_stay_open_for_the_gentle_rungs_and_the_next_life_has_sound_all_the_same(tmp_path: Path) -> None:
    """The sound port is the line's own, held by it from the life before."""

    @in_jumping_time
    async def test() -> None:
        master, slave = os.openpty()
        tty.setraw(slave)
        (link := tmp_path / "sound").symlink_to(os.ttyname(slave))
        mobile = Mobile("sim7600", options={"sound_port": str(link)})
        mobile.driver._wires = None
        try:
            for _ in range(3):
                await mobile.driver.prepare()
                mobile.driver._machine.move(Move.FAIL)
                await mobile.driver.mend(Health.ASKING)
        finally:
            await mobile.close()
            os.close(master)
            os.close(slave)

    test()


@families
@pytest.mark.parametrize("misbehave", ["drops_a_byte:787", "doubles_a_line,drops_a_byte:2003"])
def test_texts_come_whole_over_a_wire_that_loses_bytes(family: str, misbehave: str) -> None:
    bodies = {f"{number} " + "Grüße 🌍 " * 20 for number in range(4)}

    @in_jumping_time
    async def test() -> None:
        async with prepared(family, misbehave=misbehave) as mobile:
            for body in sorted(bodies):
                mobile.text(PretendText(number="+49170", text=body))
            await pass_s(700)
            texts = [event for event in mobile.events if isinstance(event, TextReceived)]
            assert {text.body for text in texts} == bodies
            assert len({text.key for text in texts}) == len(bodies)
            assert not mobile.serving.done()

    test()


@pytest.mark.parametrize("family", ["sim7600", "ec25"])
def test_a_deletion_that_nobody_confirms_never_takes_the_next_text_in_its_place(family: str) -> None:
    bodies = [f"text {number}" for number in range(8)]

    @in_jumping_time
    async def test() -> None:
        async with prepared(family, misbehave="swallows_ok:+CMGD") as mobile:
            for body in bodies:
                mobile.text(PretendText(number="+49170", text=body))
                await pass_s(2)
            await pass_s(120)
            assert {event.body for event in mobile.events if isinstance(event, TextReceived)} == set(bodies)
            assert not mobile.serving.done()

    test()


@families
def test_who_knocks_in_a_call_is_told_and_the_call_goes_on(family: str) -> None:
    @in_jumping_time
    async def test() -> None:
        async with prepared(family) as mobile:
            await mobile.until(rings(PretendCall(number="+491701112222", steps=(Listen(ms=LONG),)), mobile))
            mobile.driver.answer(1)
            await mobile.until(lambda: LineAnswered("line1") in mobile.events)
            await pass_s(3)
            mobile.events.clear()
            mobile.ring(PretendCall(number="+493012345", second=True, patience_rings=3, steps=(Listen(ms=9),)))
            await pass_s(20)
            knocker = Caller("+493012345", "", Presentation.GIVEN)
            assert CallerKnocked("line1", knocker) in mobile.events
            assert mobile.events[-1] == SecondCallGone("line1")
            assert {type(event) for event in mobile.events[:-1]} == {CallerKnocked}
            assert 2 <= len(mobile.events) <= 3

    test()
