"""The alphabets of 3GPP 23.038: every table whole, every language's own signs, and septets on every length."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.protocol.gsm.sms.alphabet import septets_of, text_of
from appliance.protocol.gsm.sms.national_tables import (
    BENGALI,
    DEFAULT,
    ESCAPE,
    EXTENSION,
    GUJARATI,
    HINDI,
    KANNADA,
    LOCKING,
    MALAYALAM,
    ORIYA,
    PORTUGUESE,
    PUNJABI,
    SINGLE,
    SPANISH,
    TAMIL,
    TELUGU,
    TURKISH,
    URDU,
)
from appliance.protocol.gsm.sms.septets import pack, unpack, unpack_all
from tests.protocol.gsm.pdus import bits_packed

INDIC = (BENGALI, GUJARATI, HINDI, KANNADA, MALAYALAM, ORIYA, PUNJABI, TAMIL, TELUGU)

# Rows of annex A copied by hand, column by column: locking codes 0x00-0x0F, 0x40-0x4F, and 0x60 with 0x7B-0x7F.
LOCKING_ROWS = {
    BENGALI: ("ঁংঃঅআইঈউঊঋ\nঌ \r এ", "বভমযর ল   শষসহ়ঽ", "\u09ce\u09d7\u09dc\u09dd\u09f0\u09f1"),
    GUJARATI: ("ઁંઃઅઆઇઈઉઊઋ\nઌઍ\r એ", "બભમયર લળ વશષસહ઼ઽ", "ૐૠૡૢૣ૱"),
    HINDI: ("ँंःअआइईउऊऋ\nऌऍ\rऎए", "बभमयरऱलळऴवशषसह़ऽ", "ॐॲॻॼॾॿ"),
    KANNADA: (" ಂಃಅಆಇಈಉಊಋ\nಌ \rಎಏ", "ಬಭಮಯರಱಲಳ ವಶಷಸಹ಼ಽ", "ೕೖೠೡೢೣ"),
    MALAYALAM: (" ംഃഅആഇഈഉഊഋ\nഌ \rഎഏ", "ബഭമയരറലളഴവശഷസഹ ഽ", "ൗൠൡൢൣ൹"),
    ORIYA: ("ଁଂଃଅଆଇଈଉଊଋ\nଌ \r ଏ", "ବଭମଯର ଲଳ ଵଶଷସହ଼ଽ", "ୖୗୠୡୢୣ"),
    PUNJABI: ("ਁਂਃਅਆਇਈਉਊ \n  \r ਏ", "ਬਭਮਯਰ ਲ\u0a33 ਵ\u0a36 ਸਹ਼ ", "ੑੰੱੲੳੴ"),
    TAMIL: (" ஂஃஅஆஇஈஉஊ \n  \rஎஏ", "  மயரறலளழவஶஷஸஹ  ", "ௐௗ௰௱௲௹"),
    TELUGU: ("ఁంఃఅఆఇఈఉఊఋ\nఌ \rఎఏ", "బభమయరఱలళ వశషసహ ఽ", "ౕౖౠౡౢౣ"),
    URDU: ("اآبٻڀپڦتۂٿ\nٹٽ\rٺټ", "صضطظعفقکڪګگڳڱلمن"),
}


@pytest.mark.parametrize("language", INDIC)
def test_an_indic_locking_table_reads_as_the_standard_prints_it(language: int) -> None:
    table = LOCKING[language]
    first, middle, last = LOCKING_ROWS[language]
    assert table[0x00:0x10] == first
    assert table[0x40:0x50] == middle
    assert table[0x60] + table[0x7B:0x80] == last


def test_the_urdu_locking_table_reads_as_the_standard_prints_it() -> None:
    first, middle = LOCKING_ROWS[URDU]
    assert LOCKING[URDU][0x00:0x10] == first
    assert LOCKING[URDU][0x40:0x50] == middle
    assert [ord(sign) for sign in LOCKING[URDU][0x60] + LOCKING[URDU][0x7B:]] == [
        0x0654, 0x0655, 0x0651, 0x0653, 0x0656, 0x0670,
    ]  # fmt: skip


@pytest.mark.parametrize("language", LOCKING)
def test_a_locking_table_has_128_signs_of_its_script_latin_small_letters_digits_and_the_escape(language: int) -> None:
    table = LOCKING[language]
    assert len(table) == 128
    assert table[ESCAPE] == "\x1b"
    assert table[0x61:0x7B] == "abcdefghijklmnopqrstuvwxyz"
    assert table[0x30:0x3A] == "0123456789"
    assert not [sign for sign in table if unicodedata.category(sign) == "Cn"]
    signs = [sign for sign in table if sign != " "]
    assert len(signs) == len(set(signs))


@pytest.mark.parametrize("language", INDIC)
def test_what_an_indic_table_leaves_out_was_no_character_when_the_standard_was_written(language: int) -> None:
    """Unicode 5: characters added since have no place in the table."""
    start = ord(max(LOCKING[language])) & 0xFF80
    younger = {0x0C34, 0x0C3C, 0x0C81, 0x0D01, 0x0D29, 0x0D3C}
    of_block = {start + offset for offset in range(1, 0x4E)} - {start + 0x04, start + 0x3A, start + 0x3B}
    told = {ord(sign) for sign in LOCKING[language]}
    left_out = {code for code in of_block - told if unicodedata.category(chr(code)) != "Cn"}
    assert left_out <= younger


@pytest.mark.parametrize(
    ("language", "code", "signs"),
    [
        (TURKISH, 0x47, "Ğ"),
        (TURKISH, 0x69, "ı"),
        (SPANISH, 0x75, "ú"),
        (PORTUGUESE, 0x1F, "Ê"),
        (PORTUGUESE, 0x61, "Â"),
        (PORTUGUESE, 0x7F, "â"),
        (BENGALI, 0x19, "০"),
        (BENGALI, 0x34, "৺"),
        (GUJARATI, 0x25, "૯"),
        (HINDI, 0x26, "॑"),
        (HINDI, 0x3A, "ॱ"),
        (KANNADA, 0x2A, "ೲ"),
        (MALAYALAM, 0x34, "ൿ"),
        (ORIYA, 0x2C, "ୱ"),
        (PUNJABI, 0x2D, "ੵ"),
        (TAMIL, 0x24, "௮"),  # printed 0BEF in the standard, which is at 0x25 already
        (TAMIL, 0x2E, "௺"),
        (TELUGU, 0x1C, "౦"),
        (TELUGU, 0x32, "౿"),
        (URDU, 0x3B, "ۍ"),
        (URDU, 0x3F, "۔"),
    ],
)
def test_a_single_shift_table_reads_as_the_standard_prints_it(language: int, code: int, signs: str) -> None:
    assert text_of(bytes([ESCAPE, code]), single=language) == signs


@pytest.mark.parametrize("language", SINGLE)
def test_every_single_shift_table_keeps_the_extension_of_the_default_alphabet(language: int) -> None:
    assert {code: SINGLE[language][code] for code in EXTENSION} == EXTENSION


@pytest.mark.parametrize(
    ("septets", "text"),
    [
        (b"\x00\x01\x02\x03", "@£$¥"),
        (b"\x1b\x65\x1b\x3c\x1b\x3e", "€[]"),
        (b"\x1bA", "A"),
        (b"\x1b\x1bA", " A"),
        (b"A\x1b", "A"),
    ],
)
def test_an_escape_shifts_one_sign_and_an_unknown_one_is_its_plain_self(septets: bytes, text: str) -> None:
    assert text_of(septets) == text


def test_both_tables_of_a_language_work_together_and_unknown_ones_are_the_default() -> None:
    assert text_of(b"\x40\x0b\x1b\x67", locking=TURKISH, single=TURKISH) == "İĞğ"
    assert text_of(b"\x40\x1b\x65", locking=99, single=99) == "¡€"


def test_every_character_of_the_alphabet_and_only_those_are_written() -> None:
    signs = [sign for sign in DEFAULT if sign != "\x1b"] + list(EXTENSION.values())
    for sign in signs:
        assert text_of(septets_of(sign) or b"") == sign
    assert septets_of("Grüße: 5 €") is not None
    assert septets_of("naïve") is None
    assert septets_of("\x1b") is None


@settings(deadline=None)
@given(st.lists(st.integers(0, 127), max_size=170), st.integers(0, 6))
def test_septets_packed_are_the_bits_written_one_after_the_other_and_come_out_again(
    septets: list[int], fill_bits: int
) -> None:
    packed = pack(bytes(septets), fill_bits)
    assert packed.hex().upper() == bits_packed(septets, fill_bits)
    assert unpack(packed, len(septets), fill_bits) == bytes(septets)


def test_the_cr_that_fills_seven_spare_bits_is_no_text() -> None:
    assert unpack_all(pack(b"1234567\r")) == b"1234567"
    assert unpack_all(pack(b"12345\r")) == b"12345\r"
    assert unpack_all(b"") == b""
