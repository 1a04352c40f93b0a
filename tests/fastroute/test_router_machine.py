"""The compiled router and the oracle do the same, whatever is asked of them, in every order Hypothesis can think of."""

from collections.abc import Callable
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from _fastroute.faults import RouterFault
from _fastroute.records import AgentState
from _fastroute.router import Router
from tests.oracle.router import OracleRouter

AGENTS = st.integers(0, 5)
TICKETS = st.integers(-2, 7)
LEVELS = st.dictionaries(st.integers(0, 2), st.integers(1, 3), max_size=2)
TIMES = st.integers(0, 6)


class BothRouters(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.fast = Router()
        self.slow = OracleRouter()
        self.now = 0

    def both(self, ask: Callable[[Any], object]) -> None:
        answers = []
        for router in (self.fast, self.slow):
            try:
                answers.append(ask(router))
            except RouterFault as fault:
                answers.append(type(fault))
        assert answers[0] == answers[1]

    @initialize(agents=st.lists(LEVELS, min_size=2, max_size=4))
    def open_the_shop(self, agents: list[dict[int, int]]) -> None:
        for agent, skills in enumerate(agents):
            self.both(lambda r, a=agent, s=skills: r.add_agent(a, s))
            self.both(lambda r, a=agent: r.sign_in(a, 0))

    @rule(passed=TIMES)
    def time_passes(self, passed: int) -> None:
        self.now += passed

    @rule(agent=AGENTS, skills=LEVELS)
    def add_agent(self, agent: int, skills: dict[int, int]) -> None:
        self.both(lambda r: r.add_agent(agent, skills))

    @rule(agent=AGENTS, skills=LEVELS)
    def set_skills(self, agent: int, skills: dict[int, int]) -> None:
        self.both(lambda r: r.set_skills(agent, skills, self.now))

    @rule(agent=AGENTS)
    def remove_agent(self, agent: int) -> None:
        self.both(lambda r: r.remove_agent(agent))

    @rule(agent=AGENTS)
    def sign_in(self, agent: int) -> None:
        self.both(lambda r: r.sign_in(agent, self.now))

    @rule(agent=AGENTS)
    def sign_out(self, agent: int) -> None:
        self.both(lambda r: r.sign_out(agent, self.now))

    @rule(agent=AGENTS)
    def free(self, agent: int) -> None:
        self.both(lambda r: r.free(agent, self.now))

    @rule(ticket=TICKETS, need=LEVELS, due=TIMES, arrival=TIMES, excluded=st.lists(AGENTS, max_size=3))
    def offer_ticket(self, ticket: int, need: dict[int, int], due: int, arrival: int, excluded: list[int]) -> None:
        self.both(lambda r: r.offer_ticket(ticket, need, self.now + due, self.now - arrival, self.now, excluded))

    @rule(ticket=TICKETS, excluded=st.lists(AGENTS, max_size=2))
    def give_back(self, ticket: int, excluded: list[int]) -> None:
        self.both(lambda r: r.give_back(ticket, excluded, self.now))

    @rule(agent=AGENTS)
    def decline(self, agent: int) -> None:
        """The common way to give back: the agent who has it is excluded and freed."""
        ticket = self.slow.holding(agent) if agent in self.slow.agents else None
        if ticket is not None:
            self.both(lambda r: r.give_back(ticket, [agent], self.now))
            self.both(lambda r: r.free(agent, self.now))

    @rule(ticket=TICKETS, agent=AGENTS)
    def readmit(self, ticket: int, agent: int) -> None:
        self.both(lambda r: r.readmit(ticket, agent, self.now))

    @rule(ticket=TICKETS)
    def withdraw(self, ticket: int) -> None:
        self.both(lambda r: r.withdraw(ticket))

    @rule(need=LEVELS)
    def staffed(self, need: dict[int, int]) -> None:
        self.both(lambda r: r.staffed(need))

    @invariant()
    def tickets_agree(self) -> None:
        assert self.fast.waiting() == self.slow.waiting()
        for ticket in self.slow.tickets:
            self.both(lambda r, t=ticket: r.position(t))
            self.both(lambda r, t=ticket: r.decision(t))
            for told in self.fast.explain(ticket).verdicts:
                assert told.verdict is self.slow.verdict(told.agent, ticket)
                assert told.since == self.slow.agents[told.agent].since

    @invariant()
    def agents_agree(self) -> None:
        assert self.fast.ready() == self.slow.ready()
        for agent in self.slow.agents:
            self.both(lambda r, a=agent: r.state(a))
            self.both(lambda r, a=agent: r.holding(a))
            told = {each.ticket: each.verdict for each in self.fast.explain_agent(agent).verdicts}
            waiting = [ticket.id for ticket in self.slow.tickets.values() if ticket.agent is None]
            assert told == {ticket: self.slow.verdict(agent, ticket) for ticket in waiting}

    @invariant()
    def no_ready_agent_stands_beside_a_ticket_they_may_take(self) -> None:
        ready = [agent for agent in self.slow.agents.values() if agent.state is AgentState.READY]
        waiting = [ticket for ticket in self.slow.tickets.values() if ticket.agent is None]
        assert not any(self.slow.may_take(agent, ticket) for agent in ready for ticket in waiting)


TestBothRouters = BothRouters.TestCase
TestBothRouters.settings = settings(max_examples=60, stateful_step_count=50, deadline=None)
