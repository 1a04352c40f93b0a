"""What came while an agent was ready and got nothing: each call by what kept it from them.

The agent was ready all the time, and no ready agent ever stands beside a ticket they may take: so whoever might have
taken a call and did not get it came after somebody else in the key, and the first part in which they differ says why.
"""

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

import msgspec

from appliance.core.explain_agents import lacks
from appliance.core.house import House
from appliance.core.members import Agent
from appliance.core.needs import Programme
from appliance.model.actions import NoteDecision
from appliance.model.explanation import Bar, Lack, Missed
from appliance.model.plan import AgentPlan
from appliance.model.policy import Strategy
from appliance.model.states import KeyPart
from appliance.model.words import CallId, Ms

MOST_TOOK = 5


class Kind(NamedTuple):
    """Calls that were missed for the same reason."""

    bar: Bar
    by: KeyPart | None
    strategy: Strategy
    lacks: tuple[Lack, ...]


def missed(house: House, agent: Agent, since: Ms) -> tuple[int, int, tuple[Missed, ...]]:
    """How many calls came since then, how many more were decided on, and the reasons, most calls first."""
    name, last = agent.plan.name, _last_decisions(house, since)
    had = {decision.call for decision in house.recent.after(0) if decision.agent == name}
    alike: dict[tuple[object, ...], list[NoteDecision]] = {}
    for decision in last.values():
        alike.setdefault((decision.call in had, *_likeness(decision)), []).append(decision)
    by_kind: dict[Kind, list[NoteDecision]] = {}
    for (before, *_), decisions in alike.items():
        programme = house.routing.programme(decisions[0].queue or "")
        if programme is not None:
            kind = Kind(Bar.EXCLUDED, None, Strategy.LONGEST_IDLE, ())
            kind = kind if before else _kind(house, agent.plan, programme, decisions[0])
            by_kind.setdefault(kind, []).extend(decisions)
    kinds = sorted(by_kind.items(), key=lambda each: -len(each[1]))
    came = sum(decision.arrived is not None and decision.arrived >= since for decision in last.values())
    return came, len(last) - came, tuple(_told(kind, calls) for kind, calls in kinds)


def _last_decisions(house: House, since: Ms) -> dict[CallId, NoteDecision]:
    """About each call; where all ring, it is theirs who answered."""
    last = {decision.call: decision for decision in house.recent.after(since) if decision.call is not None}
    for call, decision in last.items():
        queue = house.queues.get(decision.queue or "")
        strategy = queue.strategy if queue is not None else None
        if (strategy or house.plan.routing.strategy) is Strategy.RING_ALL:
            last[call] = msgspec.structs.replace(decision, agent=house.recent.who_answered(call))
    return last


def _likeness(of: NoteDecision) -> tuple[object, ...]:
    """All that the reason depends on: of a thousand decisions there are a few dozen kinds."""
    return of.queue, of.relaxed, of.agent, of.over_agent, of.told_by, of.strategy, of.preferred, of.reserved


def _told(kind: Kind, calls: list[NoteDecision]) -> Missed:
    took = Counter(call.agent for call in calls if call.agent is not None)
    return Missed(
        calls=len(calls),
        bar=kind.bar,
        by=kind.by,
        strategy=kind.strategy,
        lacks=kind.lacks,
        took=tuple(name for name, _ in took.most_common(MOST_TOOK)),
        kept_for=_names(call.preferred for call in calls) if kind.bar is Bar.KEPT else (),
        queues=_names(call.queue for call in calls),
        untaken=sum(call.agent is None for call in calls),
    )


def _names(names: Iterable[str | None]) -> tuple[str, ...]:
    """Each once."""
    return tuple(dict.fromkeys(name for name in names if name))


def _kind(house: House, plan: AgentPlan, programme: Programme, decision: NoteDecision) -> Kind:
    strategy = decision.strategy or programme.queue.strategy or house.plan.routing.strategy
    stage = min(decision.relaxed, len(programme.stages) - 1)
    bar = _bar(plan, programme, decision, stage)
    short = lacks(plan, programme.stages[stage]) if bar is Bar.SKILL else ()
    by = None
    if bar is Bar.NONE and decision.agent is not None:
        by = _by(house, plan, programme, decision)
    return Kind(bar, by, strategy if by is KeyPart.STRATEGY else Strategy.LONGEST_IDLE, short)


def _bar(plan: AgentPlan, programme: Programme, decision: NoteDecision, stage: int) -> Bar:
    if plan.capacity.voice == 0:
        return Bar.NO_CALLS
    if not programme.stages[stage].strength(plan):
        return Bar.SKILL
    return Bar.KEPT if decision.reserved and decision.preferred != plan.name else Bar.NONE


def _by(house: House, plan: AgentPlan, programme: Programme, decision: NoteDecision) -> KeyPart:
    """The first part of the key in which whoever got it came first."""
    if decision.over_agent == plan.name:
        return decision.told_by
    winner = house.agents.get(decision.agent or "")
    if winner is not None and _tier(programme, winner.plan) < _tier(programme, plan):
        return KeyPart.TIER
    if decision.preferred is not None and decision.agent == decision.preferred:
        return KeyPart.PREFERRED
    if winner is not None and _ring(programme, winner.plan) < _ring(programme, plan):
        return KeyPart.RING
    strategy = programme.queue.strategy or house.plan.routing.strategy
    return KeyPart.IDLE_SINCE if strategy is Strategy.LONGEST_IDLE else KeyPart.STRATEGY


def _tier(programme: Programme, plan: AgentPlan) -> int:
    return programme.queue.tiers.get(plan.name, plan.tier)


def _ring(programme: Programme, plan: AgentPlan) -> int:
    """The first stage at which the agent may take the queue's tickets."""
    met = (stage for stage, requirement in enumerate(programme.stages) if requirement.strength(plan))
    return next(met, len(programme.stages))
