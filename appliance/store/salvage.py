"""A damaged file is set aside whole, and every row that can still be read is copied into a fresh one."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import apsw

from appliance.store.faults import StoreFault
from appliance.store.migrations import Migration, migrate, version_of
from appliance.store.wav_file import sync_folder

# Key columns in the order of the table's own b-tree: a scan along it needs no index, which may be what is damaged.
_TABLES = {
    "runs": ("rowid",),
    "calls": ("rowid",),
    "timeline": ("rowid",),
    "messages": ("rowid",),
    "recordings": ("rowid",),
    "texts": ("rowid",),
    "outgoing_texts": ("rowid",),
    "ledger": ("rowid",),
    "settings_versions": ("rowid",),
    "settings_drafts": ("rowid",),
    "journal": ("rowid",),
    "journal_calls": ("call", "run", "seq"),
}
MOST_KEPT = 5
"""Damaged files beside each other: by then the disk or the memory is at fault, and copies would only fill it."""

_UNREADABLE = (apsw.CorruptError, apsw.NotADBError, apsw.IOError)
_STUB_RUNS = """
    INSERT OR IGNORE INTO runs SELECT DISTINCT run, '', '', 0, 0, 'lost', NULL
    FROM (SELECT run FROM calls UNION SELECT run FROM journal)
"""
_ORPHANS = "DELETE FROM timeline WHERE call NOT IN (SELECT call FROM calls)"


def finish_interrupted(path: Path) -> None:
    """A salvage that a power cut stopped between its two renames is finished; one stopped earlier begins anew."""
    fresh = _fresh(path)
    if fresh.exists() and not path.exists():
        fresh.rename(path)
    else:
        fresh.unlink(missing_ok=True)


def set_aside(path: Path, steps: tuple[Migration, ...], utc_ms: int) -> list[str]:
    """Replaces the damaged file by a fresh one with what could be read; the damaged one stays beside it, dated.

    Gives sentences that say what was lost. Errors: apsw.Error and OSError of the new file; StoreFault at MOST_KEPT.
    """
    fresh, kept = _fresh(path), _kept(path, utc_ms)
    fresh.unlink(missing_ok=True)
    target = apsw.Connection(str(fresh))
    try:
        lost = _copy(path, target, steps)
    finally:
        target.close()
    for ending in ("-wal", "-shm", ""):
        if path.with_name(path.name + ending).exists():
            path.with_name(path.name + ending).rename(kept.with_name(kept.name + ending))
    fresh.rename(path)
    sync_folder(path.parent)
    return [f"{path}: was damaged; it is kept as {kept.name} and a fresh file was started", *lost]


def _fresh(path: Path) -> Path:
    return path.with_name(path.name + ".salvage")


def _kept(path: Path, utc_ms: int) -> Path:
    """A name no file has. Errors: StoreFault when MOST_KEPT are there."""
    count = sum(not found.name.endswith(("-wal", "-shm")) for found in path.parent.glob(f"{path.name}.damaged-*"))
    if count >= MOST_KEPT:
        raise StoreFault(
            f"{path}: is damaged, and {count} damaged ones are kept beside it; replace the disk, then move them away"
        )
    moment = datetime.fromtimestamp(utc_ms / 1000, UTC).strftime("%Y-%m-%dT%H%M%SZ")
    return path.with_name(f"{path.name}.damaged-{moment}-{count + 1}")


def _copy(path: Path, target: apsw.Connection, steps: tuple[Migration, ...]) -> list[str]:
    target.pragma("foreign_keys", 0)
    try:
        source = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)
    except apsw.Error as error:
        migrate(target, steps)
        return [f"nothing of it could be read ({error})"]
    try:
        migrate(target, steps, upto=_version_of(source, newest=len(steps)))
        lost = _copy_tables(source, target)
    finally:
        source.close()
    migrate(target, steps)
    with target:
        target.execute(_STUB_RUNS)
        target.execute(_ORPHANS)
    return lost


def _version_of(source: apsw.Connection, newest: int) -> int:
    try:
        version = version_of(source)
    except _UNREADABLE:
        return newest
    return version if 1 <= version <= newest else newest


def _copy_tables(source: apsw.Connection, target: apsw.Connection) -> list[str]:
    told, total = [], 0
    with target:
        for table, keys in _TABLES.items():
            copied, complete = _copy_table(source, target, table, keys)
            total += copied
            if not complete:
                told.append(f"{table}: {copied} rows were copied, others could not be read")
    if not total:
        return ["nothing of it could be read"]
    return told or ["every row of it could be read and was copied"]


def _copy_table(
    source: apsw.Connection, target: apsw.Connection, table: str, keys: tuple[str, ...]
) -> tuple[int, bool]:
    """Forward up to the damage, then backward up to it."""
    columns = [row[1] for row in target.execute(f"PRAGMA table_info({table})")]
    known = ", ".join(columns)
    put = f"INSERT OR IGNORE INTO {table} ({known}) VALUES ({', '.join('?' * len(columns))})"  # noqa: S608 – names of our tables
    before = target.total_changes()
    scan = _Scan(source, f"SELECT {', '.join(keys)}, {known} FROM {table} ORDER BY ", keys)  # noqa: S608 – the same
    for direction in ("", " DESC"):
        for row in scan.rows(direction):
            try:
                target.execute(put, row)
            except (apsw.ConstraintError, apsw.MismatchError):
                scan.complete = False  # what the damage left of a row is not a row
        if scan.complete:
            break
    return target.total_changes() - before, scan.complete


class _Scan:
    """Reads a table along its own b-tree until the damage, from either end."""

    def __init__(self, source: apsw.Connection, select: str, keys: tuple[str, ...]) -> None:
        self._source = source
        self._select = select
        self._keys = keys
        self._reached: tuple[Any, ...] | None = None
        self.complete = False

    def rows(self, direction: str) -> Iterator[tuple[Any, ...]]:
        order = ", ".join(key + direction for key in self._keys)
        width, last = len(self._keys), None
        try:
            for row in self._source.execute(self._select + order):
                last = row[:width]
                if last == self._reached:
                    return
                yield row[width:]
            self.complete = not direction
        except _UNREADABLE:
            pass
        except apsw.SQLError:
            return  # the table itself is gone from the damaged schema
        finally:
            self._reached = last or self._reached
