"""The inverse questions, answered from the house as it stands: why does this call wait, why has this agent nothing?"""

from appliance.core.explain_agents import DOING, considered, over_in, until
from appliance.core.explain_idle import tell_idle
from appliance.core.explain_missed import missed
from appliance.core.explain_tickets import passed_over
from appliance.core.explain_waiting import told_waiting
from appliance.core.house import House
from appliance.core.precedence import before_elsewhere, before_in_line
from appliance.model.explanation import Doing, Idle, Waiting, WhyIdle, WhyWaiting
from appliance.model.words import AgentName, CallId, Ms

MOST_AHEAD = 5
"""Of the calls that come first, so many are named."""


def why_waiting(house: House, call: CallId, now: Ms) -> Waiting | None:
    """None when the call is not up. O(agents × waiting)."""
    known = house.calls.get(call)
    if known is None:
        return None
    state, ticket = known.machine.state, house.routing.tickets.get(call)
    if ticket is None:
        return told_waiting(WhyWaiting(call=call, state=state, step=known.step, talks_with=known.agent))
    agents, in_all = considered(house, ticket, now)
    requirement = ticket.programme.stages[ticket.stage]
    place = 0 if known.rung else house.routing.position(call)
    ahead = before_in_line(house, ticket) if place else []
    elsewhere = before_elsewhere(house, ticket, now) if place else []
    return told_waiting(
        WhyWaiting(
            call=call,
            state=state,
            waits=True,
            step=known.step,
            queue=ticket.queue.name,
            waited_ms=now - known.joined,
            age_ms=now - ticket.arrived,
            target_ms=ticket.queue.target_ms,
            place=place,
            in_line=house.waits.count(ticket.queue.name) if ticket.queue.name in house.queues else place,
            ahead=tuple(ahead[:MOST_AHEAD]),
            elsewhere=tuple(elsewhere[:MOST_AHEAD]),
            elsewhere_in_all=len(elsewhere),
            need=dict(requirement.ways[0]),
            or_needs=tuple(map(dict, requirement.ways[1:])),
            or_agents=requirement.agents,
            offered_to=known.rung,
            kept_for=ticket.preferred if ticket.kept else None,
            kept_for_ms=until(house, ("kept", call), now) if ticket.kept else None,
            overflow_in_ms=None if known.overdue else until(house, ("limit", call), now),
            overdue=known.overdue,
            considered=agents,
            considered_in_all=in_all,
        )
    )


def why_idle(house: House, name: AgentName, now: Ms) -> Idle | None:
    """None when there is no such agent. O(waiting + decisions remembered)."""
    agent = house.agents.get(name)
    if agent is None:
        return None
    since, doing = agent.stretch.since, DOING[agent.stretch.state]
    waiting, in_all = passed_over(house, agent, None, now)
    came, already, kinds = missed(house, agent, since) if doing is Doing.READY else (0, 0, ())
    remembered = house.recent.since
    facts = WhyIdle(
        agent=name,
        doing=doing,
        for_ms=now - since,
        reason=agent.stretch.reason,
        call=agent.stretch.call,
        over_in_ms=over_in(house, agent, now),
        came=came,
        waited_already=already,
        remembered_ms=now - remembered if remembered > since else None,
        missed=kinds,
        waiting=waiting,
        waiting_in_all=in_all,
    )
    return Idle(sentences=tell_idle(facts), facts=facts)
