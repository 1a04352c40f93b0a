"""Settings written into the store of a box that does not run: whoever sets it up need not start it first."""

import os
from collections.abc import Iterable
from pathlib import Path

from appliance.store.connection import WriterLock, connect_to_write, empty_log, sentences
from appliance.store.faults import StoreRefused
from appliance.store.migrations import migrate, migrations
from appliance.store.settings_rows import SettingsRow, settings_statements


def write_at_rest(path: Path, rows: Iterable[SettingsRow]) -> None:
    """One durable transaction; the file is made where there is none. Errors: StoreFault, also while a box runs."""
    _expect_own_folder(path.parent)
    lock = WriterLock(path.with_name(path.name + ".lock"))
    with sentences(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        lock.take()
        try:
            connection = connect_to_write(path)
            try:
                migrate(connection, migrations())
                with connection:
                    for sql, bindings in (each for row in rows for each in settings_statements(row)):
                        connection.execute(sql, bindings)
                empty_log(connection)
            finally:
                connection.close()
        finally:
            lock.release()


def _expect_own_folder(folder: Path) -> None:
    """What root writes there the box could not write on."""
    if folder.exists() and folder.stat().st_uid != os.geteuid():
        raise StoreRefused(f"{folder}: belongs to {folder.owner()}; run this as that user, such as with sudo -u")
