"""Numbers, CSV, vCard and what an import would do."""

import re

import msgspec
import pytest

from appliance.contacts import csv_text, vcard_text
from appliance.contacts.importing import Fate, NotAFile, decoded, drafts_of, planned, reading_of
from appliance.contacts.numbers import NoNumber, beginnings, normal, pattern, region_of, shown
from appliance.model.contacts import Contact

ANN = Contact(
    contact=1, name="Añn, Lee", company="=Firm; Ltd", numbers=("+4366412345", "+441614960000"), notes="a\nb", vip=True
)


@pytest.mark.parametrize(
    ("typed", "region", "number"),
    [
        ("0664 12345", "AT", "+4366412345"),
        ("+44 (0)161 496-0000", "AT", "+441614960000"),
        ("06 698 1234", "IT", "+39066981234"),
    ],
)
def test_numbers_become_those_of_the_world(typed: str, region: str, number: str) -> None:
    assert normal(typed, region) == number


@pytest.mark.parametrize("typed", ["", "ann", "12", "0664 12345", "+" + "9" * 40])
def test_what_is_no_number_is_told(typed: str) -> None:
    with pytest.raises(NoNumber):
        normal(typed, "")


def test_the_country_is_known_by_its_code_or_by_its_tones() -> None:
    assert (region_of("43", "us"), region_of("", "at"), region_of("999", "zz")) == ("AT", "AT", "")
    assert (shown("+4366412345", "AT")[:1], shown("+4366412345", "DE")[:3]) == ("0", "+43")


def test_patterns_and_beginnings() -> None:
    assert pattern("0900*", "AT") == "+43900*"
    assert pattern("00 49 30 *", "AT") == "+4930*"
    assert pattern(" Anonymous ", "") == "anonymous"
    assert pattern("0664 12345", "AT") == "+4366412345"
    assert beginnings("0664", "AT") == ("+43664", "+0664")
    assert beginnings("lee", "AT") == ()
    with pytest.raises(NoNumber):
        pattern("abc*", "AT")


@pytest.mark.parametrize("write", [csv_text.write_rows, vcard_text.write_cards])
def test_what_is_written_is_read_back(write: object) -> None:
    text = "".join(write((ANN,)))  # type: ignore[operator]
    (draft,) = drafts_of(text, reading_of(text))
    assert (draft.name, draft.company, draft.numbers, draft.vip) == (ANN.name, ANN.company, ANN.numbers, True)
    assert draft.notes == ANN.notes


@pytest.mark.parametrize(
    "name", ["+1+cmd|' /C calc'!A0", "-2+3+cmd|x!A0", "=1+1", "'=1+1", "''", "@x", "+43 1 2345", "-"]
)
def test_no_table_program_takes_a_name_for_a_formula_and_it_is_read_back(name: str) -> None:
    text = "".join(csv_text.write_rows((msgspec.structs.replace(ANN, name=name),)))
    (draft,) = drafts_of(text, reading_of(text))
    assert draft.name == name
    assert not re.match(r'"?([=@]|[+-].*cmd)', text.splitlines()[1])


@pytest.mark.parametrize("end", ["\r", "\r\n", "\v", "\x85", "\u2028"])
def test_no_name_adds_a_line_to_a_card(end: str) -> None:
    text = "".join(vcard_text.write_cards((msgspec.structs.replace(ANN, name=f"Ann{end}TEL:+431"),)))
    (draft,) = drafts_of(text, reading_of(text))
    assert (draft.name, draft.numbers) == ("Ann\nTEL:+431", ANN.numbers)


def test_headings_and_delimiters_are_guessed() -> None:
    reading = reading_of("Vorname;Nachname;Firma;Telefon privat;Mobil\nAnn;Lee;X;0664 12345;\n")
    assert (reading.delimiter, reading.columns) == (";", ("first name", "last name", "company", "number", "number"))
    assert decoded("Müller".encode("cp1252")) == "Müller"
    with pytest.raises(NotAFile):
        reading_of("\n\n")


def test_old_and_folded_cards_are_read() -> None:
    text = (
        "BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BCller;Ann;;;\r\n"
        "FN;ENCODING=QUOTED-PRINTABLE:Ann M=C3=BC=\r\nller\r\nTEL;CELL:0664 12345\r\nEND:VCARD\r\n"
        "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Lee;Ben;;;\r\nitem1.TEL:+43 1 23\r\n 45678\r\n"
    )
    one, two = drafts_of(text, reading_of(text))
    assert (one.name, one.numbers, one.line) == ("Ann Müller", ("0664 12345",), 1)
    assert (two.name, two.numbers) == ("Ben Lee", ("+43 1 2345678",))


def test_every_row_has_a_fate_and_a_reason() -> None:
    text = "name,phone\nAnn,0664 12345\nBen,abc\nCarl,\nDora,0664 99999\n"

    def known(numbers: tuple[str, ...]) -> Contact | None:
        return ANN if "+4366412345" in numbers else None

    rows = list(planned(drafts_of(text, reading_of(text)), "AT", known, merge=True))
    assert [row.fate for row in rows] == [Fate.MERGED, Fate.WRONG, Fate.WRONG, Fate.NEW]
    assert [row.line for row in rows] == [2, 3, 4, 5]
    assert rows[0].contact.name == ANN.name
    assert rows[1].why == '"abc" is no telephone number'
    assert next(planned(drafts_of(text, reading_of(text)), "AT", known, merge=False)).fate is Fate.SKIPPED
