"""A plan played with calls that were: its settings become what the compiled rehearsal wants, and what came of it.

The same translation as for the live router (needs.py), so that what is rehearsed is what would run. Not rehearsed:
offers that nobody answers, the queue's capacity, announcements, and everything before a caller asks for a person.
"""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from _fastroute.outcome import Ending
from _fastroute.records import Strategy
from _fastroute.trace import NOBODY, ROUTERS_OWN, Agent, Need, Staff, Step, Trace
from _fastroute.traffic import replay
from appliance.core.needs import KINDS, Needs, Requirement, stages
from appliance.core.rehearsed import Callers, Int64s, Played, Shop
from appliance.core.roster import BEHIND_THE_LIST
from appliance.model.plan import AgentPlan, Plan, QueuePlan
from appliance.model.policy import WorkKind
from appliance.model.words import Ms, QueueName

STRATEGIES = tuple(Strategy)


def play(
    plan: Plan,
    shop: Shop,
    callers: Callers,
    *,
    seed: int = 0,
    progress: Callable[[int, int], None] | None = None,
) -> Played:
    """Every queue in which somebody waits must be in the plan; people who are not in it do nothing.

    `progress` is given callers so far and all of them. Raises the faults of _fastroute for what it cannot play.
    """
    crew = _Crew(plan, shop)
    admitted = crew.admitted(callers)
    staff = Staff(agents=crew.agents, shifts=crew.shifts)
    routing = plan.routing
    trace = crew.trace(callers, admitted)
    outcome = replay(
        trace,
        staff,
        needs=crew.needs.made,
        strategy=routing.strategy.value,
        late_every=routing.late_every,
        seed=seed or routing.seed,
        programmes=crew.programmes,
        progress=progress,
    )
    ending = np.full(len(callers.joined), Ending.OVERFLOWED, np.int8)
    agent, waited = np.full(len(ending), NOBODY, np.int64), np.zeros(len(ending), np.int64)
    ending[admitted], waited[admitted] = outcome.ending, outcome.waited
    answered = admitted[outcome.ending == Ending.ANSWERED]
    agent[answered] = crew.person_of[outcome.agent[outcome.ending == Ending.ANSWERED]]
    busy, ready = np.zeros(len(shop.people), np.int64), np.zeros(len(shop.people), np.int64)
    busy[crew.person_of], ready[crew.person_of] = outcome.talk + outcome.wrap, outcome.ready
    return Played(ending=ending, agent=agent, waited=waited, busy=busy, ready=ready, decisions=outcome.decisions)


class _NeedList:
    """Needs in the order in which they were first asked for, as the rehearsal numbers them."""

    def __init__(self) -> None:
        self.made: list[Need] = []
        self._numbers: dict[tuple[object, ...], int] = {}

    def need(self, skills: Mapping[int, int], kind: int, tiers: Mapping[int, int] | None) -> int:
        key = (frozenset(skills.items()), int(kind), frozenset((tiers or {}).items()))
        if key not in self._numbers:
            self._numbers[key] = len(self.made)
            self.made.append(Need(dict(skills), int(kind), dict(tiers) if tiers else None))
        return self._numbers[key]


class _Crew:
    """The plan by the rehearsal's numbers: agents in the order of the plan, queues in the shop's."""

    def __init__(self, plan: Plan, shop: Shop) -> None:
        self.needs = _NeedList()
        self._shop = shop
        self._plans = {agent.name: agent for agent in plan.agents if agent.name in shop.people}
        self._numbers = {name: number for number, name in enumerate(self._plans)}
        self._queues = {queue.name: queue for queue in plan.queues}
        self._stages = {queue.name: stages(queue, self._queues) for queue in plan.queues}
        self._top = min((-queue.band for queue in plan.queues), default=0)
        interned = Needs(self.needs)
        for several in self._stages.values():
            interned.add(several)
        self._handles = {name: self._handles_of(interned, name) for name in self._queues}
        self.agents = [_agent(interned, place, each) for place, each in enumerate(self._plans.values())]
        self.person_of = np.array([shop.people.index(name) for name in self._plans], np.int64)
        numbers = np.array([self._numbers.get(name, NOBODY) for name in shop.people], np.int64)
        here = numbers[shop.shifts[:, 0]] != NOBODY
        self.shifts = np.column_stack((numbers[shop.shifts[here, 0]], shop.shifts[here, 1:]))
        self._number_of = np.append(numbers, NOBODY)
        """Of a person; the last is that of nobody, whose number is -1."""
        self.programmes: list[list[Step]] = []
        """Of the trace made last."""

    def admitted(self, callers: Callers) -> Int64s:
        """Which callers get into their queue: all, but for those who find nobody signed in who could take the call."""
        open_to = np.ones(len(callers.joined), np.bool_)
        for number, name in enumerate(self._shop.queues):
            queue = self._queues.get(name)
            if queue is not None and queue.needs_staff:
                mine = callers.queue == number
                able = [n for n, agent in enumerate(self._plans.values()) if self._able(agent, self._stages[name])]
                open_to[mine] = _anyone_there(self.shifts, able, callers.joined[mine])
        return np.flatnonzero(open_to)

    def trace(self, callers: Callers, admitted: Int64s) -> Trace:
        queues = [self._queues[name] for name in self._shop.queues]
        of = callers.queue[admitted]
        joined, asked = callers.joined[admitted], callers.asked[admitted]
        preferred = self._number_of[callers.preferred[admitted]]
        able = np.array([[self._may_take(agent, queue) for queue in queues] for agent in self._plans.values()] or [[]])
        preferred[preferred != NOBODY] = np.where(
            able[preferred[preferred != NOBODY], of[preferred != NOBODY]], preferred[preferred != NOBODY], NOBODY
        )
        kept = _column([queue.prefer_last_agent_ms for queue in queues], of)
        here = _there(self.shifts, preferred, joined)
        late_after = asked + _column([queue.target_ms for queue in queues], of)
        return Trace(
            arrival=joined,
            need=_column([self._handles[queue.name][0] for queue in queues], of),
            talk=callers.talk[admitted],
            wrap=callers.wrap[admitted],
            patience=callers.patience[admitted],
            due=late_after - _column([queue.head_start_ms for queue in queues], of),
            late_after=late_after,
            band=_column([-queue.band for queue in queues], of),
            programme=self._programmes_of(of, joined - asked),
            preferred=preferred,
            reserved_for=np.where(here, kept, 0),
            load=_column([queue.load for queue in queues], of),
            ring=callers.ring[admitted],
            strategy=_column([_strategy(queue) for queue in queues], of),
        )

    def _handles_of(self, interned: Needs, name: QueueName) -> list[int]:
        tiers = {self._numbers[who]: tier for who, tier in self._queues[name].tiers.items() if who in self._numbers}
        return [interned.handle(each, WorkKind.VOICE, tiers) for each in self._stages[name]]

    def _programmes_of(self, of: Int64s, asked_before: Int64s) -> Int64s:
        """The number of each caller's programme; whoever asked before this wait is further on in it from the start."""
        queues = self._shop.queues
        kinds, number_of = np.unique(asked_before * len(queues) + of, return_inverse=True)
        both = (divmod(kind, len(queues)) for kind in kinds.tolist())
        self.programmes = [self._programme(queues[queue], before) for before, queue in both]
        numbers: Int64s = number_of.astype(np.int64, copy=False)
        return numbers

    def _programme(self, name: QueueName, before: Ms) -> list[Step]:
        """Relaxation and the top band from the ticket's arrival, `before` this wait; the longest wait from its start.

        What is due when the wait begins comes then, a unit of time apart, so that it keeps its order. Of what comes at
        one age, overflow is all that counts.
        """
        queue = self._queues[name]
        ends = min([queue.max_wait_ms, *(step.after_ms for step in queue.relax if step.overflow)])
        steps: dict[Ms, Step] = {}
        for stage, step in enumerate(queue.relax, 1):
            if not step.overflow:
                age = max(step.after_ms - before, stage - 1)
                steps[age] = Step(age, need=self._handles[name][stage])
        if -queue.band > self._top:
            age = max(queue.top_after_ms - before, 0)
            steps[age] = steps.get(age, Step(age))._replace(band=self._top)
        earlier = [steps[age] for age in sorted(steps) if age < ends]
        return [*earlier, Step(ends, overflow=True)]

    def _may_take(self, agent: AgentPlan, queue: QueuePlan) -> bool:
        return self._able(agent, self._stages[queue.name][:1])

    @staticmethod
    def _able(agent: AgentPlan, several: Sequence[Requirement]) -> bool:
        return agent.capacity.voice > 0 and any(each.strength(agent) > 0 for each in several)


def _agent(interned: Needs, place: int, plan: AgentPlan) -> Agent:
    position = BEHIND_THE_LIST + place if plan.position is None else plan.position
    return Agent(interned.levels(plan), plan.tier, position, {int(KINDS[WorkKind.VOICE]): plan.capacity.voice})


def _strategy(queue: QueuePlan) -> int:
    return ROUTERS_OWN if queue.strategy is None else STRATEGIES.index(Strategy(queue.strategy.value))


def _column(values: Sequence[int], of: Int64s) -> Int64s:
    column: Int64s = np.array(values, np.int64)[of]
    return column


def _anyone_there(shifts: Int64s, able: Sequence[int], at: Int64s) -> NDArray[np.bool_]:
    """Whether at each time somebody of those able is signed in."""
    theirs = shifts[np.isin(shifts[:, 0], able)]
    begins, ends = np.sort(theirs[:, 1]), np.sort(theirs[:, 2])
    come: NDArray[np.bool_] = np.searchsorted(begins, at, "right") > np.searchsorted(ends, at, "right")
    return come


def _there(shifts: Int64s, agents: Int64s, at: Int64s) -> NDArray[np.bool_]:
    """Whether each of the agents is signed in at the time beside them; NOBODY is not."""
    found = np.zeros(len(agents), np.bool_)
    for agent in np.unique(agents[agents != NOBODY]):
        mine = agents == agent
        found[mine] = _anyone_there(shifts, [int(agent)], at[mine])
    return found
