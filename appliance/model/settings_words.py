"""What is said about settings that are changed: places, faults, changes, conflicts, versions, drafts."""

from typing import Any

from appliance.model.words import Value

FROM_FILES = "files"
"""Origin of a version that was taken from the files as the box started: nobody has published yet."""
PUBLISHED = "published"
UNDONE = "undone"
"""Origin of a version with the content of an earlier one."""


class Spot(Value, frozen=True, kw_only=True):
    """Where in the settings: a table by kind and name ("" for a [table]), then keys; entries of lists count from 1."""

    kind: str = ""
    """Empty: of no table, but of a file or of all together."""
    name: str = ""
    keys: tuple[str, ...] = ()


class Wrong(Value, frozen=True, kw_only=True):
    """One sentence, and the field it belongs to."""

    sentence: str
    spot: Spot = Spot()


class Change(Value, frozen=True, kw_only=True):
    """A key that is new, gone or another; or a whole table, with no keys. None: it is not there."""

    spot: Spot
    was: Any = None
    now: Any = None


class Conflict(Value, frozen=True, kw_only=True):
    """A key that was changed on both sides since the draft was begun, each in its own way."""

    spot: Spot
    base: Any = None
    theirs: Any = None
    """As it is published now."""
    ours: Any = None
    """As the draft has it."""
    version: int = 0
    """Which changed it."""
    who: str = ""
    published_utc_ms: int = 0


class SettingsVersion(Value, frozen=True, kw_only=True):
    """One state of all settings, as it was published."""

    version: int
    base: int = 0
    """The version that it changed."""
    published_utc_ms: int
    who: str
    note: str = ""
    origin: str = PUBLISHED
    document: str = ""
    """As JSON; left out where versions are listed."""


class SettingsDraft(Value, frozen=True, kw_only=True):
    """Settings that somebody is changing; it may be wrong as long as it is not published."""

    name: str
    base: int
    """The version it was begun on."""
    revision: int
    """Counts its changes, so that two who change it at once are told."""
    changed_utc_ms: int
    who: str
    """Who changed it last."""
    document: str = ""
