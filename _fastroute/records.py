"""What the router is told in words, and what it tells about its decisions: plain records of ids, times and verdicts."""

from enum import IntEnum, StrEnum
from typing import NamedTuple


class Kind(IntEnum):
    """Kinds of work. An agent has a seat for each, with a capacity of its own: text never fences off voice."""

    VOICE = 0
    TEXT = 1
    MESSAGE = 2
    CALLBACK = 3


class Strategy(StrEnum):
    """Which of the ready agents gets a ticket: the least of a key, which router.pyi gives for each of them."""

    LONGEST_IDLE = "longest_idle"
    LEAST_OCCUPIED = "least_occupied"
    FEWEST_CALLS = "fewest_calls"
    LEAST_TALK_TIME = "least_talk_time"
    ROUND_ROBIN = "round_robin"
    LINEAR = "linear"
    RANDOM = "random"
    BEST_SKILL = "best_skill"
    LEAST_VERSATILE = "least_versatile"
    LIGHTER_NEXT = "lighter_next"
    RING_ALL = "ring_all"


BY_COUNTS = frozenset(
    {
        Strategy.LEAST_OCCUPIED,
        Strategy.FEWEST_CALLS,
        Strategy.LEAST_TALK_TIME,
        Strategy.ROUND_ROBIN,
        Strategy.LIGHTER_NEXT,
    }
)
"""Whose keys are made of what an agent has done before."""


class Trigger(StrEnum):
    """What made the router decide. The first five look for an agent, the others for a ticket."""

    ARRIVED = "arrived"
    GIVEN_BACK = "given back"
    READMITTED = "readmitted"
    RELAXED = "relaxed"
    RELEASED = "released"
    SIGNED_IN = "signed in"
    FREED = "freed"
    SKILLED = "skilled"


class KeyPart(StrEnum):
    """The first part of the key in which winner and runner-up differ: six for agents, five for tickets.

    LATE tells only tickets of two lines apart. Within a line the order is band, due, arrival, ticket whoever is late;
    of two lines with a late ticket each it is band, arrival, ticket.
    """

    ONLY = "only one"
    """There was no runner-up."""
    TIER = "tier"
    PREFERRED = "preferred"
    """0 for the agent whom the ticket prefers, 1 for others."""
    RING = "ring"
    """Which of the ticket's needs, oldest first, is the first that the agent meets; 0 before any relaxation."""
    STRATEGY = "strategy"
    IDLE_SINCE = "idle since"
    AGENT = "agent id"
    BAND = "band"
    LATE = "late"
    """One was late, the other was not; the values are their late_after."""
    DUE = "due"
    ARRIVAL = "arrival"
    TICKET = "ticket id"


class AgentState(StrEnum):
    """Of a seat: of an agent for one kind of work."""

    OUT = "signed out"
    """Or without capacity for this kind, or leaving and not busy with it."""
    READY = "ready"
    """Could take a ticket now; with a capacity of 2 and more perhaps besides others."""
    BUSY = "busy"
    LEAVING = "leaving"
    """Busy, and signed out as soon as everything the agent has is over."""


class Verdict(StrEnum):
    """Why this agent and this ticket are, or are not, together; the first that applies, from top to bottom."""

    CHOSEN = "chosen"
    """Has it, or it rings there."""
    UNSKILLED = "unskilled"
    EXCLUDED = "excluded"
    RESERVED = "reserved"
    """For another agent."""
    OTHER_WORK = "other work"
    """Has no capacity for this kind."""
    SIGNED_OUT = "signed out"
    BUSY = "busy"
    """With as much as the capacity allows, or not yet free again, or leaving."""
    READY = "ready"
    """Could have taken it, and another was chosen."""


class Decision(NamedTuple):
    """Why a ticket went to its agent."""

    trigger: Trigger
    now: int
    agent: int
    ticket: int
    told_by: KeyPart
    runner_up: int | None
    """An agent when the ticket looked for an agent, a ticket when the agent looked for a ticket."""
    won_with: int | None
    """The winner's value of the key part that told them apart."""
    lost_with: int | None
    """The runner-up's."""
    strategy: Strategy | None = None
    """Whose key told them apart; None when told_by is not STRATEGY."""


class AgentVerdict(NamedTuple):
    agent: int
    verdict: Verdict
    since: int
    """When the agent's seat for this kind of work was last signed in or out, given a ticket, or freed."""


class TicketVerdict(NamedTuple):
    ticket: int
    verdict: Verdict


class TicketReport(NamedTuple):
    """A ticket and everybody who might take it, as things stand now."""

    ticket: int
    need: int
    due: int
    arrival: int
    position: int
    """In its line, 1 is next; 0 when an agent has it. One that rings (RING_ALL) still stands in line."""
    decision: Decision | None
    """The one that gave it to the agent who has it; None if nobody has it."""
    verdicts: tuple[AgentVerdict, ...]
    """By agent id."""
    band: int = 0
    late_after: int = 0
    """It is late from the next instant on."""
    preferred: int | None = None
    reserved: bool = False
    """Only the preferred agent may have it."""
    held_by: tuple[int, ...] = ()
    """In the order in which they got it; more than one while it rings."""


class AgentReport(NamedTuple):
    """An agent's seat for one kind of work and every ticket of that kind that stands in a line, as things stand now."""

    agent: int
    state: AgentState
    since: int
    ticket: int | None
    """The one of this kind they have had longest."""
    verdicts: tuple[TicketVerdict, ...]
    """Need by need, in the order the needs were made, each in order of service; then what is reserved, by agent."""
