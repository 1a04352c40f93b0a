"""Texts both ways: routing, memories, parts, reports, full storage, prompts; and USSD."""

import pytest

from appliance.pretend.gsm.subscribers import FarEnd, UssdMenu
from appliance.pretend.gsm.texts import PretendText
from appliance.pretend.gsm.tpdu import Alphabet, address_octets, user_data
from tests.pretend.gsm.bench import MobileBench

OK = b"\r\nOK\r\n"
HELLO = PretendText(number="+49151", text="hello")
TO_STORE = "+CNMI=2,1,0,1,0"
CREDIT = UssdMenu(
    asked="*100#",
    says="1 credit, 2 bonus",
    replies=(UssdMenu(asked="1", says="3.20 EUR"), UssdMenu(asked="2", says="Zażółć")),
)


def submit(text: str, destination: str = "+49170", *, report: bool = False) -> tuple[int, str]:
    """Length for +CMGS, and what is typed."""
    head = bytes((0x01 | 0x20 * report, 0)) + address_octets(destination) + b"\x00\x00"
    unit = head + user_data(text, Alphabet.GSM7)
    return len(unit), "00" + unit.hex().upper()


def send(host: MobileBench, text: str, destination: str = "+49170", *, report: bool = False) -> bytes:
    length, typed = submit(text, destination, report=report)
    assert host.at(f"+CMGS={length}") == b"\r\n> "
    return host.send(typed.encode() + b"\x1a", 1_000)


def test_a_text_is_stored_told_read_and_deleted() -> None:
    host = MobileBench()
    host.at(TO_STORE)
    assert host.text(HELLO) == b'\r\n+CMTI: "SM",1\r\n'
    unread, read = host.at("+CMGR=1"), host.at("+CMGR=1")
    assert unread.startswith(b"\r\n+CMGR: 0,,2")
    assert read == unread.replace(b"+CMGR: 0", b"+CMGR: 1")
    header, octets = unread.split(b"\r\n")[1:3]
    assert int(header.rpartition(b",")[2]) == len(octets) // 2 - 8  # the service centre's eight are not counted
    assert octets.startswith(b"0791947101670000" + b"04" + b"05919451F1")
    assert host.at("+CMGD=1") == OK
    assert host.at("+CMGR=1") == b"\r\n+CMS ERROR: 321\r\n"


def test_listing_by_status_and_how_much_is_used() -> None:
    host = MobileBench("sim800")
    host.at(TO_STORE)
    host.text(HELLO)
    host.text(HELLO)
    host.at("+CMGR=1")
    assert host.at("+CMGL=0").count(b"+CMGL: 2,0") == 1
    assert host.at("+CMGL=0") == OK
    assert host.at("+CMGL=4").count(b"+CMGL") == 2
    assert host.at("+CPMS?").startswith(b'\r\n+CPMS: "SM",2,10,"SM",2,10')
    assert host.at('+CPMS="ME","ME","ME"') == b"\r\n+CPMS: 0,25,0,25,0,25\r\n" + OK
    assert host.at('+CPMS="XX"') == b"\r\n+CMS ERROR: 303\r\n"
    host.at('+CPMS="SM","SM","SM"')
    assert host.at("+CMGD=?") == b"\r\n+CMGD: (1,2),(0-4)\r\n" + OK
    assert host.at("+CMGD=1,4") == OK
    assert host.at("+CMGL=4") == OK


def test_a_text_routed_straight_to_the_host_waits_to_be_acknowledged() -> None:
    host = MobileBench()
    host.at("+CSMS=1;+CNMI=2,2,0,1,0")
    told = host.text(HELLO, 1_000)
    assert told.startswith(b"\r\n+CMT: ,2")
    host.text(HELLO, 1_000)
    assert host.run(2_000) == b""  # the second waits
    assert host.at("+CNMA") == OK
    assert b"+CMT" in host.run(1_000)
    assert host.at("+CNMA=0") == OK
    assert host.at("+CNMA") == b"\r\n+CMS ERROR: 340\r\n"


def test_a_text_that_is_not_acknowledged_comes_again_and_is_stored() -> None:
    host = MobileBench()
    host.at("+CSMS=1;+CNMI=2,2,0,1,0")
    host.text(HELLO, 1_000)
    host.run(20_000)
    assert host.at("+CNMI?") == b"\r\n+CNMI: 2,0,0,0,0\r\n" + OK
    assert host.at("+CMGL=4").count(b"+CMGL") == 1


def test_class_0_is_shown_and_never_stored() -> None:
    host = MobileBench()
    host.at(TO_STORE)
    assert b"+CMT: ," in host.text(PretendText(text="flash", flash=True))
    assert host.at("+CMGL=4") == OK


def test_when_the_memory_is_full_the_network_keeps_the_rest_until_there_is_room() -> None:
    host = MobileBench("wavecom")
    host.at(TO_STORE)
    for _ in range(12):
        host.line._texts.text(HELLO, host.now)
    assert host.run(8_000).count(b"+CMTI") == 10
    assert host.at("+CMGD=1,4", 5_000).count(b"+CMTI") == 2


def test_a_full_memory_is_told_by_huawei() -> None:
    host = MobileBench("huawei_e173")
    host.at(TO_STORE)
    for _ in range(21):
        host.line._texts.text(HELLO, host.now)
    assert b'^SMMEMFULL:"SM"' in host.run(8_000)


def test_events_that_never_come() -> None:
    host = MobileBench("wavecom", misbehave="loses_text_events")
    host.at(TO_STORE)
    for _ in range(10):
        host.line._texts.text(HELLO, host.now)
    assert host.run(8_000).count(b"+CMTI") == 5
    assert host.at("+CMGL=4").count(b"+CMGL") == 10


def test_a_listing_of_a_full_memory_comes_whole() -> None:
    host = MobileBench("zte")
    host.at('+CPMS="ME","ME","ME"')
    for _ in range(100):
        host.line._texts.text(PretendText(text="x" * 160), host.now)
    host.run(30_000)
    assert host.at("+CMGL=4").count(b"+CMGL") == 100


def test_a_text_from_the_host_reaches_the_network() -> None:
    host = MobileBench()
    assert send(host, "hi there") == b"\r\n+CMGS: 1\r\n" + OK
    (text,) = host.line.sent_texts
    assert (text.destination, text.text, text.parts) == ("+49170", "hi there", 1)
    assert send(host, "again") == b"\r\n+CMGS: 2\r\n" + OK


def test_a_report_names_the_text_and_comes_by_the_way_asked_for() -> None:
    host = MobileBench()
    host.at("+CNMI=2,1,0,1,0")
    send(host, "hi", report=True)
    told = host.run(3_000)
    assert told.startswith(b"\r\n+CDS: 2")
    assert b"0601" in told  # TP-MR 1
    host.at("+CNMI=2,1,0,2,0")
    send(host, "hi", report=True)
    assert host.run(3_000) == b'\r\n+CDSI: "SM",1\r\n'


def test_a_text_to_oneself_comes_back() -> None:
    host = MobileBench()
    host.at(TO_STORE)
    assert b"+CMTI" in send(host, "to me", host.modem.mobile.sim.card.number)


def test_texts_that_are_refused() -> None:
    host = MobileBench(far_ends=(FarEnd(number="666", takes_texts=False),))
    assert send(host, "x", "666") == b"\r\n+CMS ERROR: 38\r\n"
    length, typed = submit("x")
    host.at(f"+CMGS={length + 1}")
    assert host.send(typed.encode() + b"\x1a", 1_000) == b"\r\n+CMS ERROR: 304\r\n"
    host.at(f"+CMGS={length}")
    assert host.send(b"zz\x1a") == b"\r\n+CMS ERROR: 304\r\n"
    assert host.at("+CMGS=0") == b"\r\n+CMS ERROR: 304\r\n"
    assert host.line.sent_texts == []


def test_a_text_is_kept_and_sent_later() -> None:
    host = MobileBench()
    length, typed = submit("later")
    host.at(f"+CMGW={length}")
    assert host.send(typed.encode() + b"\x1a") == b"\r\n+CMGW: 1\r\n" + OK
    assert host.at("+CMSS=1", 1_000) == b"\r\n+CMGS: 1\r\n" + OK
    assert host.line.sent_texts[0].text == "later"
    assert host.at("+CMSS=9") == b"\r\n+CMS ERROR: 321\r\n"


def test_a_prompt_without_its_line_feed() -> None:
    host = MobileBench(misbehave="bare_prompt")
    assert host.at("+CMGS=20") == b"> "
    assert host.send(b"\x1b") == OK


def test_texts_wait_for_a_mobile_that_is_not_there() -> None:
    host = MobileBench()
    host.at(TO_STORE)
    host.line.pull_plug(host.now, 5_000)
    host.line._texts.text(HELLO, host.now)
    host.run(12_000)
    assert b"+CMTI" in host.at("E0" + TO_STORE, 5_000)


def test_ussd_with_a_reply() -> None:
    host = MobileBench(ussd=(CREDIT,))
    assert host.at('+CUSD=1,"*100#",15', 2_000) == OK + b'\r\n+CUSD: 1,"1 credit, 2 bonus",15\r\n'
    assert host.at('+CUSD=1,"1",15', 2_000) == OK + b'\r\n+CUSD: 0,"3.20 EUR",15\r\n'
    assert host.at('+CUSD=1,"1",15', 2_000) == OK + b'\r\n+CUSD: 0,"Unknown code",15\r\n'


def test_ussd_in_other_alphabets() -> None:
    host = MobileBench(ussd=(CREDIT,))
    host.at('+CUSD=1,"*100#"', 2_000)
    told = host.at('+CUSD=1,"2"', 2_000)
    assert "Zażółć".encode("utf-16-be").hex().upper().encode() + b'",72' in told
    host.at('+CSCS="UCS2"')
    told = host.at('+CUSD=1,"002A0031003000300023",15', 2_000)
    assert "1 credit, 2 bonus".encode("utf-16-be").hex().upper().encode() in told


def test_ussd_packed_as_old_sticks_do_it() -> None:
    host = MobileBench("huawei_e173", ussd=(UssdMenu(asked="*100#", says="hellohello"),))
    assert host.at('+CUSD=1,"AA180C3602",15', 2_000) == OK + b'\r\n+CUSD: 0,"E8329BFD4697D9EC37",15\r\n'
    assert host.at('+CUSD=1,"*100#",15', 2_000) == b"\r\nERROR\r\n"
    host.at("^USSDMODE=0")
    assert host.at('+CUSD=1,"*100#",15', 2_000) == OK + b'\r\n+CUSD: 0,"hellohello",15\r\n'


def test_an_answer_before_ok() -> None:
    host = MobileBench(misbehave="ussd_before_ok", ussd=(CREDIT,))
    assert host.at('+CUSD=1,"*100#",15', 2_000) == b'\r\n+CUSD: 1,"1 credit, 2 bonus",15\r\n' + OK


def test_a_session_ends_by_cancelling_and_by_patience() -> None:
    host = MobileBench(ussd=(CREDIT,))
    host.at('+CUSD=1,"*100#"', 2_000)
    assert host.at("+CUSD=2") == OK
    assert host.run(60_000) == b""
    host.at('+CUSD=1,"*100#"', 2_000)
    assert host.run(60_000) == b"\r\n+CUSD: 2\r\n"
    assert b"Unknown code" in host.at('+CUSD=1,"1"', 2_000)


@pytest.mark.parametrize("setting", ["+CFUN=0", "+COPS=2"])
def test_nothing_is_sent_without_a_network(setting: str) -> None:
    host = MobileBench()
    host.at(setting, 1_000)
    assert host.at('+CUSD=1,"*100#"', 1_000) == b"\r\nERROR\r\n"
    length, typed = submit("x")
    host.at(f"+CMGS={length}")
    assert host.send(typed.encode() + b"\x1a", 1_000) == b"\r\n+CMS ERROR: 331\r\n"
