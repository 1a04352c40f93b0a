"""What can be written, and the SQL that writes it: rows of appliance.model to statements."""

from collections.abc import Iterator
from typing import NamedTuple, TypeAlias

import msgspec

from appliance.model.actions import Action
from appliance.model.caller import Caller
from appliance.model.events import Event
from appliance.model.missed import MissedMark
from appliance.model.outbound import LedgerRecord
from appliance.model.records import (
    CallRecord,
    MessageErased,
    MessageMark,
    MessageRecord,
    OutgoingText,
    RecordingRecord,
    TakeUsed,
    TextRecord,
    TimelineNote,
)
from appliance.model.spoken import TAKE
from appliance.model.words import CallId, Ms, Value
from appliance.store.settings_rows import SETTINGS_ROWS, SettingsRow, settings_statements


class Step(Value, frozen=True):
    """One step of the engine: `handle(event, now)` or, without an event, `wake(now)`, and what it answered."""

    now: Ms
    event: Event | None
    actions: tuple[Action, ...]


class Run(Value, frozen=True, kw_only=True):
    """One start of the box. `start_utc_ms` and `start_now` are the same moment on the two clocks."""

    run: int
    boot_id: str
    program: str
    start_utc_ms: int
    start_now: Ms
    ended: str | None = None
    """stopped, killed, power lost; None while it runs."""
    ended_now: Ms | None = None


class Numbered(Value, frozen=True):
    """A step with its number within its run, and the calls it concerns."""

    seq: int
    step: Step
    calls: frozenset[CallId] = frozenset()


class Input(NamedTuple):
    """What a step was given; with hundreds of thousands of them in a run it costs little to make."""

    seq: int
    now: Ms
    event: Event | None


class Mark(Value, frozen=True):
    """Nothing to write: somebody waits for what was put before it."""


Row: TypeAlias = (
    Step
    | CallRecord
    | MessageRecord
    | MessageMark
    | MessageErased
    | MissedMark
    | TakeUsed
    | RecordingRecord
    | TextRecord
    | OutgoingText
    | TimelineNote
    | LedgerRecord
    | SettingsRow
)

RANKS: dict[type, int] = {
    TimelineNote: 0,
    RecordingRecord: 1,
    CallRecord: 2,
    MessageRecord: 3,
    MessageMark: 3,
    MessageErased: 3,
    MissedMark: 3,
    TakeUsed: 3,
    LedgerRecord: 3,
    TextRecord: 3,
    OutgoingText: 3,
    **dict.fromkeys(SETTINGS_ROWS, 3),
    Step: 4,
    Mark: 4,
}
"""What goes first when memory for a faulty disk runs out. Notes and calls stand in the journal too: that goes last."""

Binding: TypeAlias = str | int | None


class Statement(NamedTuple):
    sql: str
    bindings: tuple[Binding, ...]


def upsert(table: str, key: str, columns: str) -> str:
    """SQL that may run twice: after a failed commit nobody knows whether it stands, so the row is written again."""
    names = columns.split()
    kept = [name for name in names if name not in key.split(", ")]
    return (
        f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))}) "  # noqa: S608 – constants of this file
        f"ON CONFLICT ({key}) DO UPDATE SET " + ", ".join(f"{name} = excluded.{name}" for name in kept)
    )


CALL_COLUMNS = (
    "call line caller_number caller_name caller_presentation rang_ms rang_utc_ms answered_ms asked_person_ms "
    "offered_ms wait_ended_ms talk_began_ms talk_ended_ms ended_ms queue agent misses path variables outcome hung_up "
    "cause recorded direction dialled dial_fault"
)
MESSAGE_COLUMNS = (
    "call box caller_number caller_name caller_presentation taken_utc_ms file length_ms cut urgent state who "
    "changed_utc_ms"
)
RECORDING_COLUMNS = "call file length_ms cut pauses"
TEXT_COLUMNS = "key line sender body sent_utc_ms received_utc_ms kind parts missing pdus"
OUTGOING_COLUMNS = "text line number body ordered_utc_ms state changed_utc_ms words parts refs arrived"

LEDGER_COLUMNS = "entry kind at_utc_ms who number line refused emergency length_ms"

_CALL = upsert("calls", "call", CALL_COLUMNS + " run")
_MESSAGE = upsert("messages", "file", MESSAGE_COLUMNS)
_MARK = "UPDATE messages SET state = ?, who = ?, changed_utc_ms = ? WHERE file = ?"
_MISSED = upsert("missed_marks", "number", "number state who changed_utc_ms")
_ERASED = "DELETE FROM messages WHERE file = ? AND state = 'deleted'"
_TAKE_USED = "DELETE FROM messages WHERE file = ? AND substr(box, 1, ?) = ?"  # what callers left never goes so
_RECORDING = upsert("recordings", "file", RECORDING_COLUMNS)
_TEXT = (
    f"INSERT INTO texts ({', '.join(TEXT_COLUMNS.split())}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "  # noqa: S608 – constants of this file
    "ON CONFLICT DO NOTHING"  # fetched from the modem twice: it came when it came first
)
_OUTGOING = upsert("outgoing_texts", "text", OUTGOING_COLUMNS)
_LEDGER = upsert("ledger", "run, entry", "run " + LEDGER_COLUMNS)
_NOTE = upsert("timeline", "run, ticket", "run ticket call at_ms text")
_STEP = upsert("journal", "run, seq", "run seq now event actions")
_STEP_CALL = "INSERT INTO journal_calls (call, run, seq) VALUES (?, ?, ?) ON CONFLICT DO NOTHING"


def statements(run: int, ticket: int, row: Numbered | Row | Mark) -> Iterator[Statement]:
    """SQL for one row.

    Errors: ValueError, TypeError or msgspec.EncodeError for a row that cannot be written down.
    """
    if isinstance(row, SETTINGS_ROWS):
        return (Statement(*each) for each in settings_statements(row))
    return _of_the_box(run, ticket, row)


def _of_the_box(run: int, ticket: int, row: Numbered | Row | Mark) -> Iterator[Statement]:
    match row:
        case Numbered():
            yield from _step(run, row)
        case CallRecord():
            yield Statement(_CALL, (*_call(row), run))
        case MessageRecord() | MessageMark() | MessageErased() | MissedMark() | TakeUsed() | RecordingRecord():
            yield _left(row)
        case TextRecord():
            yield Statement(_TEXT, _text(row))
        case OutgoingText():
            yield Statement(_OUTGOING, _outgoing(row))
        case TimelineNote() | LedgerRecord():
            yield _of_run(run, ticket, row)
        case Mark():
            return
        case _:
            raise TypeError(
                f"store: a {type(row).__name__} has no table; expected one of {', '.join(t.__name__ for t in RANKS)}"
            )


def _step(run: int, row: Numbered) -> Iterator[Statement]:
    step = row.step
    event = None if step.event is None else _json(step.event)
    yield Statement(_STEP, (run, row.seq, step.now, event, _json(step.actions)))
    for call in sorted(row.calls):
        yield Statement(_STEP_CALL, (call, run, row.seq))


def _call(row: CallRecord) -> tuple[Binding, ...]:
    return (
        row.call,
        row.line,
        *_caller(row.caller),
        row.rang_ms,
        row.rang_utc_ms,
        row.answered_ms,
        row.asked_person_ms,
        row.offered_ms,
        row.wait_ended_ms,
        row.talk_began_ms,
        row.talk_ended_ms,
        row.ended_ms,
        row.queue,
        row.agent,
        row.misses,
        _json(row.path),
        _json(row.variables),
        None if row.outcome is None else row.outcome.value,
        row.hung_up,
        None if row.cause is None else row.cause.value,
        row.recorded,
        row.direction.value,
        row.dialled,
        None if row.dial_fault is None else row.dial_fault.value,
    )


def _of_run(run: int, ticket: int, row: TimelineNote | LedgerRecord) -> Statement:
    if isinstance(row, LedgerRecord):
        return Statement(_LEDGER, (run, *_ledger(row)))
    return Statement(_NOTE, (run, ticket, row.call, row.at_ms, row.text))


def _ledger(row: LedgerRecord) -> tuple[Binding, ...]:
    return (
        row.entry,
        row.kind.value,
        row.at_utc_ms,
        row.who,
        row.number,
        row.line,
        row.refused,
        row.emergency,
        row.length_ms,
    )


def _left(row: MessageRecord | MessageMark | MessageErased | MissedMark | TakeUsed | RecordingRecord) -> Statement:
    """What a caller left behind: a message, a recording, a ring in vain."""
    if isinstance(row, MissedMark):
        return Statement(_MISSED, (row.number, row.state.value, row.who, row.changed_utc_ms))
    if isinstance(row, MessageRecord):
        return Statement(_MESSAGE, _message(row))
    if isinstance(row, MessageMark):
        return Statement(_MARK, (row.state.value, row.who, row.changed_utc_ms, row.file))
    if isinstance(row, MessageErased):
        return Statement(_ERASED, (row.file,))
    if isinstance(row, TakeUsed):
        return Statement(_TAKE_USED, (row.file, len(TAKE), TAKE))
    return Statement(_RECORDING, (row.call, row.file, row.length_ms, row.cut, _json(row.pauses)))


def _message(row: MessageRecord) -> tuple[Binding, ...]:
    return (
        row.call,
        row.box,
        *_caller(row.caller),
        row.taken_utc_ms,
        row.file,
        row.length_ms,
        row.cut,
        row.urgent,
        row.state.value,
        row.who,
        row.changed_utc_ms,
    )


def _text(row: TextRecord) -> tuple[Binding, ...]:
    return (
        row.key,
        row.line,
        row.sender,
        row.body,
        row.sent_utc_ms,
        row.received_utc_ms,
        row.kind.value,
        row.parts,
        _json(row.missing),
        _json(row.pdus),
    )


def _outgoing(row: OutgoingText) -> tuple[Binding, ...]:
    return (
        row.text,
        row.line,
        row.number,
        row.body,
        row.ordered_utc_ms,
        row.state.value,
        row.changed_utc_ms,
        row.words,
        row.parts,
        _json(row.references),
        _json(row.arrived),
    )


def _caller(caller: Caller) -> tuple[Binding, ...]:
    return caller.number, caller.name, caller.presentation.value


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()
