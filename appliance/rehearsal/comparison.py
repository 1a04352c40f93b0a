"""Present settings and draft, played on the same callers and set side by side – and the present beside the truth."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from appliance.core.rehearsed import Callers, Shop
from appliance.core.rehearsing import play
from appliance.model.plan import Plan
from appliance.model.words import AgentName, Ms, QueueName
from appliance.rehearsal.changes import plan_changes
from appliance.rehearsal.enough import LEAST_DAYS
from appliance.rehearsal.figures import LEVELS, MEANS, OF_AGENTS, OF_QUEUES, WAITS, Row, of_agent, of_queue, rows
from appliance.rehearsal.history import History, Progress
from appliance.rehearsal.intervals import Floats, day_weights
from appliance.rehearsal.newcomers import everybody
from appliance.rehearsal.tally import Tally, Thresholds, count, empty, ended, signed_in_by_day, thresholds, truly
from appliance.rehearsal.unknowns import Draw, draws

FAR_SHARE, FAR_WAIT_MS, FAR_WAIT = 0.05, 5_000, 0.25
"""From where on a simulation is far from the truth: service level or abandonment by so much, or 8 of 10 waits by so
long and by such a part of itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What is to be compared, and how often the unknown is drawn."""

    present: Plan
    draft: Plan
    ways: int
    seed: int
    patience: Ms | None = None
    """Its mean, where it is told instead of learnt."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Validation:
    """The present settings: what truly happened beside what the simulation makes of the same days."""

    rows: tuple[Row, ...]
    days: int
    since: str | None
    """Date from which on these settings were in effect; None: they were not, or too shortly, and all days are taken."""

    @property
    def far(self) -> tuple[Row, ...]:
        """Those of which simulation and truth are too far apart to rely on."""
        return tuple(filter(_is_far, self.rows))


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    every: tuple[Row, ...]
    queues: dict[QueueName, tuple[Row, ...]]
    targets: dict[QueueName, Ms]
    """The present ones, by which both sides are measured."""
    agents: dict[AgentName, tuple[Row, ...]]
    validation: Validation
    most_waiting: dict[QueueName, int]
    """At once, in the draft."""
    newcomers: tuple[AgentName, ...]
    """Without a history; supposed to be there whenever anybody is."""
    decisions: int


def compare(history: History, trial: Trial, progress: Progress = lambda _: None) -> Comparison:
    """Every queue of the history must be in both plans."""
    shop, newcomers = everybody(history, trial.present, trial.draft)
    limits = thresholds(history, {queue.name: (queue.target_ms, queue.short_ms) for queue in trial.present.queues})
    sides = [_Side(history, trial.present, shop, limits), _Side(history, trial.draft, shop, limits)]
    for number, draw in enumerate(draws(history, trial.patience, trial.ways, trial.seed)):
        for place, side in enumerate(sides):
            done = (2 * number + place) / (2 * trial.ways)
            side.play(draw, trial.seed + number + 1, _share_of(progress, done, 2 * trial.ways))
    progress(1.0)
    present, draft = (side.tally for side in sides)
    with_calls = np.isin(np.arange(len(history.days)), history.stays.day)
    weights = day_weights(len(history.days), with_calls, trial.seed)
    days = int(with_calls.sum())
    return Comparison(
        every=tuple(_rows_of(present, draft, weights, None, days)),
        queues={name: tuple(_rows_of(present, draft, weights, at, days)) for at, name in enumerate(shop.queues)},
        targets=dict(zip(shop.queues, limits.target.tolist(), strict=True)),
        agents={
            name: tuple(rows(OF_AGENTS, of_agent(present, weights, at), of_agent(draft, weights, at), days))
            for at, name in enumerate(shop.people)
            if present.calls[at].any() or draft.calls[at].any()
        },
        validation=_validation(history, trial, present, limits),
        most_waiting={name: int(sides[1].most_waiting[at]) for at, name in enumerate(shop.queues)},
        newcomers=newcomers,
        decisions=sum(side.decisions for side in sides),
    )


class _Side:
    """One plan, with what came of it so far."""

    def __init__(self, history: History, plan: Plan, shop: Shop, limits: Thresholds) -> None:
        self.tally = empty(history, len(shop.people))
        self.decisions = 0
        self.most_waiting = np.zeros(len(shop.queues), np.int64)
        self._history, self._plan, self._shop, self._limits = history, plan, shop, limits
        here = np.isin(shop.shifts[:, 0], [shop.people.index(agent.name) for agent in plan.agents])
        self._signed_in = signed_in_by_day(shop.shifts[here], history.midnights, len(shop.people))

    def play(self, draw: Draw, seed: int, progress: "_Reached") -> None:
        callers = draw.callers(self._plan, self._shop.people)
        played = play(self._plan, self._shop, callers, seed=seed, progress=progress)
        came_to = ended(played, callers.ring, callers.talk, callers.wrap)
        count(self.tally, self._history, came_to, self._limits, self._signed_in)
        self.decisions += played.decisions
        self.most_waiting = np.maximum(self.most_waiting, _most_waiting(callers, played.waited, self._shop.queues))


class _Reached:
    """Tells how far all is from how far one replay is."""

    def __init__(self, progress: Progress, done: float, parts: int) -> None:
        self._progress, self._done, self._parts = progress, done, parts

    def __call__(self, came: int, every: int) -> None:
        self._progress(self._done + came / max(every, 1) / self._parts)


def _share_of(progress: Progress, done: float, parts: int) -> _Reached:
    progress(done)
    return _Reached(progress, done, parts)


def _rows_of(present: Tally, draft: Tally, weights: Floats, queue: int | None, days: int) -> Iterator[Row]:
    yield from rows(OF_QUEUES, of_queue(present, weights, queue), of_queue(draft, weights, queue), days)


def _most_waiting(callers: Callers, waited: NDArray[np.int64], queues: Sequence[QueueName]) -> NDArray[np.int64]:
    """In each queue at once; who leaves at an instant makes room for who comes then."""
    found = np.zeros(len(queues), np.int64)
    for queue in range(len(queues)):
        mine = (callers.queue == queue) & (waited > 0)
        times = np.concatenate((callers.joined[mine], callers.joined[mine] + waited[mine]))
        steps = np.repeat([1, -1], np.count_nonzero(mine))
        found[queue] = np.cumsum(steps[np.lexsort((steps, times))]).max(initial=0)
    return found


def _validation(history: History, trial: Trial, present: Tally, limits: Thresholds) -> Validation:
    truth = empty(history, present.people)
    signed_in = signed_in_by_day(history.shifts, history.midnights, present.people)
    count(truth, history, truly(history.stays), limits, signed_in)
    with_calls = np.isin(np.arange(len(history.days)), history.stays.day)
    begun = _in_effect_since(history, trial.present)
    same = with_calls & (history.midnights >= begun) if begun is not None else np.zeros_like(with_calls)
    known = same.sum() >= LEAST_DAYS
    chosen = same if known else with_calls
    weights, days = day_weights(len(history.days), chosen, trial.seed), int(chosen.sum())
    wanted = (LEVELS[0], *WAITS[:3], MEANS[1])
    found = tuple(rows(wanted, of_queue(truth, weights, None), of_queue(present, weights, None), days))
    first = history.days[int(np.flatnonzero(same)[0])] if known else None
    return Validation(rows=found, days=days, since=first)


def _in_effect_since(history: History, present: Plan) -> int | None:
    """On the history's clock; None when the plan that ran last is another one."""
    since: int | None = None
    for number, (at, plan) in enumerate(history.plans):
        if plan_changes(plan, present).rehearsed:
            since = None
        elif since is None:
            since = at if number else 0
    return since


def _is_far(row: Row) -> bool:
    apart = abs(row.difference.value)
    if row.figure.unit == "share":
        return bool(apart > FAR_SHARE)
    return bool(apart > FAR_WAIT_MS and apart > FAR_WAIT * row.present.value)
