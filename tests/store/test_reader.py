"""The reader answers what pages and the terminal ask, beside a writer at work, and without rights to write."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import apsw
import msgspec
import pytest

from appliance.model.caller import Caller, Presentation
from appliance.model.outbound import LedgerRecord, OutboundKind
from appliance.model.records import MessageRecord, OutgoingText, TextRecord
from appliance.model.states import DialFault, Direction, Outcome, OutgoingState, TextKind
from appliance.store.faults import StoreDamaged, StoreFault, StoreRefused
from appliance.store.reader import MOST_ROWS, StoreReader
from appliance.store.rows import Step
from appliance.store.writer import StoreWriter
from tests.store.invented import START, record


def test_calls_are_chosen_by_outcome_line_number_time_and_page(open_writer, path):
    writer = open_writer()
    other = Caller("777", "", Presentation.GIVEN)
    writer.put(
        record(1, outcome=Outcome.ANSWERED, ended_ms=1),
        record(2, outcome=Outcome.MISSED, ended_ms=1, line="line2"),
        record(3, outcome=Outcome.ANSWERED, ended_ms=1, caller=other),
        record(4),
    )
    writer.flush()
    with StoreReader(path) as reader:

        def numbers(*limit, **chosen):
            return [call.call for call in reader.calls(*limit, **chosen)]

        assert numbers() == [4, 3, 2, 1]
        assert numbers(2) == [4, 3]
        assert numbers(2, before=3) == [2, 1]
        assert numbers(outcome=Outcome.ANSWERED) == [3, 1]
        assert numbers(line="line2") == [2]
        assert numbers(number="777") == [3]
        assert numbers(since_utc_ms=record(3).rang_utc_ms) == [4, 3]
        assert numbers(-1) == []
        assert numbers(number="' OR 1=1 --") == []
        assert reader.call(9) is None
        assert (reader.run_of(4), reader.run_of(9)) == (1, None)
        assert (reader.run(1).run, reader.run(2)) == (1, None)


def test_one_answer_has_a_bound(open_writer, path):
    writer = open_writer()
    writer.put(*(record(n) for n in range(1, MOST_ROWS + 10)))
    writer.flush()
    with StoreReader(path) as reader:
        assert len(reader.calls(10**9)) == MOST_ROWS


def test_messages_of_a_box_newest_first(open_writer, path):
    writer = open_writer()
    left = [
        MessageRecord(call=n, box=box, caller=Caller(), taken_utc_ms=n, file=f"messages/0/call-{n}-1.wav", length_ms=5)
        for n, box in ((1, "night"), (2, "day"), (3, "night"))
    ]
    writer.put(*left)
    writer.flush()
    with StoreReader(path) as reader:
        assert [m.call for m in reader.messages(box="night")] == [3, 1]
        assert reader.messages(call=2) == (left[1],)


def test_what_was_said_to_become_a_prompt_is_no_message(open_writer, path):
    writer = open_writer()
    left = [
        MessageRecord(call=n, box=box, caller=Caller(), taken_utc_ms=n, file=f"messages/0/call-{n}-1.wav", length_ms=5)
        for n, box in ((1, "night"), (2, "prompt:hello@de"), (3, "prompts"))
    ]
    writer.put(*left)
    writer.flush()
    with StoreReader(path) as reader:
        assert reader.messages() == (left[2], left[0])
        assert reader.messages(box="prompt:hello@de") == reader.messages(call=2) == ()
        assert [reader.message(message.id) for message in left] == [left[0], None, left[2]]
        assert [reader.take(call) for call in (1, 2, 3)] == [None, left[1], None]
        assert [box.name for box in reader.boxes()] == ["night", "prompts"]


def test_a_step_in_words_of_another_version_is_told_with_its_place(open_writer, path):
    writer = open_writer()
    writer.put(Step(1, None, ()), Step(2, None, ()))
    writer.close(now=9_000)
    connection = apsw.Connection(str(path))
    connection.execute("""UPDATE journal SET event = '{"type":"LineSang"}' WHERE seq = 2""")
    connection.close()
    with StoreReader(path) as reader, pytest.raises(StoreDamaged, match=r"step 2 of run 1: .*LineSang"):
        list(reader.steps(1))


def test_what_is_no_database_of_ours_is_told_in_a_sentence(tmp_path):
    with pytest.raises(StoreFault, match="no such file"):
        StoreReader(tmp_path / "callbox.db")
    (tmp_path / "text").write_text("hello " * 1_000)
    with pytest.raises(StoreDamaged, match="is damaged"):
        StoreReader(tmp_path / "text")
    apsw.Connection(str(tmp_path / "theirs")).execute("CREATE TABLE theirs (x)")
    with pytest.raises(StoreRefused, match="another program"):
        StoreReader(tmp_path / "theirs")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody without rights")
@pytest.mark.parametrize("running", [True, False])
def test_who_may_only_read_reads_a_running_box_and_one_at_rest(running):
    program = """
import os, pathlib, sys
from appliance.store.reader import StoreReader
os.setgid(65534); os.setuid(65534)
with StoreReader(pathlib.Path(sys.argv[1])) as reader:
    print(len(reader.calls()))
"""
    with tempfile.TemporaryDirectory() as folder:  # tmp_path is closed to everybody else
        path = Path(folder) / "callbox.db"
        writer = StoreWriter.open(path, START)
        writer.put(record(1))
        assert writer.flush()
        if not running:
            writer.close(now=9_000)
        Path(folder).chmod(0o755)
        for file in Path(folder).iterdir():
            file.chmod(0o644)
        done = subprocess.run([sys.executable, "-c", program, path], capture_output=True, text=True, check=False)
        writer.close(now=9_000)
    assert (done.stdout, done.stderr) == ("1\n", "")


def text(key: str, received_utc_ms: int, **more: object) -> TextRecord:
    facts = {"line": "line3", "sender": "+491701234567", "body": "Hallo", **more}
    return TextRecord(key=key, received_utc_ms=received_utc_ms, **facts)


def test_texts_come_back_newest_first_and_one_that_was_fetched_twice_once(open_writer, path):
    gap = text("b", 2_000, parts=3, missing=(2,), body="Hal… […]")
    data = text("c", 3_000, sender="Bank", kind=TextKind.DATA, body="", pdus=("0791", "0792"), sent_utc_ms=5)
    writer = open_writer()
    writer.put(text("a", 1_000), gap, data, text("a", 9_000))
    writer.flush()
    with StoreReader(path) as reader:
        assert reader.texts() == (data, gap, text("a", 1_000))
        assert reader.texts(sender="Bank") == (data,)
        assert reader.texts(1, before_utc_ms=3_000) == (gap,)


def test_an_outgoing_call_comes_back_with_its_number_and_why_it_failed(open_writer, path):
    out = record(1, direction=Direction.OUTGOING, dialled="0301234567", dial_fault=DialFault.BUSY, ended_ms=1)
    writer = open_writer()
    writer.put(out)
    writer.flush()
    with StoreReader(path) as reader:
        assert reader.call(1) == out


def test_the_ledger_comes_back_newest_first_and_learns_the_length(open_writer, path):
    def row(entry: int, **more: object) -> LedgerRecord:
        return LedgerRecord(
            entry=entry, kind=OutboundKind.CALL, at_utc_ms=1_000 * entry, who="agent anna", number="030", **more
        )

    writer = open_writer()
    refused, emergency = row(2, refused="is a premium number"), row(3, emergency=True, line="line1")
    writer.put(row(1, line="line1"), refused, emergency, row(1, line="line1", length_ms=7))
    writer.flush()
    with StoreReader(path) as reader:
        assert reader.ledger() == (emergency, refused, row(1, line="line1", length_ms=7))
        assert reader.ledger(granted=True, since_utc_ms=2_000) == (emergency,)
        assert reader.ledger(1) == (emergency,)


def test_texts_sent_from_here_come_back_newest_first_as_they_were_left(open_writer, path):
    ordered = OutgoingText(text=1, line="gsm1", number="+49170", body="Hi", ordered_utc_ms=5)
    sent = msgspec.structs.replace(
        ordered, state=OutgoingState.SENT, parts=2, references=(7, 8), arrived=(1,), words="so", changed_utc_ms=9
    )
    other = msgspec.structs.replace(ordered, text=2, number="030")
    writer = open_writer()
    writer.put(ordered, other, sent)
    writer.flush()
    with StoreReader(path) as reader:
        assert reader.outgoing() == (other, sent)
        assert reader.outgoing(1) == (other,)
        assert reader.outgoing(text=1) == reader.outgoing(number="+49170") == (sent,)
