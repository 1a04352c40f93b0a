"""USSD in every writing: published and hand-made answers, requests, dialogues that take too long."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.protocol import ModemFault, OurFault
from appliance.protocol.gsm.sms.national_tables import DEFAULT, EXTENSION
from appliance.protocol.gsm.ussd import (
    ANSWER_MS,
    LONGEST_TEXT,
    REPLY_MS,
    Step,
    UssdAnswer,
    UssdDialogue,
    Writing,
    read_ussd,
    written_ussd,
)
from tests.protocol.gsm.pdus import bits_packed

PLAIN, PACKED, UCS2, GSM, UTF_8 = Writing


def ucs2(text: str) -> str:
    return text.encode("utf-16-be").hex().upper()


@pytest.mark.parametrize(
    ("line", "writing", "step", "text"),
    [
        ('+CUSD: 0,"Credit 5.00",15', PLAIN, Step.DONE, "Credit 5.00"),
        ('+CUSD: 1,"Menu\n1 Balance\n2 More",15', PLAIN, Step.REPLY_WANTED, "Menu\n1 Balance\n2 More"),
        ('+CUSD: 0,"He said "hi", twice",15', PLAIN, Step.DONE, 'He said "hi", twice'),
        ('+CUSD: 0,"no scheme"', PLAIN, Step.DONE, "no scheme"),
        ('+CUSD: 0,"torn', PLAIN, Step.DONE, "torn"),
        ("+CUSD: 2", PLAIN, Step.ENDED_BY_NETWORK, ""),
        ("+CUSD: 3", PLAIN, Step.ANSWERED_ELSEWHERE, ""),
        ("+CUSD: 4", PLAIN, Step.NOT_SUPPORTED, ""),
        ("+CUSD: 5", PLAIN, Step.NETWORK_TIMEOUT, ""),
        ('+CUSD: 0,"",15', PLAIN, Step.DONE, ""),
        (f'+CUSD: 0,"{ucs2("Баланс 5 €")}",72', PLAIN, Step.DONE, "Баланс 5 €"),
        (f'+CUSD: 0,"{ucs2("Баланс")}",72', PACKED, Step.DONE, "Баланс"),
        ('+CUSD: 0,"not hex",72', PLAIN, Step.DONE, "not hex"),
        (f'+CUSD: 0,"{ucs2("XX")[:4]}{ucs2("ж")}",17', PLAIN, Step.DONE, "ж"),
        (f'+CUSD: 0,"{b"5 EUR".hex()}",68', PLAIN, Step.DONE, "5 EUR"),
        (f'+CUSD: 0,"{bits_packed(b"Credit 5 EUR")}",15', PACKED, Step.DONE, "Credit 5 EUR"),
        (f'+CUSD: 0,"{bits_packed(b"1234567" + bytes([13]))}",15', PACKED, Step.DONE, "1234567"),
        ('+CUSD: 0,"plain after all",15', PACKED, Step.DONE, "plain after all"),
        (f'+CUSD: 0,"{ucs2("5 € ж")}",15', UCS2, Step.DONE, "5 € ж"),
        ('+CUSD: 0,"\x02 5 \x00",15', GSM, Step.DONE, "$ 5 @"),
        ('+CUSD: 0,"5 â\x82¬",15', UTF_8, Step.DONE, "5 €"),
        ('+CUSD: 0,"1234",15', PLAIN, Step.DONE, "1234"),
    ],
)
def test_answers(line: str, writing: Writing, step: Step, text: str) -> None:
    answer = read_ussd(line, writing)
    assert answer
    assert (answer.step, answer.text) == (step, text)
    assert answer.words


def test_a_known_request_of_an_old_huawei() -> None:
    """*100# packed is AA180C3602, as many notes on these modems say."""
    assert written_ussd("*100#", PACKED) == "AA180C3602"


def test_requests_in_every_writing() -> None:
    assert written_ussd("*100#") == "*100#"
    assert written_ussd("1", UCS2) == "0031"
    assert written_ussd("*100#", GSM) == "*100#"
    assert written_ussd("1234567", PACKED) == bits_packed(b"1234567" + bytes([13]))
    assert written_ussd("1234567\r", PACKED) == bits_packed(b"1234567" + bytes([13, 13]))


@pytest.mark.parametrize(
    ("text", "writing"),
    [("", PLAIN), ("ж", PLAIN), ("1" * (LONGEST_TEXT + 1), PLAIN), ('"', PLAIN), ("5\r", PLAIN), ("@", GSM)],
)
def test_what_cannot_be_sent_is_refused(text: str, writing: Writing) -> None:
    with pytest.raises(OurFault, match="expected"):
        written_ussd(text, writing)


@pytest.mark.parametrize("line", ["+CUSD: 9", "+CUSD:", '+CUSD: x,"y"'])
def test_a_line_that_breaks_the_standard_says_how(line: str) -> None:
    with pytest.raises(ModemFault, match="expected"):
        read_ussd(line)


def test_other_lines_are_not_ussd() -> None:
    assert read_ussd("+CUSDX: 1") is None
    assert read_ussd("OK") is None


def answer(step: Step) -> UssdAnswer:
    return UssdAnswer(step, "text")


def test_a_dialogue_goes_on_as_long_as_replies_are_wanted() -> None:
    dialogue = UssdDialogue()
    assert not dialogue.under_way
    dialogue.asked(0)
    dialogue.answered(answer(Step.REPLY_WANTED), 3_000)
    assert dialogue.reply_wanted
    assert dialogue.next_wake() == 3_000 + REPLY_MS
    dialogue.asked(9_000)
    assert not dialogue.reply_wanted
    assert dialogue.next_wake() == 9_000 + ANSWER_MS
    dialogue.answered(answer(Step.DONE), 12_000)
    assert not dialogue.under_way
    assert dialogue.next_wake() is None


@pytest.mark.parametrize("question", [False, True])
def test_a_dialogue_that_takes_too_long_is_cancelled_once(*, question: bool) -> None:
    dialogue = UssdDialogue()
    dialogue.asked(0)
    if question:
        dialogue.answered(answer(Step.REPLY_WANTED), 0)
    assert not dialogue.wake(ANSWER_MS - 1)
    assert dialogue.wake(ANSWER_MS)
    assert not dialogue.wake(ANSWER_MS)
    assert not dialogue.under_way


SIGNS = [sign for sign in DEFAULT if sign not in '\x1b\r"'] + [sign for sign in EXTENSION.values() if sign != "\f"]


@settings(deadline=None)
@given(st.text(st.sampled_from(SIGNS), min_size=1, max_size=80), st.sampled_from([PACKED, UCS2]))
def test_what_is_sent_reads_as_it_was_written(text: str, writing: Writing) -> None:
    read = read_ussd(f'+CUSD: 1,"{written_ussd(text, writing)}",15', writing)
    assert read
    assert read.text == text


@settings(deadline=None)
@given(st.text(max_size=60), st.sampled_from(Writing), st.integers(0, 255))
def test_anything_at_all_is_an_answer_or_a_modem_fault(text: str, writing: Writing, scheme: int) -> None:
    for line in (f'+CUSD: 0,"{text}",{scheme}', f"+CUSD: {text}", f'+CUSD: 0,"{text.encode().hex()}",{scheme}'):
        try:
            read_ussd(line, writing)
        except ModemFault:
            continue
