"""PDUs to messages: published examples, every coding group, headers known and unknown, and faults that say where."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.protocol import ModemFault
from appliance.protocol.gsm.sms import (
    Address,
    Alphabet,
    Delivery,
    Element,
    Message,
    NumberKind,
    PartOf,
    PduFault,
    Ports,
    Purpose,
    SmsDeliver,
    SmsSubmit,
    StatusReport,
    Waiting,
    WaitingKind,
    decode_pdu,
    same_number,
)
from appliance.protocol.gsm.sms.octets import LONGEST_PDU
from tests.protocol.gsm.pdus import (
    SENDER,
    STAMP,
    ascii_deliver,
    bits_packed,
    deliver,
    gsm_part,
    ucs2_deliver,
    with_elements,
)


def came(pdu: str, length: int | None = None) -> SmsDeliver:
    message = decode_pdu(pdu, length)
    assert isinstance(message, SmsDeliver)
    assert message.pdu == pdu
    return message


def test_a_published_example_of_a_delivery() -> None:
    """From the well-known PDU tutorial of dreamfabric."""
    message = came("07917283010010F5040BC87238880900F10000993092516195800AE8329BFD4697D9EC37", 28)
    assert message.body.text == "hellohello"
    assert message.sender == Address("27838890001", NumberKind.SUBSCRIBER)
    assert message.service_centre == Address("+27381000015", NumberKind.INTERNATIONAL)
    assert message.sent == datetime(1999, 3, 29, 15, 16, 59, tzinfo=timezone(timedelta(hours=2)))
    assert message.purpose is Purpose.TEXT


def test_a_published_example_of_a_submission() -> None:
    """From the same tutorial."""
    message = decode_pdu("0011000B916407281553F80000AA0AE8329BFD4697D9EC37", 23)
    assert isinstance(message, SmsSubmit)
    assert message.recipient == Address("+46708251358", NumberKind.INTERNATIONAL)
    assert message.validity_minutes == 4 * 24 * 60
    assert message.body.text == "hellohello"


def test_a_pdu_without_service_centre_is_known_by_its_length() -> None:
    whole = ascii_deliver("no centre")
    assert came(whole[2:], len(whole) // 2 - 1).body.text == "no centre"
    assert came(whole, len(whole) // 2 - 1).body.text == "no centre"


@pytest.mark.parametrize(
    ("field", "address"),
    [
        ("0B919471325476F8", Address("+49172345678", NumberKind.INTERNATIONAL)),
        ("0CA1947132547698", Address("491723456789", NumberKind.NATIONAL)),
        ("04812143", Address("1234", NumberKind.UNKNOWN)),
        ("0381DAF0", Address("*b0", NumberKind.UNKNOWN)),
        ("0DD0" + bits_packed(b"Callbox"), Address("Callbox", NumberKind.ALPHANUMERIC)),
        ("0ED0" + bits_packed(b"Callbox"), Address("Callbox", NumberKind.ALPHANUMERIC)),
        ("04D0" + bits_packed(b"Ma"), Address("Ma", NumberKind.ALPHANUMERIC)),
        ("0080", Address("", NumberKind.UNKNOWN)),
        ("0091", Address("", NumberKind.INTERNATIONAL)),
    ],
)
def test_senders_of_every_kind(field: str, address: Address) -> None:
    assert came(ascii_deliver("x", sender=field)).sender == address


@pytest.mark.parametrize(
    ("stamp", "sent"),
    [
        (STAMP, datetime(2026, 11, 18, 10, 0, 36, tzinfo=timezone(timedelta(hours=2)))),
        ("6211810100638A", datetime(2026, 11, 18, 10, 0, 36, tzinfo=timezone(timedelta(hours=-7)))),
        ("62118101006323", datetime(2026, 11, 18, 10, 0, 36, tzinfo=timezone(timedelta(hours=8)))),
        ("62118101006300", datetime(2026, 11, 18, 10, 0, 36, tzinfo=UTC)),
        ("00000000000000", None),
        ("621181010063F0", None),
        ("6211F101006300", None),
        ("62229201006300", None),
    ],
)
def test_time_stamps_with_zones_east_and_west_and_those_that_are_no_date(stamp: str, sent: datetime | None) -> None:
    message = came(deliver("", 0, sent=stamp))
    assert message.sent == sent
    if sent:
        assert message.sent
        assert message.sent.utcoffset() == sent.utcoffset()


@pytest.mark.parametrize(
    ("dcs", "alphabet", "message_class", "purpose"),
    [
        ("00", Alphabet.GSM_7, None, Purpose.TEXT),
        ("10", Alphabet.GSM_7, 0, Purpose.FLASH),
        ("11", Alphabet.GSM_7, 1, Purpose.TEXT),
        ("04", Alphabet.OCTETS, None, Purpose.BINARY),
        ("08", Alphabet.UCS2, None, Purpose.TEXT),
        ("18", Alphabet.UCS2, 0, Purpose.FLASH),
        ("0C", Alphabet.GSM_7, None, Purpose.TEXT),  # reserved
        ("40", Alphabet.GSM_7, None, Purpose.TEXT),  # to be deleted after reading
        ("58", Alphabet.UCS2, 0, Purpose.FLASH),
        ("84", Alphabet.GSM_7, None, Purpose.TEXT),  # reserved group
        ("BF", Alphabet.GSM_7, None, Purpose.TEXT),
        ("F0", Alphabet.GSM_7, 0, Purpose.FLASH),
        ("F5", Alphabet.OCTETS, 1, Purpose.BINARY),
        ("F2", Alphabet.GSM_7, 2, Purpose.TEXT),
    ],
)
def test_every_coding_group(dcs: str, alphabet: Alphabet, message_class: int | None, purpose: Purpose) -> None:
    message = came(deliver("0041" if alphabet is Alphabet.UCS2 else "4100", 2, dcs=dcs))
    assert message.body.coding.alphabet is alphabet
    assert message.body.coding.message_class == message_class
    assert message.purpose is purpose
    assert message.body.coding.delete_after_reading is (dcs[0] in "45")


@pytest.mark.parametrize(
    ("dcs", "waiting"),
    [
        ("C8", Waiting(WaitingKind.VOICE_MAIL, active=True, discard=True)),
        ("C0", Waiting(WaitingKind.VOICE_MAIL, active=False, discard=True)),
        ("D9", Waiting(WaitingKind.FAX, active=True)),
        ("EA", Waiting(WaitingKind.ELECTRONIC_MAIL, active=True)),
        ("DB", Waiting(WaitingKind.OTHER, active=True)),
    ],
)
def test_messages_waiting_by_coding_scheme(dcs: str, waiting: Waiting) -> None:
    message = came(deliver("0041", 2, dcs=dcs))
    assert message.purpose is Purpose.WAITING
    assert message.waiting == (waiting,)
    assert (message.body.text == "A") is (dcs == "EA")


def test_messages_waiting_by_header_tell_how_many() -> None:
    message = came(with_elements("01028003" + "01020100", "two kinds"))
    assert message.waiting == (
        Waiting(WaitingKind.VOICE_MAIL, active=True, count=3),
        Waiting(WaitingKind.FAX, active=False, count=0, discard=True),
    )
    assert message.purpose is Purpose.WAITING


def test_compressed_text_is_refused_in_words_and_kept() -> None:
    pdu = deliver("4100", 2, dcs="20")
    with pytest.raises(PduFault, match=r"compressed text .*; expected plain text; ask the sender") as refused:
        decode_pdu(pdu)
    assert refused.value.pdu == pdu


def test_ucs2_keeps_surrogate_pairs_and_shows_half_of_one_as_such() -> None:
    assert came(ucs2_deliver("Grüße 😀")).body.text == "Grüße 😀"
    half = came(ucs2_deliver("x\ud83d"))
    assert half.body.text == "x\ufffd"
    assert half.body.content == b"\x00x\xd8\x3d"


@pytest.mark.parametrize(
    ("elements", "part"),
    [
        ("00032A0301", PartOf(0x2A, 3, 1)),
        ("0804BEEF0202", PartOf(0xBEEF, 2, 2, wide=True)),
        ("00032A0300", None),
        ("00032A0001", None),
        ("00032A0304", None),
        ("00022A03", None),
        ("00032A0301" + "00032B0302", PartOf(0x2B, 3, 2)),
    ],
)
def test_parts_by_narrow_and_wide_reference_and_senseless_ones(elements: str, part: PartOf | None) -> None:
    message = came(with_elements(elements, "text"))
    assert message.body.part == part
    assert message.body.text == "text"


@pytest.mark.parametrize("length", range(10))
def test_text_begins_on_a_septet_whatever_the_length_of_the_header(length: int) -> None:
    elements = f"7F{length:02X}" + "AB" * length
    message = came(with_elements(elements, "Septets 123"))
    assert message.body.text == "Septets 123"
    assert message.body.header.elements == (Element(0x7F, b"\xab" * length),)


@pytest.mark.parametrize(
    ("elements", "ports", "purpose"),
    [
        ("05040B8423F0", Ports(2948, 9200), Purpose.WAP_PUSH),
        ("05040B8523F0", Ports(2949, 9200), Purpose.WAP_PUSH),
        ("05041583158A", Ports(5507, 5514), Purpose.PORT_DATA),
        ("0402F0F1", Ports(0xF0, 0xF1), Purpose.PORT_DATA),
        ("0403F0F1F2", None, Purpose.TEXT),
    ],
)
def test_messages_for_programs_are_set_aside(elements: str, ports: Ports | None, purpose: Purpose) -> None:
    message = came(with_elements(elements, "wap"))
    assert message.body.ports == ports
    assert message.purpose is purpose


@pytest.mark.parametrize(
    ("pid", "purpose"),
    [("40", Purpose.SILENT), ("7F", Purpose.SIM_DATA), ("41", Purpose.TEXT), ("39", Purpose.TEXT)],
)
def test_protocol_identifiers(pid: str, purpose: Purpose) -> None:
    message = came(ascii_deliver("x", pid=pid))
    assert message.purpose is purpose


def test_national_languages_by_header() -> None:
    turkish = "250101" + "240101"
    octets = len(turkish) // 2 + 1
    text = bits_packed([0x40, 0x1B, 0x67, 0x61], -octets * 8 % 7)
    fill = -octets * 8 % 7
    pdu = deliver(f"{octets - 1:02X}{turkish}{text}", (octets * 8 + fill) // 7 + 4, first="44")
    assert came(pdu).body.text == "İğa"


def test_a_torn_header_is_ignored_and_the_text_read() -> None:
    message = came(with_elements("00092A0301", "text"))
    assert message.body.header.torn
    assert message.body.part is None
    assert message.body.text == "text"


@pytest.mark.parametrize(
    ("status", "delivery", "words"),
    [
        ("00", Delivery.DELIVERED, "received by the telephone"),
        ("1F", Delivery.DELIVERED, "reason not told"),
        ("22", Delivery.TRYING, "no answer"),
        ("30", Delivery.TRYING, "not told"),
        ("46", Delivery.FAILED, "validity period expired"),
        ("61", Delivery.FAILED, "busy"),
        ("7F", Delivery.FAILED, "temporary"),
        ("FF", Delivery.FAILED, "no standard"),
    ],
)
def test_status_reports(status: str, delivery: Delivery, words: str) -> None:
    report = decode_pdu(f"000617{SENDER}{STAMP}{STAMP[:-2]}00{status}")
    assert isinstance(report, StatusReport)
    assert (report.reference, report.recipient.text) == (0x17, "+49172345678")
    assert report.status.delivery is delivery
    assert words in report.status.words
    assert report.sent
    assert report.finished
    assert report.finished - report.sent == timedelta(hours=2)


@pytest.mark.parametrize(
    ("first", "validity", "minutes", "until"),
    [
        ("01", "", None, None),
        ("11", "00", 5, None),
        ("11", "8F", 720, None),
        ("11", "A7", 24 * 60, None),
        ("11", "A8", 2 * 24 * 60, None),
        ("11", "C5", 5 * 7 * 24 * 60, None),
        ("11", "FF", 63 * 7 * 24 * 60, None),
        ("19", STAMP, None, datetime(2026, 11, 18, 8, 0, 36, tzinfo=UTC)),
        ("09", "01050000000000", None, None),
    ],
)
def test_validity_periods(first: str, validity: str, minutes: int | None, until: datetime | None) -> None:
    message = decode_pdu(f"00{first}05{SENDER}0000{validity}01{bits_packed(b'x')}")
    assert isinstance(message, SmsSubmit)
    assert (message.validity_minutes, message.valid_until) == (minutes, until)
    assert message.body.text == "x"


@pytest.mark.parametrize(
    ("pdu", "length", "text"),
    [
        ("", None, "an even number of hexadecimal digits"),
        ("0", None, "an even number of hexadecimal digits"),
        ("0G", None, "hexadecimal digits"),
        ("00 0", None, "hexadecimal digits"),
        ("00" * LONGEST_PDU, None, f"at most {LONGEST_PDU}"),
        ("0004", 20, "1 octets; expected the 20 that the modem announced"),
        ("0B91", None, "service centre at octet 2: 0 octets left; expected 10"),
        ("0004FF91", None, "sender at octet 4: 0 octets left; expected 128"),
        (ascii_deliver("torn text")[:-4], None, "user data at octet .*: 6 octets left; expected 8"),
        (deliver("00" * 140, 161), None, "user data length at octet .*: 161; expected at most 160"),
        (deliver("00" * 141, 141, dcs="04"), None, "141; expected at most 140"),
        (deliver("", 0, first="44"), None, "user data header at octet .*: missing"),
        (deliver("09", 1, first="44"), None, "9 octets long; expected a header within the 1 octets"),
        (deliver("05000301020100", 6, first="44"), None, "6 septets; expected at least the header's 7"),
    ],
)
def test_a_fault_says_where_what_and_what_was_expected_and_keeps_the_pdu(
    pdu: str, length: int | None, text: str
) -> None:
    with pytest.raises(PduFault, match=text) as fault:
        decode_pdu(pdu, length)
    assert fault.value.pdu == pdu[:LONGEST_PDU]
    assert isinstance(fault.value, ModemFault)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("+4930123456", "030123456", True),
        ("+4930123456", "4930123456", True),
        ("123456", "00123456", True),
        ("+4930123456", "+4930123457", False),
        ("12345", "0012345", False),
        ("Callbox", "Callbox", True),
        ("", "", True),
    ],
)
def test_one_telephone_written_in_two_ways(one: str, other: str, *, same: bool) -> None:
    assert same_number(one, other) is same


READABLE = [
    ascii_deliver("hello"),
    ucs2_deliver("héllo 😀"),
    gsm_part("part", 1, 2, 1),
    with_elements("05040B8423F0", "wap"),
    f"000617{SENDER}{STAMP}{STAMP}00",
    "0011000B916407281553F80000AA0AE8329BFD4697D9EC37",
]


@settings(deadline=None)
@given(st.sampled_from(READABLE), st.data())
def test_a_message_with_octets_changed_or_lost_is_another_message_or_a_fault(pdu: str, data: st.DataObject) -> None:
    octets = bytearray.fromhex(pdu)
    for _ in range(data.draw(st.integers(0, 4))):
        octets[data.draw(st.integers(0, len(octets) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(octets)))
    decode_or_fault(octets[:cut].hex(), data.draw(st.none() | st.integers(0, 200)))


@settings(deadline=None)
@given(st.text(max_size=60) | st.binary(max_size=200).map(bytes.hex), st.none() | st.integers(-5, 300))
def test_anything_at_all_is_a_message_or_a_fault(pdu: str, length: int | None) -> None:
    decode_or_fault(pdu, length)


def decode_or_fault(pdu: str, length: int | None) -> None:
    """Whatever comes out holds what went in."""
    outcome: Message | PduFault
    try:
        outcome = decode_pdu(pdu, length)
    except PduFault as fault:
        outcome = fault
    assert outcome.pdu == pdu
