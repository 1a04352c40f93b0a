"""The voice modem driver on a scripted modem: preparing, rings, answering, sound, digits, hang-ups, faults."""

import asyncio

import numpy as np
import pytest

from appliance.drivers.errors import DeviceUnfit, DriverFault
from appliance.drivers.line.modem.lead import LEAD_IN, MOST_EXTRA
from appliance.drivers.line.voice_modem import LOOK_AFTER_S, MOST_REOPENED
from appliance.model.caller import Caller, Presentation
from appliance.model.events import (
    CallerIdentified,
    CallerKnocked,
    DigitPressed,
    LineAnswered,
    LineHungUp,
    LineRang,
    LineReleased,
)
from appliance.model.states import DigitSource, HangUpCause
from appliance.sound.codecs import ulaw_decode, ulaw_encode
from appliance.sound.frames import SILENCE
from tests.drivers.line.jumping_time import in_jumping_time, pass_s
from tests.drivers.line.scripted_modem import Kind, count, cx93001, make_rig, usr5637

KINDS = pytest.mark.parametrize("kind", [usr5637, cx93001])
TONE = (8_000 * np.sin(np.arange(160) * 2 * np.pi / 16)).astype(np.int16)
QUIET = ulaw_encode(SILENCE)


def doe() -> Caller:
    return Caller("5045551234", "DOE JOHN", Presentation.GIVEN)


@in_jumping_time
async def test_preparing_identifies_checks_and_goes_on_hook() -> None:
    rig = make_rig()
    assert await rig.ready() == "USR5637, mu-law"
    assert rig.modem.commands[:4] == ["AT", "ATZ", "ATE0V1", "ATH"]
    assert rig.modem.commands[-3:] == ["ATS0=0", "ATM0", "AT+VCID=1"]
    await rig.done()


@in_jumping_time
async def test_the_modem_keeps_to_rts_and_cts_where_the_port_does() -> None:
    for rtscts in (True, False):
        rig = make_rig(rtscts=rtscts)
        rig.modem.replies["AT+IFC=2,2"] = "ERROR"
        assert await rig.ready() == "USR5637, mu-law"
        assert ("AT+IFC=2,2" in rig.modem.commands) is rtscts
        await rig.done()


@in_jumping_time
async def test_the_codec_goes_by_name_not_by_number() -> None:
    rig = make_rig(cx93001)
    rig.modem.replies["AT+VSM=?"] = '4,"A-Law",8,0,8000,0,0|5,"Mu-Law",8,0,8000,0,0|OK'
    assert await rig.ready() == "CX930xx, mu-law"
    rig.driver.answer(1)
    await rig.until(lambda: rig.modem.streaming)
    assert "AT+VSM=5,8000" in rig.modem.commands
    await rig.done()


@in_jumping_time
async def test_an_unknown_modem_is_served_as_generic_and_shown_by_its_own_name() -> None:
    rig = make_rig()
    rig.modem.replies |= {"ATI3": "Frobnicator 9000|OK", "AT+FMI?": "ERROR", "AT+FMM?": "ERROR"}
    assert await rig.ready() == "voice modem Frobnicator 9000, mu-law"
    await rig.done()


@in_jumping_time
async def test_a_family_can_be_named_and_a_wrong_name_says_the_nearest() -> None:
    rig = make_rig(cx93001, family="generic", country="B5")
    assert await rig.ready() == "voice modem CX93001-EIS_V0.2013-V92, mu-law"
    assert "AT+GCI=B5" in rig.modem.commands
    await rig.done()
    wrong = make_rig(family="usr5638")
    with pytest.raises(DriverFault, match=r'/dev/ttyTEST: family = "usr5638": .* did you mean "usr5637"'):
        await wrong.ready()


@in_jumping_time
async def test_a_modem_that_refuses_the_country_is_served_with_its_own_and_says_so() -> None:
    rig = make_rig(cx93001, country="B4")
    rig.modem.replies["AT+GCI=B4"] = "ERROR"
    assert await rig.ready() == "CX930xx, mu-law, its own country instead of B4"
    await rig.done()


@in_jumping_time
async def test_a_gsm_modem_on_an_analog_line_says_what_it_is() -> None:
    rig = make_rig()
    rig.modem.replies |= {"ATI": "Quectel|EC25|OK", "ATI3": "ERROR", "AT+FMI?": "ERROR", "AT+FMM?": "ERROR"}
    with pytest.raises(
        DeviceUnfit, match=r"family quectel_ec2x \(Quectel EC2x/EG25\) is of GSM modems; expected an analog"
    ):
        await rig.ready()


@in_jumping_time
async def test_a_usb_id_tells_modems_apart_that_say_the_same_of_themselves() -> None:
    rig = make_rig(cx93001, usb="0572:1324")
    assert await rig.ready() == "Dell RD02-D400 (CX930xx), mu-law"
    await rig.done()


@in_jumping_time
async def test_distinctive_rings_are_told_apart_where_the_settings_want_it_also_after_a_call() -> None:
    rig = make_rig(distinctive_ring=True)
    await rig.answered()
    rig.driver.hang_up()
    await rig.until(lambda: rig.events == [LineReleased("line1")])
    assert count(rig.modem.commands, "ATS41=1") == 2
    await rig.done()


@in_jumping_time
async def test_a_modem_left_streaming_by_a_crash_is_brought_back() -> None:
    rig = make_rig()
    rig.modem.streaming = True
    rig.wire.write(b"\xff\x7f\x10b" * 400)
    assert await rig.ready() == "USR5637, mu-law"
    await rig.done()


@in_jumping_time
async def test_a_modem_without_voice_and_one_without_a_codec_say_so() -> None:
    rig = make_rig()
    rig.modem.replies["AT+FCLASS=?"] = "0,1,2|OK"
    with pytest.raises(DriverFault, match=r"/dev/ttyTEST: a modem without voice: AT\+FCLASS=\? says 0,1,2; expected 8"):
        await rig.ready()
    rig = make_rig()
    rig.modem.replies["AT+VSM=?"] = '129,"IMA ADPCM",4,0,8000,0,0|131,"Mu-Law",8,0,11025,0,0|OK'
    with pytest.raises(DriverFault, match="offers IMA ADPCM, Mu-Law; expected mu-law"):
        await rig.ready()


@in_jumping_time
async def test_a_port_where_nothing_answers_says_so_and_can_be_tried_again() -> None:
    rig = make_rig()
    rig.modem.deaf = True
    with pytest.raises(DriverFault, match="nothing there answers AT with OK"):
        await rig.ready()
    await rig.driver.close()
    rig.modem.deaf = False
    assert await rig.ready() == "USR5637, mu-law"
    await rig.done()


@in_jumping_time
async def test_rings_and_the_caller_are_told_the_caller_once() -> None:
    rig = make_rig()
    await rig.ready()
    rig.modem.say("RING")
    rig.modem.say("DATE = 0321", "TIME = 1405", "NMBR = 5045551234", "NAME = DOE JOHN")
    await pass_s(2)
    rig.modem.say("RING", "NMBR = 5045551234", "NAME = DOE JOHN")
    await pass_s(2)
    assert rig.events == [LineRang("line1"), CallerIdentified("line1", doe()), LineRang("line1")]
    await rig.done()


@in_jumping_time
async def test_the_caller_before_the_first_ring_and_again_for_the_next_call() -> None:
    rig = make_rig()
    await rig.ready()
    for _ in range(2):
        rig.modem.say("NMBR = 5045551234", "NAME = DOE JOHN")
        await pass_s(1)
        rig.modem.say("RING")
        await pass_s(20)
    assert rig.events == [CallerIdentified("line1", doe()), LineRang("line1")] * 2
    await rig.done()


@in_jumping_time
async def test_a_ring_told_twice_at_once_is_one_ring() -> None:
    rig = make_rig()
    await rig.ready()
    for _ in range(2):
        rig.modem.say("RING", "RING")
        await pass_s(4)
    assert rig.events == [LineRang("line1")] * 2
    await rig.done()


@in_jumping_time
async def test_a_number_taken_back_is_told_and_does_not_leave_its_name_and_one_not_known_twice_is_kept() -> None:
    rig = make_rig()
    await rig.ready()
    for number, name in (("5045551234", ""), ("O", "O"), ("5045551234", "DOE JOHN"), ("P", "DOE JOHN")):
        rig.modem.say(f"NMBR = {number}", f"NAME = {name}")
        await pass_s(1)
    assert [event.caller for event in rig.events if isinstance(event, CallerIdentified)] == [
        Caller("5045551234", "", Presentation.GIVEN),
        doe(),
        Caller("", "", Presentation.WITHHELD),
    ]
    await rig.done()


@KINDS
@pytest.mark.parametrize("cut", [0, 1, 7])
@in_jumping_time
async def test_a_whole_call(kind: Kind, cut: int) -> None:
    rig = make_rig(kind, cut=cut)
    await rig.ready()
    rig.modem.say("RING")
    await rig.settle()
    rig.driver.answer(1)
    await rig.until(lambda: LineAnswered("line1") in rig.events)
    assert bytes(rig.modem.said) == QUIET * LEAD_IN
    coded = ulaw_encode(TONE)
    for _ in range(10):
        rig.wire.write(coded.replace(b"\x10", b"\x10\x10"))
        await pass_s(0.02)
        rig.ears.say(TONE)
        await rig.settle()
    assert len(rig.ears.heard_frames) == 10
    assert all(np.array_equal(frame, ulaw_decode(coded)) for frame in rig.ears.heard_frames)
    assert bytes(rig.modem.said) == QUIET * LEAD_IN + coded * 10
    rig.modem.event("/55~")
    rig.modem.event("l")
    await pass_s(0.5)
    rig.driver.hang_up()
    await rig.until(lambda: LineReleased("line1") in rig.events)
    assert rig.events == [
        LineRang("line1"),
        LineAnswered("line1"),
        DigitPressed("line1", "5", DigitSource.MODEM),
        LineHungUp("line1", HangUpCause.LOOP_BREAK),
        LineReleased("line1"),
    ]
    last = rig.modem.commands[-5:]
    assert last == ["AT+VLS=0", "ATH", "AT+VLS?", "AT+FCLASS=0", "AT+VCID=1"]
    assert not rig.modem.streaming
    await rig.done()


@in_jumping_time
async def test_what_is_said_goes_out_at_once_and_not_when_the_modem_sends() -> None:
    rig = make_rig()
    await rig.answered()
    rig.modem.sound()
    await pass_s(0.01)
    rig.modem.said.clear()
    await pass_s(0.007)
    rig.ears.say(TONE)
    await rig.settle()
    assert bytes(rig.modem.said) == ulaw_encode(TONE)
    await rig.done()


@in_jumping_time
async def test_sound_is_heard_in_frames_however_it_comes_and_as_much_silence_keeps_the_modem_fed() -> None:
    rig = make_rig()
    await rig.answered()
    rig.modem.said.clear()
    for size in (1, 159, 160, 100, 60, 80, 80, 7, 153, 160, 160):
        rig.wire.write(b"\xff" * size)
        await rig.settle()
    assert len(rig.ears.heard_frames) == 7
    assert bytes(rig.modem.said) == QUIET * (7 - LEAD_IN + 1)
    await rig.done()


@in_jumping_time
async def test_what_a_modem_played_of_its_own_while_it_was_dry_is_not_made_up_for() -> None:
    rig = make_rig()
    await rig.answered()
    rig.modem.said.clear()
    rig.wire.write(b"\xff" * 160 * 10)
    await rig.settle()
    assert len(rig.ears.heard_frames) == 10
    assert bytes(rig.modem.said) == QUIET
    await rig.done()


@in_jumping_time
async def test_an_underrun_puts_the_modem_one_frame_further_ahead_up_to_a_bound() -> None:
    rig = make_rig()
    await rig.answered()
    rig.modem.said.clear()
    for _ in range(10):
        rig.modem.event("u")
    rig.modem.sound(LEAD_IN)
    await rig.settle()
    assert bytes(rig.modem.said) == QUIET * (1 + MOST_EXTRA)
    await rig.done()


@in_jumping_time
async def test_after_the_call_frames_to_say_are_left_alone() -> None:
    rig = make_rig()
    await rig.answered()
    rig.driver.hang_up()
    await rig.until(lambda: LineReleased("line1") in rig.events)
    rig.modem.said.clear()
    rig.ears.say(TONE)
    await rig.settle()
    assert not rig.modem.said
    assert rig.ears.to_say_if_there() is TONE
    await rig.done()


@pytest.mark.parametrize(
    ("codes", "cause"),
    [
        ("l", HangUpCause.LOOP_BREAK),
        ("bb", HangUpCause.MODEM_BUSY),
        ("K", HangUpCause.MODEM_CONGESTION),
        ("dd", HangUpCause.MODEM_DIAL_TONE),
        ("bld", HangUpCause.MODEM_BUSY),
    ],
)
@in_jumping_time
async def test_what_tells_that_the_far_end_is_gone_is_told_once(codes: str, cause: HangUpCause) -> None:
    rig = make_rig()
    await rig.answered()
    rig.modem.event(codes)
    await rig.settle()
    assert rig.events == [LineHungUp("line1", cause)]
    await rig.done()


@KINDS
@in_jumping_time
async def test_a_dial_tone_while_we_play_is_believed_or_not_as_the_family_says(kind: Kind) -> None:
    rig = make_rig(kind)
    await rig.answered()
    rig.modem.sound()
    await pass_s(0.02)
    rig.ears.say(TONE)
    rig.modem.event("d")
    await rig.settle()
    assert bool(rig.events) == (kind is cx93001)
    for _ in range(25):
        rig.ears.say(SILENCE)
        rig.modem.sound()
        await rig.settle()
    rig.modem.event("d")
    await rig.settle()
    assert rig.events == [LineHungUp("line1", HangUpCause.MODEM_DIAL_TONE)]
    await rig.done()


@in_jumping_time
async def test_a_caller_who_waits_is_not_this_call() -> None:
    rig = make_rig()
    await rig.answered()
    rig.modem.event("wR")
    rig.wire.write(b"\x10XNMBR = 5550000\r\n\x10.")
    rig.modem.sound(30)
    await pass_s(0.9)
    knocker = Caller("5550000", presentation=Presentation.GIVEN)
    assert rig.events == [CallerKnocked("line1"), CallerKnocked("line1", knocker)]
    for _ in range(12):
        rig.modem.sound(50)
        await pass_s(0.9)
    rig.modem.event("w")  # the exchange beeps once more for the same caller
    await rig.settle()
    assert len(rig.events) == 2
    await rig.done()


@in_jumping_time
async def test_caller_id_in_a_conversation_is_never_told_as_this_callers() -> None:
    rig = make_rig()
    await rig.answered()
    rig.modem.say("RING")  # some modems ring for a caller who waits
    await rig.settle()
    assert rig.events == []
    await rig.done()


@in_jumping_time
async def test_no_sound_for_a_second_is_a_fault() -> None:
    rig = make_rig()
    await rig.answered()
    assert "/dev/ttyTEST: the modem sent no sound for 1 s in a call" in await rig.fault()
    await rig.done()
    assert rig.modem.commands[-1] == "AT+VCID=1"


@in_jumping_time
async def test_a_modem_pulled_out_is_a_fault_at_once_in_every_state() -> None:
    for state in ("on-hook", "answering", "talking", "releasing"):
        rig = make_rig()
        await (rig.answered() if state in {"talking", "releasing"} else rig.ready())
        if state == "answering":
            rig.driver.answer(1)
        if state == "releasing":
            rig.driver.hang_up()
        rig.wire.unplug()
        before = asyncio.get_running_loop().time()
        assert "plug the modem in again" in await rig.fault()
        assert asyncio.get_running_loop().time() - before < 0.1
        await rig.done()


@in_jumping_time
async def test_a_stuck_command_is_tried_twice_and_then_a_fault_within_30_s() -> None:
    rig = make_rig()
    await rig.ready()
    rig.modem.replies["AT+VSM=131,8000"] = ""
    began = asyncio.get_running_loop().time()
    rig.driver.answer(1)
    assert "did not answer AT+VSM=131,8000 in time, twice" in await rig.fault()
    assert count(rig.modem.commands, "AT.VSM=131,8000") == 2
    assert asyncio.get_running_loop().time() - began < 30
    await rig.done()


@pytest.mark.parametrize(
    "once",
    [
        {"AT+FCLASS=8": "ERROR"},
        {"AT+VLS=1": "ERROR"},
        {"AT+VTR": "ERROR"},
        {"AT+VTR": ""},
        {"AT+VSM=131,8000": ""},
        {"AT+VLS=1": ""},
        {"AT+VSD=128,0": "ERROR"},
    ],
)
@in_jumping_time
async def test_one_refusal_or_silence_is_overcome(once: dict[str, str]) -> None:
    rig = make_rig()
    await rig.ready()
    rig.modem.once |= once
    rig.driver.answer(1)
    await rig.until(lambda: LineAnswered("line1") in rig.events)
    await rig.done()


@in_jumping_time
async def test_a_modem_that_always_refuses_is_a_fault() -> None:
    rig = make_rig()
    await rig.ready()
    rig.modem.replies |= {"AT+VTR": "ERROR", "AT+VRX": "ERROR"}
    rig.driver.answer(1)
    assert "the modem answered AT+VRX with ERROR; expected CONNECT" in await rig.fault()
    await rig.done()


@in_jumping_time
async def test_hanging_up_works_from_any_state() -> None:
    rig = make_rig()
    await rig.ready()
    for wait in (None, 0, 1, 2, 3, 5, 8, 13, 21, 34, 55, 200):
        rig.events.clear()
        if wait is not None:
            rig.driver.answer(1)
            for _ in range(wait):
                await asyncio.sleep(0)
        rig.driver.hang_up()
        rig.driver.hang_up()
        await rig.until(lambda: LineReleased("line1") in rig.events)
        assert rig.events.count(LineReleased("line1")) == 1
        assert not rig.modem.streaming
        assert "ATH" in rig.modem.commands[-5:]
    await rig.done()


@in_jumping_time
async def test_hanging_up_while_the_modem_is_stuck_in_answering() -> None:
    rig = make_rig()
    await rig.ready()
    rig.modem.once["AT+VLS=1"] = ""
    rig.driver.answer(1)
    await pass_s(1)
    rig.driver.hang_up()
    await rig.until(lambda: rig.events == [LineReleased("line1")])
    await rig.done()


@in_jumping_time
async def test_a_modem_that_heeds_no_exit_but_the_last_is_released() -> None:
    rig = make_rig()
    await rig.answered()
    rig.modem.heeds = b"!"
    rig.driver.hang_up()
    await rig.until(lambda: rig.events == [LineReleased("line1")])
    await rig.done()


@in_jumping_time
async def test_a_modem_that_stays_off_hook_is_a_fault() -> None:
    rig = make_rig()
    await rig.answered()
    rig.modem.replies["AT+VLS?"] = '1,"L",00000000|OK'
    rig.driver.hang_up()
    assert "+VLS=1 after hanging up; expected 0, on-hook" in await rig.fault()
    await rig.done()


@in_jumping_time
async def test_a_stream_the_modem_ends_is_opened_again_a_few_times() -> None:
    rig = make_rig()
    await rig.answered()
    for _ in range(MOST_REOPENED):
        rig.modem.end_stream()
        await rig.until(lambda: rig.modem.streaming)
        rig.modem.sound()
    assert rig.events == []
    rig.modem.end_stream()
    assert "ended the sound of one call 4 times" in await rig.fault()
    await rig.done()


@in_jumping_time
async def test_close_in_a_call_leaves_the_line_on_hook_and_may_be_repeated() -> None:
    rig = make_rig()
    await rig.answered()
    await rig.done()
    assert not rig.modem.streaming
    assert "ATH" in rig.modem.commands[-4:]
    await rig.driver.close()
    assert rig.events == []


@in_jumping_time
async def test_close_of_a_deaf_modem_takes_no_longer_than_its_limit() -> None:
    rig = make_rig()
    await rig.answered()
    rig.modem.deaf, rig.modem.heeds = True, b""
    began = asyncio.get_running_loop().time()
    await rig.done()
    assert asyncio.get_running_loop().time() - began < 3.5


@in_jumping_time
async def test_the_same_driver_may_be_prepared_again_after_close() -> None:
    rig = make_rig()
    for call in range(2):
        await rig.ready()
        rig.driver.answer(call)
        await rig.until(lambda: LineAnswered("line1") in rig.events)
        rig.events.clear()
        await rig.done()


@in_jumping_time
async def test_an_idle_line_sets_no_timer() -> None:
    rig = make_rig()
    await rig.ready()
    await pass_s(LOOK_AFTER_S - 0.5)
    assert rig.driver._link._timer is None
    await rig.done()


async def test_serving_before_preparing_is_said() -> None:
    with pytest.raises(DriverFault, match="expected the line to be prepared first"):
        await make_rig().driver.serve()
