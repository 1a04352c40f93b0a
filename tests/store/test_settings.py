"""Versions and drafts of the settings in the store: written by the box or at rest, read from anywhere."""

from pathlib import Path

import apsw
import pytest

from appliance.model.settings_words import FROM_FILES, SettingsDraft, SettingsVersion
from appliance.store.connection import WriterLock
from appliance.store.faults import StoreFault, StoreRefused
from appliance.store.settings_at_rest import write_at_rest
from appliance.store.settings_reader import SettingsReader
from appliance.store.settings_rows import MOST_VERSIONS, DraftGone, VersionGone
from tests.store.invented import Answers


def version(number: int, **more: object) -> SettingsVersion:
    facts: dict[str, object] = {"base": number - 1, "published_utc_ms": number, "who": "anna", "document": "{}"}
    return SettingsVersion(version=number, **{**facts, **more})  # type: ignore[arg-type]


def draft(name: str = "anna", revision: int = 1, document: str = "{}") -> SettingsDraft:
    return SettingsDraft(name=name, base=1, revision=revision, changed_utc_ms=5, who="anna", document=document)


def test_what_the_box_writes_anybody_reads(path: Path, open_writer) -> None:
    answers = Answers()
    open_writer().put(version(1, origin=FROM_FILES), version(2, note="hours"), draft(), then=answers)
    assert answers.wait_for(1) == [""]
    with SettingsReader(path) as reader:
        assert reader.newest() == version(2, note="hours")
        assert reader.version(1) == version(1, origin=FROM_FILES) == reader.from_files()
        assert reader.version(9) is None
        assert [each.version for each in reader.versions(10)] == [2, 1]
        assert [each.version for each in reader.since(1)] == [1, 2]
        assert reader.draft("anna") == draft()
        assert reader.drafts() == (draft(document=""),)


def test_a_draft_is_replaced_and_thrown_away(path: Path) -> None:
    write_at_rest(path, [draft(), draft(revision=2), draft("ben"), DraftGone("ben")])
    with SettingsReader(path) as reader:
        assert reader.drafts() == (draft(revision=2, document=""),)


def test_a_version_that_was_refused_is_taken_back(path: Path) -> None:
    write_at_rest(path, [version(1), version(2), VersionGone(2)])
    with SettingsReader(path) as reader:
        assert reader.newest() == version(1)


def test_the_oldest_versions_go_when_there_are_too_many(path: Path) -> None:
    write_at_rest(path, [version(number) for number in range(1, MOST_VERSIONS + 3)])
    with SettingsReader(path) as reader:
        kept = [each.version for each in reader.versions(10_000)]
    assert (len(kept), kept[-1]) == (MOST_VERSIONS, 3)


def test_nothing_is_written_at_rest_while_a_box_runs(path: Path) -> None:
    lock = WriterLock(path.with_name("callbox.db.lock"))
    lock.take()
    with pytest.raises(StoreRefused, match="another Callbox writes this database"):
        write_at_rest(path, [version(1)])
    lock.release()


def test_a_box_starts_on_what_was_written_before_its_first_start(path: Path, open_writer) -> None:
    write_at_rest(path, [version(1)])
    assert open_writer().recovery.sentences == ()
    with SettingsReader(path) as reader:
        assert reader.newest() == version(1)


def test_another_programs_file_is_left_alone(path: Path) -> None:
    apsw.Connection(str(path)).execute("CREATE TABLE theirs (x)")
    with pytest.raises(StoreFault, match="another program"):
        write_at_rest(path, [version(1)])
