"""The named misbehaviours of GSM modems that no other test shows."""

import pytest

from tests.pretend.gsm.bench import MobileBench

OK = b"\r\nOK\r\n"


def test_lines_framed_by_two_carriage_returns() -> None:
    host = MobileBench(misbehave="doubles_carriage_returns")
    assert host.at("+CSQ") == b"\r\r\n+CSQ: 17,99\r\r\n\r\r\nOK\r\r\n"


def test_every_fifth_result_is_swallowed() -> None:
    host = MobileBench(misbehave="swallows_ok")
    assert [host.at("") for _ in range(10)].count(b"") == 2


def test_the_result_of_one_command_is_swallowed() -> None:
    host = MobileBench(misbehave="swallows_ok:+CSQ")
    assert host.at("+CSQ") == b"\r\n+CSQ: 17,99\r\n"
    assert host.at("") == OK


def test_an_event_on_the_line_of_the_result() -> None:
    host = MobileBench(misbehave="glues_lines")
    told = [host.at("") for _ in range(6)]
    assert told.count(b"\r\nOK^RSSI:17\r\n") == 2
    assert told.count(OK) == 4


@pytest.mark.parametrize("family", ["huawei_e173", "sim7600"])
def test_a_flood_of_events(family: str) -> None:
    host = MobileBench(family, misbehave="floods_events")
    event = host.family.signal_event.format(n=17).encode()
    assert host.run(1_000).count(event) == 20
    assert host.at("+CSQ", 200).count(b"+CSQ: 17,99\r\n\r\nOK\r\n") == 1


@pytest.mark.parametrize(
    "misbehave", ["echoes_late", "drops_a_byte:7", "doubles_a_line", "answers_error_once", "stalls:+CSQ"]
)
def test_those_of_other_modems_work_here_as_well(misbehave: str) -> None:
    host, well = MobileBench(misbehave=misbehave, settled=False), MobileBench(settled=False)
    for each in (host, well):
        each.run(3_000)
    told = [(host.at("+CSQ", 50), well.at("+CSQ", 50)) for _ in range(3)]
    assert any(one != other for one, other in told)


def test_the_plug_is_pulled_four_seconds_into_a_call() -> None:
    host = MobileBench(misbehave="unplugged_mid_call")
    host.at("D123;", 10_000)
    assert host.outcome.ended.value == "unplugged"
