"""The history a rehearsal is of: who asked for a person and what became of them, who was there, which plans there were.

Times in arrays are milliseconds since the midnight before the first caller.
"""

import time
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from operator import attrgetter

import numpy as np
from numpy.typing import NDArray

from appliance.core.rehearsed import NOBODY, Int64s
from appliance.model.plan import Plan
from appliance.model.states import ShiftState
from appliance.model.words import AgentName, Ms, QueueName
from appliance.rehearsal.stays import Facts, Stay, Ways, stays_of
from appliance.store.history import AskedCall, HistoryReader, Interval, Joined, PlanSince, Told

ON_SHIFT = {
    ShiftState.READY.value,
    ShiftState.OFFERED.value,
    ShiftState.TALKING.value,
    ShiftState.HOLDING.value,
    ShiftState.WRAPPING_UP.value,
}
"""A break ends a shift for the router, as signing out does."""

DAY_MS = 86_400_000
Progress = Callable[[float], None]
"""Given the share that is done."""


@dataclass(frozen=True, slots=True)
class Presence:
    """One stretch of an agent's shift; Unix milliseconds."""

    agent: AgentName
    state: str
    began: int
    ended: int


@dataclass(slots=True)
class Read:
    """As it came from the store."""

    stays: list[Stay] = field(default_factory=list)
    presences: list[Presence] = field(default_factory=list)
    plans: list[tuple[int, Plan]] = field(default_factory=list)
    """Since when each was in effect, oldest first."""


@dataclass(frozen=True, slots=True)
class Columns:
    """One number per stay, in the order in which they joined."""

    asked: Int64s
    joined: Int64s
    queue: Int64s
    waited: Int64s
    ending: NDArray[np.int8]
    by_key: NDArray[np.bool_]
    preferred: Int64s
    agent: Int64s
    ring: Int64s
    talk: Int64s
    wrap: Int64s
    wrap_by_agent: NDArray[np.bool_]
    day: Int64s


@dataclass(frozen=True, slots=True)
class History:
    zero: int
    """Unix milliseconds of time 0."""
    days: tuple[str, ...]
    """Dates of all days from the first to the last, also of those without a call."""
    midnights: Int64s
    people: tuple[AgentName, ...]
    queues: tuple[QueueName, ...]
    stays: Columns
    shifts: Int64s
    """Rows of person, begin, end."""
    several: int
    """Calls that waited more than once."""
    plans: tuple[tuple[int, Plan], ...]
    """Since when, on the clock of the arrays."""

    @property
    def days_with_calls(self) -> int:
        return len(np.unique(self.stays.day))


def read(reader: HistoryReader, since_utc_ms: int, progress: Progress = lambda _: None) -> Read:
    """All that was over since then. May raise StoreFault."""
    calls: dict[int, list[AskedCall]] = {}
    for call in reader.calls(since_utc_ms):
        calls.setdefault(call.run, []).append(call)
    clocks = [clock for clock in reader.clocks() if clock.run in calls or clock.ends + clock.utc_offset >= since_utc_ms]
    whole = sum(clock.ends - clock.begins for clock in clocks) or 1
    found, done = Read(), 0
    for clock in clocks:
        reached = _share_of(progress, done - clock.begins, whole)
        joins, pieces = _told(reader.told(clock, since_utc_ms, reached), clock.utc_offset, found)
        facts, ways = Facts(joins, pieces), Ways(reader.key_pressed, longest_waits(found.plans))
        for call in calls.get(clock.run, ()):
            stays = stays_of(call, facts, clock.utc_offset, ways)
            found.stays += (stay for stay in stays if stay.joined >= since_utc_ms)
        done += clock.ends - clock.begins
    found.stays.sort(key=attrgetter("joined"))
    return found


def _share_of(progress: Progress, done: Ms, whole: Ms) -> Callable[[Ms], None]:
    return lambda now: progress((done + now) / whole)


def _told(journal: Iterable[Told], offset: int, found: Read) -> tuple[list[Joined], list[Interval]]:
    """Presences and plans of a run go to `found`."""
    joins: list[Joined] = []
    pieces: list[Interval] = []
    for told in journal:
        match told:
            case Joined():
                joins.append(told)
            case Interval():
                pieces.append(told)
                found.presences.append(Presence(told.agent, told.state, told.began + offset, told.ended + offset))
            case PlanSince():
                found.plans.append((told.at + offset, told.plan))
    return joins, pieces


def longest_waits(plans: Sequence[tuple[int, Plan]]) -> Callable[[QueueName, int], Ms]:
    """Of a queue under the plan that was in effect; a queue nobody knows has none."""
    since = [at for at, _ in plans]

    def longest(queue: QueueName, at: int) -> Ms:
        place = bisect_right(since, at) - 1
        known = next((each for each in plans[place][1].queues if each.name == queue), None) if place >= 0 else None
        if known is None:
            return DAY_MS
        return min([known.max_wait_ms, *(step.after_ms for step in known.relax if step.overflow)])

    return longest


def arrange(found: Read) -> History:
    """As arrays. There must be a stay."""
    first, last = found.stays[0].joined, max(stay.joined for stay in found.stays)
    midnights = _midnights(first, last)
    zero = midnights[0]
    people = tuple(
        sorted({each.agent for each in found.presences} | {stay.agent for stay in found.stays if stay.agent})
    )
    queues = tuple(sorted({stay.queue for stay in found.stays}))
    marks = np.array(midnights, np.int64) - zero
    calls = [stay.call for stay in found.stays]
    return History(
        zero=zero,
        days=tuple(time.strftime("%Y-%m-%d", time.localtime(at / 1000)) for at in midnights),
        midnights=marks,
        people=people,
        queues=queues,
        stays=_columns(found.stays, zero, people, queues, marks),
        shifts=_shifts(found.presences, zero, people),
        several=len(calls) - len(set(calls)),
        plans=tuple((at - zero, plan) for at, plan in sorted(found.plans, key=lambda plan: plan[0])),
    )


def day_of(midnights: Int64s, at: Int64s) -> Int64s:
    """Number of the day in which each time lies; local days, also where the clocks change."""
    return np.maximum(np.searchsorted(midnights, at, "right") - 1, 0).astype(np.int64)


def _columns(
    stays: Sequence[Stay],
    zero: int,
    people: Sequence[AgentName],
    queues: Sequence[QueueName],
    midnights: Int64s,
) -> Columns:
    person = {name: number for number, name in enumerate(people)}
    queue = {name: number for number, name in enumerate(queues)}
    joined = np.array([stay.joined - zero for stay in stays], np.int64)
    return Columns(
        asked=np.array([stay.asked - zero for stay in stays], np.int64),
        joined=joined,
        queue=np.array([queue[stay.queue] for stay in stays], np.int64),
        waited=np.array([stay.waited for stay in stays], np.int64),
        ending=np.array([stay.ending for stay in stays], np.int8),
        by_key=np.array([stay.by_key for stay in stays], np.bool_),
        preferred=np.array([person.get(stay.preferred or "", NOBODY) for stay in stays], np.int64),
        agent=np.array([person.get(stay.agent or "", NOBODY) for stay in stays], np.int64),
        ring=np.array([stay.ring for stay in stays], np.int64),
        talk=np.array([stay.talk for stay in stays], np.int64),
        wrap=np.array([stay.wrap for stay in stays], np.int64),
        wrap_by_agent=np.array([stay.wrap_by_agent for stay in stays], np.bool_),
        day=day_of(midnights, joined),
    )


def _shifts(presences: Iterable[Presence], zero: int, people: Sequence[AgentName]) -> Int64s:
    """Stretches that touch are one shift; those that overlap, where a clock was set, too."""
    rows: list[tuple[int, int, int]] = []
    person = {name: number for number, name in enumerate(people)}
    here = (each for each in presences if each.state in ON_SHIFT)
    for each in sorted(here, key=lambda each: (each.agent, each.began)):
        number, began, ended = person[each.agent], each.began - zero, each.ended - zero
        if rows and rows[-1][0] == number and began <= rows[-1][2]:
            rows[-1] = (number, rows[-1][1], max(ended, rows[-1][2]))
        elif ended > began:
            rows.append((number, began, ended))
    return np.array(rows, np.int64).reshape(-1, 3)


def _midnights(first: int, last: int) -> list[int]:
    """Unix milliseconds of each local midnight from that before the first time to that before the last."""
    year, month, day, *_ = time.localtime(first / 1000)
    found: list[int] = []
    while True:
        at = int(time.mktime((year, month, day + len(found), 0, 0, 0, 0, 0, -1)) * 1000)
        if at > last:
            return found
        found.append(at)
