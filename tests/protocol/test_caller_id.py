"""Caller id: every way modems print it, and the raw messages with their checksums."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.model.caller import Caller, Presentation
from appliance.model.signals import CallerId, JunkDropped, Ring, Signal
from appliance.protocol import AtSession
from appliance.protocol.caller_id import (
    LONGEST_NAME,
    LONGEST_NUMBER,
    QUIET_MS,
    CallerIdBlock,
    caller_from,
    told_further,
)

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
        (["NMBR = 5045551234", "NMBR = O", "NAME = DOE JOHN", "NAME = O"], DOE),
        (["NMBR = O", "NMBR = 5045551234", "NAME = DOE JOHN"], DOE),
        (["NMBR = 5045551234", "NAME = DOE JOHN", "NMBR = P"], Caller("", "", Presentation.WITHHELD)),
        (["NAME = DOE JOHN", "NMBR = 5045551234", "NMBR = P", "NMBR = P"], Caller("", "", Presentation.WITHHELD)),
        (["NMBR = 5045551234", "NMBR = P", "NMBR = 5045551234", "NAME = DOE JOHN"], DOE),
        (["NMBR = P", "NAME = PAY PHONE"], Caller("", "PAY PHONE", Presentation.WITHHELD)),
        (["NMBR = 5045551234", "NAME = UNKNOWN NAME"], Caller("5045551234", "", GIVEN)),
        (["NMBR = 5045551234", "NAME = - -"], Caller("5045551234", "", GIVEN)),
        (["NMBR =", "NAME ="], Caller()),
        (["DDN_NMBR= 18001", "NMBR = 5045551234", "NAME = DOE JOHN"], DOE),
        (["NAME = MÜLLER", "NMBR = 5045551234"], Caller("5045551234", "MÜLLER", GIVEN)),
        (["DATE = 0321", "TIME = 1405", "NMBR = 5045551234", "NAME = DOE JOHN", "DDN_NMBR = 18001"], DOE),
        (["DATE = 0321", "TIME = 1405", "NMBR = P", "NAME = P"], Caller("", "", Presentation.WITHHELD)),
        (["MESG = 060130", "NMBR = 5045551234", "NAME = DOE JOHN"], DOE),
        (["NMBR = 5045551234", "MESG = 0708444F45204A4F484E"], DOE),
        (["MESG = 04014F"], Caller("", "", Presentation.OUT_OF_AREA)),
        (["MESG = " + with_checksum(b"\x04\x01P").hex()], Caller("", "", Presentation.WITHHELD)),
        (["MESG = " + with_checksum(b"\x04\x01P").hex()[:-2] + "00"], Caller()),
        (["MESG = 04"], Caller()),
        ([mdmf((1, b"03211405"), (2, b"5045551234"), (7, b"DOE JOHN")).hex().upper()], DOE),
        (["MESG = " + mdmf((7, b"DOE JOHN"), (2, b"5045551234")).hex()], DOE),
        ([mdmf((1, b"03211405"), (4, b"P"), (8, b"P")).hex()], Caller("", "", Presentation.WITHHELD)),
        ([mdmf((2, b"5045551234"), (7, b"DOE JOHN"), (4, b"O")).hex()], DOE),
        ([mdmf((2, b"5045551234"), (7, b"DOE JOHN"), (4, b"P")).hex()], Caller("", "", Presentation.WITHHELD)),
        ([mdmf((2, bytes(octet | 0x80 for octet in b"5045551234"))).hex()], Caller("5045551234", "", GIVEN)),
        ([sdmf(b"032114055045551234").hex()], Caller("5045551234", "", GIVEN)),
        ([sdmf(b"03211405O").hex()], Caller("", "", Presentation.OUT_OF_AREA)),
    ],
)
def test_each_way_of_printing_it_tells_the_caller_once(lines: list[str], caller: Caller) -> None:
    assert told_of(lines) == [CallerId(caller)]


WORDS = {
    Presentation.WITHHELD: (
        "P|PRIVATE|WITHHELD|BLOCKED|BLOCKED CALL|PRIVATE NUMBER|PRIVATE NAME|ANONYMOUS|Caller ID blocked|RESTRICTED"
        "|NO CALLER ID|NUMERO PRIVE|NUMÉRO MASQUÉ|APPEL ANONYME|PRIVAT|UNTERDRÜCKT|RUFNUMMER UNTERDRUECKT|ANONYM"
        "|NUMERO PRIVADO|OCULTO|ANÓNIMO|RISERVATO|NUMERO PRIVATO|ANONIEM|NÃO IDENTIFICADO|SKJULT NUMMER"
    ),
    Presentation.OUT_OF_AREA: (
        "O|OUT OF AREA|OUT-OF-AREA|OUT_OF_AREA|UNAVAILABLE|UNKNOWN|UNKNOWN NAME|UNKNOWN NUMBER|UNKNOWN CALLER"
        "|NOT AVAILABLE|INCONNU|NUMERO INCONNU|UNBEKANNT|NICHT VERFÜGBAR|DESCONOCIDO|NUMERO DESCONOCIDO"
        "|SCONOSCIUTO|FUORI AREA|ONBEKEND|NIEZNANY"
    ),
}


@pytest.mark.parametrize("written", [str, str.lower, str.title])
@pytest.mark.parametrize("reason", WORDS)
def test_words_for_a_number_that_is_not_there_are_neither_number_nor_name(
    reason: Presentation, written: Callable[[str], str]
) -> None:
    for word in map(written, WORDS[reason].split("|")):
        for octets in (word.encode("latin-1"), word.encode()):
            seen = octets.decode("latin-1")
            assert caller_from(seen, seen) == Caller("", "", reason), word
            assert caller_from("5045551234", seen) == Caller("5045551234", "", GIVEN), word


@pytest.mark.parametrize("name", ["NO", "NAME", "PRIVATBANK", "O BRIEN", "UNKNOWN PLEASURES LTD", "CALL CENTER", "P&O"])
def test_a_name_that_only_resembles_such_a_word_is_a_name(name: str) -> None:
    assert caller_from("", name) == Caller("", name, Presentation.UNKNOWN)


@pytest.mark.parametrize(
    ("octets", "number", "name"),
    [
        (b"\r\nNMBR = 5045551234\r\nNAME = M\xdcLLER\r\n", "5045551234", "MÜLLER"),
        (b"\r\nNMBR = 5045551234\r\nNAME = M\xc3\x9cLLER \xc3\x85SA\r\n", "5045551234", "MÜLLER ÅSA"),
        (b"\r\nNMBR = 5045551234\0\r\n\0NAME = DOE\0\t\x07 JOHN\x7f\0\0\r\n", "5045551234", "DOE JOHN"),
        (b"\r\nNMBR = 5045\x10\x10551234\r\nNAME = DOE\x10\x10 JOHN\r\n", "5045551234", "DOE JOHN"),
        (b"\r\nNMBR = 504\x80555\xff1234\r\nNAME = DOE\x85JOHN\r\n", "5045551234", "DOE JOHN"),
        (b"\x10XNMBR = 5045551234\x10.\x10XNAME = \xc3\x85SA\x10.\r\n", "5045551234", "ÅSA"),
    ],
)
def test_odd_octets_in_a_field_are_cleaned(octets: bytes, number: str, name: str) -> None:
    """Whole and octet by octet."""
    for pieces in ([octets], [bytes([octet]) for octet in octets]):
        session = AtSession()
        for piece in pieces:
            session.receive(piece, 0)
            assert [each for each in iter(session.next_signal, None) if isinstance(each, CallerId)] == []
        session.wake(QUIET_MS)
        assert session.next_signal() == CallerId(Caller(number, name, GIVEN))


def test_a_packet_in_a_stream_keeps_every_letter_of_a_name() -> None:
    session = AtSession()
    session.open_stream("AT+VTR", 0)
    session.receive(b"\r\nCONNECT\r\n\x10XNMBR = 5551234\r\nNAME = \xc3\x85SA \xc3\x9c\r\n\x10.", 0)
    assert [each for each in iter(session.next_signal, None) if isinstance(each, JunkDropped)] == []
    session.wake(QUIET_MS)
    assert session.next_signal() == CallerId(Caller("5551234", "ÅSA Ü", GIVEN))


@pytest.mark.parametrize("message", [mdmf((2, b"5045551234"), (7, b"DOE JOHN")), sdmf(b"032114055045551234")])
def test_a_raw_message_with_a_wrong_checksum_is_junk_and_its_number_goes_nowhere(message: bytes) -> None:
    torn = message[:-1] + bytes([message[-1] ^ 1])
    assert told_of([torn.hex()]) == [JunkDropped(2 * len(torn))]
    assert told_of([torn.hex(), "NMBR = 5045551234", "NAME = DOE JOHN"]) == [JunkDropped(2 * len(torn)), CallerId(DOE)]
    assert told_of(["MESG = " + torn.hex(), "NMBR = 5045551234", "NAME = DOE JOHN"]) == [CallerId(DOE)]


@pytest.mark.parametrize(
    ("before", "caller", "known"),
    [
        (DOE, Caller("", "", Presentation.OUT_OF_AREA), DOE),
        (DOE, Caller("5045551234", "", GIVEN), DOE),
        (DOE, Caller("5550000", "", GIVEN), Caller("5550000", "", GIVEN)),
        (DOE, Caller("", "DOE JOHN", Presentation.WITHHELD), Caller("", "", Presentation.WITHHELD)),
        (Caller("5045551234", "", GIVEN), Caller("", "DOE JOHN"), DOE),
        (Caller("", "DOE JOHN"), Caller("5045551234", "", GIVEN), DOE),
        (Caller("", "", Presentation.OUT_OF_AREA), DOE, DOE),
        (
            Caller("", "PAY PHONE", Presentation.WITHHELD),
            Caller("5045551234", "", GIVEN),
            Caller("5045551234", "", GIVEN),
        ),
    ],
)
def test_what_a_further_block_of_the_same_call_adds_or_takes_back(
    before: Caller, caller: Caller, known: Caller
) -> None:
    assert told_further(before, caller) == known


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
    assert heard(session, "NMBR = O", 250) == []
    assert heard(session, "NMBR = P", 300) == [CallerId(Caller("", "", Presentation.WITHHELD))]
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
    "message",
    [
        mdmf((2, b"1234"))[:-1] + b"\0",
        mdmf((2, b"1234"))[:-2],
        with_checksum(b"\x80\x03\x02\x09a"),
        with_checksum(b"\x80\x01\x02"),
        with_checksum(b"\x82\x01\x02"),
        b"",
    ],
    ids=["checksum", "length", "torn parameter", "no length of a parameter", "type", "nothing"],
)
def test_a_message_that_breaks_the_standard_tells_of_nobody(message: bytes) -> None:
    block = CallerIdBlock()
    assert not block.take(message.hex(), 0)
    assert block.due is None


@given(st.binary(max_size=300))
def test_any_message_belongs_to_a_block_or_does_not(message: bytes) -> None:
    for candidate in (message, with_checksum(bytes([0x80, len(message[:255])]) + message[:255])):
        block = CallerIdBlock()
        taken = block.take(candidate.hex(), 0)
        assert (block.due is not None) == taken
        assert taken or block.finish() == Caller()


@given(st.text(max_size=200), st.text(max_size=200))
def test_bound_numbers_and_names_stay_short_and_numbers_are_digits(number: str, name: str) -> None:
    caller = caller_from(number, name)
    assert len(caller.number) <= LONGEST_NUMBER
    assert len(caller.name) <= LONGEST_NAME
    assert caller.number == "" or caller.number.lstrip("+").isdigit()
    assert (caller.number != "") == (caller.presentation is GIVEN)
