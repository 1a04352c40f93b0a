"""Reading the store from any process, beside the writer: calls, timelines, messages, recordings, texts, the journal."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from appliance.model.outbound import LedgerRecord
from appliance.model.records import CallRecord, MessageRecord, OutgoingText, RecordingRecord, TextRecord, TimelineNote
from appliance.model.snapshot import BoxView
from appliance.model.spoken import TAKE
from appliance.model.states import MessageState, Outcome
from appliance.model.words import CallId, LineName, TextId
from appliance.store.columns import (
    call_of,
    event_of,
    ledger_of,
    message_of,
    outgoing_of,
    recording_of,
    step_of,
    text_of,
)
from appliance.store.connection import connect_to_read, sentences
from appliance.store.faults import StoreDamaged, StoreFault
from appliance.store.migrations import check_ours, migrations, version_of
from appliance.store.rows import (
    CALL_COLUMNS,
    LEDGER_COLUMNS,
    MESSAGE_COLUMNS,
    OUTGOING_COLUMNS,
    RECORDING_COLUMNS,
    TEXT_COLUMNS,
    Input,
    Numbered,
    Run,
)
from appliance.store.sound_kind import message_file

MOST_ROWS = 1_000
"""One answer holds at most so many rows; `before` asks for the next ones."""

PAGE_STEPS = 500
"""Journal steps read at a time: a long replay must not hold the write-ahead log from shrinking."""

_CALLS = f"SELECT {', '.join(CALL_COLUMNS.split())} FROM calls"  # noqa: S608 – constants
_ALL_MESSAGES = f"SELECT {', '.join(MESSAGE_COLUMNS.split())} FROM messages"  # noqa: S608
# Takes of prompts lie in boxes named after model.spoken.TAKE, and are nobody's to hear.
_TAKES = f"SELECT * FROM ({_ALL_MESSAGES} WHERE substr(box, 1, {len(TAKE)}) = '{TAKE}')"  # noqa: S608
_MESSAGES = f"SELECT * FROM ({_ALL_MESSAGES} WHERE substr(box, 1, {len(TAKE)}) <> '{TAKE}')"  # noqa: S608
_BOXES = f"""
    SELECT * FROM (
        SELECT box, sum(state = 'new'), sum(state = 'new' AND urgent), sum(state <> 'done') FROM ({_MESSAGES})
        WHERE state <> 'deleted' GROUP BY box
    )
"""  # noqa: S608
_RECORDINGS = f"SELECT {', '.join(RECORDING_COLUMNS.split())} FROM recordings"  # noqa: S608
_TEXTS = f"SELECT {', '.join(TEXT_COLUMNS.split())} FROM texts"  # noqa: S608
_OUTGOING = f"SELECT {', '.join(OUTGOING_COLUMNS.split())} FROM outgoing_texts"  # noqa: S608
_LEDGER = f"SELECT {', '.join(LEDGER_COLUMNS.split())} FROM ledger"  # noqa: S608
_RUNS = "SELECT run, boot_id, program, start_utc_ms, start_now_ms, ended, ended_now_ms FROM runs"
_STEPS = "SELECT seq, now, event, actions FROM journal WHERE run = ? AND seq > ? ORDER BY seq LIMIT ?"
_INPUTS = "SELECT seq, now, event FROM journal WHERE run = ? AND seq > ? AND seq <= ? ORDER BY seq LIMIT ?"
_STEPS_OF_CALL = """
    SELECT seq, now, event, actions FROM journal_calls NATURAL JOIN journal
    WHERE call = ? AND run = ? AND seq > ? ORDER BY seq LIMIT ?
"""


class StoreReader:
    """Read-only; one thread at a time. Every method may raise StoreFault."""

    def __init__(self, path: Path) -> None:
        """Errors: StoreFault when there is no such file, or it is not a database that this program can read."""
        if not path.is_file():
            if path.is_dir():
                raise StoreFault(f"{path}: is a folder; expected a database of Callbox, {path / 'callbox.db'} for one")
            raise StoreFault(
                f"{path}: there is no such file; a box makes its database when it first runs, so start one, or name "
                "the settings or the database of one that ran"
            )
        self._path = path
        with sentences(path):
            self._connection = connect_to_read(path)
            try:
                self._check_version()
            except BaseException:
                self._connection.close()
                raise

    def _check_version(self) -> None:
        known, version = len(migrations()), version_of(self._connection)
        check_ours(self._connection)
        if version < known:
            raise StoreFault(
                f"{self._path}: its tables are version {version}, this program reads {known}; start the box once"
            )

    def __enter__(self) -> "StoreReader":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._connection.close()

    def calls(
        self,
        limit: int = 50,
        *,
        before: CallId | None = None,
        outcome: Outcome | None = None,
        line: LineName | None = None,
        number: str | None = None,
        since_utc_ms: int | None = None,
    ) -> tuple[CallRecord, ...]:
        """Newest first, open ones included. `before`: only smaller call numbers, for the next page."""
        wanted = {
            "call < ?": before,
            "outcome = ?": None if outcome is None else outcome.value,
            "line = ?": line,
            "caller_number = ?": number,
            "rang_utc_ms >= ?": since_utc_ms,
        }
        rows = self._rows(_CALLS, wanted, "call DESC", limit)
        return tuple(call_of(row) for row in rows)

    def call(self, call: CallId) -> CallRecord | None:
        found = self._rows(_CALLS, {"call = ?": call}, "call", 1)
        return call_of(found[0]) if found else None

    def timeline(self, call: CallId) -> tuple[TimelineNote, ...]:
        """In the order in which it happened."""
        rows = self._rows("SELECT call, at_ms, text FROM timeline", {"call = ?": call}, "at_ms, run, ticket", MOST_ROWS)
        return tuple(TimelineNote(*row) for row in rows)

    def messages(
        self,
        limit: int = 50,
        *,
        call: CallId | None = None,
        box: str | None = None,
        state: MessageState | None = None,
        file: str | None = None,
        since_utc_ms: int | None = None,
    ) -> tuple[MessageRecord, ...]:
        """Newest first; takes of prompts are none, deleted ones only where that state is asked for, or that file."""
        rows = self._rows(
            _MESSAGES,
            {
                "call = ?": call,
                "box = ?": box,
                "state = ?": state.value if state is not None else None,
                "state <> ?": MessageState.DELETED.value if state is None and file is None else None,
                "file = ?": file,
                "taken_utc_ms >= ?": since_utc_ms,
            },
            "taken_utc_ms DESC, call DESC, file DESC",
            limit,
        )
        return tuple(message_of(row) for row in rows)

    def message(self, name: str) -> MessageRecord | None:
        """By its id; None when there is none of that id, whatever is in it."""
        file = message_file(name)
        found = self.messages(1, file=file) if file is not None else ()
        return found[0] if found else None

    def take(self, call: CallId) -> MessageRecord | None:
        """What was said in the call to become a prompt."""
        rows = self._rows(_TAKES, {"call = ?": call}, "taken_utc_ms DESC, file DESC", 1)
        return message_of(rows[0]) if rows else None

    def old_takes(self, before_utc_ms: int) -> tuple[MessageRecord, ...]:
        """What was said before then to become a prompt and has not, oldest first; at most MOST_ROWS."""
        rows = self._rows(_TAKES, {"taken_utc_ms < ?": before_utc_ms}, "taken_utc_ms, file", MOST_ROWS)
        return tuple(map(message_of, rows))

    def boxes(self) -> tuple[BoxView, ...]:
        """How many messages lie in each, by name; at most MOST_ROWS boxes."""
        rows = self._rows(_BOXES, {}, "box", MOST_ROWS)
        return tuple(BoxView(name=box, new=new, urgent=urgent, open=still) for box, new, urgent, still in rows)

    def recordings(self, limit: int = 50, *, call: CallId | None = None) -> tuple[RecordingRecord, ...]:
        """Newest first."""
        rows = self._rows(_RECORDINGS, {"call = ?": call}, "call DESC, file DESC", limit)
        return tuple(recording_of(row) for row in rows)

    def texts(
        self, limit: int = 50, *, sender: str | None = None, before_utc_ms: int | None = None
    ) -> tuple[TextRecord, ...]:
        """Newest first. `before_utc_ms`: only those received before."""
        wanted = {"sender = ?": sender, "received_utc_ms < ?": before_utc_ms}
        return tuple(text_of(row) for row in self._rows(_TEXTS, wanted, "received_utc_ms DESC, key", limit))

    def outgoing(
        self, limit: int = 50, *, text: TextId | None = None, number: str | None = None
    ) -> tuple[OutgoingText, ...]:
        """Texts sent from here, newest first."""
        rows = self._rows(_OUTGOING, {"text = ?": text, "number = ?": number}, "text DESC", limit)
        return tuple(outgoing_of(row) for row in rows)

    def ledger(
        self, limit: int = 50, *, since_utc_ms: int | None = None, granted: bool = False
    ) -> tuple[LedgerRecord, ...]:
        """Newest first. `granted`: without what was refused."""
        wanted = {"at_utc_ms >= ?": since_utc_ms, "refused = ?": "" if granted else None}
        return tuple(
            ledger_of(row) for row in self._rows(_LEDGER, wanted, "at_utc_ms DESC, run DESC, entry DESC", limit)
        )

    def runs(self, limit: int = MOST_ROWS) -> tuple[Run, ...]:
        """Newest first."""
        return tuple(_run_of(row) for row in self._rows(_RUNS, {}, "run DESC", limit))

    def run(self, run: int) -> Run | None:
        found = self._rows(_RUNS, {"run = ?": run}, "run", 1)
        return _run_of(found[0]) if found else None

    def run_of(self, call: CallId) -> int | None:
        """The run in which the call rang; None when there is nothing about it."""
        with sentences(self._path):
            found = self._connection.execute(
                "SELECT run FROM calls WHERE call = ?1 UNION ALL SELECT run FROM journal_calls WHERE call = ?1 LIMIT 1",
                (call,),
            ).get
        return None if found is None else int(found)

    def steps(self, run: int, *, call: CallId | None = None) -> Iterator[Numbered]:
        """The journal of a run in order, or only the steps that concern one call.

        Errors: StoreDamaged for a step whose words this program does not know.
        """
        after = 0
        while page := self._page(run, call, after):
            for seq, now, event, actions in page:
                try:
                    yield Numbered(seq, step_of(now, event, actions))
                except StoreDamaged as error:
                    raise StoreDamaged(f"{self._path}: step {seq} of run {run}: {error}") from None
            after = page[-1][0]

    def inputs(self, run: int, last: int) -> Iterator[Input]:
        """What the engine was given in a run, in order, up to that step. What it answered is not read.

        Errors: StoreDamaged for an event this program does not know.
        """
        after = 0
        while page := self._inputs(run, after, last):
            for seq, now, event in page:
                try:
                    yield Input(seq, now, event_of(event))
                except StoreDamaged as error:
                    raise StoreDamaged(f"{self._path}: step {seq} of run {run}: {error}") from None
            after = page[-1][0]

    def _inputs(self, run: int, after: int, last: int) -> list[tuple[Any, ...]]:
        with sentences(self._path):
            return self._connection.execute(_INPUTS, (run, after, last, PAGE_STEPS)).fetchall()

    def _page(self, run: int, call: CallId | None, after: int) -> list[tuple[Any, ...]]:
        with sentences(self._path):
            if call is None:
                return self._connection.execute(_STEPS, (run, after, PAGE_STEPS)).fetchall()
            return self._connection.execute(_STEPS_OF_CALL, (call, run, after, PAGE_STEPS)).fetchall()

    def _rows(self, select: str, wanted: dict[str, str | int | None], order: str, limit: int) -> list[tuple[Any, ...]]:
        """`select`, the keys of `wanted` and `order` are constants of this file; only values come from outside."""
        conditions = {condition: value for condition, value in wanted.items() if value is not None}
        where = " WHERE " + " AND ".join(conditions) if conditions else ""
        with sentences(self._path):
            return self._connection.execute(
                f"{select}{where} ORDER BY {order} LIMIT ?", (*conditions.values(), max(0, min(limit, MOST_ROWS)))
            ).fetchall()


def _run_of(row: tuple[Any, ...]) -> Run:
    run, boot_id, program, start_utc_ms, start_now, ended, ended_now = row
    return Run(
        run=run,
        boot_id=boot_id,
        program=program,
        start_utc_ms=start_utc_ms,
        start_now=start_now,
        ended=ended,
        ended_now=ended_now,
    )
