"""The command dialogue of both families, byte for byte, whole and byte by byte."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.pretend.families import FAMILIES, MIXED
from appliance.pretend.modem import INPUT_BOUND, Modem

BOTH = [
    ("AT\r", "\r\nOK\r\n"),
    ("ATV0\rAT\rATV1\r", "0\r0\r\r\nOK\r\n"),
    ("ATV0\rAT+FCLASS=?\r", None),
    ("AT+BOGUS=1\r", "\r\nERROR\r\n"),
    ("ATE0+BOGUS;+FCLASS=8\rAT+FCLASS?\r", "\r\nERROR\r\n\r\n0\r\n\r\nOK\r\n"),
    ("AT+FCLASS=8\rAT+FCLASS?\r", "\r\nOK\r\n\r\n8\r\n\r\nOK\r\n"),
    ("AT+FCLASS=3\r", "\r\nERROR\r\n"),
    ("AT+VCID=2\rAT+VCID?\r", "\r\nOK\r\n\r\n2\r\n\r\nOK\r\n"),
    ("AT+VCID=3\r", "\r\nERROR\r\n"),
    ("AT+VSM=131,8000\r", "\r\nERROR\r\n"),
    ("AT+FCLASS=8\rAT+VSM=131,8000\r", "\r\nOK\r\n\r\nOK\r\n"),
    ("AT+FCLASS=8\rAT+VSM=131,7200\r", "\r\nOK\r\n\r\nERROR\r\n"),
    ("AT+FCLASS=8;+VSM=999,8000\r", "\r\nERROR\r\n"),
    ("AT+FCLASS=8\rAT+VSD=128,50\rAT+VSD=1\r", "\r\nOK\r\n\r\nOK\r\n\r\nERROR\r\n"),
    ("AT+FCLASS=8\rAT+VIT=0\rAT+VIT=300\r", "\r\nOK\r\n\r\nOK\r\n\r\nERROR\r\n"),
    ("AT+VRA=50;+VRN=10\rAT+VRA?\r", "\r\nOK\r\n\r\n50\r\n\r\nOK\r\n"),
    ("AT+VRA=?\r", "\r\n(0-255)\r\n\r\nOK\r\n"),
    ("AT+VDR=1,10\rAT+VDR=9\r", "\r\nOK\r\n\r\nERROR\r\n"),
    ("AT+GCI?\rAT+GCI=B4\rAT+GCI?\r", "\r\n+GCI: B5\r\n\r\nOK\r\n\r\nOK\r\n\r\n+GCI: B4\r\n\r\nOK\r\n"),
    ("AT+GCI=ZZ\r", "\r\nERROR\r\n"),
    ("ATS0=2\rATS0?\r", "\r\nOK\r\n\r\n002\r\n\r\nOK\r\n"),
    ("ATS0=999\r", "\r\nERROR\r\n"),
    ("AT+VTR=?\r", "\r\nERROR\r\n"),
    ("AT+VTR\r", "\r\nERROR\r\n"),
    ("AT+FCLASS=8\rAT+VTR\r", "\r\nOK\r\n\r\nERROR\r\n"),
    ("AT+VLS=1\r", "\r\nERROR\r\n"),
    ("AT+VLS?\r", "\r\n0\r\n\r\nOK\r\n"),
    ("AT+FCLASS=8;+VLS=1;+VLS?;+VLS=0;+VLS?\r", "\r\n1\r\n\r\n0\r\n\r\nOK\r\n"),
    ("ATH\r", "\r\nOK\r\n"),
    ("AT+VRID=0\r", "\r\nERROR\r\n"),
    ("ATQ1\rAT\rATQ0\r", "\r\nOK\r\n"),
    ("ATDT5551234\r", "\r\nERROR\r\n"),
    ("\x10\x03\x10^\x10!\rAT\r", "\r\nOK\r\n"),
    ("AT+VTS=5\r", "\r\nERROR\r\n"),
    ("AT&F&K3X4M0\r", "\r\nOK\r\n"),
]
USR = [
    ("ATI0\r", "\r\n5601\r\n\r\nOK\r\n"),
    ("ATI3\r", "\r\nU.S. Robotics 56K FAX USB V1.2.23\r\n\r\nOK\r\n"),
    ("AT+FMM\r", "\r\nU.S. Robotics 56K FAX USB\r\n\r\nOK\r\n"),
    ("AT-SCID=1\r", "\r\nERROR\r\n"),
    (
        "AT+VSM=?\r",
        (
            '\r\n128,"8-BIT LINEAR",(7200,8000,11025)\r\n\r\n129,"16-BIT LINEAR",(7200,8000,11025)\r\n'
            '\r\n130,"8-BIT ALAW",(8000)\r\n\r\n131,"8-BIT ULAW",(8000)\r\n'
            '\r\n132,"IMA ADPCM",(7200,8000,11025)\r\n\r\nOK\r\n'
        ),
    ),
]
CX = [
    ("ATI0\r", "\r\n56000\r\n\r\nOK\r\n"),
    ("ATI3\r", "\r\nCX93001-EIS_V0.2013-V92\r\n\r\nOK\r\n"),
    ("AT+FCLASS=?\r", "\r\n0,1,1.0,2,8\r\n\r\nOK\r\n"),
    ("AT-SCID=1;-STE=3;-SDR=7\r", "\r\nOK\r\n"),
    ("AT+FCLASS=8;+VSM=129,8000\r", "\r\nERROR\r\n"),
]
CASES = (
    [(family.name, *case) for family in MIXED for case in BOTH]
    + [("usr5637", *c) for c in USR]
    + [("cx930xx", *c) for c in CX]
)


@pytest.mark.parametrize("bytewise", [False, True])
@pytest.mark.parametrize(("family", "sent", "expected"), CASES)
def test_what_is_answered(bench: Any, family: str, sent: str, expected: str | None, *, bytewise: bool) -> None:
    host = bench(family)
    host.at("E0")
    pieces = [sent[i : i + 1] for i in range(len(sent))] if bytewise else [sent]
    received = b"".join(host.send(piece.encode("latin-1"), 0) for piece in pieces) + host.run(2_000)
    if expected is not None:
        assert received.decode("latin-1") == expected


@pytest.mark.parametrize("family", FAMILIES)
def test_echo_is_on_at_power_up_and_goes_before_the_answer(bench: Any, family: str) -> None:
    host = bench(family)
    assert host.at("E1") == b"ATE1\r\r\nOK\r\n"
    assert host.at("E0") == b"ATE0\r\r\nOK\r\n"
    assert host.at("") == b"\r\nOK\r\n"
    assert host.at("Z") == b"\r\nOK\r\n"
    assert host.at("") == b"AT\r\r\nOK\r\n"


def test_a_slash_repeats_the_last_line(bench: Any) -> None:
    host = bench()
    host.at("E0")
    host.at("I0")
    assert host.send(b"A/") == b"\r\n5601\r\n\r\nOK\r\n"


def test_a_command_sent_while_one_is_done_waits_its_turn(bench: Any) -> None:
    host = bench()
    host.at("E0")
    assert host.send(b"ATZ\rATI0\r", 150) == b""
    assert host.run(500) == b"\r\nOK\r\nATI0\r\r\n5601\r\n\r\nOK\r\n"


def test_a_line_without_end_is_thrown_away(bench: Any) -> None:
    host = bench()
    host.at("E0")
    assert host.send(b"AT" + b"x" * 2_000) == b"\r\nERROR\r\n"
    assert host.at("") == b"\r\nOK\r\n"


def test_what_comes_while_it_is_busy_is_bounded(bench: Any) -> None:
    host = bench()
    host.at("E0")
    host.line.receive(b"ATZ\r", host.now)
    for _ in range(100):
        host.line.receive(b"AT\r" * 10_000, host.now)
    assert len(host.modem._input) <= INPUT_BOUND
    assert host.modem.room == 0


@given(st.lists(st.tuples(st.binary(max_size=40), st.integers(0, 400)), max_size=20), st.sampled_from(sorted(FAMILIES)))
def test_no_bytes_upset_a_modem(pieces: list[tuple[bytes, int]], family: str) -> None:
    modem, now = Modem(FAMILIES[family]), 0
    modem.power_on(now)
    for data, wait in [(b"ATE0+FCLASS=8;+VLS=1\r", 100), *pieces]:
        modem.receive(data, now)
        now += wait
        modem.wake(now)
        modem.take_output(now)
        assert modem.next_wake() is None or modem.next_wake() > now or modem._input
