"""The AT dialogue of GSM families, byte for byte: who they are, how they refuse, what they store."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.pretend.gsm.at_port import INPUT_BOUND, LONGEST_TYPED, AtPort
from appliance.pretend.gsm.families import GSM_FAMILIES
from appliance.pretend.gsm.settings import within
from appliance.pretend.misbehaviour import Misbehaviour
from tests.pretend.gsm.bench import MobileBench

OK = b"\r\nOK\r\n"
SAID_BY_ALL = [
    ("", OK),
    ("+CPIN?", b"\r\n+CPIN: READY\r\n" + OK),
    ("+CSQ", b"\r\n+CSQ: 17,99\r\n" + OK),
    ("+CREG?", b"\r\n+CREG: 0,1\r\n" + OK),
    ("+CREG=2;+CREG?", b'\r\n+CREG: 2,1,"00C3","0000A1B2",0\r\n' + OK),
    ("+COPS?", b'\r\n+COPS: 0,0,"Pretend",0\r\n' + OK),
    ("+COPS=3,2;+COPS?", b'\r\n+COPS: 0,2,"26201",0\r\n' + OK),
    ("+CMEE?", b"\r\n+CMEE: 0\r\n" + OK),
    ("+CIMI", b"\r\n262019876543210\r\n" + OK),
    ("+CGSN", b"\r\n353490012345678\r\n" + OK),
    ("+CFUN?", b"\r\n+CFUN: 1\r\n" + OK),
    ("+CSCA?", b'\r\n+CSCA: "+491710760000",145\r\n' + OK),
    ("+CLCC", OK),
    ("+CMGR=7", b"\r\n+CMS ERROR: 321\r\n"),
    ("+CMGF=1", b"\r\nERROR\r\n"),
    ("+CNMI=2,1,0,1,0;+CNMI?", b"\r\n+CNMI: 2,1,0,1,0\r\n" + OK),
    ("+CNMI=9", b"\r\nERROR\r\n"),
    ("+CLIP=1;+CLIP?", b"\r\n+CLIP: 1,1\r\n" + OK),
    ("+CHUP", OK),
    ("+CPAS", b"\r\n+CPAS: 0\r\n" + OK),
    ("S0=3;S0?", b"\r\n003\r\n" + OK),
    ("V0", b"0\r"),
    ("+CHLD=5", b"\r\nERROR\r\n"),
    ('+CSCS="UCS2";+CSCS?', b'\r\n+CSCS: "UCS2"\r\n' + OK),
    ("+CRSM=192,28450", b'\r\n+CRSM: 144,0,"0000001A6F220400FFFFFF01020000"\r\n' + OK),
]


@pytest.mark.parametrize("family", GSM_FAMILIES)
def test_what_all_families_answer(family: str) -> None:
    for command, answer in SAID_BY_ALL[:-1]:
        host = MobileBench(family)
        assert host.at(command, 1_000) == answer, command


@pytest.mark.parametrize("family", GSM_FAMILIES)
def test_every_family_says_who_it_is_under_every_name(family: str) -> None:
    host = MobileBench(family)
    identities = GSM_FAMILIES[family].identities
    for command, lines in identities.items():
        assert host.at(command) == b"\r\n" + "\r\n".join(lines).encode() + b"\r\n" + OK
    assert host.at("+CGMM=?") == OK


@pytest.mark.parametrize(
    ("family", "refusal"),
    [("huawei_e173", b"COMMAND NOT SUPPORT"), ("sim7600", b"ERROR"), ("ec25", b"ERROR"), ("wavecom", b"ERROR")],
)
def test_an_unknown_command_is_refused_in_the_familys_words(family: str, refusal: bytes) -> None:
    assert MobileBench(family).at("+NONSENSE=1") == b"\r\n" + refusal + b"\r\n"


@pytest.mark.parametrize(
    ("level", "told"), [(0, "ERROR"), (1, "+CME ERROR: 3"), (2, "+CME ERROR: operation not allowed")]
)
def test_faults_are_told_as_asked_for(level: int, told: str) -> None:
    host = MobileBench()
    host.at(f"+CMEE={level}")
    assert host.at("+CHLD=2") == f"\r\n{told}\r\n".encode()


def test_after_a_fault_the_rest_of_the_line_is_not_done() -> None:
    host = MobileBench()
    assert host.at("+CLIP=1;+CLIP=7;+CRC=1") == b"\r\nERROR\r\n"
    assert host.at("+CRC?") == b"\r\n+CRC: 0\r\n" + OK


def test_echo_is_on_at_power_up_and_each_port_has_its_own() -> None:
    host = MobileBench("huawei_e173")
    assert host.at("", wire="-modem") == b"AT\r\r\nOK\r\n"
    assert host.at("") == OK


def test_every_family_tells_itself_ready_at_start() -> None:
    for name, family in GSM_FAMILIES.items():
        host = MobileBench(name, settled=False)
        told = host.run(5_000).decode()
        assert all(event in told for _, event in family.start_events)
        assert all(event in told for event in family.ready_events)


def test_events_go_to_the_at_port_alone() -> None:
    host = MobileBench("sim7600", settled=False)
    host.run(5_000)
    assert b"PB DONE" in host.got[""]
    assert host.got["-modem"] == b""


def test_a_command_while_a_text_is_typed_is_text() -> None:
    host = MobileBench()
    assert host.at("+CMGS=20") == b"\r\n> "
    assert host.at("+CSQ") == b""
    assert host.send(b"\x1b") == OK


def test_what_is_typed_is_bounded() -> None:
    host = MobileBench()
    host.at("+CMGS=20")
    assert host.send(b"A" * (LONGEST_TYPED + 10)) == b"\r\n+CMS ERROR: 304\r\n"
    assert host.at("") == OK


def test_what_comes_while_it_is_busy_is_bounded() -> None:
    host = MobileBench()
    host.line.receive(b"AT+COPS=?\r", host.now)
    for _ in range(100):
        host.line.receive(b"AT\r" * 10_000, host.now)
    port = host.modem.ports[""]
    assert isinstance(port, AtPort)
    assert len(port._input) <= INPUT_BOUND
    assert port.room == 0


def test_a_stored_parameter_takes_what_its_test_form_says() -> None:
    assert within("(0-2),(0,1)", ("1", "0"))
    assert within("(0-2),(0,1)", ("", "1"))
    assert within('("GSM","UCS2")', ("GSM",))
    assert not within("(0-2)", ("3",))
    assert not within("(0-2)", ("1", "1"))
    assert not within("(0-2)", ("x",))


def test_a_restart_takes_the_ports_away_and_brings_them_back_as_new() -> None:
    host = MobileBench("sim7600")
    assert host.at("+CLIP=1;+CRESET", 50) == OK
    host.until(lambda: not host.line.plugged)
    host.run(3_500)
    assert host.line.plugged
    assert host.at("", 500) == b"AT\r\r\nOK\r\n"
    assert b"+CLIP: 0,1" in host.at("+CLIP?", 500)


PIECES = st.lists(
    st.tuples(
        st.one_of(
            st.binary(max_size=40),
            st.sampled_from(
                (b"ATD123;\r", b"AT+CHUP\r", b"ATA\r", b"AT+CMGS=20\r", b"\x1a", b"AT+CHLD=2\r", b"AT+CFUN=0\r")
            ),
        ),
        st.sampled_from((0, 10, 700)),
    ),
    max_size=12,
)


@settings(deadline=None)  # seconds of calls with their sound
@given(PIECES, st.sampled_from(sorted(GSM_FAMILIES)), st.sampled_from(["", *(each.value for each in Misbehaviour)]))
def test_no_bytes_upset_a_mobile(pieces: Any, family: str, misbehave: str) -> None:
    host = MobileBench(family, misbehave=misbehave)
    for data, wait in pieces:
        host.send(data, wait)
    host.send(b"\x1b\r", 5_000)
    assert len(host.line._legs) == len(host.modem.calls)
    due = host.line.next_wake()
    assert due is None or due > host.now
