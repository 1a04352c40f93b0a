"""Reading versions and drafts of the settings, from any process, beside the writer."""

from pathlib import Path
from typing import Any

from appliance.model.settings_words import SettingsDraft, SettingsVersion
from appliance.store.connection import connect_to_read, sentences
from appliance.store.reader import StoreReader
from appliance.store.settings_rows import DRAFT_COLUMNS, VERSION_COLUMNS

_VERSIONS = f"SELECT {', '.join(VERSION_COLUMNS.split())} FROM settings_versions"  # noqa: S608 – constants
_DRAFTS = f"SELECT {', '.join(DRAFT_COLUMNS.split())} FROM settings_drafts"  # noqa: S608
_LISTED = f"SELECT {', '.join(VERSION_COLUMNS.split()[:-1])}, '' FROM settings_versions"  # noqa: S608
_DRAFTS_LISTED = f"SELECT {', '.join(DRAFT_COLUMNS.split()[:-1])}, '' FROM settings_drafts"  # noqa: S608


class SettingsReader:
    """Read-only; one thread at a time. Every method may raise StoreFault."""

    def __init__(self, path: Path) -> None:
        """Errors: StoreFault as StoreReader has it."""
        StoreReader(path).close()
        self._path = path
        with sentences(path):
            self._connection = connect_to_read(path)

    def __enter__(self) -> "SettingsReader":
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def newest(self) -> SettingsVersion | None:
        """None before any box ran with this store."""
        return next(iter(self._versions(f"{_VERSIONS} ORDER BY version DESC LIMIT 1")), None)

    def version(self, version: int) -> SettingsVersion | None:
        return next(iter(self._versions(f"{_VERSIONS} WHERE version = ?", version)), None)

    def versions(self, limit: int) -> tuple[SettingsVersion, ...]:
        """Newest first, without their documents."""
        return self._versions(f"{_LISTED} ORDER BY version DESC LIMIT ?", limit)

    def since(self, version: int) -> tuple[SettingsVersion, ...]:
        """That one and all after it, oldest first."""
        return self._versions(f"{_VERSIONS} WHERE version >= ? ORDER BY version", version)

    def drafts(self) -> tuple[SettingsDraft, ...]:
        """By name, without their documents."""
        return self._drafts(f"{_DRAFTS_LISTED} ORDER BY name")

    def draft(self, name: str) -> SettingsDraft | None:
        return next(iter(self._drafts(f"{_DRAFTS} WHERE name = ?", name)), None)

    def from_files(self) -> SettingsVersion | None:
        """What was taken from the files last."""
        return next(iter(self._versions(f"{_VERSIONS} WHERE origin = 'files' ORDER BY version DESC LIMIT 1")), None)

    def _versions(self, sql: str, *bindings: int) -> tuple[SettingsVersion, ...]:
        names = VERSION_COLUMNS.split()
        return tuple(SettingsVersion(**dict(zip(names, row, strict=True))) for row in self._rows(sql, bindings))

    def _drafts(self, sql: str, *bindings: str) -> tuple[SettingsDraft, ...]:
        names = DRAFT_COLUMNS.split()
        return tuple(SettingsDraft(**dict(zip(names, row, strict=True))) for row in self._rows(sql, bindings))

    def _rows(self, sql: str, bindings: tuple[str | int, ...]) -> list[tuple[Any, ...]]:
        with sentences(self._path):
            return self._connection.execute(sql, bindings).fetchall()
