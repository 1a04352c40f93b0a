"""Caller id: every way modems print it, and the raw messages with their checksums."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.model.caller import Caller, Presentation
from appliance.model.signals import CallerId, Ring, Signal
from appliance.protocol import AtSession, ModemFault
from appliance.protocol.caller_id import LONGEST_NAME, LONGEST_NUMBER, QUIET_MS, caller_from, parse_message

GIVEN = Presentation.GIVEN
DOE = Caller(number="5045551234", name="DOE JOHN", presentation=GIVEN)


WHOLE = ("DATE = 0321", "TIME = 1405", "NMBR = 5045551234", "NAME = DOE JOHN")


def with_checksum(message: bytes) -> bytes:
    return message + bytes([-sum(message) & 0xFF])


def mdmf(*parameters: tuple[int, bytes]) -> bytes:
    body = b"".join(bytes([tag, len(text)]) + text for tag, text in parameters)
    return with_checksum(bytes([0x80, len(body)]) + body)


def sdmf(text: bytes) -> bytes:
    return with_checksum(bytes([0x04, len(text)]) + text)


def told_of(lines: list[str]) -> list[Signal]:
    session = AtSession()
    session.receive("".join(f"\r\n{line}\r\n" for line in lines).encode("latin-1"), 0)
    told = list(iter(session.next_signal, None))
    session.wake(QUIET_MS)
    return told + list(iter(session.next_signal, None))


def heard(session: AtSession, line: str, now: int) -> list[Signal]:
    session.receive(f"\r\n{line}\r\n".encode("latin-1"), now)
    return list(iter(session.next_signal, None))


@pytest.mark.parametrize(
    ("lines", "caller"),
    [
        (["DATE = 0321", "TIME = 1405", "NMBR = 5045551234", "NAME = DOE JOHN"], DOE),
        (["DATE=0321", "TIME=1405", "NMBR=5045551234", "NAME=DOE JOHN"], DOE),
        (["NAME = DOE JOHN", "NMBR = 5045551234"], DOE),
        (["NMBR = 504-555-1234", "NAME = DOE JOHN"], DOE),
        (["NMBR = +15045551234"], Caller("+15045551234", "", GIVEN)),
        (["NMBR = P", "NAME = P"], Caller("", "", Presentation.WITHHELD)),
        (["NMBR = O", "NAME = O"], Caller("", "", Presentation.OUT_OF_AREA)),
        (["NMBR = PRIVATE"], Caller("", "", Presentation.WITHHELD)),
        (["NAME = P"], Caller("", "", Presentation.WITHHELD)),
        (["DATE = 0321", "NAME = PAY PHONE"], Caller("", "PAY PHONE", Presentation.UNKNOWN)),
        (["NMBR = 5045551234", "NMBR = O"], Caller("", "", Presentation.OUT_OF_AREA)),
        (["DDN_NMBR= 18001", "NMBR = 5045551234", "NAME = DOE JOHN"], DOE),
        (["NAME = MÜLLER", "NMBR = 5045551234"], Caller("5045551234", "MÜLLER", GIVEN)),
        (["DATE = 0321", "TIME = 1405", "NMBR = 5045551234", "NAME = DOE JOHN", "DDN_NMBR = 18001"], DOE),
        (["DATE = 0321", "TIME = 1405", "NMBR = P", "NAME = P"], Caller("", "", Presentation.WITHHELD)),
        (["MESG = 060130", "NMBR = 5045551234", "NAME = DOE JOHN"], DOE),
        ([mdmf((1, b"03211405"), (2, b"5045551234"), (7, b"DOE JOHN")).hex().upper()], DOE),
        (["MESG = " + mdmf((7, b"DOE JOHN"), (2, b"5045551234")).hex()], DOE),
        ([mdmf((1, b"03211405"), (4, b"P"), (8, b"P")).hex()], Caller("", "", Presentation.WITHHELD)),
        ([sdmf(b"032114055045551234").hex()], Caller("5045551234", "", GIVEN)),
        ([sdmf(b"03211405O").hex()], Caller("", "", Presentation.OUT_OF_AREA)),
    ],
)
def test_each_way_of_printing_it_tells_the_caller_once(lines: list[str], caller: Caller) -> None:
    assert told_of(lines) == [CallerId(caller)]


def test_the_block_is_over_when_nothing_follows_or_the_next_ring_comes() -> None:
    session = AtSession()
    session.receive(b"\r\nNMBR = 5551234\r\n", 100)
    assert session.next_signal() is None
    assert session.next_wake() == 100 + QUIET_MS
    session.receive(b"\r\nRING\r\n", 150)
    assert list(iter(session.next_signal, None)) == [CallerId(Caller("5551234", "", GIVEN)), Ring()]
    assert session.next_wake() is None


@given(st.permutations(WHOLE))
def test_a_whole_block_is_told_with_its_last_line_in_whatever_order(lines: list[str]) -> None:
    session = AtSession()
    for line in lines[:-1]:
        assert heard(session, line, 0) == []
    assert heard(session, lines[-1], 40) == [CallerId(DOE)]
    session.wake(40 + QUIET_MS)
    assert session.next_signal() is None
    assert session.next_wake() is None


@pytest.mark.parametrize("missing", WHOLE)
def test_a_block_that_lacks_a_field_waits_for_it(missing: str) -> None:
    session = AtSession()
    for line in ("DDN_NMBR = 18001", *(line for line in WHOLE if line != missing)):
        assert heard(session, line, 0) == []
    session.wake(QUIET_MS - 1)
    assert session.next_signal() is None
    session.wake(QUIET_MS)
    assert isinstance(session.next_signal(), CallerId)


def test_a_raw_message_that_is_whole_is_told_at_once_and_once() -> None:
    session = AtSession()
    line = mdmf((2, b"5045551234"), (7, b"DOE JOHN")).hex()
    assert heard(session, line, 0) == [CallerId(DOE)]
    assert heard(session, line, 100) == []


def test_what_follows_a_told_block_belongs_to_it_and_only_news_is_told() -> None:
    """Fields of no use, repetitions, and a number that the network takes back after all."""
    session = AtSession()
    assert [heard(session, line, 0) for line in WHOLE][-1] == [CallerId(DOE)]
    assert heard(session, "DDN_NMBR = 18001", 100) == []
    assert heard(session, "NMBR = 5045551234", 200) == []
    assert heard(session, "NMBR = O", 300) == [CallerId(Caller("", "DOE JOHN", Presentation.OUT_OF_AREA))]
    assert heard(session, "RING", 400) == [Ring()]


def test_the_same_caller_is_told_again_for_the_next_call() -> None:
    session = AtSession()
    for now in (0, 10_000):
        assert [heard(session, line, now) for line in WHOLE][-1] == [CallerId(DOE)]
        session.wake(now + QUIET_MS)


def test_fields_of_one_call_are_gone_with_the_next() -> None:
    session = AtSession()
    told: list[Signal] = []
    for now, line in ((0, b"NAME = DOE JOHN\r\n"), (10_000, b"NMBR = 5551234\r\n")):
        session.receive(line, now)
        assert session.next_signal() is None
        session.wake(now + QUIET_MS)
        told += iter(session.next_signal, None)
    assert told == [CallerId(Caller("", "DOE JOHN")), CallerId(Caller("5551234", "", GIVEN))]


@pytest.mark.parametrize(
    ("message", "text"),
    [
        (mdmf((2, b"1234"))[:-1] + b"\0", "checksum"),
        (mdmf((2, b"1234"))[:-2], "length"),
        (with_checksum(b"\x80\x03\x02\x09a"), "torn parameter"),
        (with_checksum(b"\x80\x01\x02"), "torn parameter"),
        (with_checksum(b"\x82\x01\x02"), "type 0x82"),
        (b"", "length"),
    ],
)
def test_a_message_that_breaks_the_standard_says_how(message: bytes, text: str) -> None:
    with pytest.raises(ModemFault, match=text):
        parse_message(message)


@given(st.binary(max_size=300))
def test_any_message_is_a_caller_or_a_modem_fault(message: bytes) -> None:
    for candidate in (message, with_checksum(bytes([0x80, len(message) & 0xFF]) + message[:255])):
        try:
            parse_message(candidate)
        except ModemFault:
            continue


@given(st.text(max_size=200), st.text(max_size=200))
def test_bound_numbers_and_names_stay_short_and_numbers_are_digits(number: str, name: str) -> None:
    caller = caller_from(number, name)
    assert len(caller.number) <= LONGEST_NUMBER
    assert len(caller.name) <= LONGEST_NAME
    assert caller.number == "" or caller.number.lstrip("+").isdigit()
    assert (caller.number != "") == (caller.presentation is GIVEN)
