"""The files hold until somebody publishes; then what was published does, and the files say only where the store is."""

from pathlib import Path

import pytest

from appliance.config import SettingsFault, load
from appliance.config.document import to_json
from appliance.config.loading import load_with_tables
from appliance.model.settings_words import FROM_FILES, PUBLISHED, SettingsVersion
from appliance.store.settings_at_rest import write_at_rest

QUEUE = {"queue": {"sales": {"max_wait": "5 min"}}, "box": {"": {"name": "Published"}}}


@pytest.fixture
def main(tmp_path: Path) -> Path:
    path = tmp_path / "appliance.toml"
    path.write_text(f'[box]\nname = "Files"\nstate_dir = "{tmp_path}"\nrun_dir = "{tmp_path}/run"\n')
    return path


def store(main: Path, number: int = 1, origin: str = PUBLISHED, document: str = "") -> None:
    text = document or to_json(QUEUE)
    version = SettingsVersion(version=number, published_utc_ms=1, who="anna", origin=origin, document=text)
    write_at_rest(main.with_name("callbox.db"), [version])


def test_the_files_hold_before_there_is_a_store(main: Path) -> None:
    loaded = load_with_tables(main)
    assert (loaded.version, loaded.settings.box.name) == (0, "Files")


def test_what_was_taken_from_the_files_does_not_hold_against_them(main: Path) -> None:
    store(main, origin=FROM_FILES)
    assert load(main).box.name == "Files"


def test_what_was_published_holds_but_for_where_the_store_is(main: Path) -> None:
    store(main)
    loaded = load_with_tables(main)
    assert loaded.version == 1
    assert loaded.settings.box.name == "Published"
    assert loaded.settings.box.state_dir == str(main.parent)
    assert loaded.settings.box.run_dir == f"{main.parent}/run"
    assert [queue.max_wait_ms for queue in loaded.settings.plan.queues] == [300_000]


def test_the_newest_version_holds(main: Path) -> None:
    store(main)
    store(main, 2, document='{"box": {"name": "Second"}}')
    assert load(main).box.name == "Second"


def test_faults_of_files_that_hold_no_more_stop_nothing(main: Path) -> None:
    store(main)
    main.write_text(main.read_text() + '[[line]]\nname = "a"\nnonsense = 1\n')
    (main.parent / "site").mkdir()
    (main.parent / "site" / "broken.toml").write_text("= =")
    assert load(main).box.name == "Published"


def test_faults_of_the_published_say_which_version(main: Path) -> None:
    store(main, document='{"queue": [{"name": "sales", "max_wiat": "5 min"}]}')
    with pytest.raises(SettingsFault, match=r'settings version 1: \[\[queue\]\] 1 "sales" max_wiat'):
        load(main)


@pytest.mark.parametrize("content", [b"", b"no database", b"SQLite format 3\0" + b"x" * 5_000])
def test_a_store_that_cannot_be_read_keeps_no_box_from_starting(main: Path, content: bytes) -> None:
    main.with_name("callbox.db").write_bytes(content)
    assert load(main).box.name == "Files"


def test_a_main_file_that_cannot_be_read_is_a_fault_as_ever(main: Path) -> None:
    store(main)
    main.write_text("= =")
    with pytest.raises(SettingsFault, match="not TOML"):
        load(main)
