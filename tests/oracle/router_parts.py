"""What the oracle's router remembers: agents with their seats, needs, tickets. Plain values, in no order."""

from dataclasses import dataclass, field

from _fastroute.records import AgentState, Decision, Kind, Strategy
from tests.oracle.busy_time import BusyTime, Presence


@dataclass
class Need:
    skills: dict[int, int]
    kind: Kind
    tiers: dict[int, int]


@dataclass(eq=False)
class Ticket:
    id: int
    needs: list[Need]
    """The present one is the last; the others are what it needed before it was relaxed."""
    due: int
    late_after: int
    arrival: int
    band: int
    excluded: set[int]
    preferred: int | None
    reserved: bool
    strategy: Strategy | None
    load: int
    rings: bool
    """RING_ALL, settled when it is offered: it stays in line, with many agents, until one accepts."""
    agents: list[int] = field(default_factory=list)
    """Who have it, in the order in which they got it."""
    accepted: bool = False
    tries: int = 0
    """How often it was given back."""

    @property
    def need(self) -> Need:
        return self.needs[-1]

    def waits(self) -> bool:
        return not self.agents or (self.rings and not self.accepted)


@dataclass(eq=False)
class Unit:
    """A part of a seat that is in use."""

    given: int
    ticket: Ticket | None
    """None: it is withdrawn, given back or accepted by another, and the agent not freed yet."""
    decision: Decision
    spoke: bool = True
    """Unless the ticket was given back or accepted by another."""


@dataclass(eq=False)
class Seat:
    """One agent for one kind of work."""

    kind: Kind
    capacity: int
    since: int = 0
    units: list[Unit] = field(default_factory=list)
    """In the order in which they were given."""
    calls: int = 0
    talked: int = 0
    turn: int = 0
    load: int = 0
    busy: BusyTime = field(default_factory=BusyTime)

    def has_room(self) -> bool:
        return len(self.units) < self.capacity


@dataclass(eq=False)
class Agent:
    id: int
    skills: dict[int, int]
    tier: int
    position: int
    seats: dict[Kind, Seat]
    signed_in: bool = False
    leaving: bool = False
    presence: Presence = field(default_factory=Presence)

    def is_busy(self) -> bool:
        return any(seat.units for seat in self.seats.values())

    def state(self, kind: Kind) -> AgentState:
        seat = self.seats[kind]
        if self.signed_in and self.leaving and seat.units:
            return AgentState.LEAVING
        if not self.signed_in or self.leaving:
            return AgentState.OUT
        if seat.has_room():
            return AgentState.READY
        return AgentState.BUSY if seat.units else AgentState.OUT

    def meets(self, need: Need) -> bool:
        return all(self.skills.get(skill, 0) >= level for skill, level in need.skills.items())

    def tickets(self, kind: Kind) -> list[Ticket]:
        return [unit.ticket for unit in self.seats[kind].units if unit.ticket is not None]
