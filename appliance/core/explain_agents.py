"""Everybody who might take a ticket, as they stand at this moment, and what stands between each of them and it."""

from collections.abc import Iterable

from appliance.core.house import House
from appliance.core.members import Agent
from appliance.core.needs import Requirement
from appliance.core.tickets import Ticket
from appliance.model.explanation import Bar, Considered, Doing, Lack
from appliance.model.plan import AgentPlan
from appliance.model.policy import Relaxation
from appliance.model.states import AgentStatus, ShiftState
from appliance.model.words import AgentName, Ms, SkillName

MOST_CONSIDERED = 100
"""Listed one by one; of a larger house those who come first in this order, and how many there are in all."""

DOING = {
    ShiftState.READY: Doing.READY,
    ShiftState.OFFERED: Doing.OFFERED,
    ShiftState.DIALLING: Doing.DIALLING,
    ShiftState.TALKING: Doing.TALKING,
    ShiftState.HOLDING: Doing.HOLDING,
    ShiftState.WATCHING: Doing.WATCHING,
    ShiftState.WRAPPING_UP: Doing.WRAPPING_UP,
    ShiftState.ON_BREAK: Doing.ON_BREAK,
    ShiftState.SIGNED_OUT: Doing.SIGNED_OUT,
}
NOT_ASKED = frozenset({Bar.EXCLUDED, Bar.SENT_ON})
_AWAY = frozenset({Doing.ON_BREAK, Doing.SIGNED_OUT})
_THEN = {AgentStatus.ON_BREAK: Doing.ON_BREAK, AgentStatus.SIGNED_OUT: Doing.SIGNED_OUT}


def considered(
    house: House, ticket: Ticket, now: Ms, *, chosen: Iterable[AgentName] = (), runner_up: AgentName | None = None
) -> tuple[tuple[Considered, ...], int]:
    """Those who got it, who would have been next, who else could have had it, the rest; and how many. O(agents)."""
    got_it = frozenset(chosen)
    everybody = [_considered(house, agent, ticket, now, chosen=name in got_it) for name, agent in house.agents.items()]
    everybody.sort(key=lambda one: (not one.chosen, one.agent != runner_up, *_interest(one)))
    return tuple(everybody[:MOST_CONSIDERED]), len(everybody)


def _interest(one: Considered) -> tuple[bool, bool, bool]:
    """What sorts first is read first; the others stay in the plan's order."""
    return one.bar is not Bar.NONE, one.doing in _AWAY, one.doing is not Doing.READY


def _considered(house: House, agent: Agent, ticket: Ticket, now: Ms, *, chosen: bool) -> Considered:
    name, bar = agent.plan.name, bar_of(agent.plan, ticket)
    barred = bar is Bar.SKILL
    step = enough_by(agent.plan, ticket) if barred else None
    return Considered(
        agent=name,
        doing=DOING[agent.stretch.state],
        for_ms=now - agent.stretch.since,
        reason=agent.stretch.reason,
        call=agent.stretch.call,
        over_in_ms=over_in(house, agent, now),
        then=then_of(agent),
        bar=bar,
        lacks=lacks(agent.plan, ticket.programme.stages[ticket.stage]) if barred else (),
        enough_at_ms=None if step is None else step.after_ms,
        enough_by=step,
        asked_again_in_ms=asked_again_in(house, ticket, name, now) if bar in NOT_ASKED else None,
        levels={
            skill: agent.plan.skills[skill] for skill in _asked_of(agent.plan, ticket) if skill in agent.plan.skills
        },
        tier=ticket.queue.tiers.get(name, agent.plan.tier),
        chosen=chosen,
    )


def then_of(agent: Agent) -> Doing | None:
    """What follows when the present call is over, where it is not being ready again."""
    return (
        _THEN.get(agent.status.state)
        if agent.stretch.state not in {ShiftState.ON_BREAK, ShiftState.SIGNED_OUT}
        else None
    )


def over_in(house: House, agent: Agent, now: Ms) -> Ms | None:
    """How long until what the agent does ends by itself."""
    alarm = {ShiftState.OFFERED: "offer", ShiftState.WRAPPING_UP: "wrap_up"}.get(agent.stretch.state)
    return until(house, (alarm, agent.plan.name), now) if alarm is not None else None


def asked_again_in(house: House, ticket: Ticket, agent: AgentName, now: Ms) -> Ms | None:
    return until(house, ("include", ticket.call, agent), now)


def until(house: House, alarm: tuple[str, int | str] | tuple[str, int, str], now: Ms) -> Ms | None:
    at = house.alarms.at(alarm)
    return max(0, at - now) if at is not None else None


def bar_of(agent: AgentPlan, ticket: Ticket) -> Bar:
    """What stands between them whatever the agent does; the first that applies."""
    bars = (
        (agent.capacity.voice == 0, Bar.NO_CALLS),
        (ticket.programme.stages[ticket.stage].strength(agent) == 0, Bar.SKILL),
        (agent.name in ticket.excluded, Bar.SENT_ON if agent.name == ticket.sent_by else Bar.EXCLUDED),
        (ticket.kept and agent.name != ticket.preferred, Bar.KEPT),
    )
    return next((bar for applies, bar in bars if applies), Bar.NONE)


def _asked_of(agent: AgentPlan, ticket: Ticket) -> dict[SkillName, int]:
    """The way in which they may take it; where there is none, the queue's own need."""
    ways = ticket.programme.stages[ticket.stage].ways
    return dict(next((way for way in ways if Requirement((way,)).admits(agent)), ways[0]))


def need_of(ticket: Ticket, stage: int | None = None) -> dict[SkillName, int]:
    """The queue's own need at that stage of its relaxation, the present one if none is given."""
    return dict(ticket.programme.stages[ticket.stage if stage is None else stage].ways[0])


def lacks(agent: AgentPlan, requirement: Requirement) -> tuple[Lack, ...]:
    """What the agent is short of on the way that asks for the least more; empty where no skill would help."""
    short = [
        tuple(
            Lack(skill, level, agent.skills.get(skill, 0)) for skill, level in way if agent.skills.get(skill, 0) < level
        )
        for way in requirement.ways
    ]
    return min(short, key=lambda way: sum(lack.needed - lack.has for lack in way), default=())


def enough_by(agent: AgentPlan, ticket: Ticket) -> Relaxation | None:
    """The step of its relaxation by which the agent may take it; None: it never goes so far."""
    later = zip(ticket.queue.relax[ticket.stage :], ticket.programme.stages[ticket.stage + 1 :], strict=False)
    for step, requirement in later:
        if step.overflow:
            return None
        if requirement.admits(agent):
            return step
    return None
