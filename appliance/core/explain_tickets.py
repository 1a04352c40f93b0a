"""The tickets an agent did not get, or does not get now, each with what came before it or what kept it from them."""

from heapq import nsmallest

from appliance.core.explain_agents import NOT_ASKED, asked_again_in, bar_of, lacks, until
from appliance.core.house import House
from appliance.core.members import Agent
from appliance.core.tickets import Ticket
from appliance.model.explanation import Bar, PassedOver
from appliance.model.states import KeyPart
from appliance.model.words import Ms

MOST_PASSED_OVER = 20
"""Listed one by one; of a longer line its beginning, and how long it is."""

MOST_LOOKED_AT = 500
"""Tickets from the head of the line: the running box is asked too, and a flood of callers must not make it slow."""


def passed_over(house: House, agent: Agent, taken: Ticket | None, now: Ms) -> tuple[tuple[PassedOver, ...], int]:
    """All that wait but the one taken: what the agent might have had first, in order; and how many. O(waiting)."""
    others = [ticket for ticket in house.routing.tickets.values() if ticket is not taken and not ticket.rung]
    first = nsmallest(MOST_LOOKED_AT, others, key=Ticket.place)
    first.sort(key=lambda ticket: bar_of(agent.plan, ticket) is not Bar.NONE)
    listed = tuple(passed(house, agent, taken, each, now=now) for each in first[:MOST_PASSED_OVER])
    return listed, len(others)


def passed(house: House, agent: Agent, taken: Ticket | None, ticket: Ticket, *, now: Ms) -> PassedOver:
    bar = bar_of(agent.plan, ticket)
    by, after = behind(house, taken, ticket, now) if bar is Bar.NONE and taken is not None else (None, 0)
    return PassedOver(
        call=ticket.call,
        queue=ticket.queue.name,
        waited_ms=now - ticket.arrived,
        by=by,
        behind=after,
        late=is_late(house, ticket, now),
        bar=bar,
        lacks=lacks(agent.plan, ticket.programme.stages[ticket.stage]) if bar is Bar.SKILL else (),
        kept_for=ticket.preferred if bar is Bar.KEPT else None,
        for_ms=_bar_holds(house, agent, ticket, now),
    )


def is_late(house: House, ticket: Ticket, now: Ms) -> bool:
    """Past the answer target of its queue where the house gives such tickets a share of their own."""
    return house.plan.routing.late_every > 0 and ticket.late_after < now


def behind(house: House, taken: Ticket, ticket: Ticket, now: Ms) -> tuple[KeyPart, int]:
    """In which part of the order it comes after the one that is taken, and by how much; below 0: before it."""
    if taken.band != ticket.band:
        return KeyPart.BAND, ticket.band - taken.band
    one_line = taken.line == ticket.line  # in which nobody comes first for being late
    late = not one_line and is_late(house, ticket, now)
    if not one_line and late != is_late(house, taken, now):
        return KeyPart.LATE, 0
    if not late and taken.due != ticket.due:
        return KeyPart.DUE, ticket.due - taken.due
    if taken.arrived != ticket.arrived:
        return KeyPart.ARRIVAL, ticket.arrived - taken.arrived
    return KeyPart.TICKET, ticket.call - taken.call


def _bar_holds(house: House, agent: Agent, ticket: Ticket, now: Ms) -> Ms | None:
    bar = bar_of(agent.plan, ticket)
    if bar in NOT_ASKED:
        return asked_again_in(house, ticket, agent.plan.name, now)
    return until(house, ("kept", ticket.call), now) if bar is Bar.KEPT else None
