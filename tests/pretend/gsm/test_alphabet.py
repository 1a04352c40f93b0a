"""The GSM alphabet against examples that are printed in books, and against itself."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.pretend.gsm.alphabet import (
    DEFAULT,
    EXTENSION,
    NotInAlphabet,
    packed,
    packed_ussd,
    septets,
    text_of,
    unpacked,
)

EVERY = "".join(character for character in DEFAULT if character != "\x1b") + "".join(EXTENSION.values())


def test_the_table_has_its_landmarks() -> None:
    assert len(DEFAULT) == 128
    places = {0x00: "@", 0x10: "Δ", 0x11: "_", 0x20: " ", 0x24: "¤", 0x41: "A", 0x5F: "§", 0x60: "¿", 0x7F: "à"}
    assert {place: DEFAULT[place] for place in places} == places


def test_the_classic_example() -> None:
    assert packed(septets("hellohello")).hex().upper() == "E8329BFD4697D9EC37"
    assert text_of(unpacked(bytes.fromhex("E8329BFD4697D9EC37"), 10)) == "hellohello"


def test_the_euro_sign_costs_two() -> None:
    assert septets("€") == [0x1B, 0x65]


def test_an_unknown_escape_shows_the_character_of_the_default_table() -> None:
    assert text_of([0x1B, 0x41]) == "A"


@pytest.mark.parametrize("text", ["ł", "😀", "\x00", "ç"])
def test_what_the_alphabet_lacks(text: str) -> None:
    with pytest.raises(NotInAlphabet):
        septets(text)


@given(st.text(EVERY, max_size=80), st.integers(0, 6))
def test_packing_is_undone(text: str, fill: int) -> None:
    found = septets(text)
    assert text_of(unpacked(packed(found, fill), len(found), fill)) == text


def test_ussd_fills_seven_bits_with_a_carriage_return() -> None:
    assert packed_ussd("*100#").hex().upper() == "AA180C3602"
    assert packed_ussd("1234567")[-1] >> 1 == 0x0D
