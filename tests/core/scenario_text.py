"""Scenario files: events with their invented times, and under each what the engine must answer.

A line "# House: ring all" says which house of houses.py it is played in; PlanPublished names one too.

> 1000 LineRang line1
OpenCall 1 line1
"""

import json
import shlex
from collections.abc import Iterator
from enum import Enum
from typing import Any

import msgspec

from appliance.model import events, talk_events
from appliance.model.actions import (
    Action,
    CloseCall,
    KeepLedger,
    KeepMessage,
    NoteDecision,
    NoteInterval,
    OpenCall,
    PlayPrompts,
    StartRecording,
    TellAsker,
)
from appliance.model.events import Event
from appliance.model.words import Ms
from tests.core.houses import HOUSES

INDENT = "    "


def inputs(text: str) -> Iterator[tuple[Ms, Event | None]]:
    """Every line that starts with ">": time, event, its fields in order; "wake" is a wake without an event."""
    for line in text.splitlines():
        if line.startswith(">"):
            at, name, *fields = shlex.split(line[1:])
            yield int(at), None if name == "wake" else _event(name, fields)


def answer(actions: tuple[Action, ...]) -> list[str]:
    return [INDENT + _show(action) for action in actions]


def _event(name: str, fields: list[str]) -> Event:
    if name == "PlanPublished":
        return events.PlanPublished(HOUSES[fields[0]])
    kind: Any = getattr(events, name, None) or getattr(talk_events, name)
    values = dict(zip(kind.__struct_fields__, map(_read, fields), strict=False))
    event: Event = msgspec.convert({"type": name, **values}, kind, strict=False)
    return event


def _read(word: str) -> Any:
    return json.loads(word) if word.startswith(("{", "[")) else None if word == "None" else word


def _show(action: Action) -> str:
    if isinstance(action, OpenCall):
        return f"OpenCall {action.record.call} {action.record.line}"
    if isinstance(action, CloseCall):
        record = action.record
        outcome = record.outcome.value if record.outcome else "none"
        return f"CloseCall {record.call} {outcome!r} by {record.hung_up} path {'-'.join(record.path)}"
    if isinstance(action, KeepLedger):
        row = action.record
        length = "" if row.length_ms is None else f", {row.length_ms} ms"
        return f"KeepLedger {row.entry} {row.number!r} {'refused' if row.refused else 'granted'}{length}"
    if isinstance(action, KeepMessage | NoteDecision | NoteInterval | PlayPrompts | StartRecording | TellAsker):
        return " ".join([type(action).__name__, *_told_apart(action)])
    fields = [_word(getattr(action, field)) for field in action.__struct_fields__]
    return " ".join([type(action).__name__, *fields])


def _told_apart(
    note: KeepMessage | NoteDecision | NoteInterval | PlayPrompts | StartRecording | TellAsker,
) -> Iterator[str]:
    """What has no default as it is, the rest with its name where it differs from the default."""
    for field in msgspec.structs.fields(note):
        value = getattr(note, field.name)
        if field.required:
            yield _word(value)
        elif value != field.default:
            yield f"{field.name}={_word(value)}"


def _word(value: Any) -> str:
    if isinstance(value, Enum):
        return str(value.value).replace(" ", "_")
    if isinstance(value, msgspec.Struct):
        return "".join(str(getattr(value, field)) for field in value.__struct_fields__[:1]) or "-"
    if isinstance(value, tuple):
        return ",".join(value) or "-"
    return shlex.quote(str(value))
