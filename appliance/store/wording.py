"""Events and actions in words, for people who read the journal."""

import re
from collections.abc import Callable, Iterator
from enum import Enum
from typing import Any

import msgspec

from appliance.model.actions import Action, Note
from appliance.model.caller import Caller
from appliance.model.events import Event
from appliance.model.outbound import LedgerRecord
from appliance.model.plan import Plan
from appliance.model.records import CallRecord, OutgoingText, TextRecord
from appliance.model.words import Ms
from appliance.store.rows import Step

_CAPITAL = re.compile(r"(?<!^)(?=[A-Z])")
_INDENT = " " * 14


def step_lines(step: Step, since: Ms = 0) -> Iterator[str]:
    """What came in, with seconds after `since`; what was done; and why, where the engine noted it."""
    seconds = (step.now - since) / 1000
    yield f"{seconds:+11.3f} s  {'time passed' if step.event is None else in_words(step.event)}"
    for action in step.actions:
        yield f"{_INDENT}“{action.text}”" if isinstance(action, Note) else f"{_INDENT}→ {in_words(action)}"


def in_words(value: Event | Action) -> str:
    """`LineRang("line1")` → line rang: line line1"""
    name = _CAPITAL.sub(" ", type(value).__name__).lower()
    facts = [f"{field.replace('_', ' ')} {text}" for field, text in _facts(value) if text]
    return f"{name}: {', '.join(facts)}" if facts else name


def call_in_words(record: CallRecord) -> str:
    """Who rang where, what came of it, and when."""
    told = f"call {record.call} on {record.line} from {_caller(record.caller)}"
    told += ": open" if record.outcome is None else f": {record.outcome.value}"
    if record.agent and record.talk_began_ms is not None:
        told += f", talked with {record.agent} from {record.talk_began_ms / 1000:.1f} s on"
    if record.ended_ms is not None:
        told += f", ended{' by ' + record.hung_up if record.hung_up else ''} after {record.ended_ms / 1000:.1f} s"
    return told


def _facts(value: msgspec.Struct) -> Iterator[tuple[str, str]]:
    for field in value.__struct_fields__:
        yield field, _text(getattr(value, field))


def _text(value: object) -> str:
    if isinstance(value, tuple):
        return " ".join(_text(part) for part in value)
    return next((word(value) for kind, word in _WORDS.items() if isinstance(value, kind)), str(value))


def _caller(caller: Caller) -> str:
    return f"{caller.number} {caller.name}".strip() or caller.presentation.value


def _plan(plan: Plan) -> str:
    return f"with {len(plan.lines)} lines, {len(plan.queues)} queues and {len(plan.agents)} agents"


_WORDS: dict[type, Callable[[Any], str]] = {
    type(None): lambda _: "",
    Enum: lambda member: str(member.value),
    Caller: _caller,
    CallRecord: lambda record: f"({call_in_words(record)})",
    Plan: _plan,
    OutgoingText: lambda text: f"(text {text.text} to {text.number}, {len(text.body)} characters: {text.state.value})",
    LedgerRecord: lambda row: (
        f"({row.kind.value} {row.number} for {row.who}" + (f": {row.refused})" if row.refused else ")")
    ),
    TextRecord: lambda text: f"(from {text.sender}, {len(text.body)} characters)",
}
