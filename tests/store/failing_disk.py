"""A disk that fails on demand: an SQLite VFS over the real one, whose writes and syncs can be told to fail."""

from collections.abc import Iterator
from contextlib import contextmanager

import apsw


class Disk:
    """What it does to files whose names end in `.db` or `.db-wal`; `fault` None: as the real one."""

    def __init__(self) -> None:
        self.fault: type[apsw.Error] | None = None
        self.extended = 0
        self.syncs = 0

    def fail_with(self, fault: type[apsw.Error] | None, extended: int = apsw.SQLITE_IOERR) -> None:
        self.fault, self.extended = fault, extended

    def act(self) -> None:
        if self.fault is not None:
            error = self.fault("invented")
            error.extendedresult = self.extended
            raise error


@contextmanager
def failing_vfs(name: str) -> Iterator[Disk]:
    disk = Disk()

    class File(apsw.VFSFile):
        def xSync(self, flags: int) -> None:  # noqa: N802 – SQLite's name
            disk.syncs += 1
            disk.act()
            super().xSync(flags)

        def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802
            if disk.fault is not apsw.IOError:  # a plain write "succeeds" on a failing disk; only the sync tells
                disk.act()
            super().xWrite(data, offset)

    class Vfs(apsw.VFS):
        def __init__(self) -> None:
            super().__init__(name, "")

        def xOpen(self, path: str | apsw.URIFilename | None, flags: list[int]) -> apsw.VFSFile:  # noqa: N802
            return File("", path, flags)

    vfs = Vfs()
    try:
        yield disk
    finally:
        vfs.unregister()
