"""Numbers and words of people never get into a trace: examples of every place they stand in, and a property."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.protocol.masking import body_follows, masked, told_number

NUMBER = "+4917012345678"


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("ATD+4917012345678;", "ATD<14 digits>;"),
        ("ATDT9,5045551234", "ATDT<12 signs>"),
        ("ATD112;", "ATD<3 digits>;"),
        ('AT+CPIN="1234"', "AT+CPIN=<secret>"),
        ('AT+CPIN="12345678","0000"', "AT+CPIN=<secret>"),
        ('AT+CLCK="SC",1,"0000"', "AT+CLCK=<secret>"),
        ("+CPIN: SIM PIN", "+CPIN: SIM PIN"),
        ('+CLIP: "017012345678",129,"",,"Alice Archer",0', '+CLIP: "<12 digits>",129,"",,"<12 signs>",0'),
        ('+CCWA: "23",129,1', '+CCWA: "<2 digits>",129,1'),
        ('+CLCC: 1,1,4,0,0,"110",129', '+CLCC: 1,1,4,0,0,"<3 digits>",129'),
        ("^DSCI: 1,1,4,0,110,129", "^DSCI: 1,1,4,0,<3 digits>,129"),
        ('+QIND: "ccinfo",1,1,4,0,0,"110",129', '+QIND: "ccinfo",1,1,4,0,0,"<3 digits>",129'),
        ("NMBR = 5045551234", "NMBR = <10 digits>"),
        ("NMBR=P", "NMBR = P"),
        ("NAME = DOE JOHN", "NAME = <8 signs>"),
        ("DATE = 0321", "DATE = 0321"),
        ("801C0108303332313134303502", "<26 hexadecimal digits>"),
        ("0791947101670000040C9194", "<24 hexadecimal digits>"),
        ("07919471016700F0040C91", "<22 hexadecimal digits>"),
        ("861234567890123", "<15 digits>"),
        ("IMEI: 861234567890123", "IMEI: <15 digits>"),
        ("+CCID: 8949020000001234567", "+CCID: <19 digits>"),
        ('+CUSD: 0,"Your credit is 3.20",15', '+CUSD: 0,"<19 signs>",15'),
        ('AT+CUSD=1,"*100#",15', 'AT+CUSD=1,"<5 digits>",15'),
        ('+CMGL: 1,"REC UNREAD","+491701","","21/03/14"', '+CMGL: 1,"REC UNREAD","<7 digits>","","<8 signs>"'),
        ("AT+VTS=5,0,4,5,5", "AT+VTS=<5 keys>"),
        ("AT^DTMF=1,5", "AT^DTMF=1,<1 keys>"),
        ("+RXDTMF: 5", "+RXDTMF: <a key>"),
        ("CX93001-EIS_V0.2013-V92", "CX93001-EIS_V0.2013-V92"),
        ("+CSQ: 17,99", "+CSQ: 17,99"),
        ('131,"Mu-Law",8,0,8000,0,0', '131,"Mu-Law",8,0,8000,0,0'),
        ("AT+CMGS=23", "AT+CMGS=23"),
        ("\x1b[31mred", "·[31mred"),
    ],
)
def test_what_is_left_of_a_line(line: str, shown: str) -> None:
    assert masked(line) == shown


def test_the_line_below_a_messages_header_is_what_somebody_wrote() -> None:
    assert body_follows('+CMT: "+4917012345678","","21/03/14"')
    assert not body_follows('+CMTI: "SM",3')
    assert masked("meet me at 8", body=True) == "<text, 12 signs>"
    assert masked("OK", body=True) == "OK"


def test_a_number_is_told_by_its_length_and_last_digits_to_those_who_know_it() -> None:
    assert told_number(NUMBER) == "13 digits, the last 78"
    assert told_number("110") == "3 digits"
    assert told_number("") == "no number"


def test_a_line_without_end_is_cut() -> None:
    assert len(masked("x" * 5_000)) < 250


PLACES = st.sampled_from(
    (
        "ATD{};", "ATDT{}", 'AT+CPIN="{}"', '+CLIP: "{}",129', "NMBR = {}", "{}", "+CCID: {}", "^ORIG: {}",
        '+CMGR: 0,"{}",12', "+CNUM: ,{},129", 'AT+CCFC=0,3,"{}",145', "RING {}", "+CREG: {}", "x {} y",
        '+COPS: 0,2,"{}"', "{},{}", '^DSCI: 1,0,3,0,{},145', "CONNECT {}", '+CPBR: 1,"{}",129,"{}"', "IMEI:{}", "({})",
    )
)  # fmt: skip


@given(PLACES, st.from_regex(r"\+?\d{5,20}", fullmatch=True))
def test_no_run_of_five_digits_gets_through_wherever_it_stands(place: str, number: str) -> None:
    assert not re.search(r"\d{5}", masked(place.replace("{}", number)))


@given(st.from_regex(r"\+?\d{2,4}([ \-/.]\d{2,4}){2,4}", fullmatch=True))
def test_numbers_as_people_write_them_are_known(number: str) -> None:
    assert re.sub(r"<\d+ digits>", "", masked(f"call {number} now")) == "call  now"


@given(st.text(max_size=300))
def test_any_line_gives_a_line_that_can_be_printed(line: str) -> None:
    assert masked(line).isprintable()
