"""The SIM in all its states, and the network's word for what a mobile may do."""

import pytest

from appliance.pretend.gsm.coverage import Coverage, NetworkChange, Registration
from appliance.pretend.gsm.sim import SimCard
from tests.pretend.gsm.bench import MobileBench

OK = b"\r\nOK\r\n"
LOCKED = SimCard(pin="1234", puk="87654321")


def test_a_pin_opens_the_card_and_the_network_lets_it_in() -> None:
    host = MobileBench(card=LOCKED)
    host.at("+CMEE=1;+CREG=1")
    assert host.at("+CPIN?") == b"\r\n+CPIN: SIM PIN\r\n" + OK
    assert host.at("+CIMI") == b"\r\n+CME ERROR: 11\r\n"
    assert host.at("+CMGL=4") == b"\r\n+CMS ERROR: 311\r\n"
    assert host.at("+CPIN=1234") == OK
    assert host.run(3_000) == b"\r\n+CREG: 1\r\n"
    assert host.at("+CPIN?") == b"\r\n+CPIN: READY\r\n" + OK


def test_a_wrong_pin_counts_down_to_the_puk_and_the_count_survives_power() -> None:
    host = MobileBench(card=LOCKED)
    host.at("+CMEE=1")
    assert host.at("+CPIN=0000", 1_000) == b"\r\n+CME ERROR: 16\r\n"
    assert b"+CPINR: SIM PIN,2,3\r\n" in host.at("+CPINR")
    host.line.pull_plug(host.now, 500)
    host.run(3_000)
    host.at("E0+CMEE=1")
    for _ in range(2):
        host.at("+CPIN=0000", 1_000)
    assert host.at("+CPIN?") == b"\r\n+CPIN: SIM PUK\r\n" + OK
    assert host.at("+CIMI") == b"\r\n+CME ERROR: 12\r\n"
    assert host.at("+CPIN=87654321,4321", 1_000) == OK
    assert host.at("+CPIN?") == b"\r\n+CPIN: READY\r\n" + OK


def test_ten_wrong_puks_are_the_end_of_a_card() -> None:
    host = MobileBench(card=LOCKED)
    host.at("+CMEE=1")
    for _ in range(3):
        host.at("+CPIN=0000", 1_000)
    for _ in range(10):
        host.at("+CPIN=00000000,1111", 1_000)
    assert host.at("+CPIN?") == b"\r\n+CME ERROR: 13\r\n"
    host.line.pull_plug(host.now, 500)
    host.run(3_000)
    assert host.at("E0+CMEE=1;+CPIN?").endswith(b"\r\n+CME ERROR: 13\r\n")


def test_an_empty_slot() -> None:
    host = MobileBench(card=SimCard(present=False))
    host.at("+CMEE=2")
    assert host.at("+CPIN?") == b"\r\n+CME ERROR: SIM not inserted\r\n"
    assert host.at("+CREG?") == b"\r\n+CREG: 0,0\r\n" + OK
    assert host.at("+CSQ") == b"\r\n+CSQ: 17,99\r\n" + OK


def test_a_card_is_busy_for_half_a_minute_when_it_misbehaves() -> None:
    host = MobileBench(misbehave="sim_busy")
    host.at("+CMEE=1")
    assert host.at("+CPIN?") == b"\r\n+CME ERROR: 14\r\n"
    host.run(30_000)
    assert host.at("+CPIN?") == b"\r\n+CPIN: READY\r\n" + OK


def test_the_lock_is_taken_off_with_the_pin_only() -> None:
    host = MobileBench(card=LOCKED)
    host.at("+CPIN=1234", 3_000)
    assert host.at('+CLCK="SC",2') == b"\r\n+CLCK: 1\r\n" + OK
    assert host.at('+CLCK="SC",0,"9999"') == b"\r\nERROR\r\n"
    assert host.at('+CLCK="SC",0,"1234"') == OK
    assert host.at('+CPWD="SC","1234","5678"') == OK
    host.line.pull_plug(host.now, 500)
    host.run(3_000)
    assert b"READY" in host.at("+CPIN?")


def test_files_are_read_as_a_card_gives_them() -> None:
    host = MobileBench(card=SimCard(iccid="8949020000001234567", imsi="262019876543210"))
    assert host.at("+CRSM=176,12258,0,0,10") == b'\r\n+CRSM: 144,0,"989420000000214365F7"\r\n' + OK
    assert host.at("+CRSM=176,28423,0,0,9") == b'\r\n+CRSM: 144,0,"082926108967452301"\r\n' + OK
    assert host.at("+CRSM=192,28671") == b"\r\n+CRSM: 148,4\r\n" + OK


@pytest.mark.parametrize(
    ("state", "number"), [("searching", 2), ("denied", 3), ("unknown", 4), ("roaming", 5), ("not_searching", 0)]
)
def test_a_change_of_registration_is_told_to_those_who_asked(state: str, number: int) -> None:
    host = MobileBench()
    host.at("+CREG=1")
    change = NetworkChange(line="line1", registration=state)
    host.line._cover(change, host.now)
    assert host.run(100) == f"\r\n+CREG: {number}\r\n".encode()


def test_on_lte_it_is_the_other_registration_that_counts() -> None:
    host = MobileBench("ec25")
    host.at("+CREG=2;+CEREG=2")
    host.line._cover(NetworkChange(line="line1", technology="lte"), host.now)
    told = host.run(100)
    assert b"+CREG: 0\r\n" in told
    assert b'+CEREG: 1,"00C3","0000A1B2",7\r\n' in told
    assert host.at("+CEREG?") == b'\r\n+CEREG: 2,1,"00C3","0000A1B2",7\r\n' + OK


def test_signal_is_told_by_families_that_do() -> None:
    host = MobileBench("huawei_e173")
    host.line._cover(NetworkChange(line="line1", signal=9), host.now)
    assert host.run(100) == b"\r\n^RSSI:9\r\n"
    host.at("^CURC=0")
    host.line._cover(NetworkChange(line="line1", signal=8), host.now)
    assert host.run(100) == b""


def test_without_radio_there_is_no_network() -> None:
    host = MobileBench()
    assert host.at("+CFUN=4", 500) == OK
    assert host.at("+CREG?") == b"\r\n+CREG: 0,0\r\n" + OK
    assert host.at("D123;", 1_000) == b"\r\nNO CARRIER\r\n"
    assert host.at("+CSQ") == b"\r\n+CSQ: 99,99\r\n" + OK
    host.at("+CFUN=1", 500)
    assert host.at("+CREG?") == b"\r\n+CREG: 0,1\r\n" + OK


def test_the_operator_is_left_and_taken_again() -> None:
    host = MobileBench()
    assert host.at("+COPS=2", 500) == OK
    assert host.at("+COPS?") == b"\r\n+COPS: 2\r\n" + OK
    assert host.at('+COPS=1,2,"26299"', 3_000) == b"\r\nERROR\r\n"
    assert host.at('+COPS=1,2,"26201"', 3_000) == OK
    assert b'"26201"' in host.at("+COPS?")
    assert host.at("+COPS=?", 9_000).count(b"(2,") == 1


def test_what_a_script_leaves_out_stays() -> None:
    before = Coverage(signal=3, operator="Other")
    assert NetworkChange(line="x", registration="home").applied(before) == before
    assert NetworkChange(line="x", operator="").applied(before).operator == ""
    assert Coverage(registration=Registration.ROAMING).in_service
