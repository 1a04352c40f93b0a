"""How versions and drafts of the settings are written: rows to SQL that may run twice."""

from typing import Final, TypeAlias

from appliance.model.settings_words import SettingsDraft, SettingsVersion
from appliance.model.words import Value

MOST_VERSIONS: Final = 300
"""The newest are kept; a house that publishes every working day looks back more than a year."""

VERSION_COLUMNS: Final = "version base published_utc_ms who note origin document"
DRAFT_COLUMNS: Final = "name base revision changed_utc_ms who document"

_VERSION = f"""
    INSERT INTO settings_versions ({", ".join(VERSION_COLUMNS.split())}) VALUES (?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT DO NOTHING
"""  # noqa: S608 – constants of this file
_TOO_OLD = "DELETE FROM settings_versions WHERE version <= ?"
_VERSION_GONE = "DELETE FROM settings_versions WHERE version = ?"
_DRAFT = f"""
    INSERT INTO settings_drafts ({", ".join(DRAFT_COLUMNS.split())}) VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT (name) DO UPDATE SET base = excluded.base, revision = excluded.revision,
    changed_utc_ms = excluded.changed_utc_ms, who = excluded.who, document = excluded.document
"""  # noqa: S608 – the same
_DRAFT_GONE = "DELETE FROM settings_drafts WHERE name = ?"


class VersionGone(Value, frozen=True):
    """A version that the disk refused when it was to be published: nobody shall find it in effect at the next start."""

    version: int


class DraftGone(Value, frozen=True):
    """Published, or thrown away."""

    name: str


SettingsRow: TypeAlias = SettingsVersion | SettingsDraft | VersionGone | DraftGone
SETTINGS_ROWS: Final = (SettingsVersion, SettingsDraft, VersionGone, DraftGone)

Sql: TypeAlias = tuple[str, tuple[str | int | None, ...]]


def settings_statements(row: SettingsRow) -> tuple[Sql, ...]:
    match row:
        case SettingsVersion():
            values = (row.version, row.base, row.published_utc_ms, row.who, row.note, row.origin, row.document)
            return (_VERSION, values), (_TOO_OLD, (row.version - MOST_VERSIONS,))
        case SettingsDraft():
            return ((_DRAFT, (row.name, row.base, row.revision, row.changed_utc_ms, row.who, row.document)),)
        case VersionGone():
            return ((_VERSION_GONE, (row.version,)),)
        case DraftGone():
            return ((_DRAFT_GONE, (row.name,)),)
