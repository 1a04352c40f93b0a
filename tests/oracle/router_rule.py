"""The rule, word for word: which agents and tickets may come together, and in what order they come."""

from collections.abc import Callable

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


def is_late(ticket: Ticket, now: int) -> bool:
    return ticket.due < now


def ticket_key(ticket: Ticket, now: int, *, late_every: int, late_first: bool) -> Key:
    """Of the tickets one agent may take, the one with the least is taken."""
    late = late_every > 0 and is_late(ticket, now)
    key = [(KeyPart.BAND, ticket.band)]
    if late_every > 0:
        key.append((KeyPart.LATE, int(late != late_first)))
    if not late:
        key.append((KeyPart.DUE, ticket.due))
    return (*key, (KeyPart.ARRIVAL, ticket.arrival), (KeyPart.TICKET, ticket.id))


def agent_key(agent: Agent, ticket: Ticket, strategy: Strategy, seed: int) -> Key:
    """Of the agents who are ready and may take the ticket, the one with the least takes it."""
    seat = agent.seats[ticket.need.kind]
    return (
        (KeyPart.PREFERRED, int(agent.id != ticket.preferred)),
        (KeyPart.TIER, ticket.need.tiers.get(agent.id, agent.tier)),
        (KeyPart.RING, ring(agent, ticket)),
        (KeyPart.STRATEGY, strategy_key(agent, seat, ticket, strategy, seed)),
        (KeyPart.IDLE_SINCE, seat.since),
        (KeyPart.AGENT, agent.id),
    )


def ring(agent: Agent, ticket: Ticket) -> int:
    """Who met what was needed first comes before who meets only what it became."""
    return next(index for index, need in enumerate(ticket.needs) if agent.meets(need))


def strategy_key(agent: Agent, seat: Seat, ticket: Ticket, strategy: Strategy, seed: int) -> int:
    keys: dict[Strategy, Callable[[], int]] = {
        Strategy.LONGEST_IDLE: lambda: 0,
        Strategy.RING_ALL: lambda: 0,
        Strategy.LEAST_OCCUPIED: seat.busy.key,
        Strategy.FEWEST_CALLS: lambda: seat.calls,
        Strategy.LEAST_TALK_TIME: lambda: seat.talked,
        Strategy.ROUND_ROBIN: lambda: seat.turn,
        Strategy.LINEAR: lambda: agent.position,
        Strategy.RANDOM: lambda: drawn(agent.id, ticket, seed),
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
