"""What is put is on the disk when it is said to be, in few syncs, and comes back as it was."""

import asyncio
import threading

import apsw
import pytest

from appliance.model.actions import AnswerLine, CloseCall, Note, OpenCall, PlayPrompts
from appliance.model.caller import Caller
from appliance.model.events import BoxStarted, ClockStruck, LineRang
from appliance.model.plan import LinePlan, Plan
from appliance.model.records import MessageRecord, RecordingRecord, TimelineNote
from appliance.model.states import HangUpCause, Outcome
from appliance.store.backlog import STALL_ROWS
from appliance.store.faults import StoreRefused
from appliance.store.reader import StoreReader
from appliance.store.rows import Numbered, Step
from appliance.store.writer import StoreWriter
from tests.store.invented import START, Answers, record

FULL = record(
    2,
    answered_ms=1,
    asked_person_ms=2,
    offered_ms=3,
    wait_ended_ms=4,
    talk_began_ms=4,
    talk_ended_ms=5,
    ended_ms=6,
    queue="sales",
    agent="anna",
    misses=1,
    path=("greet", "1"),
    variables={"order": "77", "ü": "–"},
    outcome=Outcome.ANSWERED,
    hung_up="caller",
    cause=HangUpCause.BUSY_TONE,
    recorded=True,
)
MESSAGE = MessageRecord(
    call=1, box="night", caller=Caller(), taken_utc_ms=7, file="messages/0/call-1-1.wav", length_ms=900
)
RECORDING = RecordingRecord(call=2, file="recordings/0/call-2-1.wav", length_ms=60)
STEPS = (
    Step(5_000, BoxStarted(plan=Plan(lines=(LinePlan(name="line1", flow="main"),)), first_call=1, seed=7), ()),
    Step(6_000, LineRang("line1"), (OpenCall(record(1)), Note(1, 0, "It rang."))),
    Step(7_000, None, (AnswerLine("line1", 1), PlayPrompts("line1", ("greet",), 4), CloseCall(FULL))),
)


def test_every_kind_of_row_comes_back_as_it_was(open_writer, path):
    writer = open_writer()
    writer.put(
        *STEPS,
        record(1),
        FULL,
        TimelineNote(1, 0, "It rang."),
        TimelineNote(1, 0, "It was answered."),
        MESSAGE,
        RECORDING,
    )
    assert writer.flush()
    with StoreReader(path) as reader:
        assert reader.calls() == (FULL, record(1))
        assert [note.text for note in reader.timeline(1)] == ["It rang.", "It was answered."]
        assert reader.messages() == (MESSAGE,)
        assert reader.recordings(call=2) == (RECORDING,)
        assert list(reader.steps(1)) == [Numbered(seq, step) for seq, step in enumerate(STEPS, 1)]
        assert [step.seq for step in reader.steps(1, call=1)] == [2, 3]
        assert [step.seq for step in reader.steps(1, call=2)] == [3]


def test_a_call_is_open_until_it_is_closed_and_stands_once(open_writer, path):
    writer = open_writer()
    writer.put(record(2))
    writer.flush()
    with StoreReader(path) as reader:
        assert reader.calls() == (record(2),)
        writer.put(FULL)
        writer.flush()
        assert reader.calls() == (FULL,)


def test_durable_means_that_another_process_would_read_it(open_writer, path):
    seen = []

    def then(fault):
        with StoreReader(path) as reader:
            seen.append((fault, reader.call(1)))

    answered = Answers()
    writer = open_writer()
    writer.put(record(1), then=then)
    writer.when_durable(answered)
    answered.wait_for(1)
    assert seen == [("", record(1))]
    assert answered.told == [""]


async def test_callbacks_come_in_the_loop_when_it_is_handed_in(open_writer):
    loop, done = asyncio.get_running_loop(), asyncio.get_running_loop().create_future()
    writer = open_writer(deliver=loop.call_soon_threadsafe)
    writer.put(record(1), then=lambda fault: done.set_result((fault, threading.current_thread())))
    assert await asyncio.wait_for(done, 60) == ("", threading.main_thread())


def test_the_journal_of_a_day_is_read_in_pages(open_writer, path):
    writer = open_writer()
    writer.put(*(Step(n, None, ()) for n in range(1_234)))
    writer.flush()
    with StoreReader(path) as reader:
        assert [step.step.now for step in reader.steps(1)] == list(range(1_234))


def test_a_row_the_database_refuses_harms_no_other_and_is_told(open_writer, path):
    told, answered = Answers(), Answers()
    writer = open_writer(tell=told)
    writer.put(TimelineNote(99, 0, "of no call"), then=answered)
    writer.put(TimelineNote(1, 0, "\ud800"))
    writer.put(record(1))
    writer.flush()
    assert "refused" in answered.wait_for(1)[0]
    assert "rows in all" in told.wait_for(1)[0]
    assert writer.health().lost == 2
    with StoreReader(path) as reader:
        assert reader.call(1) == record(1)


def test_closing_writes_what_waits_and_marks_the_run_as_stopped(open_writer, path):
    writer = open_writer()
    writer.put(*(record(n) for n in range(1, 800)))
    assert writer.close(now=9_000) == 0
    with StoreReader(path) as reader:
        assert len(reader.calls(1_000)) == 799
        run = reader.runs()[0]
        assert (run.ended, run.ended_now, run.boot_id, run.start_now) == ("stopped", 9_000, "boot-a", 5_000)


def test_the_next_run_goes_on_with_the_next_numbers(open_writer, path):
    first = open_writer()
    first.put(record(41))
    first.close(now=9_000)
    second = open_writer()
    assert second.recovery.first_call == 42
    with StoreReader(path) as reader:
        assert [run.run for run in reader.runs()] == [2, 1]


def test_two_boxes_cannot_write_one_file(open_writer, path):
    writer = open_writer()
    with pytest.raises(StoreRefused, match="another Callbox"):
        StoreWriter.open(path, START)
    writer.close(now=9_000)
    open_writer()


def test_a_closed_loop_does_not_stop_the_writing(open_writer, path):
    def gone(_call):
        raise RuntimeError("Event loop is closed")

    writer = open_writer(deliver=gone)
    writer.put(record(1), then=lambda _: None)
    assert writer.close(now=9_000) == 0
    with StoreReader(path) as reader:
        assert reader.call(1) == record(1)


def test_the_file_is_what_the_design_says(open_writer, path):
    writer = open_writer()
    writer.put(Step(1, ClockStruck(utc_ms=1, date="2026-11-22", day=6, minute=0), ()))
    writer.flush()
    connection = apsw.Connection(str(path))
    assert connection.pragma("journal_mode") == "wal"
    assert connection.execute("PRAGMA quick_check").get == "ok"
    tables = connection.execute("PRAGMA main.table_list").fetchall()
    assert {strict for _, name, *_, strict in tables if not str(name).startswith("sqlite_")} == {1}
    assert connection.execute("SELECT json_extract(event, '$.type') FROM journal").get == "ClockStruck"


def test_a_stalled_disk_never_blocks_and_the_backlog_has_its_bound(open_writer, path):
    """Another connection holds the write lock, as a disk that stalls would hold the commit."""
    told, late = Answers(), Answers()
    writer = open_writer(tell=told)
    writer.put(record(1))
    writer.flush()
    other = apsw.Connection(str(path))
    other.execute("BEGIN IMMEDIATE")
    for n in range(STALL_ROWS + 600):
        writer.put(TimelineNote(1, n, "note"))
    assert "no more" in told.wait_for(1)[0] or "not kept" in told.told[0]
    assert writer.health().waiting <= STALL_ROWS + 600
    assert writer.health().waiting_ms < 20_000
    assert writer.health().lost > 0
    other.execute("ROLLBACK")
    writer.when_durable(late)
    late.wait_for(1)
