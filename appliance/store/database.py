"""The file and the run that is written to it: open it whatever it is like, write batches, end the run."""

from collections.abc import Iterable
from pathlib import Path

import apsw

from appliance.model.words import Ms, Value
from appliance.store.connection import WriterLock, connect_to_write, empty_log, sentences
from appliance.store.faults import StoreDamaged, StoreFault
from appliance.store.migrations import migrate, migrations
from appliance.store.recovery import Recovery, close_open_calls, first_call, sentence
from appliance.store.rows import Statement
from appliance.store.salvage import finish_interrupted, set_aside
from appliance.store.sound_recovery import finish_sound

_BEGIN_RUN = (
    "INSERT INTO runs (run, boot_id, program, start_utc_ms, start_now_ms) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"
)
_NEXT_RUN = """
    SELECT coalesce(max(run), 0) + 1 FROM (
        SELECT run FROM runs UNION ALL SELECT run FROM calls UNION ALL SELECT run FROM journal)
"""

_ROW_FAULTS = (apsw.ConstraintError, apsw.MismatchError, apsw.TooBigError, ValueError, OverflowError)
"""The row's fault, not the disk's: the statement is undone, the transaction goes on."""


class RunStart(Value, frozen=True, kw_only=True):
    """Facts about this start of the box that only the runtime knows."""

    boot_id: str
    """Of the machine, /proc/sys/kernel/random/boot_id: tells a power cut from a restarted program."""
    utc_ms: int
    now: Ms
    """The monotonic clock at `utc_ms`."""
    program: str = ""
    """Version."""


class Database:
    """Not locked: one thread at a time. `open` may be called again after a fault and goes on with the same run."""

    def __init__(self, path: Path, start: RunStart, vfs: str | None = None) -> None:
        """`vfs`: a registered VFS of SQLite to go through instead of the system's own."""
        self._path = path
        self._start = start
        self._vfs = vfs
        self._lock = WriterLock(path.with_name(path.name + ".lock"))
        self._connection: apsw.Connection | None = None
        self._run = 0

    @property
    def run(self) -> int:
        """Number of this run; 0 until the file could be opened once."""
        return self._run

    @property
    def is_open(self) -> bool:
        return self._connection is not None

    def open(self, *, recover_sound: bool) -> Recovery:
        """Checks, repairs, migrates, closes what earlier runs left open and begins this run.

        `recover_sound`: also finish sound files that a killed run left; only before any file of this run is begun.
        Errors: StoreRefused for a file that is not ours to write; StoreFault when the disk does not let us.
        """
        with sentences(self._path):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._lock.take()
            finish_interrupted(self._path)
            lost = self._connect_or_replace()
            try:
                return self._recover(lost, recover_sound=recover_sound)
            except BaseException:
                self.give_up()
                raise

    def _connect_or_replace(self) -> list[str]:
        """Connects to a file that passes its check, if need be a fresh one in its place. Gives what was lost."""
        try:
            self._connection = connect_to_write(self._path, self._vfs, checked=True)
        except (StoreDamaged, apsw.CorruptError, apsw.NotADBError) as error:
            lost = [str(error), *set_aside(self._path, migrations(), self._start.utc_ms)]
            self._connection = connect_to_write(self._path, self._vfs)
            return lost
        return []

    def _recover(self, lost: list[str], *, recover_sound: bool) -> Recovery:
        connection, told = self._open_connection(), lost.copy()
        before, after = migrate(connection, migrations())
        if 0 < before < after:
            told.append(f"{self._path}: its tables were brought from version {before} to {after}")
        # After a disk fault the log may hold pages that only memory has: into the file with them, synced, first.
        empty_log(connection)
        orphans = len(connection.execute("PRAGMA foreign_key_check").fetchall())
        if orphans:
            told.append(f"{self._path}: {orphans} rows belong to rows that are gone; they stay as they are")
        if not self._run:
            self._run = connection.execute(_NEXT_RUN).get
        start = self._start
        with connection:
            connection.execute(_BEGIN_RUN, (self._run, start.boot_id, start.program, start.utc_ms, start.now))
        cut = close_open_calls(connection, start.boot_id, self._run)
        told += [f"call {record.call} on {record.line}: {sentence(record)}" for record in cut]
        if recover_sound:
            told += finish_sound(connection, self._path.parent)
        first = first_call(connection)
        if lost:  # higher numbers may be among the lost ones; no box has a call each second
            first = max(first, start.utc_ms // 1000)
        return Recovery(first_call=first, cut=tuple(cut), sentences=tuple(told))

    def write(self, batch: Iterable[tuple[Statement, ...]]) -> dict[int, str]:
        """One durable transaction: when it returns, everything is on the disk.

        Gives position in the batch → sentence for rows the database refuses; the others are written.
        Errors: StoreFault, and then nothing of the batch may be relied on: write it again after `open`.
        """
        connection = self._open_connection()
        refused: dict[int, str] = {}
        with sentences(self._path):
            connection.execute("BEGIN IMMEDIATE")
            for position, statements in enumerate(batch):
                try:
                    for sql, bindings in statements:
                        connection.execute(sql, bindings)
                except _ROW_FAULTS as error:
                    refused[position] = f"{self._path}: a row was refused ({error}); tell the makers of Callbox"
            connection.execute("COMMIT")
        return refused

    def _open_connection(self) -> apsw.Connection:
        if self._connection is None:
            raise StoreFault(f"{self._path}: is not open; open it again")
        return self._connection

    def give_up(self) -> None:
        """Lets go of a file that fails; what was not committed is gone."""
        connection, self._connection = self._connection, None
        if connection is not None:
            try:
                connection.close()
            except apsw.Error:
                return  # closing a file on a failing disk may fail too; the descriptor is gone either way

    def end(self, now: Ms, *, properly: bool) -> None:
        """Lets go of the file; `properly`: the run is marked as stopped, nothing of it was lost. Errors: StoreFault."""
        try:
            if properly and self._connection is not None:
                with sentences(self._path):
                    self._connection.execute(
                        "UPDATE runs SET ended = 'stopped', ended_now_ms = ? WHERE run = ?", (now, self._run)
                    )
                    empty_log(self._connection)
        finally:
            self.give_up()
            self._lock.release()
