"""What the oracle tells when asked: positions, states, verdicts, reports; each from all that it remembers."""

from _fastroute.records import (
    AgentReport,
    AgentState,
    AgentVerdict,
    Decision,
    Kind,
    TicketReport,
    TicketVerdict,
    Verdict,
)
from tests.oracle.router_matching import Levels, Matching
from tests.oracle.router_parts import Agent, Ticket
from tests.oracle.router_rule import line, place


class Reports(Matching):
    def matches(self) -> tuple[tuple[int, int], ...]:
        return tuple(self.matched)

    def position(self, ticket: int) -> int:
        what = self._ticket(ticket)
        return self._line(what).index(what) + 1 if what.waits() else 0

    def waiting(self) -> int:
        return len(self.waiting_tickets())

    def ready(self, kind: int = Kind.VOICE) -> int:
        return sum(agent.state(Kind(kind)) is AgentState.READY for agent in self.agents.values())

    def staffed(self, need: int | Levels) -> bool:
        wanted = self._need(need)
        here = [agent for agent in self.agents.values() if agent.signed_in and not agent.leaving]
        return any(agent.meets(wanted) and agent.seats[wanted.kind].capacity > 0 for agent in here)

    def holding(self, agent: int) -> int | None:
        return next(iter(self.held(agent)), None)

    def held(self, agent: int) -> tuple[int, ...]:
        return tuple(ticket.id for kind in Kind for ticket in self._agent(agent).tickets(kind))

    def state(self, agent: int, kind: int = Kind.VOICE) -> AgentState:
        return self._agent(agent).state(Kind(kind))

    def decision(self, ticket: int, agent: int | None = None) -> Decision | None:
        what = self._ticket(ticket)
        if agent is not None:
            return self._unit(what, self.agents[agent]).decision if self._agent(agent).id in what.agents else None
        return self._unit(what, self.agents[what.agents[0]]).decision if what.agents else None

    def explain(self, ticket: int) -> TicketReport:
        what = self._ticket(ticket)
        agents = [self.agents[agent] for agent in sorted(self.agents)]
        return TicketReport(
            ticket=ticket,
            need=self.needs.index(what.need),
            due=what.due,
            arrival=what.arrival,
            position=self.position(ticket),
            decision=self.decision(ticket),
            verdicts=tuple(
                AgentVerdict(each.id, self._verdict(each, what), each.seats[what.need.kind].since) for each in agents
            ),
            band=what.band,
            late_after=what.late_after,
            preferred=what.preferred,
            reserved=what.reserved,
            held_by=tuple(what.agents),
        )

    def explain_agent(self, agent: int, kind: int = Kind.VOICE) -> AgentReport:
        who = self._agent(agent)
        lines = [each for each in self.waiting_tickets() if each.need.kind == kind]
        lines.sort(key=lambda each: (self._order_of_line(each), place(each)))
        return AgentReport(
            agent=agent,
            state=who.state(Kind(kind)),
            since=who.seats[Kind(kind)].since,
            ticket=next((ticket.id for ticket in who.tickets(Kind(kind))), None),
            verdicts=tuple(TicketVerdict(each.id, self._verdict(who, each)) for each in lines),
        )

    def _line(self, ticket: Ticket) -> list[Ticket]:
        same = [each for each in self.waiting_tickets() if line(each) == line(ticket)]
        return sorted(same, key=place)

    def _order_of_line(self, ticket: Ticket) -> tuple[int, ...]:
        """One per need, in the order they were made; then one per agent for whom tickets are reserved, by kind."""
        if ticket.reserved and ticket.preferred is not None:
            return (1, ticket.preferred, ticket.need.kind)
        return (0, self.needs.index(ticket.need))

    @staticmethod
    def _verdict(agent: Agent, ticket: Ticket) -> Verdict:
        state = agent.state(ticket.need.kind)
        rules = {
            Verdict.CHOSEN: agent.id in ticket.agents,
            Verdict.UNSKILLED: not agent.meets(ticket.need),
            Verdict.EXCLUDED: agent.id in ticket.excluded,
            Verdict.RESERVED: ticket.reserved and agent.id != ticket.preferred,
            Verdict.OTHER_WORK: not agent.seats[ticket.need.kind].capacity,
            Verdict.SIGNED_OUT: not agent.signed_in,
            Verdict.BUSY: state is not AgentState.READY,
            Verdict.READY: True,
        }
        return next(verdict for verdict, applies in rules.items() if applies)
