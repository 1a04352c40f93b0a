"""Calls on a mobile line, seen from the host: rings, numbers, the dialects, second calls, how they end, the record."""

import pytest

from appliance.model.caller import Presentation
from appliance.pretend.gsm.coverage import NetworkChange
from appliance.pretend.gsm.subscribers import FarEnd, far_end_of
from appliance.pretend.report import Ended, HungUpBy
from appliance.pretend.script import HangUp, Listen, Press, PretendCall, Unplug, WaitRelease
from tests.pretend.gsm.bench import MobileBench

OK = b"\r\nOK\r\n"
LONG = Listen(ms=3_600_000)
KNOWN = PretendCall(number="+4915112345678", steps=(Listen(ms=5_000), HangUp()))
PATIENT = PretendCall(number="+4915112345678", steps=(LONG,))
QUICK = FarEnd(rings_after_ms=500, answers_after_ms=1_000, steps=(Listen(ms=4_500), HangUp()))


def _talking(family: str = "gsm_generic", misbehave: str = "") -> MobileBench:
    host = MobileBench(family, misbehave=misbehave)
    host.ring(PATIENT)
    host.at("A")
    return host


def test_rings_and_the_number_with_each() -> None:
    host = MobileBench()
    host.at("+CLIP=1;+CRC=1")
    host.ring(KNOWN)
    one = b'\r\n+CRING: VOICE\r\n\r\n+CLIP: "+4915112345678",145,,,,0\r\n'
    assert host.run(3_000) == one  # the first was fetched with ring()
    host.at("+CRC=0;+CLIP=0")
    assert host.run(2_000) == b"\r\nRING\r\n"


@pytest.mark.parametrize(
    ("presentation", "clip"),
    [(Presentation.WITHHELD, b'"",128,,,,1'), (Presentation.OUT_OF_AREA, b'"",128,,,,2')],
)
def test_a_number_that_is_not_shown(presentation: Presentation, clip: bytes) -> None:
    host = MobileBench()
    host.at("+CLIP=1")
    host.ring(PretendCall(number="123", presentation=presentation, steps=(LONG,)))
    assert b"+CLIP: " + clip in host.run(2_500)
    assert host.at("+CLCC") == b"\r\n+CLCC: 1,1,4,0,0\r\n" + OK


def test_a_number_that_comes_late() -> None:
    host = MobileBench(misbehave="tells_number_late")
    host.at("+CLIP=1")
    host.ring(KNOWN)
    assert b"+CLIP" not in host.got[""]
    assert b"+CLIP" in host.run(2_500)


def test_a_caller_gives_up() -> None:
    host = MobileBench("sim7600")
    host.ring(PretendCall(number="123", patience_rings=2, steps=(HangUp(),)))
    assert b"MISSED_CALL: 11:01AM 123" in host.run(5_000)
    assert host.at("+CLCC") == OK
    assert (host.outcome.ended, host.outcome.rings) == (Ended.GAVE_UP_RINGING, 2)


def test_answered_talked_and_hung_up_by_the_caller() -> None:
    host = MobileBench()
    host.ring(KNOWN)
    assert host.at("A") == OK
    assert host.at("+CLCC") == b'\r\n+CLCC: 1,1,0,0,0,"+4915112345678",145\r\n' + OK
    assert host.run(6_000) == b"\r\nNO CARRIER\r\n"
    assert (host.outcome.ended, host.outcome.hung_up_by) == (Ended.SCRIPT_DONE, HungUpBy.CALLER)
    assert host.outcome.samples == 40_000
    assert host.outcome.cause == 16


def test_the_box_hangs_up_first() -> None:
    host = _talking()
    assert host.at("+CHUP") == OK
    assert (host.outcome.ended, host.outcome.hung_up_by) == (Ended.BOX_HUNG_UP, HungUpBy.BOX)
    waited = MobileBench()
    waited.ring(PretendCall(number="1", steps=(WaitRelease(),)))
    waited.at("A")
    waited.at("H")
    assert waited.outcome.ended is Ended.SCRIPT_DONE


def test_a_call_is_refused_while_it_rings() -> None:
    host = MobileBench()
    host.ring(KNOWN)
    assert host.at("+CHUP") == OK
    assert host.run(5_000) == b""
    assert host.outcome.ended is Ended.BOX_HUNG_UP
    assert host.outcome.off_hook_ms is None


def test_hanging_up_the_old_way_does_nothing_where_it_is_switched_off() -> None:
    host = _talking()
    host.at("+CVHU=1")
    assert host.at("H") == OK
    assert host.modem.calls.talking


def test_nobody_to_answer_or_to_hang_up() -> None:
    host = MobileBench()
    assert host.at("A") == b"\r\nNO CARRIER\r\n"
    assert host.at("+CHUP") == OK
    assert host.at("+VTS=1") == b"\r\nERROR\r\n"


DIALECTS = {
    "gsm_generic": ("", [], [b"NO CARRIER"]),
    "huawei_e173": ("", [b"^ORIG:1,0", b"^CONF:1", b"^CONN:1,0"], [b"^CEND:1,4,104,16"]),
    "sim7600": (
        "+CLCC=1",
        [b'+CLCC: 1,0,2,0,0,"0301",129,""', b'+CLCC: 1,0,3,0,0,"0301",129,""', b"VOICE CALL: BEGIN"],
        [b"VOICE CALL: END: 000004", b"NO CARRIER"],
    ),
    "sim800": ("+MORING=1", [b"MO RING", b"MO CONNECTED"], [b"NO CARRIER"]),
    "ec25": (
        "^DSCI=1",
        [b"^DSCI: 1,0,2,0,0301,129", b"^DSCI: 1,0,7,0,0301,129", b"^DSCI: 1,0,3,0,0301,129"],
        [b"^DSCI: 1,0,6,0,0301,129", b"NO CARRIER"],
    ),
    "m95": (
        '+QINDCFG="ccinfo",1,0',
        [b'+QIND: "ccinfo",1,0,2,0,0,"0301",129', b'+QIND: "ccinfo",1,0,0,0,0,"0301",129'],
        [b'+QIND: "ccinfo",1,0,-1,0,0,"0301",129', b"NO CARRIER"],
    ),
    "zte": ("", [b"CONNECT"], [b"HANGUP: 1"]),
    "wavecom": ("+WIND=65535", [b"+WIND: 5,1", b"+WIND: 2", b"OK"], [b"+WIND: 6,1", b"NO CARRIER"]),
}


@pytest.mark.parametrize("family", DIALECTS)
def test_a_call_from_the_box_in_each_dialect(family: str) -> None:
    setting, progress, end = DIALECTS[family]
    host = MobileBench(family, far_ends=(QUICK,))
    host.at(setting)
    told = host.at("D0301;", 3_000)
    at_once = told.startswith(OK) or told.split(b"\r\n", 4)[3:4] == [b"OK"]
    assert at_once == (not host.family.dial_waits)
    places = [told.find(line + b"\r\n") for line in progress]
    assert places == sorted(places), told
    assert -1 not in places, told
    after = host.run(6_000)
    assert [line for line in after.split(b"\r\n") if line and not line.startswith(b"+CLCC")] == end
    assert (host.outcome.kind, host.outcome.number, host.outcome.ended) == ("dialled", "0301", Ended.SCRIPT_DONE)


@pytest.mark.parametrize(
    ("far_end", "word"),
    [
        (FarEnd(cause=17), b"BUSY"),
        (FarEnd(cause=1), b"NO CARRIER"),
        (FarEnd(answers_after_ms=None, gives_up_after_ms=3_000), b"NO ANSWER"),
    ],
)
def test_calls_nobody_answers(far_end: FarEnd, word: bytes) -> None:
    for family in ("gsm_generic", "wavecom"):
        host = MobileBench(family, far_ends=(far_end,))
        told = host.at("D0301;", 10_000)
        assert told == (OK if family == "gsm_generic" else b"") + b"\r\n" + word + b"\r\n"
        assert host.outcome.ended is Ended.NOT_ANSWERED


def test_with_the_connected_line_shown_the_result_waits_for_the_answer() -> None:
    host = MobileBench(far_ends=(QUICK,))
    host.at("+COLP=1")
    assert host.at("D+4930123;", 1_000) == b""
    assert host.run(1_500) == b'\r\n+COLP: "+4930123",145\r\n' + OK


def test_any_byte_ends_a_dial_that_waits() -> None:
    host = MobileBench("wavecom", far_ends=(QUICK,))
    host.at("D0301;", 700)
    assert host.send(b"\r") == b"\r\nNO CARRIER\r\n"
    assert host.at("+CLCC") == OK


def test_listing_calls_while_dialling_is_deadly_on_some() -> None:
    host = MobileBench(misbehave="listing_kills_dialling", far_ends=(QUICK,))
    host.at("D0301;", 200)
    assert b"+CLCC" not in host.at("+CLCC")
    assert host.outcome.ended is Ended.NOT_ANSWERED
    zte = MobileBench("zte", far_ends=(QUICK,))
    assert zte.at("D0301;", 200) == b""
    assert zte.at("+CLCC") == OK  # the result of the dial: the command itself is lost
    assert zte.outcome.ended is Ended.BOX_HUNG_UP


def test_releasing_a_call_too_early_is_the_end_of_some_ports() -> None:
    host = MobileBench("huawei_e1550", far_ends=(QUICK,))
    host.at("D0301;", 100)
    assert host.at("+CHLD=11") == b""
    assert b"OK" not in host.at("", 5_000)
    assert host.at("", wire="-modem").endswith(OK)
    host.line.pull_plug(host.now, 500)
    host.run(3_000)
    assert host.at("").endswith(OK)


def test_the_number_dialled_decides_who_answers() -> None:
    ends = (FarEnd(answers_after_ms=1), FarEnd(number="030*", answers_after_ms=2), FarEnd(number="0301", cause=17))
    assert [far_end_of(ends, number) for number in ("0301", "0302", "99")] == [ends[2], ends[1], ends[0]]
    assert far_end_of((), "1") == FarEnd()


def test_the_own_number_is_hidden_for_one_call_or_for_all() -> None:
    host = MobileBench(far_ends=(FarEnd(cause=17),))
    for command in ("D1I;", "D1;"):
        host.at(command, 2_000)
    host.at("+CLIR=1", 1_000)
    host.at("D1;", 2_000)
    withheld = [outcome.presentation is Presentation.WITHHELD for outcome in host.line.finished]
    assert withheld == [True, False, True]


def _with_a_second() -> MobileBench:
    host = MobileBench()
    host.at("+CCWA=1,1", 1_000)
    host.ring(PATIENT)
    host.at("A")
    host.ring(PretendCall(number="0302", second=True, steps=(LONG,)), 2)
    return host


def test_a_second_call_is_told_and_swapped() -> None:
    host = _with_a_second()
    assert b'\r\n+CCWA: "0302",129,1,,0\r\n' in host.got[""]
    assert b"RING" not in host.run(4_000)
    assert host.at("+CHLD=2") == OK
    assert b"1,1,1,0,0" in host.at("+CLCC")
    assert b"2,1,0,0,0" in host.at("+CLCC")
    assert host.at("+CHLD=2") == OK
    assert b"2,1,1,0,0" in host.at("+CLCC")
    assert host.at("+CHLD=3") == OK
    assert host.at("+CLCC").count(b",0,0,1,") == 2
    assert host.at("+CHLD=12") == OK
    assert b"1,1,0,0,0" in host.at("+CLCC")
    assert [outcome.call for outcome in host.line.finished] == [2]


def test_a_second_call_is_told_busy_and_the_first_goes_on() -> None:
    host = _with_a_second()
    assert host.at("+CHLD=0") == OK
    assert (host.outcome.call, host.outcome.cause) == (2, 17)
    assert host.modem.calls.talking


def test_hanging_up_the_first_leaves_the_second_ringing() -> None:
    host = _with_a_second()
    host.at("+CHUP")
    assert b"RING" in host.run(2_500)
    assert host.at("A") == OK
    assert [call.number for call in host.modem.calls] == ["0302"]


def test_accepting_the_second_drops_the_first() -> None:
    host = _with_a_second()
    assert host.at("+CHLD=1") == OK
    assert (host.outcome.call, host.outcome.hung_up_by) == (1, HungUpBy.BOX)
    assert [call.number for call in host.modem.calls] == ["0302"]


def test_without_call_waiting_the_second_caller_finds_it_busy() -> None:
    host = _talking()
    host.at("+CCWA=1,0", 1_000)
    host.ring(PretendCall(number="0302", second=True, steps=(LONG,)), 2)
    assert host.outcome.ended is Ended.LINES_BUSY


def test_a_call_made_while_another_is_held() -> None:
    host = _talking()
    assert host.at("D0303;", 4_000) == OK
    assert b"1,1,1,0,0" in host.at("+CLCC")
    assert b'2,0,0,0,0,"0303",129' in host.at("+CLCC")
    assert host.at("D0304;") == b"\r\nERROR\r\n"


def test_keys_go_through_the_network_and_are_heard() -> None:
    host = _talking()
    assert host.at("+VTS=5") == OK
    assert host.at('+VTS="6"') == OK
    assert host.at("+VTS={9,20},#") == OK
    host.run(2_000)
    host.at("+CHUP")
    assert host.outcome.keys == "569#"
    assert any(piece.any() for piece in host.tracks.heard)


def test_a_family_that_refuses_letters_and_has_its_own_command() -> None:
    host = _talking("huawei_e173")
    assert host.at("+VTS=A") == b"\r\nERROR\r\n"
    assert host.at("^DTMF=1,5") == OK
    assert host.at("^DTMF=2,5") == b"\r\nERROR\r\n"


@pytest.mark.parametrize(
    ("family", "setting", "told"),
    [
        ("huawei_e173", "^DDTMFCFG=0,1", b"^DDTMF: 5"),
        ("sim7600", "+DDET=1", b"+RXDTMF: 5"),
        ("sim800", "+DDET=1,0,0,0", b"+DTMF: 5"),
        ("ec25", "+QTONEDET=1", b"+QTONEDET: 53"),
    ],
)
def test_the_callers_keys_are_told_where_that_was_asked_for(family: str, setting: str, told: bytes) -> None:
    for asked in (True, False):
        host = MobileBench(family)
        host.at(setting if asked else "")
        host.ring(PretendCall(number="1", steps=(Listen(ms=500), Press(keys="5"), LONG)))
        host.at("A", 0)
        assert (b"\r\n" + told + b"\r\n" in host.run(2_000)) == asked


def test_the_network_goes_and_takes_the_call_with_it() -> None:
    host = _talking()
    host.line._cover(NetworkChange(line="line1", registration="searching"), host.now)
    assert host.run(500) == b"\r\nNO CARRIER\r\n"
    assert host.outcome.ended is Ended.NETWORK_LOST
    assert not host.line.ready(host.now)


def test_the_plug_is_pulled_in_a_call_and_the_ports_have_new_names() -> None:
    host = MobileBench("huawei_e173", misbehave="renumbers")
    assert host.line.port_names("-sound") == ("line1-sound", "by-path/pretend-usb-0:1:1.1-port0")
    host.ring(PretendCall(number="1", steps=(Listen(ms=500), Unplug(back_after_ms=1_000))))
    host.at("A", 100)
    host.run(5_000)
    assert host.outcome.ended is Ended.UNPLUGGED
    assert host.line.port_names("-sound") == ("line1~2-sound", "by-path/pretend-usb-0:1:1.1-port0")
    assert len(host.modem.calls) == 0


def test_stopping_records_what_is_in_progress() -> None:
    host = _talking()
    host.line.stop(host.now)
    assert host.outcome.ended is Ended.EXCHANGE_STOPPED


def test_forwarding_is_kept_by_the_network() -> None:
    host = MobileBench()
    assert host.at("+CCFC=0,2", 1_000) == b"\r\n+CCFC: 0,7\r\n" + OK
    assert host.at('+CCFC=0,3,"+4930123",145', 1_000) == OK
    host.line.pull_plug(host.now, 500)
    host.run(4_000)
    host.at("E0")
    assert host.at("+CCFC=0,2", 1_000) == b'\r\n+CCFC: 1,1,"+4930123",145\r\n' + OK
    assert host.at("+CCFC=4,4", 1_000) == OK
    assert host.at("+CCFC=0,2", 1_000) == b"\r\n+CCFC: 0,7\r\n" + OK
    assert host.at("+CCFC=0,3", 1_000) == b"\r\nERROR\r\n"
    assert host.at("+CCWA=1,2", 1_000) == b"\r\n+CCWA: 1,1\r\n" + OK
