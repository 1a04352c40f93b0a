"""Reading many days in bulk gives what the reader of single calls and steps gives."""

from collections.abc import Callable
from pathlib import Path

import pytest

from appliance.model.actions import NoteDecision, NoteInterval, SetLamp
from appliance.model.events import BoxStarted, LineRang, PlanPublished, WrapUpEnded
from appliance.model.plan import Plan, QueuePlan
from appliance.model.states import Direction, LampPattern, Outcome, ShiftState, Trigger
from appliance.store.faults import StoreDamaged, StoreFault
from appliance.store.history import AskedCall, HistoryReader, Interval, Joined, PlanSince, RunClock
from appliance.store.reader import PAGE_STEPS
from appliance.store.rows import Row, Step
from appliance.store.writer import StoreWriter
from tests.store.invented import START, record

OFFSET = START.utc_ms - START.now
EMPTY, CHANGED = Plan(), Plan(queues=(QueuePlan(name="sales"),))
READY = NoteInterval(agent="anna", state=ShiftState.READY, began=6_000, ended=9_000)
WROTE_UP = NoteInterval(agent="anna", state=ShiftState.WRAPPING_UP, began=9_000, ended=9_500, call=3)
ARRIVED = NoteDecision(
    trigger=Trigger.ARRIVED, call=3, agent=None, queue="sales", arrived=8_000, preferred="anna", place=1
)
FREED = NoteDecision(trigger=Trigger.FREED, call=3, agent="anna", queue="sales", arrived=8_000)
LAMP = SetLamp("l1", LampPattern.ON)
Write = Callable[..., None]


@pytest.fixture
def write(open_writer: Callable[..., StoreWriter]) -> Write:
    def put(*rows: Row) -> None:
        writer = open_writer()
        writer.put(*rows)
        writer.close(now=99_000)

    return put


def test_what_the_journal_tells_of_agents_queues_and_plans(write: Write, path: Path) -> None:
    write(
        Step(5_000, BoxStarted(plan=EMPTY, first_call=1, seed=1), ()),
        Step(8_500, LineRang("line1"), (LAMP, ARRIVED, FREED)),
        Step(9_000, None, (READY,)),
        Step(9_200, PlanPublished(CHANGED), ()),
        Step(9_500, WrapUpEnded("anna"), (WROTE_UP,)),
    )
    with HistoryReader(path) as history:
        (clock,) = history.clocks()
        assert clock == RunClock(1, 5_000, 9_500, OFFSET)
        assert list(history.told(clock, 0)) == [
            PlanSince(1, 5_000, EMPTY),
            Joined(1, 8_500, 3, "sales", 8_000, "anna"),
            Interval(1, "anna", "ready", 6_000, 9_000, None, by_agent=False),
            PlanSince(1, 9_200, CHANGED),
            Interval(1, "anna", "wrapping up", 9_000, 9_500, 3, by_agent=True),
        ]


def test_plans_are_told_from_the_beginning_and_all_else_from_the_time_asked_for(write: Write, path: Path) -> None:
    write(Step(5_000, BoxStarted(plan=EMPTY, first_call=1, seed=1), ()), Step(9_000, None, (READY,)))
    with HistoryReader(path) as history:
        clock = history.clocks()[0]
        assert list(history.told(clock, OFFSET + 9_001)) == [PlanSince(1, 5_000, EMPTY)]
        assert len(list(history.told(clock, OFFSET + 9_000))) == 2


def test_a_long_journal_is_read_to_its_end_and_tells_how_far_it_is(write: Write, path: Path) -> None:
    write(*(Step(6_000 + at, None, (READY,)) for at in range(2 * PAGE_STEPS + 1)))
    reached: list[int] = []
    with HistoryReader(path) as history:
        assert len(list(history.told(history.clocks()[0], 0, reached.append))) == 2 * PAGE_STEPS + 1
    assert reached == [6_000 + PAGE_STEPS - 1, 6_000 + 2 * PAGE_STEPS - 1, 6_000 + 2 * PAGE_STEPS]


def test_only_calls_that_are_over_and_asked_for_a_person(write: Write, path: Path) -> None:
    over = {"asked_person_ms": 400, "ended_ms": 900, "queue": "sales", "path": ("sales",), "outcome": Outcome.ABANDONED}
    called = record(5, direction=Direction.OUTGOING, **over)  # somebody we called joined a queue: no caller of ours
    write(record(1, ended_ms=500), record(2, asked_person_ms=10), record(3, **over), record(4, **over), called)
    with HistoryReader(path) as history:
        third = AskedCall(3, 1, 10_003, 400, None, 900, "sales", None, ("sales",), "abandoned")
        assert list(history.calls(0)) == [third, third._replace(call=4, rang=10_004)]
        assert [call.call for call in history.calls(START.utc_ms + 5_004)] == [4]


def test_a_run_is_dated_by_its_last_call(write: Write, path: Path) -> None:
    write(record(1, rang_utc_ms=OFFSET), record(2, rang_utc_ms=10_002 + OFFSET + 77))
    with HistoryReader(path) as history:
        assert history.clocks() == (RunClock(1, 5_000, 5_000, OFFSET + 77),)


def test_words_of_another_version_are_told(write: Write, path: Path) -> None:
    odd = Plan(queues=(QueuePlan(name="sales", load=77),))
    write(Step(5_000, BoxStarted(plan=odd, first_call=1, seed=1), ()))
    path.write_bytes(path.read_bytes().replace(b'"load":77', b'"lead":77'))
    with HistoryReader(path) as history, pytest.raises(StoreDamaged, match="step 1 of run 1 holds words unknown here"):
        list(history.told(history.clocks()[0], 0))


def test_no_such_file(tmp_path: Path) -> None:
    with pytest.raises(StoreFault, match="there is no such file"):
        HistoryReader(tmp_path / "callbox.db")
