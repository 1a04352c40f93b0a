"""Texts and network services through the whole box: from the terminal to a pretend subscriber, and his report back."""

import json
import time
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from appliance.model.records import OutgoingText
from appliance.model.states import LineState, OutgoingState
from appliance.pretend.gsm.mobile_script import MobileScript
from appliance.pretend.gsm.subscribers import FarEnd, UssdMenu
from appliance.pretend.gsm.texts import SentText
from appliance.pretend.report import decode_texts
from appliance.pretend.script import encode_script
from appliance.store.reader import StoreReader
from tests.journey.house import House
from tests.journey.processes import Box, Running, callbox

pytestmark = pytest.mark.journey

NUMBER = "+4915112345678"
DIALLED = "015112345678"
WAIT_S = 60.0
BODY = "Grüße aus Köln, 10 € – bis morgen!\nAnna " * 5
OUTBOUND = """
[outbound]
enabled = true
country_code = "49"
allow = ["0151", "030"]
"""
LINE = """
[[line]]
name = "line1"
flow = "talk"
dials_out = true
driver = "gsm_modem"
options = {{ port = "{ports}/line1", sound_port = "{ports}/line1-sound", credit = "*100#" }}
"""
FAR_ENDS = (
    FarEnd(number=DIALLED, report_after_ms=500),
    FarEnd(number="01511", takes_texts=True, text_fault=1),
    FarEnd(number="01512", report=70, report_after_ms=300),
    FarEnd(number="01513", text_fault=38, text_faults=1, report=None),
)
MENU = UssdMenu(asked="*100#", says="1 Credit\n2 Tariff", replies=(UssdMenu(asked="1", says="5.00 EUR"),))


class GsmHouse(House, frozen=True, kw_only=True):
    def write(self) -> None:
        super().write()
        self.config.write_text(self.config.read_text() + OUTBOUND)
        site = self.site / "house.toml"
        agents = site.read_text().split("[[agent]]", 1)[1]
        site.write_text(f"{LINE.format(ports=self.ports)}\n[[agent]]{agents}")


class Network(Running):
    """The pretend exchange with one mobile line."""

    def __init__(self, house: House, *options: str) -> None:
        self._house = house
        house.script.write_bytes(encode_script(MobileScript(far_end=FAR_ENDS, ussd=(MENU,))))
        words = ["--dir", f"{house.ports}", "--lines", "1", "--script", f"{house.script}", "--family", "huawei_e173"]
        super().__init__("pretend", [*words, "--report", f"{house.report}", *options], house.folder / "pretend.log")
        self.wait_until((house.ports / "line1").exists, "its ports are there")

    @property
    def texts(self) -> list[SentText]:
        """That arrived."""
        return list(decode_texts(self._house.report.read_bytes())) if self._house.report.exists() else []


def stored(house: House) -> list[OutgoingText]:
    """Newest first."""
    with StoreReader(house.database) as store:
        return list(store.outgoing())


def until(true: Callable[[], object], what: str) -> None:
    deadline = time.monotonic() + WAIT_S
    while not true():
        if time.monotonic() > deadline:
            pytest.fail(f"not within {WAIT_S:.0f} s: {what}")


def on_hook(box: Box) -> None:
    box.wait_for(lambda view: view.lines[0].state is LineState.IDLE, "the line is in order", WAIT_S)


@pytest.fixture
def house(tmp_path: Path) -> House:
    house = GsmHouse(folder=tmp_path, flows=("talk",))
    house.write()
    return house


@pytest.fixture
def run(house: House) -> Callable[..., tuple[int, list[str]]]:
    def command(*words: str) -> tuple[int, list[str]]:
        done = callbox(words[0], *words[1:], "--config", str(house.config), limit_s=WAIT_S * 3)
        return done.returncode, [*done.stdout.splitlines(), *done.stderr.splitlines()]

    return command


def started(house: House, keep: Callable[..., Running], *options: str) -> tuple[Network, Box]:
    network = Network(house, *options)
    keep(network)
    box = Box(house)
    keep(box)
    on_hook(box.ready())
    return network, box


def test_a_text_arrives_and_its_report_comes_back(
    house: House, keep: Callable[..., Running], run: Callable[..., tuple[int, list[str]]]
) -> None:
    network, box = started(house, keep)
    code, said = run("text", NUMBER, BODY)
    assert (code, said[-1]) == (0, f"text 1 to {DIALLED} on line1: sent in 3 parts"), said
    until(lambda: network.texts, "it arrived")
    assert [(text.destination, text.text) for text in network.texts] == [(DIALLED, BODY)]
    until(lambda: stored(house)[0].state is OutgoingState.DELIVERED, "its report")
    assert f"to {DIALLED} on line1, text 1, delivered" in run("texts")[1][0]
    check_refusals(run)
    check_network(run)
    code, said = run("text", "01512", "never arrives")
    assert code == 0
    until(lambda: stored(house)[0].state is OutgoingState.UNDELIVERED, "a report of failure")
    assert "not delivered: validity period expired" in run("texts", "--to", "01512")[1][0]
    code, said = run("text", "01513", "at the second try")
    assert (code, said[-1].endswith("line1: sent")) == (0, True), said
    assert any("the network is out of order; it is tried again" in line for line in said)
    assert len(network.texts) == 3
    assert box.asked_to_stop() == 0


def check_refusals(run: Callable[..., tuple[int, list[str]]]) -> None:
    code, said = run("text", "01511", "hello")
    assert code == 1
    assert said[-1].endswith("not sent: +CMS ERROR 1: this number is not in use; check the number")
    code, said = run("text", "0900123456", "hello")
    assert (code, said) == (1, ["callbox: 0900123456 is a premium number"])
    code, said = run("text", NUMBER, "hello", "--line", "line7")
    assert (code, said) == (1, ['callbox: no line is called "line7"; `callbox status` shows the lines'])


def check_network(run: Callable[..., tuple[int, list[str]]]) -> None:
    code, said = run("network", "line1", "credit")
    assert (code, said[:2]) == (0, ["1 Credit", "2 Tariff"])
    assert run("network", "line1", "reply", "1") == (0, ["5.00 EUR"])
    assert run("network", "line1", "forward", "busy", "030123456") == (0, ["busy: to 030123456"])
    assert run("network", "line1", "forward", "always", "0900123456") == (
        1,
        ["callbox: 0900123456 is a premium number"],
    )
    assert run("network", "line1", "forward", "all", "off")[1][1] == "busy: off"
    assert run("network", "line1", "waiting", "off") == (
        0,
        ["call waiting is off: in a call, a second caller hears busy"],
    )
    assert "is withheld in every call" in run("network", "line1", "own-number", "withheld")[1][0]


def test_killed_in_between_nothing_is_lost_or_sent_twice_without_a_word(
    house: House, keep: Callable[..., Running], run: Callable[..., tuple[int, list[str]]]
) -> None:
    network, box = started(house, keep, "--misbehave", "line1=swallows_text_result")
    bodies = [f"text {number}" for number in range(1, 5)]
    for body in bodies:
        assert run("text", NUMBER, body, "--no-wait")[0] == 0
    until(lambda: network.texts, "the network has the first; the modem does not say so")
    box.kill()
    states = {text.body: text.state for text in stored(house)}
    assert states == {"text 1": OutgoingState.SENDING, **dict.fromkeys(bodies[1:], OutgoingState.TO_BE_SENT)}
    again = Box(house)
    keep(again)
    on_hook(again.ready())
    until(lambda: all(text.over for text in stored(house)), "all texts are over")
    until(lambda: len(network.texts) == len(bodies), "they arrived")
    assert sorted(text.text for text in network.texts) == bodies
    code, lines = run("texts", "--json")
    texts = {text["body"]: text for text in map(json.loads, lines)}
    assert code == 0
    assert texts["text 1"]["state"] in {"perhaps sent", "delivered"}
    assert {texts[body]["state"] for body in bodies[1:]} <= {"sent", "delivered"}
    assert again.asked_to_stop() == 0
    first = next(text for text in stored(house) if text.body == "text 1")
    assert msgspec.json.decode(msgspec.json.encode(first), type=OutgoingText) == first
