"""The prompt for a text: every way it is written, every way out of it, and no way to be left in it."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.model.signals import (
    CommandDone,
    CommandTimedOut,
    Result,
    Resynced,
    Ring,
    Signal,
    TextWanted,
    Unsolicited,
)
from appliance.protocol import AtSession, OurFault, SessionState
from appliance.protocol.deadlines import CANCEL_MS, DEFAULT_MS, PROMPT_MS, SUBMIT_MS, TYPING_MS
from appliance.protocol.resync import ESCAPES, QUIET_MS, SETTLE_MS

SEND = "AT+CMGS=23"
PDU = "0011000B916407281553F80000AA0AE8329BFD4697D9EC37"
ESC = b"\x1b"


def heard(session: AtSession, data: bytes, now: int = 0) -> list[Signal]:
    session.receive(data, now)
    return list(iter(session.next_signal, None))


def told(session: AtSession) -> list[Signal]:
    return list(iter(session.next_signal, None))


def prompting() -> AtSession:
    session = AtSession()
    assert session.ask_prompt(SEND, 0) == b"AT+CMGS=23\r"
    return session


def typing() -> AtSession:
    session = prompting()
    assert heard(session, b"\r\n> ", 100) == [TextWanted(SEND)]
    return session


def submitting() -> AtSession:
    session = typing()
    assert session.enter_text(PDU, 200) == PDU.encode() + b"\x1a"
    return session


@pytest.mark.parametrize(
    "prompt",
    [
        b"\r\n> ",
        b"\r\n>",
        b"> ",
        b">",
        b"\n\r> ",
        b"\r\r\n> ",
        b"AT+CMGS=23\r\r\n> ",
        b"AT+CMGS=23\r> ",
        b"AT+CMGS=23> ",
        b"\r\n> \r\n",
        b"\r\n+CREG: 1\r\n\r\n> ",
        b"\r\n> +CREG: 1\r\n",
    ],
)
@pytest.mark.parametrize("bytewise", [False, True])
def test_the_prompt_is_known_however_it_is_written(prompt: bytes, *, bytewise: bool) -> None:
    session = prompting()
    pieces = [bytes([octet]) for octet in prompt] if bytewise else [prompt]
    signals = [signal for piece in pieces for signal in heard(session, piece)]
    assert [signal for signal in signals if not isinstance(signal, Unsolicited)] == [TextWanted(SEND)]
    assert session.state is SessionState.TYPING
    assert [signal for signal in signals if isinstance(signal, Unsolicited)] == [Unsolicited("+CREG: 1")] * (
        b"CREG" in prompt
    )


@pytest.mark.parametrize(
    "answer",
    [
        b"\r\n+CMGS: 5\r\n\r\nOK\r\n",
        PDU.encode() + b"\x1a\r\n+CMGS: 5\r\n\r\nOK\r\n",
        b" " + PDU.encode() + b"\x1a\r\n+CMGS: 5\r\nOK\r\n",
        b"\r\n> \r\n+CMGS: 5\r\nOK\r\n",
        b"> +CMGS: 5\r\r\n\r\r\nOK\r\n",
    ],
)
def test_a_text_is_sent_with_its_end_and_the_result_told_echo_or_not(answer: bytes) -> None:
    session = submitting()
    assert heard(session, answer, 3_000) == [CommandDone(SEND, Result.OK, ("+CMGS: 5",))]
    assert session.idle
    assert session.next_wake() is None


def test_a_refusal_before_and_at_the_prompt_ends_the_command() -> None:
    session = prompting()
    assert heard(session, b"\r\n+CMS ERROR: 302\r\n") == [CommandDone(SEND, Result.ERROR, (), "+CMS ERROR: 302")]
    assert session.idle
    session = typing()
    assert heard(session, b"\r\nERROR\r\n") == [CommandDone(SEND, Result.ERROR)]
    assert session.idle
    session = submitting()
    assert heard(session, b"\r\n+CMS ERROR: 500\r\n") == [CommandDone(SEND, Result.ERROR, (), "+CMS ERROR: 500")]
    assert session.idle


def test_calls_and_messages_that_come_meanwhile_are_told() -> None:
    for session in (prompting(), typing(), submitting()):
        told_now = heard(session, b'\r\nRING\r\n\r\n+CMTI: "SM",3\r\n', 250)
        assert told_now == [Ring(), Unsolicited('+CMTI: "SM",3')]


@pytest.mark.parametrize(
    ("start", "due"), [(prompting, PROMPT_MS), (typing, 100 + TYPING_MS), (submitting, 200 + SUBMIT_MS)]
)
@pytest.mark.parametrize("answer", [b"\r\nOK\r\n", b"\r\nERROR\r\n", b""])
def test_at_a_deadline_escape_is_sent_and_its_answer_awaited(
    start: Callable[[], AtSession], due: int, answer: bytes
) -> None:
    session = start()
    for now in range(300, due, 50):  # a flood of events extends nothing
        heard(session, b"\r\n^RSSI: 20\r\n\r\nRING\r\n", now)
        assert session.wake(now) == b""
        assert session.next_wake() == due
    assert session.wake(due) == ESC
    assert session.state is SessionState.CANCELLING
    if answer:
        assert heard(session, answer, due + 10) == [CommandTimedOut(SEND)]
    else:
        for now in range(due, due + CANCEL_MS, 50):
            heard(session, b"\r\n^RSSI: 20\r\n", now)
        assert session.next_wake() == due + CANCEL_MS
        session.wake(due + CANCEL_MS)
        assert told(session) == [CommandTimedOut(SEND)]
    assert session.idle


@pytest.mark.parametrize(("start", "due"), [(prompting, PROMPT_MS), (typing, 100 + TYPING_MS)])
def test_a_reference_of_an_earlier_text_that_comes_before_this_one_is_written_is_not_its_own(
    start: Callable[[], AtSession], due: int
) -> None:
    session = start()
    assert heard(session, b"\r\n+CMGS: 5\r\n", 300) == []
    assert session.wake(due) == ESC
    assert heard(session, b"\r\nOK\r\n", due + 10) == [CommandTimedOut(SEND)]
    assert session.idle
    session = typing()
    heard(session, b"\r\n+CMGS: 5\r\n", 150)
    session.enter_text(PDU, 200)
    assert heard(session, b"\r\n+CMGS: 6\r\n\r\nOK\r\n", 3_000) == [CommandDone(SEND, Result.OK, ("+CMGS: 6",))]


def test_a_message_that_the_network_took_late_is_told_as_sent() -> None:
    """Sent again it would arrive twice."""
    session = submitting()
    assert session.wake(200 + SUBMIT_MS) == ESC
    assert heard(session, b"\r\n+CMGS: 9\r\n\r\nOK\r\n", 61_000) == [CommandDone(SEND, Result.OK, ("+CMGS: 9",))]


def test_a_prompt_that_comes_after_escape_gets_another() -> None:
    session = prompting()
    assert session.wake(PROMPT_MS) == ESC
    assert heard(session, b"\r\n> ", PROMPT_MS + 500) == []
    assert session.next_wake() == PROMPT_MS + 500
    assert session.wake(PROMPT_MS + 500) == ESC
    assert heard(session, b"\r\nOK\r\n", PROMPT_MS + 510) == [CommandTimedOut(SEND)]


@pytest.mark.parametrize("prompt", [b"\r\n> ", b"\r\n> \r\n", b"\r\n> junk\r\n"])
def test_a_prompt_that_comes_when_all_was_given_up_leads_to_a_resync(prompt: bytes) -> None:
    session = prompting()
    session.wake(PROMPT_MS)
    session.wake(PROMPT_MS + CANCEL_MS)
    assert told(session) == [CommandTimedOut(SEND)]
    assert heard(session, prompt, 9_000) == []
    assert session.next_wake() == 9_000
    assert session.wake(9_000) == ESCAPES
    assert ESCAPES.startswith(ESC)
    session.wake(9_000 + QUIET_MS)
    heard(session, b"\r\nOK\r\n", 9_200)
    session.wake(9_200 + SETTLE_MS)
    assert told(session) == [Resynced()]


def test_a_mark_means_nothing_to_a_session_that_never_asked_for_a_prompt() -> None:
    session = AtSession()
    assert heard(session, b"\r\n> ") == []
    assert session.idle
    assert heard(session, b"x\r\n") == [Unsolicited("> x")]


def test_only_a_clean_text_at_a_prompt_is_sent() -> None:
    session = prompting()
    with pytest.raises(OurFault, match="cannot take 'submit'"):
        session.enter_text(PDU, 0)
    session = typing()
    with pytest.raises(OurFault, match="expected one line"):
        session.enter_text("\x1a", 0)
    with pytest.raises(OurFault, match="busy with AT"):
        session.ask_prompt(SEND, 0)


WORDS = (
    *(b"\r\n", b">", b"> ", b"OK", b"ERROR", b"+CMGS: 5", b"+CMS ERROR: 500", b"RING", b"AT+CMGS=23", b"00112233"),
    *(b"\x1a", b"\x1b", b"+CMT: ,3", b'+CUSD: 1,"a', b'b",15', b"+CREG: 1", b"\x10", b"\0", b" ", b"x", PDU.encode()),
)
PIECES = st.lists(st.sampled_from(WORDS) | st.binary(max_size=3), max_size=30).map(b"".join)


@settings(deadline=None)
@given(PIECES, st.sampled_from([prompting, typing, submitting]), st.integers(0, 400))
def test_whatever_comes_the_session_is_back_in_command_mode_in_time_and_escape_was_sent(
    data: bytes, start: Callable[[], AtSession], cut: int
) -> None:
    session = start()
    written = b""
    for now, piece in ((300, data[:cut]), (700, data[cut:])):
        heard(session, piece, now)
    ended = session.idle
    for now in range(1_000, 200 + SUBMIT_MS + 2 * CANCEL_MS + 10_000, 100):
        written += session.wake(now)
        told(session)
    assert session.idle
    assert ended or ESC in written


@settings(deadline=None)
@given(PIECES, st.sampled_from([prompting, typing, submitting]))
def test_whole_and_byte_by_byte_end_in_the_same_state(data: bytes, start: Callable[[], AtSession]) -> None:
    whole, bytewise = start(), start()
    signals = heard(whole, data, 300)
    same = [signal for octet in data for signal in heard(bytewise, bytes([octet]), 300)]
    assert [type(signal) for signal in signals] == [type(signal) for signal in same]
    assert whole.state is bytewise.state


def test_a_text_that_the_network_took_is_sent_though_its_ok_is_lost() -> None:
    session = submitting()
    assert heard(session, b"\r\n+CMGS: 5\r\n", 3_000) == []
    assert session.next_wake() == 3_000 + DEFAULT_MS
    assert session.wake(3_000 + DEFAULT_MS) == b""
    assert told(session) == [CommandDone(SEND, Result.OK, ("+CMGS: 5",))]
    assert session.idle
