"""Lists of calls: every filter, pages without gaps or doubles, and the index that each filter is answered by."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.model.caller import Caller, Presentation
from appliance.model.records import CallRecord, RecordingRecord
from appliance.model.states import Direction, Outcome
from appliance.store.call_list import MOST_ROWS, CallFilter, CallList, Mark
from appliance.store.database import RunStart
from appliance.store.writer import StoreWriter
from tests.control.house import NOON, record

MINUTE = 60_000
MANY = 3_000


def invented(call: int) -> CallRecord:
    """Every tenth is abandoned, every second of ben's; two calls ring in the same millisecond."""
    changes: dict[str, object] = {
        "rang_utc_ms": NOON + call // 2 * MINUTE,
        "agent": "ben" if call % 2 else "anna",
        "queue": "support" if call % 5 == 0 else "sales",
        "line": f"line{call % 4 + 1}",
    }
    if call % 10 == 0:
        changes |= {"outcome": Outcome.ABANDONED, "agent": None, "talk_began_ms": None, "talk_ended_ms": None}
    if call == 77:
        changes["caller"] = Caller(number="+34600111222", name="JOSÉ Müller", presentation=Presentation.GIVEN)
    if call == 78:
        changes |= {"direction": Direction.OUTGOING, "dialled": "0301234567", "outcome": Outcome.REACHED}
    return record(call, **changes)


@pytest.fixture(scope="module")
def calls(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CallList]:
    path: Path = tmp_path_factory.mktemp("calls") / "callbox.db"
    writer = StoreWriter.open(path, RunStart(boot_id="b", utc_ms=NOON, now=0, program="t"))
    writer.put(*(invented(call) for call in range(1, MANY + 1)))
    writer.put(*(RecordingRecord(call=77, file=f"recordings/0/call-77-{n}.wav", length_ms=1) for n in (1, 2)))
    assert writer.flush(60)
    with CallList(path) as opened:
        yield opened
    writer.close(0)


def numbers(calls: CallList, wanted: CallFilter) -> list[int]:
    return [found.call.call for found in calls.all(wanted, MANY)]


def test_pages_follow_each_other_without_gap_or_double(calls: CallList) -> None:
    assert numbers(calls, CallFilter()) == list(range(MANY, 0, -1))
    first = calls.page(CallFilter(), 3)
    assert [found.call.call for found in calls.page(CallFilter(), 2, first[1].mark)] == [MANY - 2, MANY - 3]
    assert len(calls.page(CallFilter(), 10_000)) == MOST_ROWS
    assert calls.page(CallFilter(), -1) == ()
    assert len(list(calls.all(CallFilter(), 1_203))) == 1_203


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (CallFilter(queue="support"), range(MANY, 0, -5)),
        (CallFilter(outcomes=(Outcome.ABANDONED,)), range(MANY, 0, -10)),
        (
            CallFilter(outcomes=(Outcome.ABANDONED, Outcome.REACHED), until_utc_ms=NOON + 45 * MINUTE),
            [80, 78, *range(70, 0, -10)],
        ),
        (CallFilter(agent="ben", line="line2", until_utc_ms=NOON + 5 * MINUTE), [9, 5, 1]),
        (CallFilter(since_utc_ms=NOON + 1_499 * MINUTE), [3000, 2999, 2998]),
        (CallFilter(search="600 111-222"), [77]),
        (CallFilter(search="josé mü"), [77]),
        (CallFilter(search="MÜLLER"), [77]),
        (CallFilter(search="0301234"), [78]),
        (CallFilter(search="no such"), []),
        (CallFilter(search="%"), []),
        (CallFilter(direction=Direction.OUTGOING), [78]),
        (CallFilter(recorded=True), [77]),
        (CallFilter(recorded=False, since_utc_ms=NOON + 1_500 * MINUTE), [3000]),
    ],
)
def test_each_filter_narrows_the_list(calls: CallList, wanted: CallFilter, expected: object) -> None:
    assert numbers(calls, wanted) == list(expected)  # type: ignore[call-overload]


def test_recordings_are_counted(calls: CallList) -> None:
    assert [found.recordings for found in calls.page(CallFilter(search="José"), 5)] == [2]


@pytest.mark.parametrize(
    ("wanted", "index"),
    [
        (CallFilter(), "calls_by_time"),
        (CallFilter(since_utc_ms=1, until_utc_ms=2), "calls_by_time (rang_utc_ms>? AND rang_utc_ms<?)"),
        (CallFilter(queue="sales"), "calls_of_queue_by_time (queue=?"),
        (CallFilter(agent="anna", since_utc_ms=1), "calls_of_agent_by_time (agent=? AND rang_utc_ms>?"),
        (CallFilter(outcomes=(Outcome.MISSED,)), "calls_of_outcome_by_time (outcome=?"),
    ],
)
def test_no_list_is_sorted_and_a_page_deep_down_costs_what_the_first_does(
    calls: CallList, wanted: CallFilter, index: str
) -> None:
    """The index gives the order too: SQLite reads as many rows as it answers, and none before the mark."""
    assert index in calls.plan(wanted)
    assert "TEMP B-TREE" not in calls.plan(wanted)
    assert "rang_utc_ms<?" in calls.plan(wanted, Mark(NOON, 5)).replace("(rang_utc_ms,rowid)<(?,?)", "rang_utc_ms<?")
