"""One line of the exchange rings another: found by number, rung, joined, busy, gone; analog and mobile alike."""

from functools import partial

import numpy as np
import pytest

from appliance.model.caller import Presentation
from appliance.pretend.exchange_tones import COUNTRIES
from appliance.pretend.families import FAMILIES
from appliance.pretend.gsm.families import GSM_FAMILIES
from appliance.pretend.gsm.mobile_line import MobileHabits, MobileLine
from appliance.pretend.gsm.modem import GsmModem
from appliance.pretend.gsm.sim import SimCard
from appliance.pretend.joined import (
    BUSY_CAUSE,
    MOST_ON_THE_WAY,
    NO_ANSWER_CAUSE,
    OUT_OF_ORDER_CAUSE,
    PATIENCE_MS,
    Joined,
    JoinedEnd,
    reaches,
)
from appliance.pretend.line_machine import ExchangeLineState
from appliance.pretend.misbehaviour import Habits
from appliance.pretend.modem import Modem
from appliance.pretend.piece_clock import PieceClock
from appliance.pretend.subscriber_line import LineHabits, SubscriberLine
from appliance.pretend.switchboard import Switchboard


def analog(name: str, number: str, family: str = "usr5637") -> SubscriberLine:
    habits = LineHabits(tones=COUNTRIES["us"], number=number)
    clock = PieceClock(piece_ms=FAMILIES[family].piece_ms, phase_ms=3)
    return SubscriberLine(name, Modem(FAMILIES[family], Habits({})), clock, habits)


def mobile(name: str, number: str, family: str = "huawei_e173") -> MobileLine:
    kind = GSM_FAMILIES[family]
    modem = GsmModem(kind, SimCard(number=number), Habits({}))
    return MobileLine(name, modem, PieceClock(piece_ms=kind.frame_ms), MobileHabits(tones=COUNTRIES["us"]))


class Exchange:
    """Two lines and two hosts, at invented times."""

    def __init__(self, *lines: SubscriberLine | MobileLine) -> None:
        self.board = Switchboard(lines, (), iter(()))
        for line in lines:
            line.join, line.new_draft = partial(self.board.join, line), self.board.draft
        self.now = 1_000
        self.run(6_000)
        for line in lines:
            self.at(line.name, "E0")
        self.run(1_000)

    def run(self, ms: int) -> dict[str, bytes]:
        received, end = dict.fromkeys(self.board.lines, b""), self.now + ms
        while (due := self.board.next_wake()) is not None and due <= end:
            self.now = max(self.now, due)
            for line in self.board.wake(self.now):
                received[line.name] += line.wires[""].take_output(self.now)
                for wire in line.wires.values():
                    wire.take_output(self.now)
                self.board.line_was_served(line)
        self.now = end
        return received

    def at(self, name: str, command: str, wait_ms: int = 300) -> dict[str, bytes]:
        self.board.receive(name, f"AT{command}\r".encode(), self.now)
        return self.run(wait_ms)

    def dial(self, name: str, number: str) -> bytes:
        """What the hosts of the other lines are told meanwhile, and for 6 s."""
        self.at(name, "+FCLASS=8;+VLS=1")
        told = self.at(name, f"DT{number};", 6_000)
        return b"".join(said for line, said in told.items() if line != name)


@pytest.mark.parametrize(
    ("dialled", "own", "found"),
    [
        ("5550000002", "5550000002", True),
        ("015550000002", "+4915550000002", True),
        ("004915550000002", "+4915550000002", True),
        ("+4915550000002", "+4915550000002", True),
        ("2", "5550000002", False),
        ("", "5550000002", False),
        ("0", "", False),
        ("5550000003", "5550000002", False),
    ],
)
def test_a_line_is_known_by_its_number(dialled: str, own: str, *, found: bool) -> None:
    assert reaches(dialled, own) is found


def test_an_analog_line_rings_another_and_both_hear_each_other() -> None:
    exchange = Exchange(analog("line1", "5550000001"), analog("line2", "5550000002", "cx930xx"))
    exchange.at("line2", "+FCLASS=8;+VCID=1")
    exchange.run(1_000)
    told = exchange.dial("line1", "5550000002")
    assert b"\x10R" in told
    assert b"5550000001" in told
    exchange.at("line2", "+VLS=1")
    lines = exchange.board.lines
    assert {line.state for line in lines.values() if isinstance(line, SubscriberLine)} == {ExchangeLineState.CONNECTED}
    heard = exchange.at("line1", "+VTS={5,20}", 1_000)["line2"]
    assert b"\x105" in heard
    exchange.at("line1", "+VLS=0")
    exchange.run(500)
    one, two = (exchange.board.lines[name] for name in ("line1", "line2"))
    assert isinstance(one, SubscriberLine)
    assert isinstance(two, SubscriberLine)
    assert (one.state, two.state) == (ExchangeLineState.FREE, ExchangeLineState.CALLER_GONE)
    exchange.at("line2", "+VLS=0")
    assert not one.off_hook
    assert not two.off_hook
    assert sorted(outcome.kind for outcome in exchange.board.take_finished()) == ["dialled", "from line1"]


def test_an_analog_line_rings_a_mobile_and_the_mobile_rings_it() -> None:
    exchange = Exchange(analog("line1", "5550000001"), mobile("line2", "+4915550000002"))
    exchange.at("line2", "+CLIP=1")
    exchange.run(1_000)
    assert b'"5550000001"' in exchange.dial("line1", "015550000002")
    exchange.at("line2", "A", 1_000)
    line = exchange.board.lines["line1"]
    assert isinstance(line, SubscriberLine)
    assert line.state is ExchangeLineState.CONNECTED
    exchange.at("line1", "+VLS=0", 1_000)
    assert not exchange.board.lines["line2"].off_hook
    exchange.at("line1", "+FCLASS=8;+VCID=1", 2_000)
    assert b"015550000002" in exchange.at("line2", "D5550000001;", 6_000)["line1"]
    exchange.at("line1", "+VLS=1", 1_000)
    assert line.state is ExchangeLineState.CONNECTED
    exchange.at("line1", "+VLS=0", 1_000)
    assert not exchange.board.lines["line2"].off_hook


def test_who_hangs_up_before_the_answer_rings_no_more() -> None:
    exchange = Exchange(analog("line1", "5550000001"), analog("line2", "5550000002"))
    exchange.dial("line1", "5550000002")
    exchange.run(500)
    exchange.at("line1", "+VLS=0")
    exchange.run(10_000)
    line = exchange.board.lines["line2"]
    assert isinstance(line, SubscriberLine)
    assert line.state is ExchangeLineState.FREE


def test_its_own_number_and_one_in_use_are_busy() -> None:
    exchange = Exchange(analog("line1", "5550000001"), analog("line2", "5550000002"))
    exchange.dial("line1", "5550000001")
    line = exchange.board.lines["line1"]
    assert isinstance(line, SubscriberLine)
    assert line._dialled is not None
    assert line._dialled.far_end.cause == BUSY_CAUSE


def test_a_number_is_shown_or_withheld_as_the_calling_line_wants() -> None:
    exchange = Exchange(mobile("line1", "+4915550000001"), analog("line2", "5550000002"))
    exchange.at("line1", "D5550000002I;", 3_000)
    exchange.at("line1", "H", 8_000)
    shown = [each.presentation for each in exchange.board.take_finished() if each.line == "line2"]
    assert shown == [Presentation.WITHHELD]


class Called:
    """A line that is asked whether it can ring."""

    def __init__(self, *, ready: bool, off_hook: bool = False) -> None:
        self._ready = ready
        self.off_hook = off_hook
        self.call_number: int | None = None

    def ready(self, now: int, *, second: bool = False) -> bool:
        del now, second
        return self._ready


def test_a_line_that_no_box_has_set_up_is_out_of_order_after_a_while() -> None:
    joined = Joined(Called(ready=False), lambda *_: None)
    joined.go_on(0)
    assert joined.cause == 0
    joined.go_on(PATIENCE_MS)
    assert joined.cause == OUT_OF_ORDER_CAUSE


def test_a_called_line_that_gives_up_is_no_answer() -> None:
    joined = Joined(Called(ready=True), lambda *_: None)
    joined.go_on(0)
    assert joined.rings
    joined.called.leave()
    joined.go_on(20)
    assert joined.cause == NO_ANSWER_CAUSE
    assert not joined.answered


def test_sound_on_the_way_is_bounded_and_the_newest_is_kept() -> None:
    one, two = JoinedEnd(), JoinedEnd()
    one.other, two.other = two, one
    for number in range(100):
        one.hear(np.full(160, number, np.int16), 0, 0)
    assert len(two._sound) == MOST_ON_THE_WAY
    assert two.say(160)[0] == 99 - MOST_ON_THE_WAY // 160 + (1 if MOST_ON_THE_WAY % 160 == 0 else 0)
    for _ in range(100):
        last = two.say(160)
    assert not last.any()
