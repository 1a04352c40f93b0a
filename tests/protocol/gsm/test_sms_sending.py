"""Text to parts to PDUs: the published example bit for bit, every limit, and what was written read again."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.protocol import OurFault
from appliance.protocol.gsm.sms import Alphabet, PartOf, SmsSubmit, decode_pdu, encode_submit, text_parts
from appliance.protocol.gsm.sms.national_tables import DEFAULT, EXTENSION
from appliance.protocol.gsm.sms.text_parts import MOST_PARTS
from appliance.protocol.gsm.sms.times import LONGEST_VALIDITY_MINUTES, validity_minutes, validity_octet
from appliance.protocol.gsm.sms.user_data import utf16_text

NUMBER = "+49172345678"


def submitted(pdu: str, length: int) -> SmsSubmit:
    message = decode_pdu(pdu, length)
    assert isinstance(message, SmsSubmit)
    return message


def test_a_published_example_bit_for_bit() -> None:
    """From the PDU tutorial of dreamfabric."""
    (part,) = text_parts("hellohello")
    submission = encode_submit("+46708251358", part, validity_minutes=4 * 24 * 60)
    assert submission.pdu == "0011000B916407281553F80000AA0AE8329BFD4697D9EC37"
    assert submission.length == 23


@pytest.mark.parametrize(
    ("text", "sizes"),
    [
        ("", [0]),
        ("a" * 160, [160]),
        ("a" * 161, [153, 8]),
        ("a" * 306, [153, 153]),
        ("a" * 307, [153, 153, 1]),
        ("€" * 80, [160]),
        ("€" * 81, [152, 10]),
        ("a" * 152 + "€" * 8, [152, 16]),
        ("a" * 151 + "€" * 8, [153, 14]),
    ],
)
def test_gsm_text_is_cut_at_160_and_153_and_never_behind_an_escape(text: str, sizes: list[int]) -> None:
    parts = text_parts(text, 7)
    assert [len(part.content) for part in parts] == sizes
    assert all(part.alphabet is Alphabet.GSM_7 for part in parts)


@pytest.mark.parametrize(
    ("text", "sizes"),
    [
        ("ж" * 70, [70]),
        ("ж" * 71, [67, 4]),
        ("😀" * 35, [70]),
        ("😀" * 36, [66, 6]),
        ("ж" * 66 + "😀" * 3, [66, 6]),
        ("a" * 69 + "ж", [70]),
        ("a" * 70 + "ж", [67, 4]),
    ],
)
def test_other_text_is_cut_at_70_and_67_and_never_within_a_pair(text: str, sizes: list[int]) -> None:
    parts = text_parts(text, 7)
    assert [len(part.content) // 2 for part in parts] == sizes
    assert "".join(utf16_text(part.content) for part in parts) == text


def test_a_wide_reference_takes_one_more_octet() -> None:
    assert [len(part.content) for part in text_parts("a" * 161, 0x1BEEF, wide=True)] == [152, 9]
    assert [len(part.content) // 2 for part in text_parts("ж" * 71, 1, wide=True)] == [66, 5]
    assert text_parts("a" * 161, 0x1BEEF, wide=True)[0].part == PartOf(0xBEEF, 2, 1, wide=True)
    assert text_parts("a" * 161, 0x1BEEF)[1].part == PartOf(0xEF, 2, 2)


def test_bound_no_more_than_255_parts() -> None:
    assert len(text_parts("a" * 153 * MOST_PARTS)) == MOST_PARTS
    with pytest.raises(OurFault, match="256 parts, at most 255"):
        text_parts("a" * (153 * MOST_PARTS + 1))


@pytest.mark.parametrize("number", ["", "+", "Callbox", "0" * 21, "12 34", "１２"])
def test_a_recipient_is_a_number(number: str) -> None:
    (part,) = text_parts("x")
    with pytest.raises(OurFault, match="expected 1 to 20 digits"):
        encode_submit(number, part)


def test_report_flash_and_validity_are_asked_for() -> None:
    (part,) = text_parts("x")
    submission = encode_submit("*100#", part, report=True, flash=True, validity_minutes=61)
    message = submitted(submission.pdu, submission.length)
    assert message.report_wanted
    assert message.body.coding.message_class == 0
    assert message.validity_minutes == 65
    assert message.recipient.text == "*100#"
    plain = submitted(*_fields("x"))
    assert not plain.report_wanted
    assert plain.validity_minutes is None


def _fields(text: str) -> tuple[str, int]:
    submission = encode_submit(NUMBER, text_parts(text)[0])
    return submission.pdu, submission.length


@settings(deadline=None)
@given(st.integers(-5, 2 * LONGEST_VALIDITY_MINUTES))
def test_a_validity_is_never_shorter_than_asked_for_where_the_standard_has_one(minutes: int) -> None:
    octet = validity_octet(minutes)
    assert validity_minutes(octet) >= min(minutes, LONGEST_VALIDITY_MINUTES)
    assert octet == 0 or validity_minutes(octet - 1) < minutes


SIGNS = st.sampled_from([sign for sign in DEFAULT if sign != "\x1b"] + list(EXTENSION.values()))
TEXTS = st.text(SIGNS, max_size=700) | st.text(max_size=300)


@settings(deadline=None)
@given(TEXTS, st.integers(0, 0xFFFF), st.booleans(), st.sampled_from([NUMBER, "0301234", "*#1"]))
def test_whatever_is_sent_reads_as_it_was_written(text: str, reference: int, wide: bool, number: str) -> None:  # noqa: FBT001
    parts = text_parts(text, reference, wide=wide)
    content, read = b"", ""
    for part in parts:
        submission = encode_submit(number, part)
        assert submission.length == len(submission.pdu) // 2 - 1 <= 176
        message = submitted(submission.pdu, submission.length)
        assert message.recipient.text == number
        assert message.body.part == part.part
        content += message.body.content
        read += message.body.text
    assert content == b"".join(part.content for part in parts)
    assert read == text
