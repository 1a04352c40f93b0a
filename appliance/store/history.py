"""What happened over many days, for figures and rehearsals: read in bulk, only what they need of calls and journal.

Times are on the monotonic clock of a run; the clock of the run turns them into Unix time.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import msgspec

from appliance.model.events import PlanPublished
from appliance.model.plan import Plan
from appliance.model.words import AgentName, CallId, Ms, QueueName
from appliance.store.connection import connect_to_read, sentences
from appliance.store.faults import StoreDamaged
from appliance.store.reader import PAGE_STEPS, StoreReader

PAGE_CALLS = 2_000
"""Read at a time: a long look back must not hold the write-ahead log from shrinking."""

_CALLS = """
    SELECT call, run, rang_ms, asked_person_ms, talk_began_ms, ended_ms, queue, agent, path, outcome FROM calls
    WHERE direction = 'incoming'
    AND asked_person_ms IS NOT NULL AND ended_ms IS NOT NULL AND rang_utc_ms >= ? AND call > ? ORDER BY call LIMIT ?
"""
_CLOCKS = """
    SELECT runs.run, start_now_ms, start_utc_ms - start_now_ms, (
        SELECT rang_utc_ms - rang_ms FROM calls WHERE calls.run = runs.run AND rang_utc_ms > 0
        ORDER BY call DESC LIMIT 1), (
        SELECT now FROM journal WHERE journal.run = runs.run ORDER BY seq DESC LIMIT 1)
    FROM runs ORDER BY runs.run
"""
_TOLD = """
    SELECT seq, now, event, actions FROM journal WHERE run = ? AND seq > ? AND (now >= ? AND (
        instr(actions, '"NoteInterval"') OR instr(actions, '"NoteDecision","trigger":"arrived"'))
        OR event LIKE '{"type":"PlanPublished"%' OR event LIKE '{"type":"BoxStarted"%') ORDER BY seq LIMIT ?
"""


_KEY = """
    SELECT now FROM journal_calls NATURAL JOIN journal WHERE call = ? AND run = ? AND now > ?
    AND event LIKE '{"type":"DigitPressed"%' AND actions <> '[]' ORDER BY seq LIMIT 1
"""


class RunClock(NamedTuple):
    run: int
    begins: Ms
    ends: Ms
    """Its last step."""
    utc_offset: int
    """Unix time − the run's clock: as the last call was told, since a box may start before it knows what time it is."""


class AskedCall(NamedTuple):
    """A call that is over and asked for a person; times since the first ring, as in CallRecord."""

    call: CallId
    run: int
    rang: Ms
    asked: Ms
    talk_began: Ms | None
    ended: Ms
    queue: QueueName | None
    agent: AgentName | None
    path: tuple[str, ...]
    outcome: str


class Interval(NamedTuple):
    """A piece of an agent's shift."""

    run: int
    agent: AgentName
    state: str
    """A ShiftState."""
    began: Ms
    ended: Ms
    call: CallId | None
    by_agent: bool
    """A wrap-up that the agent ended, and not the clock."""


class Joined(NamedTuple):
    """A caller began to wait in a queue."""

    run: int
    at: Ms
    call: CallId
    queue: QueueName
    arrived: Ms
    """When the caller first asked for a person."""
    preferred: AgentName | None


class PlanSince(NamedTuple):
    run: int
    at: Ms
    plan: Plan


Told: TypeAlias = Interval | Joined | PlanSince


class _Action(msgspec.Struct):
    """Of any action only the fields wanted here; decodes several times faster than the actions themselves."""

    type: str
    agent: str | None = None
    state: str | None = None
    began: int = 0
    ended: int = 0
    call: int | None = None
    trigger: str | None = None
    queue: str | None = None
    arrived: int | None = None
    preferred: str | None = None


class _Started(msgspec.Struct):
    plan: Plan


_actions = msgspec.json.Decoder(tuple[_Action, ...])
_started = msgspec.json.Decoder(_Started)
_published = msgspec.json.Decoder(PlanPublished)
_path = msgspec.json.Decoder(tuple[str, ...])


class HistoryReader:
    """Read-only; one thread at a time. Every method may raise StoreFault."""

    def __init__(self, path: Path) -> None:
        """Errors: StoreFault as StoreReader has it."""
        StoreReader(path).close()
        self._path = path
        with sentences(path):
            self._connection = connect_to_read(path)

    def __enter__(self) -> "HistoryReader":
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def clocks(self) -> tuple[RunClock, ...]:
        """Of all runs, oldest first."""
        rows = self._rows(_CLOCKS)
        return tuple(
            RunClock(run, begins, begins if ends is None else ends, by_start if by_call is None else by_call)
            for run, begins, by_start, by_call, ends in rows
        )

    def calls(self, since_utc_ms: int) -> Iterator[AskedCall]:
        """By number, which is the order in which they rang."""
        last = 0
        while page := self._rows(_CALLS, since_utc_ms, last, PAGE_CALLS):
            for row in page:
                yield AskedCall._make((*row[:-2], _path.decode(row[-2]), row[-1] or ""))
            last = page[-1][0]

    def told(
        self, clock: RunClock, since_utc_ms: int, progress: Callable[[Ms], None] = lambda _: None
    ) -> Iterator[Told]:
        """What the journal of a run tells from then on, in order, and every plan it had.

        `progress` is given the time reached. Errors: StoreDamaged for a step whose words this program does not know.
        """
        after, since = 0, since_utc_ms - clock.utc_offset
        while page := self._rows(_TOLD, clock.run, after, since, PAGE_STEPS):
            for seq, now, event, actions in page:
                try:
                    yield from _told(clock.run, now, event or "", actions)
                except msgspec.MsgspecError as error:
                    raise StoreDamaged(
                        f"{self._path}: step {seq} of run {clock.run} holds words unknown here ({error}); "
                        "read it with the program that wrote it"
                    ) from None
            after = page[-1][0]
            progress(page[-1][1])

    def key_pressed(self, run: int, call: CallId, after: Ms) -> Ms | None:
        """When the caller next pressed a key that did something, after that time; on the run's clock."""
        rows = self._rows(_KEY, call, run, after)
        return int(rows[0][0]) if rows else None

    def _rows(self, select: str, *bindings: int) -> list[tuple[Any, ...]]:
        with sentences(self._path):
            return self._connection.execute(select, bindings).fetchall()


def _told(run: int, now: Ms, event: str, actions: str) -> Iterator[Told]:
    if event.startswith('{"type":"BoxStarted"'):
        yield PlanSince(run, now, _started.decode(event).plan)
    elif event.startswith('{"type":"PlanPublished"'):
        yield PlanSince(run, now, _published.decode(event).plan)
    by_agent = event.startswith('{"type":"WrapUpEnded"')
    for each in _actions.decode(actions):
        if each.type == "NoteInterval" and each.agent is not None and each.state is not None:
            yield Interval(run, each.agent, each.state, each.began, each.ended, each.call, by_agent)
        elif each.type == "NoteDecision" and each.trigger == "arrived" and each.queue and each.call is not None:
            yield Joined(run, now, each.call, each.queue, each.arrived or now, each.preferred)
