"""The published settings, read from the box's database: the store itself stands above the settings."""

from pathlib import Path
from typing import NamedTuple

import apsw

from appliance.config.document import Document, from_json
from appliance.config.errors import SettingsFault
from appliance.model.settings_words import FROM_FILES

_NEWEST = "SELECT version, origin, document FROM settings_versions ORDER BY version DESC LIMIT 1"
_PATIENCE_MS = 2_000


class Stored(NamedTuple):
    version: int
    document: Document


def published(database: Path) -> Stored | None:
    """What holds instead of the files; None before anything was published, and where it cannot be read.

    A box answers by its files rather than not at all; the store says itself what is wrong with it.
    """
    if not database.is_file():
        return None
    try:
        row = _newest(database)
        if row is None or row[1] == FROM_FILES:
            return None
        return Stored(row[0], from_json(row[2], label_of(row[0]), database.parent))
    except (apsw.Error, SettingsFault):
        return None


def label_of(version: int) -> str:
    """Where a fault of it stands."""
    return f"settings version {version}"


def _newest(database: Path) -> tuple[int, str, str] | None:
    uri = f"{database.absolute().as_uri()}?mode=ro"
    connection = apsw.Connection(uri, flags=apsw.SQLITE_OPEN_READONLY | apsw.SQLITE_OPEN_URI)
    try:
        connection.set_busy_timeout(_PATIENCE_MS)
        row = connection.execute(_NEWEST).fetchone()
    finally:
        connection.close()
    return None if row is None else (int(row[0]), str(row[1]), str(row[2]))
