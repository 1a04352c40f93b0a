"""Each named misbehaviour, seen from the host."""

from itertools import repeat
from typing import Any

import pytest

from appliance.pretend.misbehaviour import Habits, Misbehaviour, MisbehaviourFault, parse
from appliance.pretend.report import Ended
from appliance.pretend.script import HangUp, Listen, PretendCall


def test_echo_and_answer_come_late_and_in_order(bench: Any) -> None:
    host = bench(misbehave="echoes_late")
    assert host.at("", 100) == b""
    assert host.run(100) == b"AT\r\r\nOK\r\n"


def test_a_byte_is_dropped_now_and_then(bench: Any) -> None:
    host = bench(misbehave="drops_a_byte:5")
    assert host.at("E0") == b"ATE0\r\nOK\n"


def test_drops_keep_their_distance_whatever_the_pieces() -> None:
    habits = Habits({Misbehaviour.DROPS_A_BYTE: ""})
    kept = sum(len(habits.through_wire(bytes(size))) for size in [1, 160, 7, 3_832, 1, 4_001])
    assert kept == 8_002 - 2


def test_every_second_line_is_doubled(bench: Any) -> None:
    host = bench(misbehave="doubles_a_line")
    assert host.at("E0") == b"ATE0\r\r\nOK\r\n"
    assert host.at("") == b"\r\nOK\r\n\r\nOK\r\n"
    assert host.at("") == b"\r\nOK\r\n"


@pytest.mark.parametrize(
    ("misbehave", "answers"),
    [
        ("answers_error_once", ["ERROR", "OK", "OK", "OK"]),
        ("answers_error_once:+VSM", ["OK", "OK", "ERROR", "OK"]),
    ],
)
def test_one_error_per_power_on(bench: Any, misbehave: str, answers: list[str]) -> None:
    host = bench(misbehave=misbehave)
    host.at("E0")
    told = [host.at(command) for command in ("+VCID=1", "+FCLASS=8", "+VSM=131,8000", "+VSM=131,8000")]
    assert told == [f"\r\n{answer}\r\n".encode() for answer in answers]
    host.line.pull_plug(host.now, 100)
    host.run(200)
    assert b"ERROR" in host.at("E0+VCID=1;+FCLASS=8;+VSM=131,8000")


def test_a_stall_at_a_command_lasts_eight_seconds_and_loses_nothing(bench: Any) -> None:
    host = bench(misbehave="stalls:+VCID")
    host.at("E0")
    assert host.at("+VCID=1", 7_900) == b""
    assert host.at("", 0) == b""
    assert host.run(500) == b"\r\nOK\r\n\r\nOK\r\n"


def test_a_stall_in_mid_stream(bench: Any) -> None:
    host = bench(misbehave="stalls")
    host.ring(PretendCall(steps=(Listen(ms=60_000),)))
    host.voice = repeat(b"\x55" * 160)
    host.answer()
    assert 15_000 < len(host.run(2_100)) < 17_000
    assert host.run(7_500) == b""
    assert len(host.run(3_000)) > 8_000


def test_the_plug_is_pulled_in_the_first_call_only(bench: Any) -> None:
    host = bench(misbehave="unplugged_mid_call:1500")
    for wanted in (Ended.UNPLUGGED, Ended.SCRIPT_DONE):
        host.ring(PretendCall(steps=(Listen(ms=3_000), HangUp())))
        host.answer()
        host.run(8_000)
        if host.line.plugged and not host.free and host.modem.off_hook:
            host.send(b"\x10\x03")
            host.at("H")
        assert host.line.finished.pop().ended is wanted


def test_a_hang_up_is_never_signalled(bench: Any) -> None:
    host = bench(misbehave="never_signals_hang_up")
    host.ring(PretendCall(steps=(Listen(ms=500), HangUp())))
    host.answer()
    host.run(3_000)
    assert not any(piece.any() for piece in host.tracks.said)


@pytest.mark.parametrize("text", ["line1=sulks", "=stalls", "line1", "line1=drops_a_byte:x", "line1=drops_a_byte:0"])
def test_a_misbehaviour_nobody_knows_is_one_sentence(text: str) -> None:
    with pytest.raises(MisbehaviourFault, match="--misbehave"):
        parse(text)


def test_several_at_once() -> None:
    assert parse("line2=stalls:+VTR,echoes_late") == (
        "line2",
        {Misbehaviour.STALLS: "+VTR", Misbehaviour.ECHOES_LATE: ""},
    )
