"""What is ordered of the box about its settings, and what it answers: the control socket carries exactly these."""

from typing import Final, TypeAlias

from appliance.model.settings_words import Change, Conflict, Wrong
from appliance.model.words import Value


class KeepDraft(Value, frozen=True, kw_only=True):
    """A draft, new or changed. Nothing in it is looked at before it is to be published."""

    name: str
    base: int
    """The version it was begun on."""
    revision: int
    """That of the draft that was changed; 0: there is none of this name yet."""
    who: str
    document: str
    """JSON."""


class DropDraft(Value, frozen=True, kw_only=True):
    name: str
    revision: int
    who: str


class PublishDraft(Value, frozen=True, kw_only=True):
    """Checked, brought together with what others have published since, kept, and put into effect."""

    name: str
    revision: int
    who: str
    note: str = ""


class UndoSettings(Value, frozen=True, kw_only=True):
    """The content of an earlier version becomes the newest one."""

    newest: int
    """The version that is to be undone: whoever orders it has seen that one."""
    to: int = 0
    """0: the one before."""
    who: str
    note: str = ""


SettingsOrder: TypeAlias = KeepDraft | DropDraft | PublishDraft | UndoSettings
SETTINGS_ORDERS: Final = (KeepDraft, DropDraft, PublishDraft, UndoSettings)


class DraftKept(Value, frozen=True):
    """On the disk; 0: it is gone."""

    revision: int


class SettingsPublished(Value, frozen=True, kw_only=True):
    """On the disk, and in effect."""

    version: int
    changes: tuple[Change, ...]
    """Without secrets."""
    later: tuple[str, ...] = ()
    """Sentences: what changes when a call ends, or with the next start of a program."""


class SettingsRefused(Value, frozen=True, kw_only=True):
    """Nothing was changed."""

    sentence: str
    missing: bool = False
    """There is no such draft or version."""
    wrong: tuple[Wrong, ...] = ()
    conflicts: tuple[Conflict, ...] = ()


SettingsAnswer: TypeAlias = DraftKept | SettingsPublished | SettingsRefused
