"""Which caller gets which line, and when; numbering; traffic that finds all lines busy."""

import itertools
from collections.abc import Iterable

from appliance.pretend.exchange_tones import COUNTRIES
from appliance.pretend.families import USR5637
from appliance.pretend.modem import Modem
from appliance.pretend.piece_clock import PieceClock
from appliance.pretend.report import Ended, PretendOutcome
from appliance.pretend.script import HangUp, PretendCall
from appliance.pretend.subscriber_line import LineHabits, SubscriberLine
from appliance.pretend.switchboard import Switchboard

ONE_RING = PretendCall(patience_rings=1, steps=(HangUp(),))


class House:
    """A switchboard whose box only ever sets its modems up."""

    def __init__(self, lines: int, script: list[PretendCall], traffic: Iterable[PretendCall] = ()) -> None:
        habits = LineHabits(tones=COUNTRIES["us"], ring_period_ms=1_000)
        self.board = Switchboard(
            [SubscriberLine(f"line{n}", Modem(USR5637), PieceClock(piece_ms=20), habits) for n in range(1, lines + 1)],
            script,
            iter(traffic),
        )
        self.now = 1
        self.outcomes: list[PretendOutcome] = []
        self.run(1)

    def set_up(self, *names: str) -> None:
        for name in names or self.board.lines:
            self.board.receive(name, b"ATE0\r", self.now)

    def run(self, ms: int) -> None:
        end = self.now + ms
        while (due := self.board.next_wake()) is not None and due <= end:
            self.now = max(self.now, due)
            for line in self.board.wake(self.now):
                line.wires[""].take_output(self.now)
                self.board.line_was_served(line)
            self.outcomes += self.board.take_finished()
        self.now = end


def test_no_call_rings_before_the_box_has_set_its_modem_up() -> None:
    house = House(2, [ONE_RING, ONE_RING])
    house.run(5_000)
    assert house.board.calls_begun == 0
    house.set_up("line2")
    house.run(1_500)
    assert house.board.calls_begun == 1
    assert house.board.lines["line2"].call_number == 1


def test_a_call_waits_for_its_line_and_others_do_not_wait_for_it() -> None:
    on_one = PretendCall(line="line1", patience_rings=3, steps=(HangUp(),), kind="first")
    house = House(2, [on_one, PretendCall(line="line1", patience_rings=1, steps=(HangUp(),), kind="second"), ONE_RING])
    house.set_up()
    house.run(1_500)
    assert [line.call_number for line in house.board.lines.values()] == [1, 2]
    house.run(10_000)
    assert [(outcome.line, outcome.kind) for outcome in house.outcomes] == [
        ("line2", "scripted"),
        ("line1", "first"),
        ("line1", "second"),
    ]
    assert house.board.all_done
    assert house.board.next_wake() is None


def test_calls_ring_not_before_their_time_and_in_order() -> None:
    calls = [PretendCall(at_ms=at, patience_rings=1, steps=(HangUp(),), kind=str(at)) for at in (4_000, 2_000, 0)]
    house = House(4, calls)
    house.set_up()
    house.run(10_000)
    assert [outcome.kind for outcome in house.outcomes] == ["0", "2000", "4000"]
    assert [outcome.call for outcome in house.outcomes] == [1, 2, 3]
    for outcome in house.outcomes:
        assert 0 <= outcome.began_ms - int(outcome.kind) <= 900


def test_traffic_that_finds_no_line_is_lost_and_recorded() -> None:
    calls = (PretendCall(at_ms=at, patience_rings=3, steps=(HangUp(),)) for at in (0, 100, 200))
    house = House(2, [], calls)
    house.run(3_000)
    assert house.board.calls_begun == 0  # nobody rings a house that is not there yet
    house.set_up()
    house.run(2_000)
    assert [outcome.ended for outcome in house.outcomes] == [Ended.LINES_BUSY]
    house.run(10_000)
    assert len(house.outcomes) == 3
    assert house.board.all_done


def test_a_burst_of_traffic_is_never_kept_waiting() -> None:
    house = House(1, [], itertools.islice(itertools.repeat(ONE_RING), 1_000))
    house.set_up()
    house.run(2_000)
    assert house.board.calls_begun == 1_000


def test_stopping_records_what_is_in_progress() -> None:
    house = House(1, [PretendCall(patience_rings=9, steps=(HangUp(),))])
    house.set_up()
    house.run(2_000)
    house.board.stop(house.now)
    assert [outcome.ended for outcome in house.board.take_finished()] == [Ended.EXCHANGE_STOPPED]
