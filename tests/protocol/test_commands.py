"""Commands and their replies: result codes, deadlines, echoes, and lines that come by themselves meanwhile."""

import pytest

from appliance.model.caller import Caller, Presentation
from appliance.model.signals import (
    CallerId,
    CommandDone,
    CommandTimedOut,
    JunkDropped,
    Result,
    Ring,
    Signal,
    StreamOpened,
    Unsolicited,
)
from appliance.protocol import AtSession, OurFault
from appliance.protocol.command_reply import MOST_LINES
from appliance.protocol.command_slot import LONGEST_COMMAND
from appliance.protocol.inflow import KEPT_OF_OVERLONG, LONGEST_LINE, LONGEST_READ
from appliance.protocol.session import MOST_SIGNALS


def heard(session: AtSession, data: bytes, now: int = 0) -> list[Signal]:
    session.receive(data, now)
    return list(iter(session.next_signal, None))


def test_a_command_is_one_line_and_its_reply_all_up_to_the_result() -> None:
    session = AtSession()
    assert session.send("AT+FCLASS=?", 0) == b"AT+FCLASS=?\r"
    assert heard(session, b"\r\n0,1,1.0,2,8\r\n\r\nOK\r\n") == [CommandDone("AT+FCLASS=?", Result.OK, ("0,1,1.0,2,8",))]
    assert session.idle


@pytest.mark.parametrize(
    ("command", "line", "result", "detail"),
    [
        ("AT", "OK", Result.OK, ""),
        ("AT", "0", Result.OK, "0"),
        ("AT", "4", Result.ERROR, "4"),
        ("AT", "ERROR", Result.ERROR, ""),
        ("AT+VLS=1", "VCON", Result.OK, "VCON"),
        ("AT+VLS=1", "NO CARRIER", Result.NO_CARRIER, ""),
        ("ATD5", "BUSY", Result.BUSY, ""),
        ("ATD5", "7", Result.BUSY, "7"),
        ("ATD5", "NO DIALTONE", Result.NO_DIALTONE, ""),
        ("ATD5", "NO DIAL TONE", Result.NO_DIALTONE, "NO DIAL TONE"),
        ("ATD5", "NO ANSWER", Result.NO_ANSWER, ""),
        ("ATD5", "CONNECT 9600", Result.CONNECT, "CONNECT 9600"),
        ("AT+CPIN?", "+CME ERROR: 14", Result.ERROR, "+CME ERROR: 14"),
        ("AT+CMGR=3", "+CMS ERROR: 321", Result.ERROR, "+CMS ERROR: 321"),
        ("AT^X", "COMMAND NOT SUPPORT", Result.ERROR, "COMMAND NOT SUPPORT"),
    ],
)
def test_every_final_line_ends_its_command(command: str, line: str, result: Result, detail: str) -> None:
    session = AtSession()
    session.send(command, 0)
    assert heard(session, f"\r\n{line}\r\n".encode()) == [CommandDone(command, result, (), detail)]


def test_a_lone_digit_is_the_answer_of_a_query_not_its_result() -> None:
    session = AtSession()
    session.send("AT+FCLASS?", 0)
    assert heard(session, b"\r\n8\r\n\r\nOK\r\n") == [CommandDone("AT+FCLASS?", Result.OK, ("8",))]


def test_call_results_do_not_end_a_command_that_has_nothing_to_do_with_a_call() -> None:
    session = AtSession()
    session.send("AT+FCLASS=0", 0)
    assert heard(session, b"\r\nNO CARRIER\r\n") == [Unsolicited("NO CARRIER")]
    assert heard(session, b"\r\nOK\r\n") == [CommandDone("AT+FCLASS=0", Result.OK)]


def test_lines_that_come_by_themselves_are_told_at_once_and_stay_out_of_the_reply() -> None:
    session = AtSession()
    session.send("AT+FMM?", 0)
    told = heard(session, b"\r\nRING\r\n\r\nUSR5637\r\nDROF=40\r\n+CREG: 1\r\nRING A\r\n\r\nOK\r\n")
    assert told == [
        Ring(),
        Unsolicited("DROF=40"),
        Unsolicited("+CREG: 1"),
        Ring("A"),
        CommandDone("AT+FMM?", Result.OK, ("USR5637",)),
    ]


def test_a_line_named_after_the_command_is_its_answer() -> None:
    session = AtSession()
    session.send("AT+CSQ", 0)
    assert heard(session, b"+CSQ: 20,99\r\nOK\r\n") == [CommandDone("AT+CSQ", Result.OK, ("+CSQ: 20,99",))]


def test_echoes_are_no_answer_even_when_they_come_after_the_result() -> None:
    session = AtSession()
    session.send("ATZ", 0)
    assert heard(session, b"ATZ\r\r\nOK\r\n") == [CommandDone("ATZ", Result.OK)]
    session.send("AT+FMI?", 5)
    assert heard(session, b"ATZ\rAT+FMI?\r\r\nUSR\r\n\r\nOK\r\n", 6) == [CommandDone("AT+FMI?", Result.OK, ("USR",))]


@pytest.mark.parametrize(
    ("command", "deadline"),
    [("AT", 2_000), ("AT+FCLASS=8", 2_000), ("ATA", 10_000), ("AT+VLS=1", 10_000), ("ATD123", 120_000)],
)
def test_the_deadline_is_fixed_whatever_comes_meanwhile(command: str, deadline: int) -> None:
    session = AtSession()
    session.send(command, 100)
    for now in range(200, 100 + deadline, 100):
        heard(session, b"\r\nRING\r\n", now)
        assert session.wake(now) == b""
    assert session.next_wake() == 100 + deadline
    session.wake(100 + deadline)
    assert session.next_signal() == CommandTimedOut(command)
    assert session.idle
    assert session.next_wake() is None


def test_one_command_at_a_time() -> None:
    session = AtSession()
    session.send("ATZ", 0)
    with pytest.raises(OurFault, match="busy with ATZ"):
        session.send("AT", 0)


@pytest.mark.parametrize("command", ["AT\rATH", "AT\x10", "ATDÄ", "AT" + "0" * LONGEST_COMMAND])
def test_a_command_is_one_clean_line(command: str) -> None:
    with pytest.raises(OurFault, match="expected one line"):
        AtSession().send(command, 0)


def test_rings_come_plain_numbered_numeric_shielded_and_from_gsm() -> None:
    data = b"\r\nRING\r\nRING 2\r\n2\r\x10R+CRING: VOICE\r\n"
    assert heard(AtSession(), data) == [Ring(), Ring("2"), Ring(), Ring(), Ring("VOICE")]


def test_the_result_of_a_command_given_up_is_no_result() -> None:
    assert heard(AtSession(), b"\r\nOK\r\n") == []
    assert heard(AtSession(), b"\r\nERROR\r\n") == [Unsolicited("ERROR")]


def test_a_modem_just_plugged_in_sends_nuls() -> None:
    session = AtSession()
    session.send("AT", 0)
    assert heard(session, b"\0\0\r\n\0OK\r\n") == [CommandDone("AT", Result.OK)]


def test_bound_a_line_without_end_is_cut_and_counted() -> None:
    session = AtSession()
    assert heard(session, b"x" * (3 * LONGEST_LINE)) == [JunkDropped(3 * (LONGEST_LINE - KEPT_OF_OVERLONG))]
    assert len(session._inflow._line) <= LONGEST_LINE
    assert heard(session, b"\r\nRING\r\n")[-1] == Ring()


def test_bound_a_reply_without_end_keeps_its_first_lines() -> None:
    session = AtSession()
    session.send("ATI", 0)
    told = heard(session, b"line\r\n" * (MOST_LINES + 2) + b"OK\r\n")
    assert told == [JunkDropped(4), JunkDropped(4), CommandDone("ATI", Result.OK, ("line",) * MOST_LINES)]


def test_bound_bytes_nobody_takes_are_dropped_and_counted() -> None:
    session = AtSession()
    for _ in range(3):
        session.receive(b"\r" * LONGEST_READ, 0)
    assert session.next_signal() == JunkDropped(2 * LONGEST_READ)
    assert session.next_signal() is None


def test_bound_signals_nobody_takes_do_not_pile_up() -> None:
    session = AtSession()
    for now in range(0, 3_000 * MOST_SIGNALS, 2_000):
        session.send("AT", now)
        session.wake(now + 2_000)
    assert len(list(iter(session.next_signal, None))) == MOST_SIGNALS


def test_connect_is_found_behind_samples_that_ran_ahead_of_it() -> None:
    session = AtSession()
    session.open_stream("AT+VTR", 0)
    told = heard(session, b"AT+VTR\r\xfe\xff\x0d\x7f" + b"\xff" * 5_000 + b"CONNECT\r\n")
    assert told[-1] == StreamOpened()
    assert all(isinstance(signal, JunkDropped) for signal in told[:-1])


def test_caller_id_lines_inside_a_reply_are_caller_id() -> None:
    session = AtSession()
    session.send("AT+VRID=0", 0)
    told = heard(session, b"\r\nDATE = 0321\r\nNMBR = 5045551234\r\n\r\nOK\r\n")
    assert told == [CommandDone("AT+VRID=0", Result.OK)]
    session.wake(300)
    assert session.next_signal() == CallerId(Caller(number="5045551234", presentation=Presentation.GIVEN))


@pytest.mark.parametrize("ring", ["+CRING: REL ASYNC", "+CRING: FAX", '+CRING: GPRS 1,"IP",""'])
def test_what_rings_and_is_no_voice_is_no_ring(ring: str) -> None:
    session = AtSession()
    session.receive(f"\r\n{ring}\r\n".encode(), 0)
    assert session.next_signal() == Unsolicited(ring)
