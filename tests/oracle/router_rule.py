"""The rule, word for word: which agents and tickets may come together, and in what order they come."""

from collections.abc import Callable, Iterable

from _fastroute.records import KeyPart, Strategy
from tests.oracle.router_parts import Agent, Seat, Ticket

MASK = (1 << 64) - 1

Key = tuple[tuple[KeyPart, int], ...]
"""Part by part; the first in which two differ decides, the lesser comes first."""


def values(key: Key) -> tuple[int, ...]:
    return tuple(value for _, value in key)


def may_take(agent: Agent, ticket: Ticket) -> bool:
    """As far as skills, exclusions and reservations go; whether the agent has room is another question."""
    if agent.id in ticket.excluded or agent.id in ticket.agents:
        return False
    if ticket.reserved and agent.id != ticket.preferred:
        return False
    return agent.meets(ticket.need)


def place(ticket: Ticket) -> tuple[int, int, int, int]:
    """The order of a line, by which positions are told."""
    return (ticket.band, ticket.due, ticket.arrival, ticket.id)


def line(ticket: Ticket) -> tuple[int, int]:
    """Tickets for whom this is equal stand in one line: those of one need, or those of one kind kept for one agent."""
    if ticket.reserved and ticket.preferred is not None:
        return (ticket.preferred, ticket.need.kind)
    return (id(ticket.need), -1)


def heads(tickets: Iterable[Ticket]) -> list[Ticket]:
    """The first of each line."""
    first: dict[tuple[int, int], Ticket] = {}
    for ticket in sorted(tickets, key=place):
        first.setdefault(line(ticket), ticket)
    return list(first.values())


def is_late(ticket: Ticket, now: int) -> bool:
    return ticket.late_after < now


def least_band(tickets: list[Ticket]) -> list[Ticket]:
    return [each for each in tickets if each.band == min(ticket.band for ticket in tickets)]


def first_of(tickets: list[Ticket], now: int, *, late_every: int, late_turn: bool) -> Ticket:
    """The one an agent takes of the heads of the lines they may take from."""
    tickets = least_band(tickets)
    late = [each for each in tickets if is_late(each, now)] if late_every else []
    on_time = [each for each in tickets if each not in late]
    if late and (late_turn or not on_time):
        return min(late, key=lambda each: (each.arrival, each.id))
    return min(on_time, key=place)


def ticket_key(ticket: Ticket, now: int, *, shared: bool) -> Key:
    """The first part in which two differ tells them apart. Shared: they are of two lines, and the late have a share."""
    late = shared and is_late(ticket, now)
    key = [(KeyPart.BAND, ticket.band)]
    if shared:
        key.append((KeyPart.LATE, int(late)))
    if not late:
        key.append((KeyPart.DUE, ticket.due))
    return (*key, (KeyPart.ARRIVAL, ticket.arrival), (KeyPart.TICKET, ticket.id))


def agent_key(agent: Agent, ticket: Ticket, strategy_value: int) -> Key:
    """Of the agents who are ready and may take the ticket, the one with the least takes it."""
    seat = agent.seats[ticket.need.kind]
    return (
        (KeyPart.TIER, ticket.need.tiers.get(agent.id, agent.tier)),
        (KeyPart.PREFERRED, int(agent.id != ticket.preferred)),
        (KeyPart.RING, ring(agent, ticket)),
        (KeyPart.STRATEGY, strategy_value),
        (KeyPart.IDLE_SINCE, seat.since),
        (KeyPart.AGENT, agent.id),
    )


def ring(agent: Agent, ticket: Ticket) -> int:
    """Who met what was needed first comes before who meets only what it became."""
    return next(index for index, need in enumerate(ticket.needs) if agent.meets(need))


def strategy_key(agent: Agent, seat: Seat, ticket: Ticket, strategy: Strategy) -> int:
    """Of all but least_occupied and random, which need to know the time and the seed."""
    keys: dict[Strategy, Callable[[], int]] = {
        Strategy.LONGEST_IDLE: lambda: 0,
        Strategy.RING_ALL: lambda: 0,
        Strategy.FEWEST_CALLS: lambda: seat.calls,
        Strategy.LEAST_TALK_TIME: lambda: seat.talked,
        Strategy.ROUND_ROBIN: lambda: seat.turn,
        Strategy.LINEAR: lambda: agent.position,
        Strategy.BEST_SKILL: lambda: -sum(agent.skills[skill] for skill in ticket.need.skills),
        Strategy.LEAST_VERSATILE: lambda: len(agent.skills),
        Strategy.LIGHTER_NEXT: lambda: seat.load,
    }
    return keys[strategy]()


def drawn(agent: int, ticket: Ticket, seed: int) -> int:
    """63 bits that look like chance and are the same each time."""
    day = scatter((seed & MASK) ^ scatter(ticket.id & MASK))
    return scatter(day ^ ((agent + ticket.tries) & MASK)) >> 1


def scatter(number: int) -> int:
    """The finisher of splitmix64."""
    number = ((number ^ (number >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    number = ((number ^ (number >> 27)) * 0x94D049BB133111EB) & MASK
    return number ^ (number >> 31)
