"""Opening the file: pragmas, the one-writer lock, what SQLite says when a disk fails."""

import ctypes
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import apsw

from appliance.store.faults import StoreDamaged, StoreFault, StoreRefused
from appliance.store.migrations import check_ours

WAL_KEPT_BYTES = 16 * 1024 * 1024
"""The write-ahead log shrinks back to this after a long reader let it grow."""

READER_PATIENCE_MS = 2_000

_DAMAGE = (apsw.CorruptError, apsw.NotADBError)
_REASONS: tuple[tuple[type[apsw.Error], str], ...] = (
    (apsw.FullError, "the disk is full; make room"),
    (apsw.ReadOnlyError, "the disk or the file is read-only; check the mount and the rights"),
    (apsw.CantOpenError, "cannot be opened; check that the folder is there and writable"),
    (apsw.BusyError, "is locked by another program; close it"),
    (apsw.IOError, "the disk fails; look at the kernel's log and replace it"),
)


@contextmanager
def sentences(path: Path) -> Iterator[None]:
    """Turns what SQLite and the system raise into StoreDamaged or StoreFault, one sentence each."""
    try:
        yield
    except _DAMAGE as error:
        raise StoreDamaged(f"{path}: is damaged ({error}); expected a sound SQLite file") from error
    except apsw.Error as error:
        told = next(
            (text for kind, text in _REASONS if isinstance(error, kind)), "expected SQLite to take it; restart the box"
        )
        raise StoreFault(f"{path}: {error} – {told}") from error
    except OSError as error:
        raise StoreFault(f"{path}: {error.strerror or error}; check the disk, the folder and its rights") from error


def connect_to_write(path: Path, vfs: str | None = None, *, checked: bool = False) -> apsw.Connection:
    """WAL and a full sync at each commit: what is acknowledged survives a power cut.

    `checked`: with SQLite's quick_check. Errors: apsw.Error, StoreDamaged; StoreRefused for a file that is not ours.
    """
    connection = apsw.Connection(str(path), vfs=vfs)
    try:
        connection.set_busy_timeout(READER_PATIENCE_MS)
        check_ours(connection)
        connection.config(apsw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1)  # a damaged or failing file is left as it is found
        connection.pragma("foreign_keys", 1)
        mode = connection.pragma("journal_mode", "wal")
        if mode != "wal":
            raise apsw.CantOpenError(f"journal_mode is {mode}, expected wal: the file system has no shared memory")
        connection.pragma("synchronous", "full")
        connection.pragma("journal_size_limit", WAL_KEPT_BYTES)
        keep_log_files(connection)
        if checked:
            _check(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def keep_log_files(connection: apsw.Connection) -> None:
    """Keeps -wal and -shm after the last close, so that a reader without write rights can open a box at rest."""
    on = ctypes.c_int(1)
    connection.file_control("main", apsw.SQLITE_FCNTL_PERSIST_WAL, ctypes.addressof(on))


def connect_to_read(path: Path) -> apsw.Connection:
    """Errors: apsw.Error."""
    connection = apsw.Connection(
        f"{path.absolute().as_uri()}?mode=ro", flags=apsw.SQLITE_OPEN_READONLY | apsw.SQLITE_OPEN_URI
    )
    connection.set_busy_timeout(READER_PATIENCE_MS)
    return connection


def empty_log(connection: apsw.Connection) -> None:
    """Moves all of the write-ahead log into the file, synced. Errors: apsw.Error."""
    with suppress(apsw.BusyError):  # a reader stays in the log; what it needs of it stays too
        connection.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_TRUNCATE)


def _check(connection: apsw.Connection) -> None:
    complaint = connection.execute("PRAGMA quick_check(1)").get
    if complaint != "ok":
        raise StoreDamaged(f"{connection.filename}: is damaged ({complaint}); expected a sound SQLite file")


class WriterLock:
    """Held by the one writer: a second box on the same file would close the first one's calls."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: int | None = None

    def take(self) -> None:
        """Errors: StoreRefused when another process holds it; OSError."""
        if self._file is not None:
            return
        file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o640)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(file)
            raise StoreRefused(
                f"{self._path}: another Callbox writes this database; stop it first or set another state_dir"
            ) from None
        self._file = file

    def release(self) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None
