"""Transfer units: known ones octet by octet, parts of long texts, and nothing but BadTpdu for what is none."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.pretend.gsm.texts import Joiner, PretendText, SentText, cut, parts_of
from appliance.pretend.gsm.tpdu import (
    Alphabet,
    BadTpdu,
    PartOf,
    address_octets,
    alphabet_of,
    deliver,
    fits_gsm7,
    header_of,
    read_submit,
    status_report,
    timestamp,
    user_data,
)

MOMENT = "260321140512+08"
LONG = "The quick brown fox jumps over the lazy dog. " * 8


def test_addresses() -> None:
    assert address_octets("+4915112345678").hex() == "0d91945111325476f8"
    assert address_octets("333").hex() == "038133f3"
    assert address_octets("").hex() == "0081"
    assert address_octets("", of_centre=True) == b"\x00"
    assert address_octets("+491710760000", of_centre=True).hex() == "0791947101670000"


def test_an_alphanumeric_address_counts_useful_semi_octets() -> None:
    octets = address_octets("Design@Home")
    assert octets.hex().upper() == "14D0C4F23C7D760390EF7619"


def test_a_timestamp_is_swapped_and_its_zone_may_be_negative() -> None:
    assert timestamp(MOMENT).hex() == "62301241502180"
    assert timestamp("260101000000-20").hex()[-2:] == "0a"


def test_a_deliver_octet_by_octet() -> None:
    data = user_data("hellohello", Alphabet.GSM7)
    unit = deliver("+31641600986", 0, "930331143400+32", data, has_header=False)
    assert unit.hex().upper() == "040B911346610089F60000393013414300230AE8329BFD4697D9EC37"


def test_a_submit_of_a_well_known_example() -> None:
    submitted = read_submit(bytes.fromhex("11000B916407281553F80000AA0AE8329BFD4697D9EC37"))
    assert (submitted.destination, submitted.text) == ("+46708251358", "hellohello")
    assert submitted.alphabet is Alphabet.GSM7


def test_a_submit_with_header_absolute_validity_and_report() -> None:
    header = header_of(PartOf(7, 2, 1).element())
    unit = bytes((0x01 | 0x18 | 0x20 | 0x40, 0)) + address_octets("123") + b"\x00\x00" + timestamp(MOMENT)
    submitted = read_submit(unit + user_data("part [1]", Alphabet.GSM7, header))
    assert submitted.text == "part [1]"
    assert submitted.part == PartOf(7, 2, 1)
    assert submitted.wants_report


@pytest.mark.parametrize(
    ("coding", "alphabet"),
    [(0, 0), (0x04, 1), (0x08, 2), (0x10, 0), (0x18, 2), (0xF0, 0), (0xF5, 1), (0xE0, 2), (0x28, 0), (0xC8, 0)],
)
def test_coding_schemes(coding: int, alphabet: int) -> None:
    assert alphabet_of(coding) is Alphabet(alphabet)


def test_a_status_report() -> None:
    assert status_report(5, "+123", MOMENT, 0).hex() == "0605039121f3" + timestamp(MOMENT).hex() * 2 + "00"


@given(st.binary(max_size=200))
def test_no_octets_are_anything_but_a_submit_or_bad(octets: bytes) -> None:
    with suppress(BadTpdu):
        read_submit(octets)


@pytest.mark.parametrize(
    ("text", "wide", "sizes"),
    [
        ("a" * 160, False, [160]),
        ("a" * 161, False, [153, 8]),
        ("€" * 81, False, [76, 5]),
        ("ł" * 70, False, [70]),
        ("ł" * 71, False, [67, 4]),
        ("😀" * 36, False, [33, 3]),
        ("a" * 305, True, [152, 152, 1]),
    ],
)
def test_where_texts_are_cut(text: str, wide: bool, sizes: list[int]) -> None:  # noqa: FBT001
    alphabet = Alphabet.GSM7 if fits_gsm7(text) else Alphabet.UCS2
    assert [len(piece) for piece in cut(text, alphabet, wide=wide)] == sizes


def test_no_part_is_longer_than_an_octet_count_allows() -> None:
    for text in (LONG, "ł" * 300, "€" * 200):
        for unit in parts_of(PretendText(text=text), 9, MOMENT):
            assert len(unit) <= 1 + 12 + 2 + 7 + 1 + 140


def test_parts_come_in_the_order_asked_for() -> None:
    units = parts_of(PretendText(text=LONG, order=(3, 1, 1)), 200, MOMENT)
    assert [unit[unit.index(b"\x05\x00\x03\xc8") + 4 :][:2] for unit in units] == [
        b"\x03\x03",
        b"\x03\x01",
        b"\x03\x01",
    ]


def test_data_for_the_wap_push_port() -> None:
    (unit,) = parts_of(PretendText(data="0106", wap_push=True), 1, MOMENT)
    assert unit.endswith(bytes.fromhex("09 06 05 04 0b84 23f0 0106"))


def _submit(text: str, part: PartOf) -> bytes:
    head = bytes((0x41, 0)) + address_octets("+49123") + b"\x00\x00"
    return head + user_data(text, Alphabet.GSM7, header_of(part.element()))


def test_parts_of_the_host_are_joined_in_any_order() -> None:
    whole: list[SentText] = []
    joiner = Joiner("line1", whole.append)
    for place in (3, 1, 2):
        joiner.take(read_submit(_submit("abc"[place - 1], PartOf(5, 3, place))), 100 + place)
    assert [(text.text, text.parts, text.at_ms) for text in whole] == [("abc", 3, 102)]


def test_a_part_that_never_comes_is_told_at_the_end_and_not_kept_for_ever() -> None:
    whole: list[SentText] = []
    joiner = Joiner("line1", whole.append)
    for reference in range(70):
        joiner.take(read_submit(_submit("x", PartOf(reference, 2, 1))), 0)
    assert len(whole) == 6
    joiner.give_up_all(9)
    assert len(whole) == 70
    assert {(text.parts, text.missing) for text in whole} == {(1, 1)}
