"""Forward-only numbered migrations: schema/NNNN_what.sql takes a file from version NNNN-1 to NNNN."""

from pathlib import Path
from typing import NamedTuple

import apsw

from appliance.store.faults import StoreFault, StoreRefused

FOLDER = Path(__file__).parent / "schema"

APPLICATION_ID = 0x43424F58
"""“CBOX”: what file(1) and PRAGMA application_id say of a Callbox database."""


class Migration(NamedTuple):
    version: int
    name: str
    sql: str


def migrations(folder: Path = FOLDER) -> tuple[Migration, ...]:
    """All migrations in order. Errors: StoreFault when the numbers are not 1, 2, 3 …"""
    found = tuple(
        Migration(int(path.name.split("_")[0]), path.stem, path.read_text("utf-8"))
        for path in sorted(folder.glob("[0-9]*.sql"))
    )
    numbers = [migration.version for migration in found]
    if numbers != list(range(1, len(found) + 1)):
        raise StoreFault(
            f"{folder}: migrations are numbered {numbers}; expected 1, 2, 3 … without gaps: reinstall the program"
        )
    return found


def version_of(connection: apsw.Connection) -> int:
    return int(connection.pragma("user_version"))


def migrate(connection: apsw.Connection, steps: tuple[Migration, ...], upto: int | None = None) -> tuple[int, int]:
    """Applies what is missing, each migration in its own transaction. Gives the versions before and after.

    Errors: StoreRefused for another program's file and for a file of a newer program.
    """
    before = version_of(connection)
    check_ours(connection, newest=len(steps))
    for migration in steps[before:upto]:
        with connection:  # a savepoint: all of the migration or nothing
            connection.execute(migration.sql)
            connection.pragma("application_id", APPLICATION_ID)
            connection.pragma("user_version", migration.version)
    return before, version_of(connection)


def check_ours(connection: apsw.Connection, newest: int | None = None) -> None:
    """Errors: StoreRefused unless the file is empty or a Callbox database that this program knows."""
    newest = len(migrations()) if newest is None else newest
    version, owner = version_of(connection), int(connection.pragma("application_id"))
    empty = connection.execute("SELECT count(*) FROM sqlite_schema").get == 0
    if owner != APPLICATION_ID and not (empty and owner == version == 0):
        raise StoreRefused(
            f"{connection.filename}: is a database of another program (application id {owner:#x}); "
            f"expected Callbox's: move it away or set another state_dir"
        )
    if version > newest:
        raise StoreRefused(
            f"{connection.filename}: was written by a newer Callbox (its tables are version {version}, "
            f"this program knows {newest}); install the newer program or restore a backup"
        )
