"""How the oracle brings tickets and agents together, and what it notes when it does."""

from collections.abc import Mapping

from _fastroute.faults import UnknownId, WrongState
from _fastroute.records import AgentState, Decision, KeyPart, Kind, Strategy, Trigger
from tests.oracle.busy_time import length_of_twelfth, occupation
from tests.oracle.router_parts import Agent, Need, Ticket, Unit
from tests.oracle.router_rule import (
    Key,
    agent_key,
    drawn,
    first_of,
    heads,
    is_late,
    least_band,
    line,
    may_take,
    strategy_key,
    ticket_key,
    values,
)

Levels = Mapping[int, int]
Parts = tuple[KeyPart, int | None, int | None, int | None]


class Matching:
    def __init__(
        self, strategy: str = "longest_idle", *, late_every: int = 0, seed: int = 0, window: int = 3_600_000
    ) -> None:
        self.strategy = Strategy(strategy)
        self.seed = seed
        self.twelfth = length_of_twelfth(window)
        self.agents: dict[int, Agent] = {}
        self.tickets: dict[int, Ticket] = {}
        self.needs: list[Need] = []
        self.turn = 0
        self.late_every = late_every
        self.matched: list[tuple[int, int]] = []
        """Agent and ticket, by the last call that changed anything."""
        self.present: int | None = None
        """The twelfth of the window that it is: that of the latest time told."""

    @property
    def late_every(self) -> int:
        return self._late_every

    @late_every.setter
    def late_every(self, every: int) -> None:
        self._late_every = every
        self.on_time_in_a_row = 0
        """Choices of a ticket on time by an agent for whom a late one was the head of a line."""

    def need(self, skills: Levels, kind: int = Kind.VOICE, tiers: Levels | None = None) -> int:
        wanted = Need(dict(skills), Kind(kind), dict(tiers or {}))
        if wanted not in self.needs:
            self.needs.append(wanted)
        return self.needs.index(wanted)

    def waiting_tickets(self) -> list[Ticket]:
        return [ticket for ticket in self.tickets.values() if ticket.waits()]

    def may_match(self, agent: Agent, ticket: Ticket) -> bool:
        """Work conserving: after each step true of nobody and nothing."""
        ready = agent.state(ticket.need.kind) is AgentState.READY
        return ready and ticket.waits() and may_take(agent, ticket)

    def _place(self, ticket: Ticket, now: int, trigger: Trigger) -> None:
        """Looks for an agent, or for all there are when it rings."""
        self._attend(now)
        while ready := [agent for agent in self.agents.values() if self.may_match(agent, ticket)]:
            strategy = ticket.strategy or self.strategy
            keys = {agent.id: agent_key(agent, ticket, self._value(agent, ticket, strategy)) for agent in ready}
            order = sorted(keys, key=lambda agent: values(keys[agent]))
            told = self._told([(agent, keys[agent]) for agent in order])
            used = strategy if told[0] is KeyPart.STRATEGY else None
            self._join(self.agents[order[0]], Decision(trigger, now, order[0], ticket.id, *told, used))

    def _fill(self, agent: Agent, now: int, trigger: Trigger) -> None:
        """Looks for tickets, kind by kind, until each seat is full or nothing fits."""
        self._attend(now)
        for kind in Kind:
            while fitting := [t for t in self.waiting_tickets() if t.need.kind is kind and self.may_match(agent, t)]:
                taken = self._first_of(fitting, now)
                others = [each for each in fitting if each is not taken]
                second = self._first_of(others, now) if others else None
                self._count_choice(taken, heads(fitting), now)
                self._join(agent, Decision(trigger, now, agent.id, taken.id, *self._told_tickets(taken, second, now)))

    def _first_of(self, fitting: list[Ticket], now: int) -> Ticket:
        late_turn = self.on_time_in_a_row >= self.late_every - 1
        return first_of(heads(fitting), now, late_every=self.late_every, late_turn=late_turn)

    def _count_choice(self, chosen: Ticket, heads: list[Ticket], now: int) -> None:
        if is_late(chosen, now):
            self.on_time_in_a_row = 0
        elif any(is_late(each, now) for each in least_band(heads)):
            self.on_time_in_a_row += 1

    def _told_tickets(self, taken: Ticket, second: Ticket | None, now: int) -> Parts:
        if second is None:
            return (KeyPart.ONLY, None, None, None)
        shared = self.late_every > 0 and line(taken) != line(second)
        told = self._told([(each.id, ticket_key(each, now, shared=shared)) for each in (taken, second)])
        if told[0] is KeyPart.LATE:
            return (told[0], told[1], taken.late_after, second.late_after)
        return told

    def _value(self, agent: Agent, ticket: Ticket, strategy: Strategy) -> int:
        seat = agent.seats[ticket.need.kind]
        if strategy is Strategy.RANDOM:
            return drawn(agent.id, ticket, self.seed)
        if strategy is Strategy.LEAST_OCCUPIED:
            assert self.present is not None
            return occupation(seat.busy, agent.presence, self.present, self.twelfth)
        return strategy_key(agent, seat, ticket, strategy)

    def _attend(self, now: int) -> int:
        """Every call that is told the time and does not raise. A clock that goes back changes nothing."""
        this = now // self.twelfth
        self.present = this if self.present is None else max(this, self.present)
        return self.present

    @staticmethod
    def _told(order: list[tuple[int, Key]]) -> Parts:
        """What told the first from the second, who that was, and the values of both."""
        if len(order) == 1:
            return (KeyPart.ONLY, None, None, None)
        (_, won), (runner_up, lost) = order[:2]
        pairs = zip(won, lost, strict=False)  # two on different sides of late differ before their lengths do
        part, value, other = next((part, value, other) for (part, value), (_, other) in pairs if value != other)
        return (part, runner_up, value, other)

    def _join(self, agent: Agent, decision: Decision) -> None:
        ticket = self.tickets[decision.ticket]
        seat = agent.seats[ticket.need.kind]
        self.turn += 1
        seat.turn = self.turn
        seat.calls += 1
        seat.load = seat.load // 2 + 256 * ticket.load
        seat.since = decision.now
        seat.units.append(Unit(decision.now, ticket, decision))
        ticket.agents.append(agent.id)
        self.matched.append((agent.id, ticket.id))

    def _unit(self, ticket: Ticket, agent: Agent) -> Unit:
        return next(unit for unit in agent.seats[ticket.need.kind].units if unit.ticket is ticket)

    def _take_away(self, ticket: Ticket, agent: Agent) -> None:
        """The agent never spoke, has it no longer, and stays busy until freed."""
        unit = self._unit(ticket, agent)
        unit.ticket, unit.spoke = None, False
        agent.seats[ticket.need.kind].calls -= 1
        ticket.agents.remove(agent.id)

    def _forget(self, ticket: Ticket) -> None:
        for agent in ticket.agents:
            self._unit(ticket, self.agents[agent]).ticket = None
        del self.tickets[ticket.id]

    def _need(self, need: int | Levels, kind: Kind = Kind.VOICE) -> Need:
        if not isinstance(need, int):
            need = self.need(need, kind)
        if not 0 <= need < len(self.needs):
            raise UnknownId
        return self.needs[need]

    def _agent(self, agent: int) -> Agent:
        if agent not in self.agents:
            raise UnknownId
        return self.agents[agent]

    def _ticket(self, ticket: int) -> Ticket:
        if ticket not in self.tickets:
            raise UnknownId
        return self.tickets[ticket]

    @staticmethod
    def _expect(possible: bool) -> None:  # noqa: FBT001 – it is the whole question
        if not possible:
            raise WrongState
