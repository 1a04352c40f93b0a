"""A disk that fails, is full, read-only or missing: phones go on, it is told once, nothing within the bound is lost."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import apsw
import pytest

from appliance.model.records import TimelineNote
from appliance.store.backlog import MEMORY_ROWS
from appliance.store.reader import StoreReader
from appliance.store.rows import Step
from appliance.store.writer import StoreWriter
from tests.store.failing_disk import Disk, failing_vfs
from tests.store.invented import START, Answers, record


@pytest.fixture
def disk() -> Iterator[Disk]:
    with failing_vfs("failing") as disk:
        yield disk


@pytest.mark.parametrize(
    ("fault", "extended", "text"),
    [
        (apsw.IOError, apsw.SQLITE_IOERR_FSYNC, "the disk fails"),
        (apsw.FullError, apsw.SQLITE_FULL, "the disk is full"),
        (apsw.CorruptError, apsw.SQLITE_CORRUPT, "is damaged"),
        (apsw.ReadOnlyError, apsw.SQLITE_READONLY, "read-only"),
    ],
)
def test_rows_wait_in_memory_and_are_written_when_the_disk_is_back(disk, open_writer, path, fault, extended, text):
    told, answered, late = Answers(), Answers(), Answers()
    writer = open_writer(vfs="failing", patience_s=0.02, tell=told)
    writer.put(record(1))
    assert writer.flush()
    disk.fail_with(fault, extended)
    writer.put(record(2), then=answered)
    assert text in answered.wait_for(1)[0]
    writer.put(record(3), then=answered)
    assert text in answered.wait_for(2)[1]
    assert text in writer.health().fault
    disk.fail_with(None)
    assert "takes rows again" in told.wait_for(2)[1]
    writer.when_durable(late)
    assert late.wait_for(1) == [""]
    assert (writer.health().fault, writer.health().lost) == ("", 0)
    assert len(told.told) == 2
    with StoreReader(path) as reader:
        assert reader.calls() == (record(3), record(2), record(1))


def test_a_commit_of_unknown_fate_stands_once(disk, open_writer, path):
    """The sync fails, so the rows are written again, though the log may have kept the first ones."""
    told, late = Answers(), Answers()
    writer = open_writer(vfs="failing", patience_s=0.02, tell=told)
    writer.put(record(1))
    writer.flush()
    disk.fail_with(apsw.IOError, apsw.SQLITE_IOERR_FSYNC)
    writer.put(Step(1, None, ()), TimelineNote(1, 0, "once"))
    told.wait_for(1)
    disk.fail_with(None)
    told.wait_for(2)
    writer.when_durable(late)
    late.wait_for(1)
    with StoreReader(path) as reader:
        assert [note.text for note in reader.timeline(1)] == ["once"]
        assert [step.seq for step in reader.steps(1)] == [1]


def test_memory_has_its_bound_and_the_journal_goes_last(disk, open_writer, path):
    told = Answers()
    writer = open_writer(vfs="failing", patience_s=0.02, tell=told)
    writer.put(record(1))
    writer.flush()
    disk.fail_with(apsw.FullError, apsw.SQLITE_FULL)
    writer.put(Step(0, None, ()))
    told.wait_for(1)
    half = MEMORY_ROWS // 2
    for n in range(half):
        writer.put(TimelineNote(1, n, "note"), Step(1 + n, None, ()))
    for n in range(500):
        writer.put(Step(1 + half + n, None, ()))
    assert MEMORY_ROWS - 500 <= writer.health().waiting <= MEMORY_ROWS + 500
    assert writer.health().lost > 0
    disk.fail_with(None)
    told.wait_for(3)
    assert writer.flush(30)
    with StoreReader(path) as reader:
        assert [step.seq for step in reader.steps(1)] == list(range(1, half + 502))
        assert len(reader.timeline(1)) > 0


def test_a_burst_is_one_sync_of_the_log(disk, open_writer):
    writer = open_writer(vfs="failing", patience_s=0.02)
    writer.put(record(1))
    writer.flush()
    before = disk.syncs
    for n in range(100):
        writer.put(Step(n, None, ()))
    writer.flush()
    assert disk.syncs - before <= 8


def test_a_box_that_starts_on_a_failing_disk_answers_phones_and_writes_later(disk, open_writer, path):
    told, late = Answers(), Answers()
    disk.fail_with(apsw.IOError, apsw.SQLITE_IOERR_FSYNC)
    writer = open_writer(vfs="failing", patience_s=0.02, tell=told)
    assert writer.recovery.first_call == START.utc_ms // 1000
    assert "the disk fails" in writer.recovery.sentences[0]
    call = writer.recovery.first_call
    writer.put(Step(1, None, ()), record(call))
    disk.fail_with(None)
    told.wait_for(2)
    writer.when_durable(late)
    late.wait_for(1)
    with StoreReader(path) as reader:
        assert reader.call(call) == record(call)
        assert [run.run for run in reader.runs()] == [1]
    writer.close(now=9_000)
    assert open_writer().recovery.first_call == call + 1


def test_closing_on_a_failing_disk_ends_and_says_how_much_is_not_written(disk, open_writer):
    told = Answers()
    writer = open_writer(vfs="failing", patience_s=0.02, tell=told)
    disk.fail_with(apsw.IOError, apsw.SQLITE_IOERR_FSYNC)
    writer.put(record(1), record(2))
    told.wait_for(1)
    assert writer.close(now=9_000) == 2


def test_a_folder_that_cannot_be_made_is_a_fault_not_a_crash(tmp_path):
    (tmp_path / "file").write_text("")
    writer = StoreWriter.open(tmp_path / "file" / "callbox.db", START)
    assert "check the disk, the folder and its rights" in writer.health().fault
    assert writer.close(now=1) == 0


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A real file system of one megabyte."""
    if os.geteuid() != 0:
        pytest.skip("mounting a file system of 1 MB needs root")
    mount = tmp_path / "small"
    mount.mkdir()
    if subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", mount], capture_output=True, check=False
    ).returncode:
        pytest.skip("mounting is forbidden here")
    yield mount
    subprocess.run(["umount", "-l", mount], check=True)


def test_a_disk_that_is_really_full_is_lived_through(small_disk):
    told, late = Answers(), Answers()
    ballast = small_disk / "ballast"
    writer = StoreWriter.open(small_disk / "callbox.db", START, tell=told, patience_s=0.02)
    writer.put(record(1))
    assert writer.flush()
    ballast.write_bytes(bytes(700_000))
    for n in range(2_000):
        writer.put(TimelineNote(1, n, "x" * 400))
    assert "full" in told.wait_for(1)[0]
    writer.put(record(2))
    subprocess.run(["mount", "-o", "remount,size=16m", small_disk], check=True)
    assert "takes rows again" in told.wait_for(2)[1]
    writer.when_durable(late)
    late.wait_for(1)
    writer.close(now=9_000)
    with StoreReader(small_disk / "callbox.db") as reader:
        assert reader.calls() == (record(2), record(1))
        assert len(reader.timeline(1)) == 1_000  # the most one answer holds
    connection = apsw.Connection(str(small_disk / "callbox.db"))
    assert connection.execute("SELECT count(*) FROM timeline").get == 2_000
    assert connection.execute("PRAGMA quick_check").get == "ok"
    connection.close()
