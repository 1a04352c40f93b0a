"""Lists of calls for people: filtered, newest first, page by page, quick with many years of calls."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from appliance.model.records import CallRecord
from appliance.model.states import Direction, Outcome
from appliance.model.words import AgentName, CallId, LineName, QueueName, Value
from appliance.store.columns import call_of
from appliance.store.connection import connect_to_read, sentences
from appliance.store.reader import StoreReader
from appliance.store.rows import CALL_COLUMNS

MOST_ROWS = 500
"""Of one page."""

_COLUMNS = ", ".join(CALL_COLUMNS.split())
_LIST = f"SELECT {_COLUMNS}, (SELECT count(*) FROM recordings WHERE recordings.call = calls.call) FROM calls"  # noqa: S608 – constants
_RECORDED = "EXISTS (SELECT 1 FROM recordings WHERE recordings.call = calls.call)"
_FOUND = "(instr(caller_number, ?) OR instr(dialled, ?))"
_NAMED = "instr(folded(caller_name), ?)"
_BETWEEN = str.maketrans("", "", " -./()\u00a0")
"""What people write between digits."""


class CallFilter(Value, frozen=True, kw_only=True, tag=False):
    """What is not given narrows nothing."""

    since_utc_ms: int | None = None
    until_utc_ms: int | None = None
    """Not included."""
    queue: QueueName | None = None
    agent: AgentName | None = None
    line: LineName | None = None
    outcomes: tuple[Outcome, ...] = ()
    """One of these."""
    direction: Direction | None = None
    search: str = ""
    """Part of a number or of a name, however it is written."""
    recorded: bool | None = None


class Mark(NamedTuple):
    """Where a page ends; the next begins after it."""

    rang_utc_ms: int
    call: CallId


class Listed(NamedTuple):
    call: CallRecord
    recordings: int
    """How many there are."""

    @property
    def mark(self) -> Mark:
        return Mark(self.call.rang_utc_ms, self.call.call)


class CallList:
    """Read-only; one thread at a time. Every method may raise StoreFault."""

    def __init__(self, path: Path) -> None:
        """Errors: StoreFault as StoreReader has it."""
        StoreReader(path).close()
        self._path = path
        with sentences(path):
            self._connection = connect_to_read(path)
            self._connection.create_scalar_function("folded", _folded, 1, deterministic=True)

    def __enter__(self) -> "CallList":
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def page(self, wanted: CallFilter, limit: int, after: Mark | None = None) -> tuple[Listed, ...]:
        """Newest first; at most MOST_ROWS."""
        sql, bindings = _question(wanted, after)
        with sentences(self._path):
            rows: list[tuple[Any, ...]] = self._connection.execute(
                sql, (*bindings, max(0, min(limit, MOST_ROWS)))
            ).fetchall()
        return tuple(Listed(call_of(row[:-1]), row[-1]) for row in rows)

    def all(self, wanted: CallFilter, most: int) -> Iterator[Listed]:
        """Page after page, so that the writer is never held up; at most so many."""
        after: Mark | None = None
        while most > 0 and (found := self.page(wanted, min(most, MOST_ROWS), after)):
            yield from found
            most, after = most - len(found), found[-1].mark

    def plan(self, wanted: CallFilter, after: Mark | None = None) -> str:
        """How SQLite finds a page."""
        sql, bindings = _question(wanted, after)
        with sentences(self._path):
            rows = self._connection.execute(f"EXPLAIN QUERY PLAN {sql}", (*bindings, 50)).fetchall()
        return "\n".join(str(row[3]) for row in rows)


def _question(wanted: CallFilter, after: Mark | None) -> tuple[str, tuple[Any, ...]]:
    """Only values come from outside; the text is made of constants."""
    conditions: list[str] = []
    bindings: list[Any] = []

    def only(condition: str, *values: Any) -> None:
        conditions.append(condition)
        bindings.extend(values)

    for condition, value in (
        ("rang_utc_ms >= ?", wanted.since_utc_ms),
        ("rang_utc_ms < ?", wanted.until_utc_ms),
        ("queue = ?", wanted.queue),
        ("agent = ?", wanted.agent),
        ("line = ?", wanted.line),
        ("direction = ?", None if wanted.direction is None else wanted.direction.value),
    ):
        if value is not None:
            only(condition, value)
    if wanted.outcomes:  # of several, + keeps SQLite from an index that does not give the order
        values = [outcome.value for outcome in wanted.outcomes]
        only(f"+outcome IN ({', '.join('?' * len(values))})" if len(values) > 1 else "outcome = ?", *values)
    if wanted.recorded is not None:
        only(_RECORDED if wanted.recorded else f"NOT {_RECORDED}")
    if wanted.search:
        only(*_searched(wanted.search))
    if after is not None:
        only("(rang_utc_ms, call) < (?, ?)", *after)
    where = " WHERE " + " AND ".join(conditions) if conditions else ""
    return f"{_LIST}{where} ORDER BY rang_utc_ms DESC, call DESC LIMIT ?", tuple(bindings)


def _searched(text: str) -> tuple[str, ...]:
    """What has a digit may be a number, and a name all the same."""
    digits, name = text.translate(_BETWEEN), text.strip().casefold()
    if any(sign.isdecimal() for sign in digits):
        return f"({_FOUND} OR {_NAMED})", digits, digits, name
    return _NAMED, name


def _folded(*text: Any) -> str:
    return str(text[0] or "").casefold()
