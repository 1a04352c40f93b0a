"""What a run that did not end properly left open is closed here: never as abandoned, always with a sentence."""

from collections.abc import Iterator
from typing import Any

import apsw
import msgspec

from appliance.model.actions import Join, OfferCall
from appliance.model.events import CallerIdentified, FarEndAnswered, LineAnswered
from appliance.model.records import CallRecord, TimelineNote
from appliance.model.states import Direction, Outcome
from appliance.model.words import CallId, Ms, Value
from appliance.store.columns import call_of, step_of
from appliance.store.faults import StoreDamaged
from appliance.store.rows import CALL_COLUMNS, Step, statements

HOW = {Outcome.CUT_BY_RESTART: "killed", Outcome.POWER_LOST: "power lost"}
_WHAT = {
    Outcome.CUT_BY_RESTART: "the box's program was stopped or killed",
    Outcome.POWER_LOST: "the machine lost power or restarted",
}
_HIGHEST = """
    SELECT max(n) FROM (
        SELECT max(call) AS n FROM calls UNION ALL SELECT max(call) FROM journal_calls
        UNION ALL SELECT max(call) FROM messages UNION ALL SELECT max(call) FROM recordings)
"""


class Recovery(Value, frozen=True, kw_only=True):
    """What was found when the store was opened."""

    first_call: CallId
    """Number of the next call; larger than any used before."""
    cut: tuple[CallRecord, ...] = ()
    """Calls that an earlier run left open, as they were closed; told again until a start gets as far as its journal."""
    sentences: tuple[str, ...] = ()
    """For the log and the pages; empty after a proper stop."""


def first_call(connection: apsw.Connection) -> CallId:
    return (connection.execute(_HIGHEST).get or 0) + 1


def close_open_calls(connection: apsw.Connection, boot_id: str, own_run: int) -> list[CallRecord]:
    """Closes what runs other than `own_run` left open, in one transaction. Gives the calls to tell of, as closed."""
    closed: list[CallRecord] = []
    with connection:
        unfinished: list[Any] = connection.execute(
            "SELECT run, boot_id, start_now_ms FROM runs WHERE run <> ? AND (ended IS NULL OR run IN "
            "(SELECT run FROM calls WHERE ended_ms IS NULL)) ORDER BY run",
            (own_run,),
        ).fetchall()
        for run, its_boot, start_now in unfinished:
            outcome = Outcome.CUT_BY_RESTART if its_boot == boot_id else Outcome.POWER_LOST
            last = connection.execute("SELECT now FROM journal WHERE run = ? ORDER BY seq DESC LIMIT 1", (run,)).get
            last_now = start_now if last is None else last
            closed += [_close(connection, run, record, (last_now, outcome)) for record in _open_calls(connection, run)]
            connection.execute(
                "UPDATE runs SET ended = coalesce(ended, ?), ended_now_ms = coalesce(ended_now_ms, ?) WHERE run = ?",
                (HOW[outcome], last_now, run),
            )
        told = {record.call: record for record in (*_closed_untold(connection, own_run), *closed)}
    return [told[call] for call in sorted(told)]


def _open_calls(connection: apsw.Connection, run: int) -> list[CallRecord]:
    return _calls(connection, "run = ? AND ended_ms IS NULL", (run,))


def _closed_untold(connection: apsw.Connection, own_run: int) -> list[CallRecord]:
    """The cut calls of the last run with a journal: starts killed since may have closed them without a word."""
    last = connection.execute("SELECT max(run) FROM journal").get
    if last == own_run:  # this one came so far, and then the disk failed
        return []
    return _calls(connection, "run = ? AND outcome IN (?, ?)", (last, *(outcome.value for outcome in HOW)))


def _calls(connection: apsw.Connection, which: str, bindings: tuple[int | str | None, ...]) -> list[CallRecord]:
    columns = ", ".join(CALL_COLUMNS.split())
    rows = connection.execute(f"SELECT {columns} FROM calls WHERE {which} ORDER BY call", bindings)  # noqa: S608
    return [call_of(row) for row in rows]


def _close(connection: apsw.Connection, run: int, record: CallRecord, end: tuple[Ms, Outcome]) -> CallRecord:
    last_now, outcome = end
    for step in steps_of(connection, record.call):
        record = learned(record, step)
    ended_ms = max(last_now - record.rang_ms, 0)
    record = msgspec.structs.replace(record, ended_ms=ended_ms, outcome=outcome, hung_up="box")
    if record.talk_began_ms is not None and record.talk_ended_ms is None:
        record = msgspec.structs.replace(record, talk_ended_ms=ended_ms)
    ticket = connection.execute("SELECT coalesce(max(ticket), 0) + 1 FROM timeline WHERE run = ?", (run,)).get
    note = TimelineNote(record.call, ended_ms, sentence(record))
    for statement in (*statements(run, 0, record), *statements(run, ticket, note)):
        connection.execute(statement.sql, statement.bindings)
    return record


def steps_of(connection: apsw.Connection, call: CallId) -> Iterator[Step]:
    """The steps that concern a call, in order, as far as they can be read."""
    rows = connection.execute(
        "SELECT now, event, actions FROM journal_calls NATURAL JOIN journal WHERE call = ? ORDER BY run, seq", (call,)
    )
    found: list[Any] = rows.fetchall()
    for row in found:
        try:
            yield step_of(*row)
        except StoreDamaged:
            continue  # a newer program reads an older one's journal: what it cannot read it cannot learn


def learned(record: CallRecord, step: Step) -> CallRecord:
    """What the journal knows of an open call beyond its first row: its caller, answered, offered, joined."""
    at_ms = step.now - record.rang_ms
    if isinstance(step.event, CallerIdentified) and step.event.line == record.line:
        record = msgspec.structs.replace(record, caller=step.event.caller)
    if isinstance(step.event, LineAnswered) and step.event.line == record.line and record.answered_ms is None:
        record = msgspec.structs.replace(record, answered_ms=at_ms)
    if isinstance(step.event, FarEndAnswered) and step.event.line == record.line and record.answered_ms is None:
        talk = at_ms if record.agent is not None else None
        record = msgspec.structs.replace(record, answered_ms=at_ms, talk_began_ms=talk)
    called = record.direction is Direction.OUTGOING and record.answered_ms is None
    for action in step.actions:
        match action:
            case Join(call=record.call) if called:
                record = msgspec.structs.replace(record, agent=action.agent)
            case OfferCall(call=record.call) if record.offered_ms is None:
                asked_ms = max(at_ms - action.waited_ms, 0)
                record = msgspec.structs.replace(record, offered_ms=at_ms, queue=action.queue, asked_person_ms=asked_ms)
            case Join(call=record.call) if record.talk_began_ms is None:
                record = msgspec.structs.replace(record, talk_began_ms=at_ms, agent=action.agent)
    return record


def sentence(record: CallRecord) -> str:
    """Why a call without a proper end ended."""
    outcome = record.outcome or Outcome.CUT_BY_RESTART
    seconds = (record.ended_ms or 0) / 1000
    return f"After {seconds:.1f} s {_WHAT[outcome]} while the caller {_doing(record)}; the call ended with it."


def _doing(record: CallRecord) -> str:
    if record.talk_began_ms is not None:
        return f"was talking with {record.agent}"
    if record.asked_person_ms is not None:
        return f"was waiting in {record.queue}"
    if record.answered_ms is not None:
        return "was being served by the box"
    return "was being called" if record.direction is Direction.OUTGOING else "was ringing"
