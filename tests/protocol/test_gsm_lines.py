"""What GSM modems do to lines: bodies below headers, results glued to the next line, events in replies, guard times."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.model.signals import (
    CommandDone,
    CommandTimedOut,
    DirectMessage,
    JunkDropped,
    Result,
    Resynced,
    Ring,
    Signal,
    Unsolicited,
)
from appliance.protocol import AtSession
from appliance.protocol.line_bodies import MOST_TEXT_LINES, REST_MS
from appliance.protocol.resync import QUIET_MS, SETTLE_MS

PDU = "07911326040000F0040B911346610089F60000208062917314080CC8F71D14969741F977FD07"
HEADER = "+CMT: ,30"


def heard(session: AtSession, data: str, now: int = 0) -> list[Signal]:
    session.receive(data.encode("latin-1"), now)
    return list(iter(session.next_signal, None))


def lines(*each: str) -> str:
    return "".join(f"\r\n{line}\r\n" for line in each)


@pytest.mark.parametrize("header", [HEADER, '+CMT: "Anna",30', "+CMT: 30", "+CDS: 30", "+CBM: 30", "+cmt: ,30"])
@pytest.mark.parametrize("between", ["\r\n", "\r\n\r\n", "\r\r\n"])
def test_a_message_handed_over_is_told_with_the_line_below(header: str, between: str) -> None:
    assert heard(AtSession(), f"\r\n{header}{between}{PDU}\r\n") == [DirectMessage(header, PDU)]


def test_other_lines_between_header_and_pdu_are_told_as_ever() -> None:
    session = AtSession()
    session.send("AT+CSQ", 0)
    said = lines(HEADER, "RING", "+CSQ: 20,99", "+CREG: 1", PDU, "OK")
    assert heard(session, said) == [
        Ring(),
        Unsolicited("+CREG: 1"),
        DirectMessage(HEADER, PDU),
        CommandDone("AT+CSQ", Result.OK, ("+CSQ: 20,99",)),
    ]


def test_a_message_in_text_mode_is_taken_whatever_it_says() -> None:
    session = AtSession()
    session.send("AT+CSQ", 0)
    header = '+CMT: "+491721234567",,"22/11/18,10:00:36+04"'
    assert heard(session, lines(header, "OK", "+CSQ: 1,1", "OK")) == [
        DirectMessage(header, "OK"),
        CommandDone("AT+CSQ", Result.OK, ("+CSQ: 1,1",)),
    ]


def test_a_report_in_text_mode_is_whole_by_itself() -> None:
    report = '+CDS: 6,23,"+491721234567",145,"22/11/18,10:00:36+04","22/11/18,10:00:40+04",0'
    assert heard(AtSession(), lines(report, "RING")) == [Unsolicited(report), Ring()]


def test_a_header_whose_message_never_comes_is_told_alone_in_time() -> None:
    session = AtSession()
    assert heard(session, lines(HEADER), 100) == []
    assert session.next_wake() == 100 + REST_MS
    session.wake(100 + REST_MS)
    assert session.next_signal() == Unsolicited(HEADER)
    assert heard(session, lines(HEADER, "+CDS: 30", PDU), 5_000) == [
        Unsolicited(HEADER),
        DirectMessage("+CDS: 30", PDU),
    ]


def test_ussd_text_of_several_lines_is_one_line() -> None:
    session = AtSession()
    session.send('AT+CUSD=1,"*100#",15', 0)
    said = '\r\n+CUSD: 1,"Menu\r\n1 Balance\r\nOK\r\n\r\n> 2 More",15\r\n\r\nOK\r\n'
    assert heard(session, said) == [
        Unsolicited('+CUSD: 1,"Menu\n1 Balance\nOK\n> 2 More",15'),
        CommandDone('AT+CUSD=1,"*100#",15', Result.OK),
    ]


def test_an_ok_that_does_not_follow_the_answer_to_ussd_is_not_waited_for_long() -> None:
    session = AtSession()
    session.send('AT+CUSD=1,"*100#",15', 0)
    assert session.next_wake() == 30_000
    assert heard(session, lines('+CUSD: 0,"5 EUR",15'), 1_000) == [Unsolicited('+CUSD: 0,"5 EUR",15')]
    assert session.next_wake() == 3_000
    heard(session, lines("+CUSD: 2"), 2_000)
    assert session.next_wake() == 3_000
    session.wake(3_000)
    assert session.next_signal() == CommandTimedOut('AT+CUSD=1,"*100#",15')


def test_bound_a_text_that_is_never_closed_ends_in_time_or_when_it_is_long() -> None:
    session = AtSession()
    assert heard(session, lines('+CUSD: 0,"Menu')) == []
    session.wake(REST_MS)
    assert session.next_signal() == Unsolicited('+CUSD: 0,"Menu')
    said = heard(session, lines('+CUSD: 0,"Menu', *["line"] * MOST_TEXT_LINES), 5_000)
    assert said == [Unsolicited("\n".join(['+CUSD: 0,"Menu', *["line"] * (MOST_TEXT_LINES - 1)])), Unsolicited("line")]
    assert heard(session, lines('+CUSD: 0,"a', '+CUSD: 0,"b', HEADER, 'c",15', PDU), 6_000) == [
        Unsolicited('+CUSD: 0,"a'),
        Unsolicited('+CUSD: 0,"b\nc",15'),
        DirectMessage(HEADER, PDU),
    ]


def test_stored_text_that_says_ok_is_no_result() -> None:
    session = AtSession()
    session.send("AT+CMGR=1", 0)
    header = '+CMGR: "REC READ","+491721234567",,"22/11/18,10:00:36+04"'
    assert heard(session, lines(header, "OK")) == []
    assert heard(session, lines("OK")) == [CommandDone("AT+CMGR=1", Result.OK, (header, "OK"))]


def test_an_empty_stored_text_is_seen_at_the_deadline() -> None:
    session = AtSession()
    session.send("AT+CMGR=1", 0)
    header = '+CMGR: "REC READ","+491721234567",,"22/11/18,10:00:36+04"'
    assert heard(session, lines(header, "", "OK")) == []
    session.wake(5_000)
    assert session.next_signal() == CommandDone("AT+CMGR=1", Result.OK, (header,))
    session.send("AT+CMGR=2", 6_000)
    session.wake(11_000)
    assert session.next_signal() == CommandTimedOut("AT+CMGR=2")


def test_an_empty_place_in_pdu_mode_has_no_body() -> None:
    session = AtSession()
    session.send("AT+CMGR=7", 0)
    assert heard(session, lines("+CMGR: 0,,0", "OK")) == [CommandDone("AT+CMGR=7", Result.OK, ("+CMGR: 0,,0",))]


@pytest.mark.parametrize(
    ("line", "result", "follows"),
    [
        ('ERROR+CNUM: "","+49",145', CommandDone("AT", Result.ERROR), Unsolicited('+CNUM: "","+49",145')),
        ("OK+CREG: 1", CommandDone("AT", Result.OK), Unsolicited("+CREG: 1")),
        ("OK^RSSI:20", CommandDone("AT", Result.OK), Unsolicited("^RSSI:20")),
        ("OKRING", CommandDone("AT", Result.OK), Ring()),
        (
            '+CMS ERROR: 500+CMTI: "SM",3',
            CommandDone("AT", Result.ERROR, (), "+CMS ERROR: 500"),
            Unsolicited('+CMTI: "SM",3'),
        ),
    ],
)
def test_a_result_glued_to_the_next_line_is_a_result_and_a_line(line: str, result: Signal, follows: Signal) -> None:
    session = AtSession()
    session.send("AT", 0)
    assert heard(session, lines(line)) == [result, follows]


def test_what_only_begins_like_a_result_is_none() -> None:
    session = AtSession()
    session.send("ATI", 0)
    assert heard(session, lines("OKAPI 200", "OK")) == [CommandDone("ATI", Result.OK, ("OKAPI 200",))]


@pytest.mark.parametrize("end", ["\r\n", "\r\r\n", "\n\r", "\r", "\n", "\r\n\r\n\r\n"])
def test_lines_end_as_they_like(end: str) -> None:
    session = AtSession()
    session.send("AT+CSQ", 0)
    assert heard(session, f"{end}+RXDTMF: 5{end}+CSQ: 20,99{end}{end}OK{end}") == [
        Unsolicited("+RXDTMF: 5"),
        CommandDone("AT+CSQ", Result.OK, ("+CSQ: 20,99",)),
    ]


@pytest.mark.parametrize(
    ("command", "line", "claimed"),
    [
        ("AT+CREG?", '+CREG: 2,1,"00A1","0BEE"', True),
        ("AT+CREG=2", '+CREG: 1,"00A1","0BEE"', False),
        ("AT+CREG=2;+CEREG=2", "+CEREG: 1", False),
        ("AT+CLIP=1", '+CLIP: "5551234",129', False),
        ("AT+CLIP?", "+CLIP: 1,1", True),
        ("AT+CLCC", '+CLCC: 1,1,4,0,0,"5551234",129', True),
        ("AT+CLCC=1", '+CLCC: 1,1,4,0,0,"5551234",129', False),
        ('AT+CUSD=1,"*100#",15', '+CUSD: 0,"5 EUR",15', False),
        ("AT+CUSD?", "+CUSD: 1", True),
        ("AT+CCWA=1,2,1", "+CCWA: 1,1", True),
        ("AT+CCWA=1", '+CCWA: "5551234",129,1', False),
        ("AT+CCFC=0,2", "+CCFC: 0,1", True),
        ("AT+CMGS=23", "+CMGS: 5", True),
        ("AT+CSQ", "+CSQN: 1", False),
        ("AT+CSQN", "+CSQ: 1,99", False),
        ("ATI", "+GCAP: +CGSM,+FCLASS,+DS", True),
        ("AT+CMGL=4", "VOICE CALL: BEGIN", False),
        ("AT+CMGL=4", "MISSED_CALL: 10:33 5551234", False),
        ("AT^SYSINFO", "^SYSINFO:2,3,0,5,1", True),
        ("AT^SYSINFO", "^CEND:1,4,104,16", False),
    ],
)
def test_an_event_is_told_from_an_answer(command: str, line: str, *, claimed: bool) -> None:
    session = AtSession()
    session.send(command, 0)
    answer = CommandDone(command, Result.OK, (line,) if claimed else ())
    assert heard(session, lines(line, "OK")) == ([] if claimed else [Unsolicited(line)]) + [answer]


def test_text_of_any_alphabet_behind_a_name_is_kept_and_elsewhere_is_junk() -> None:
    said = heard(AtSession(), lines('+CUSD: 0,"5 \xa4 Grüße",15', "Grüße"))
    assert said == [Unsolicited('+CUSD: 0,"5 \xa4 Grüße",15'), JunkDropped(5)]


def test_without_shields_0x10_is_a_character() -> None:
    session = AtSession(shielded=False)
    assert heard(session, lines('+CUSD: 0,"\x10d5",15', "RING")) == [Unsolicited('+CUSD: 0,"\x10d5",15'), Ring()]


def test_a_flood_of_events_extends_no_deadline_and_is_all_told() -> None:
    session = AtSession()
    session.send("AT+CSQ", 0)
    told = []
    for now in range(50, 2_000, 50):
        told += heard(session, lines(f"^RSSI: {now}", "RING"), now)
        session.wake(now)
        assert session.next_wake() == 2_000
    session.wake(2_000)
    assert session.next_signal() == CommandTimedOut("AT+CSQ")
    assert len(told) == 2 * len(range(50, 2_000, 50))


def test_events_during_a_resync_are_told_once_the_modem_listens() -> None:
    session = AtSession()
    session.resync(0)
    session.wake(QUIET_MS)
    assert heard(session, lines("^CEND:1,0,104,16", "ERROR"), 160) == [Unsolicited("^CEND:1,0,104,16")]
    assert heard(session, lines("OK", '+CMTI: "SM",1', "OK"), 170) == [Unsolicited('+CMTI: "SM",1')]
    session.wake(170 + SETTLE_MS)
    assert session.next_signal() == Resynced()


CALL_LINES = ("RING", "NO CARRIER", "VOICE CALL: END: 000041", "HANGUP: 1", "^CEND:1,0,104,16")


@pytest.mark.parametrize("line", CALL_LINES)
def test_what_tells_of_a_call_is_told_in_every_moment_of_a_resync(line: str) -> None:
    session = AtSession(shielded=False)
    signal = Ring() if line == "RING" else Unsolicited(line)
    session.resync(0)
    assert heard(session, lines(line, "OK"), 10) == [signal]
    session.wake(10 + QUIET_MS)
    assert heard(session, lines(line, "ERROR"), 200) == [signal]
    assert heard(session, lines("OK", line), 210) == [signal]
    session.wake(210 + SETTLE_MS)
    assert session.next_signal() == Resynced()


def test_within_the_guard_time_a_command_waits_for_its_end() -> None:
    session = AtSession(guard_ms=100)
    assert session.send("AT", 0) == b"AT\r"
    heard(session, lines("OK"), 50)
    assert session.send("AT+CSQ", 60) == b""
    assert session.next_wake() == 150
    assert session.wake(149) == b""
    assert session.wake(150) == b"AT+CSQ\r"
    assert session.next_wake() == 150 + 2_000
    heard(session, lines("OK"), 200)
    assert session.send("AT", 300) == b"AT\r"


def test_a_command_given_up_within_the_guard_time_is_never_sent() -> None:
    session = AtSession(guard_ms=100)
    session.send("AT", 0)
    heard(session, lines("OK"), 50)
    session.send("AT+CSQ", 60)
    session.resync(70)
    assert b"CSQ" not in session.wake(150)


ANYTHING = st.lists(
    st.sampled_from(
        [
            HEADER,
            PDU,
            "+CDS: 30",
            '+CUSD: 0,"a',
            'b",15',
            "OK",
            "ERROR+CNUM: 1",
            "RING",
            "+CLCC: 1",
            "\r\n",
            "\r",
            ">",
            '"',
        ]
    )
    | st.text(st.characters(max_codepoint=255), max_size=6),
    max_size=30,
).map("".join)


@settings(deadline=None)
@given(ANYTHING, st.sampled_from(["", "AT+CMGR=1", "AT+CLCC"]))
def test_anything_reads_the_same_whole_and_byte_by_byte_and_never_raises(data: str, command: str) -> None:
    whole, bytewise = AtSession(), AtSession()
    for session in (whole, bytewise):
        if command:
            session.send(command, 0)
    signals = heard(whole, data)
    assert [signal for sign in data for signal in heard(bytewise, sign)] == signals
    for session in (whole, bytewise):
        for now in range(0, 10_000, 500):
            session.wake(now)
            list(iter(session.next_signal, None))
        assert session.idle
        assert session.next_wake() is None


@pytest.mark.parametrize(
    ("line", "signal"),
    [
        ("RING", Ring()),
        ("NO CARRIER", Unsolicited("NO CARRIER")),
        ("+CREG: 1", Unsolicited("+CREG: 1")),
        ("^CEND:1,0,104,16", Unsolicited("^CEND:1,0,104,16")),
    ],
)
def test_a_text_whose_closing_quote_was_lost_swallows_nothing_else(line: str, signal: Signal) -> None:
    session = AtSession()
    assert heard(session, lines('+CUSD: 0,"5 EUR', line)) == [signal]
    session.wake(REST_MS)
    assert session.next_signal() == Unsolicited('+CUSD: 0,"5 EUR')


def test_a_result_that_an_open_text_swallowed_is_given_back_to_its_command() -> None:
    session = AtSession()
    session.send('AT+CUSD=1,"*100#",15', 0)
    assert heard(session, lines('+CUSD: 0,"5 EUR', "left", "OK")) == []
    session.wake(REST_MS)
    assert list(iter(session.next_signal, None)) == [
        Unsolicited('+CUSD: 0,"5 EUR\nleft'),
        CommandDone('AT+CUSD=1,"*100#",15', Result.OK),
    ]
    assert session.idle
