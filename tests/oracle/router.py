"""The router again, slow and obvious: lists, sorting, no index. What it says is right by reading it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from _fastroute.faults import AlreadyThere, UnknownId, WrongState
from _fastroute.records import AgentState, Decision, KeyPart, Trigger, Verdict


@dataclass
class Agent:
    id: int
    skills: dict[int, int]
    state: AgentState = AgentState.OUT
    since: int = 0
    ticket: int | None = None


@dataclass
class Ticket:
    id: int
    need: dict[int, int]
    due: int
    arrival: int
    excluded: set[int] = field(default_factory=set)
    agent: int | None = None
    decision: Decision | None = None


class OracleRouter:
    def __init__(self) -> None:
        self.agents: dict[int, Agent] = {}
        self.tickets: dict[int, Ticket] = {}

    def add_agent(self, agent: int, skills: Mapping[int, int]) -> None:
        if agent in self.agents:
            raise AlreadyThere
        self.agents[agent] = Agent(agent, dict(skills))

    def set_skills(self, agent: int, skills: Mapping[int, int], now: int) -> int | None:
        who = self._agent(agent)
        who.skills = dict(skills)
        return self._match_agent(who, now, Trigger.SKILLED) if who.state is AgentState.READY else None

    def remove_agent(self, agent: int) -> None:
        self._expect(self._agent(agent).state is AgentState.OUT)
        del self.agents[agent]
        for ticket in self.tickets.values():
            ticket.excluded.discard(agent)

    def sign_in(self, agent: int, now: int) -> int | None:
        who = self._agent(agent)
        if who.state is AgentState.LEAVING:
            who.state = AgentState.BUSY
            return None
        self._expect(who.state is AgentState.OUT)
        who.state, who.since = AgentState.READY, now
        return self._match_agent(who, now, Trigger.SIGNED_IN)

    def sign_out(self, agent: int, now: int) -> None:
        who = self._agent(agent)
        self._expect(who.state in {AgentState.READY, AgentState.BUSY})
        if who.state is AgentState.BUSY:
            who.state = AgentState.LEAVING
        else:
            who.state, who.since = AgentState.OUT, now

    def free(self, agent: int, now: int) -> int | None:
        who = self._agent(agent)
        self._expect(who.state in {AgentState.BUSY, AgentState.LEAVING})
        if who.ticket is not None:
            del self.tickets[who.ticket]
        leaving = who.state is AgentState.LEAVING
        who.state, who.since, who.ticket = AgentState.OUT if leaving else AgentState.READY, now, None
        return None if leaving else self._match_agent(who, now, Trigger.FREED)

    def offer_ticket(
        self, ticket: int, need: Mapping[int, int], due: int, arrival: int, now: int, excluded: Iterable[int] = ()
    ) -> int | None:
        if ticket in self.tickets:
            raise AlreadyThere
        out = {self._agent(agent).id for agent in excluded}
        self.tickets[ticket] = Ticket(ticket, dict(need), due, arrival, out)
        return self._match_ticket(self.tickets[ticket], now, Trigger.ARRIVED)

    def give_back(self, ticket: int, excluded: Iterable[int], now: int) -> int | None:
        what = self._ticket(ticket)
        self._expect(what.agent is not None)
        what.excluded |= {self._agent(agent).id for agent in excluded}
        self.agents[what.agent].ticket = None
        what.agent = what.decision = None
        return self._match_ticket(what, now, Trigger.GIVEN_BACK)

    def readmit(self, ticket: int, agent: int, now: int) -> int | None:
        what = self._ticket(ticket)
        self._expect(self._agent(agent).id in what.excluded)
        what.excluded.remove(agent)
        return self._match_ticket(what, now, Trigger.READMITTED) if what.agent is None else None

    def withdraw(self, ticket: int) -> None:
        what = self._ticket(ticket)
        if what.agent is not None:
            self.agents[what.agent].ticket = None
        del self.tickets[ticket]

    def position(self, ticket: int) -> int:
        what = self._ticket(ticket)
        if what.agent is not None:
            return 0
        line = [each for each in self._waiting() if each.need == what.need]
        return sorted(line, key=self._order).index(what) + 1

    def waiting(self) -> int:
        return len(self._waiting())

    def ready(self) -> int:
        return sum(agent.state is AgentState.READY for agent in self.agents.values())

    def staffed(self, need: Mapping[int, int]) -> bool:
        here = [agent for agent in self.agents.values() if agent.state in {AgentState.READY, AgentState.BUSY}]
        return any(self._meets(agent, need) for agent in here)

    def holding(self, agent: int) -> int | None:
        return self._agent(agent).ticket

    def state(self, agent: int) -> AgentState:
        return self._agent(agent).state

    def decision(self, ticket: int) -> Decision | None:
        return self._ticket(ticket).decision

    def verdict(self, agent: int, ticket: int) -> Verdict:
        who, what = self._agent(agent), self._ticket(ticket)
        rules = {
            Verdict.CHOSEN: what.agent == agent,
            Verdict.UNSKILLED: not self._meets(who, what.need),
            Verdict.EXCLUDED: agent in what.excluded,
            Verdict.SIGNED_OUT: who.state is AgentState.OUT,
            Verdict.BUSY: who.state in {AgentState.BUSY, AgentState.LEAVING},
            Verdict.READY: True,
        }
        return next(verdict for verdict, applies in rules.items() if applies)

    def may_take(self, agent: Agent, ticket: Ticket) -> bool:
        return self._meets(agent, ticket.need) and agent.id not in ticket.excluded

    def _match_ticket(self, ticket: Ticket, now: int, trigger: Trigger) -> int | None:
        ready = [a for a in self.agents.values() if a.state is AgentState.READY and self.may_take(a, ticket)]
        ready.sort(key=lambda agent: (agent.since, agent.id))
        if not ready:
            return None
        keys = [(agent.since, agent.id) for agent in ready]
        self._join(ready[0], ticket, now, trigger, keys, (KeyPart.IDLE_SINCE, KeyPart.AGENT))
        return ready[0].id

    def _match_agent(self, agent: Agent, now: int, trigger: Trigger) -> int | None:
        takeable = sorted((t for t in self._waiting() if self.may_take(agent, t)), key=self._order)
        if not takeable:
            return None
        keys = [self._order(ticket) for ticket in takeable]
        self._join(agent, takeable[0], now, trigger, keys, (KeyPart.DUE, KeyPart.ARRIVAL, KeyPart.TICKET))
        return takeable[0].id

    def _join(
        self,
        agent: Agent,
        ticket: Ticket,
        now: int,
        trigger: Trigger,
        keys: list[tuple[int, ...]],
        parts: tuple[KeyPart, ...],
    ) -> None:
        told: tuple[KeyPart, int | None, int | None, int | None] = (KeyPart.ONLY, None, None, None)
        if len(keys) > 1:
            part, won, lost = next(each for each in zip(parts, keys[0], keys[1], strict=True) if each[1] != each[2])
            told = (part, keys[1][-1], won, lost)
        ticket.decision = Decision(trigger, now, agent.id, ticket.id, *told)
        ticket.agent, agent.ticket = agent.id, ticket.id
        agent.state, agent.since = AgentState.BUSY, now

    def _waiting(self) -> list[Ticket]:
        return [ticket for ticket in self.tickets.values() if ticket.agent is None]

    @staticmethod
    def _order(ticket: Ticket) -> tuple[int, int, int]:
        return (ticket.due, ticket.arrival, ticket.id)

    @staticmethod
    def _meets(agent: Agent, need: Mapping[int, int]) -> bool:
        return all(agent.skills.get(skill, 0) >= level for skill, level in need.items())

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
