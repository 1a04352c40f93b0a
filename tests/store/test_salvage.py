"""A damaged file is set aside whole; what can be read of it goes on; the box starts and says what was lost."""

import pytest

from appliance.model.records import TimelineNote
from appliance.store.reader import StoreReader
from appliance.store.rows import Step
from appliance.store.salvage import MOST_KEPT
from tests.store.invented import START, record

PAGE = 4096


@pytest.fixture
def filled(open_writer, path):
    writer = open_writer()
    for call in range(1, 401):
        writer.put(record(call, ended_ms=5), TimelineNote(call, 1, f"note {call} " + "x" * 200), Step(call, None, ()))
    assert writer.close(now=9_000) == 0
    return path


def damage(path, where, length=PAGE):
    with path.open("r+b") as file:
        file.seek(where)
        file.write(b"\xa5" * length)


def kept_files(path):
    return [
        found
        for found in path.parent.iterdir()
        if ".damaged-" in found.name and not found.name.endswith(("-wal", "-shm"))
    ]


def test_rows_on_both_sides_of_the_damage_are_copied(filled, open_writer):
    size = filled.stat().st_size
    damage(filled, size // PAGE // 2 * PAGE, 3 * PAGE)
    writer = open_writer()
    assert "is damaged" in writer.recovery.sentences[0]
    assert "kept as callbox.db.damaged-2026-" in writer.recovery.sentences[1]
    assert any("could not be read" in text for text in writer.recovery.sentences)
    assert writer.recovery.first_call == START.utc_ms // 1000  # higher numbers may be among what was lost
    (kept,) = kept_files(filled)
    assert kept.stat().st_size == size
    with StoreReader(filled) as reader:
        calls, notes = len(reader.calls(1_000)), sum(len(reader.timeline(n)) for n in range(1, 401))
        assert calls + notes + len(list(reader.steps(1))) > 900
        assert calls < 400 or notes < 400 or len(list(reader.steps(1))) < 400


def test_a_file_without_its_first_page_is_replaced(filled, open_writer):
    damage(filled, 0)
    writer = open_writer()
    assert any("nothing of it could be read" in text for text in writer.recovery.sentences)
    writer.put(record(writer.recovery.first_call, ended_ms=1))
    assert writer.flush()


@pytest.mark.parametrize("page", range(1, 9))
def test_whatever_page_is_damaged_the_box_starts_and_the_file_is_sound(filled, open_writer, page):
    damage(filled, page * PAGE)
    writer = open_writer()
    writer.put(record(writer.recovery.first_call, ended_ms=1))
    assert writer.flush()
    assert writer.close(now=9_000) == 0
    assert open_writer().recovery.sentences == ()


def test_a_text_file_in_its_place_is_kept_too(path, open_writer):
    path.write_text("not a database\n" * 1_000)
    open_writer()
    (kept,) = kept_files(path)
    assert kept.read_text().startswith("not a database")


def test_damage_again_and_again_is_not_copied_for_ever(path, open_writer):
    for _ in range(MOST_KEPT):
        path.write_text("not a database\n" * 1_000)
        open_writer().close(now=9_000)
    path.write_text("not a database\n" * 1_000)
    writer = open_writer()
    assert "replace the disk" in writer.health().fault
    assert len(kept_files(path)) == MOST_KEPT


def test_a_salvage_cut_between_its_renames_is_finished_at_the_next_start(filled, open_writer):
    filled.rename(filled.with_name("callbox.db.salvage"))
    assert open_writer().recovery.first_call == 401


def test_a_salvage_cut_earlier_begins_anew(filled, open_writer):
    half = filled.with_name("callbox.db.salvage")
    half.write_text("half a file")
    assert open_writer().recovery.first_call == 401
    assert not half.exists()
