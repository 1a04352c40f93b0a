"""The scribe: every step into the journal, its actions into rows; a call is finished when it is on the disk."""

import threading
from pathlib import Path

import pytest

from appliance.model.actions import CloseCall, HangUpLine, KeepOutgoing, KeepText, Note, OpenCall
from appliance.model.events import Event, LineReleased
from appliance.model.records import CallRecord, OutgoingText, TextRecord
from appliance.model.states import Outcome, OutgoingState
from appliance.model.text_events import OutgoingKept, TextKept
from appliance.runtime.scribe import Scribe
from appliance.store.reader import StoreReader
from appliance.store.writer import StoreWriter
from tests.store.invented import record


def nothing(event: Event) -> None:
    """No texts."""
    pytest.fail(f"submitted {event}")


def test_a_call_from_its_first_row_to_its_last(tmp_path: Path, writer: StoreWriter) -> None:
    finished: list[CallRecord] = []
    told = threading.Event()

    def tell(call: CallRecord) -> None:
        finished.append(call)
        told.set()

    scribe = Scribe(writer, tell, nothing)
    closed = record(1, outcome=Outcome.MISSED, ended_ms=500)
    scribe.write(10, LineReleased("line1"), (OpenCall(record(1)), Note(1, 0, "Rang on line1")))
    scribe.write(20, None, ())
    scribe.write(30, None, (Note(1, 500, "The caller hung up"), HangUpLine("line1"), CloseCall(closed)))
    assert told.wait(20)
    assert finished == [closed]
    with StoreReader(tmp_path / "callbox.db") as store:
        assert store.call(1) == closed
        assert [note.text for note in store.timeline(1)] == ["Rang on line1", "The caller hung up"]
        assert [(each.seq, each.step.now, len(each.step.actions)) for each in store.steps(1)] == [
            (1, 10, 2),
            (2, 20, 0),
            (3, 30, 3),
        ]


def test_a_call_that_the_database_refuses_is_not_told_as_finished(writer: StoreWriter) -> None:
    finished: list[CallRecord] = []
    scribe = Scribe(writer, finished.append, nothing)
    scribe.write(10, None, (CloseCall(record(2**70, outcome=Outcome.MISSED, ended_ms=1)),))
    scribe.write(20, None, (CloseCall(record(2, outcome=Outcome.MISSED, ended_ms=1)),))
    assert writer.flush()
    assert [call.call for call in finished] == [2]


def test_a_text_is_told_as_kept_once_it_is_on_the_disk(tmp_path: Path, writer: StoreWriter) -> None:
    submitted: list[Event] = []
    scribe = Scribe(writer, lambda call: pytest.fail(f"{call} is finished"), submitted.append)
    text = TextRecord(key="a", line="line3", sender="Bank", body="Hallo", received_utc_ms=1)
    refused = TextRecord(key="b", line="line3", sender="Bank", body="Hallo", received_utc_ms=2**70)
    scribe.write(10, None, (KeepText(7, text),))
    scribe.write(20, None, (KeepText(8, refused),))
    assert writer.flush()
    assert submitted == [TextKept("line3", 7)]
    with StoreReader(tmp_path / "callbox.db") as store:
        assert store.texts() == (text,)


def test_a_text_of_ours_is_told_as_kept_and_so_is_the_report_that_changed_it(
    tmp_path: Path, writer: StoreWriter
) -> None:
    submitted: list[Event] = []
    changed: list[OutgoingText] = []
    scribe = Scribe(writer, lambda call: pytest.fail(f"{call} is finished"), submitted.append, changed=changed.append)
    text = OutgoingText(text=3, line="line3", number="+49170", body="Hi", ordered_utc_ms=1)
    refused = OutgoingText(text=2**70, line="line3", number="+49170", body="Hi", ordered_utc_ms=1)
    scribe.write(10, None, (KeepOutgoing(text, 7),))
    assert writer.flush()
    scribe.write(20, None, (KeepOutgoing(refused),))
    assert writer.flush()
    assert submitted[:2] == [OutgoingKept(3, OutgoingState.TO_BE_SENT), TextKept("line3", 7)]
    assert changed == [text]
    (fault,) = submitted[2:]
    assert isinstance(fault, OutgoingKept)
    assert "a row was refused" in fault.fault
    with StoreReader(tmp_path / "callbox.db") as store:
        assert store.outgoing() == (text,)
