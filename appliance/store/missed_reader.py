"""Who rang in vain and must be called back: the calls of the last weeks, and what was said of each number."""

from pathlib import Path
from typing import Any

import msgspec

from appliance.core.missed import missed_numbers
from appliance.model.missed import Contact, MissedMark, MissedNumber, MissedState
from appliance.model.outbound import OutboundPlan
from appliance.model.states import Direction, Outcome
from appliance.store.connection import connect_to_read, sentences
from appliance.store.settings_reader import SettingsReader

LOOK_BACK_MS = 30 * 86_400_000
"""Who was not called back for a month waits no more."""
MOST_CONTACTS = 100_000
"""Of a month: more than two a minute around the clock."""
ALIKE = 6
"""Last digits by which calls of one number are found, however it was written."""

_CONTACTS = """
    SELECT call, direction, caller_number, dialled, caller_name, rang_utc_ms, talk_began_ms, outcome, line, queue,
        coalesce(coalesce(wait_ended_ms, ended_ms) - asked_person_ms, 0)
    FROM calls WHERE rang_utc_ms >= ?1 AND (ended_ms IS NOT NULL OR talk_began_ms IS NOT NULL)
    AND (?2 = '' OR substr(caller_number, -length(?2)) = ?2 OR substr(dialled, -length(?2)) = ?2)
    ORDER BY rang_utc_ms, call LIMIT ?3
"""
_MARKS = "SELECT number, state, who, changed_utc_ms FROM missed_marks WHERE changed_utc_ms >= ?"
_SPOKEN = frozenset({Outcome.ANSWERED, Outcome.REACHED, Outcome.TRANSFERRED})


class _Outbound(msgspec.Struct, frozen=True):
    """Of the settings, what tells two ways of writing a number from two numbers."""

    country_code: str = ""
    trunk_prefix: str = "0"
    international_prefix: str = "00"


class _Settings(msgspec.Struct, frozen=True):
    outbound: _Outbound = _Outbound()


def missed_since(path: Path, now_utc_ms: int, key: str = "") -> tuple[MissedNumber, ...]:
    """Of the last month, who rang last first. Errors: StoreFault.

    `key`: only those whose numbers end alike, which costs the interpreter next to nothing, as the box needs it.
    """
    with SettingsReader(path) as settings:
        newest = settings.newest()
    plan = _plan(newest.document if newest is not None else None)
    since = now_utc_ms - LOOK_BACK_MS
    with sentences(path):
        connection = connect_to_read(path)
        try:
            rows: list[tuple[Any, ...]] = connection.execute(
                _CONTACTS, (since, key[-ALIKE:].removeprefix("+"), MOST_CONTACTS)
            ).fetchall()
            marks: list[tuple[Any, ...]] = connection.execute(_MARKS, (since,)).fetchall()
        finally:
            connection.close()
    return missed_numbers(map(_contact, rows), {row[0]: _mark(row) for row in marks}, plan)


def _plan(document: str | None) -> OutboundPlan:
    own = msgspec.json.decode(document, type=_Settings).outbound if document else _Outbound()
    return OutboundPlan(
        country_code=own.country_code, trunk_prefix=own.trunk_prefix, international_prefix=own.international_prefix
    )


def _contact(row: tuple[Any, ...]) -> Contact:
    call, direction, number, dialled, name, rang, talked, outcome, line, queue, waited = row
    ended_so = None if outcome is None else Outcome(outcome)
    return Contact(
        call=call,
        direction=Direction(direction),
        number=number or dialled,
        name=name,
        rang_utc_ms=rang,
        spoke=talked is not None or ended_so in _SPOKEN,
        outcome=ended_so,
        line=line,
        queue=queue,
        waited_ms=waited,
    )


def _mark(row: tuple[Any, ...]) -> MissedMark:
    number, state, who, changed = row
    return MissedMark(number=number, state=MissedState(state), who=who, changed_utc_ms=changed)
