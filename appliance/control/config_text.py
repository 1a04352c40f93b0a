"""Settings' changes, conflicts, drafts and versions as text for a terminal."""

import time
from collections.abc import Iterable, Iterator
from typing import Any

from appliance.config.document_edit import path_text
from appliance.config.toml_text import value_text
from appliance.model.settings_words import Change, Conflict, SettingsDraft, SettingsVersion

_LONGEST = 100
"""Characters of a value; a whole flow is told by its beginning."""


def change_lines(changes: Iterable[Change]) -> Iterator[str]:
    for change in changes:
        path = path_text(change.spot)
        if change.was is None:
            yield f"+ {path} = {_value(change.now)}"
        elif change.now is None:
            yield f"- {path} = {_value(change.was)}"
        else:
            yield f"~ {path}: {_value(change.was)} → {_value(change.now)}"


def conflict_lines(conflicts: Iterable[Conflict]) -> Iterator[str]:
    for conflict in conflicts:
        yield f"! {path_text(conflict.spot)}: was {_value(conflict.base)}"
        yield f"    yours:  {_value(conflict.ours)}"
        signed = f"version {conflict.version} by {conflict.who}, {moment(conflict.published_utc_ms)}"
        yield f"    theirs: {_value(conflict.theirs)} ({signed})"


def version_line(version: SettingsVersion) -> str:
    note = f": {version.note}" if version.note else ""
    return f"version {version.version} by {version.who}, {moment(version.published_utc_ms)}{note}"


def draft_line(draft: SettingsDraft) -> str:
    return f'draft "{draft.name}" on version {draft.base}, last changed by {draft.who}, {moment(draft.changed_utc_ms)}'


def moment(utc_ms: int) -> str:
    return time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(utc_ms / 1_000)) if utc_ms else "not yet"


def counted(number: int, word: str) -> str:
    return f"{number} {word}" + ("" if number == 1 else "s")


def _value(value: Any) -> str:
    if value is None:
        return "nothing"
    text = value_text(value)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
