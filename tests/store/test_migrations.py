"""Migrations go forward only, each whole or not at all; files of others and of the future are refused."""

from pathlib import Path

import apsw
import pytest

from appliance.store.faults import StoreFault, StoreRefused
from appliance.store.migrations import APPLICATION_ID, migrate, migrations, version_of


def written(folder: Path, *sqls: str) -> Path:
    for number, sql in enumerate(sqls, 1):
        (folder / f"{number:04}_step.sql").write_text(sql)
    return folder


def test_a_new_file_is_brought_to_the_newest_version_and_marked_as_ours(tmp_path):
    connection = apsw.Connection(str(tmp_path / "db"))
    steps = migrations()
    assert migrate(connection, steps) == (0, len(steps))
    assert connection.pragma("application_id") == APPLICATION_ID
    assert migrate(connection, steps) == (len(steps), len(steps))


def test_an_older_file_gets_only_what_is_missing_and_keeps_its_rows(tmp_path):
    connection = apsw.Connection(":memory:")
    steps = migrations(
        written(tmp_path, "CREATE TABLE a (x) ", "ALTER TABLE a ADD COLUMN y DEFAULT 5", "CREATE TABLE b (z)")
    )
    assert migrate(connection, steps, upto=1) == (0, 1)
    connection.execute("INSERT INTO a VALUES (1)")
    assert migrate(connection, steps) == (1, 3)
    assert connection.execute("SELECT * FROM a").fetchall() == [(1, 5)]


def test_a_migration_that_fails_leaves_the_version_before_it(tmp_path):
    connection = apsw.Connection(":memory:")
    steps = migrations(written(tmp_path, "CREATE TABLE a (x)", "CREATE TABLE b (x); CREATE TABLE a (x)"))
    with pytest.raises(apsw.SQLError, match="already exists"):
        migrate(connection, steps)
    assert version_of(connection) == 1
    assert connection.execute("SELECT name FROM sqlite_schema").fetchall() == [("a",)]


def test_a_newer_file_is_refused_with_a_sentence_and_not_touched(tmp_path):
    connection = apsw.Connection(str(tmp_path / "db"))
    migrate(connection, migrations())
    connection.pragma("user_version", 999)
    with pytest.raises(StoreRefused, match=r"newer Callbox .*version 999.* install the newer program"):
        migrate(connection, migrations())
    assert version_of(connection) == 999


def test_another_programs_file_is_refused(tmp_path):
    connection = apsw.Connection(str(tmp_path / "db"))
    connection.execute("CREATE TABLE theirs (x)")
    with pytest.raises(StoreRefused, match="another program"):
        migrate(connection, migrations())


def test_a_gap_in_the_numbers_is_a_broken_installation(tmp_path):
    written(tmp_path, "", "", "")
    (tmp_path / "0002_step.sql").unlink()
    with pytest.raises(StoreFault, match=r"\[1, 3\].*without gaps"):
        migrations(tmp_path)


def test_calls_of_a_box_that_could_not_call_out_are_incoming(tmp_path):
    connection = apsw.Connection(str(tmp_path / "db"))
    migrate(connection, migrations(), upto=2)
    connection.execute("INSERT INTO runs VALUES (1, '', '', 0, 0, NULL, NULL)")
    connection.execute(
        "INSERT INTO calls VALUES (1, 1, 'line1', '', '', 'given', 0, 0, 1, 2, 3, 4, 5, 6, 'sales', 'anna', 0, '[]',"
        " '{}', 'answered', 'caller', NULL, 1)"
    )
    migrate(connection, migrations())
    found = connection.execute("SELECT direction, dialled, dial_fault, outcome FROM calls").fetchall()
    assert found == [("incoming", "", None, "answered")]
