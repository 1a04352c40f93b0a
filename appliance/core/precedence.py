"""Which tickets are served before another one: in its own line those before its place, in other lines by the rule.

Only lines count that somebody looks into who may serve this ticket. In a line it goes by due; between the heads of
lines the guaranteed share of late ones decides too, so that of two of which one is late either may come first.
"""

from collections.abc import Hashable, Iterator
from itertools import takewhile

from appliance.core.explain_agents import bar_of
from appliance.core.explain_tickets import behind, is_late
from appliance.core.house import House
from appliance.core.tickets import Ticket
from appliance.model.explanation import Ahead, Bar
from appliance.model.plan import AgentPlan
from appliance.model.states import AgentStatus, KeyPart
from appliance.model.words import CallId, Ms

Line = list[Ticket]


def before_in_line(house: House, ticket: Ticket) -> list[CallId]:
    """In order. O(waiting)."""
    place = ticket.place()
    mine = (each for each in house.routing.tickets.values() if each.line == ticket.line and _waits(house, each))
    return [call for *_, call in sorted(each.place() for each in mine if each.place() < place)]


def before_elsewhere(house: House, ticket: Ticket, now: Ms) -> list[Ahead]:
    """Of other lines, those that come, or may come, before it; line by line. O(waiting × log waiting)."""
    found: list[Ahead] = []
    for line in _other_lines(house, ticket):
        comes_first = (_ahead(house, each, ticket, now) for each in sorted(line, key=Ticket.place))
        found += [each for each in takewhile(lambda each: each is not None, comes_first) if each is not None]
    return found


def is_next(house: House, call: CallId, now: Ms) -> bool:
    """Whether whoever is free first among those who may take it takes this one. O(waiting)."""
    if house.routing.position(call) != 1:
        return False
    ticket = house.routing.tickets[call]
    heads = (min(line, key=Ticket.place) for line in _other_lines(house, ticket))
    return all(_ahead(house, head, ticket, now) is None for head in heads)


def _other_lines(house: House, ticket: Ticket) -> Iterator[Line]:
    """What waits there for those who may serve the ticket."""
    servers = _servers(house, ticket)
    lines: dict[Hashable, Line] = {}
    for each in house.routing.tickets.values():
        if each.line != ticket.line and _waits(house, each):
            lines.setdefault(each.line, []).append(each)
    for line in lines.values():
        if any(_may(server, line[0]) for server in servers):
            served = [each for each in line if not each.excluded or any(_may(server, each) for server in servers)]
            if served:
                yield served


def _servers(house: House, ticket: Ticket) -> list[AgentPlan]:
    """Who may take it and is there; where nobody is, whoever may come."""
    able = [agent for agent in house.agents.values() if bar_of(agent.plan, ticket) is Bar.NONE]
    here = [agent.plan for agent in able if agent.status.state is AgentStatus.READY]
    return here or [agent.plan for agent in able]


def _may(agent: AgentPlan, ticket: Ticket) -> bool:
    return bar_of(agent, ticket) is Bar.NONE


def _ahead(house: House, one: Ticket, other: Ticket, now: Ms) -> Ahead | None:
    """None where it comes after the other for sure."""
    by, after = behind(house, other, one, now)
    late, always_first = is_late(house, one, now), house.plan.routing.late_every == 1
    may_come = by is KeyPart.LATE and (late or not always_first)
    if after >= 0 and not may_come:
        return None
    sure = by is not KeyPart.LATE or always_first
    return Ahead(call=one.call, queue=one.queue.name, by=by, ahead=-after, late=late, sure=sure)


def _waits(house: House, ticket: Ticket) -> bool:
    """A ticket that rings with all stands in line until somebody has it."""
    return not ticket.rung or house.routing.position(ticket.call) > 0
