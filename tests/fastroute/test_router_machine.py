"""The compiled router and the oracle do the same, whatever is asked of them, in every order Hypothesis can think of.

CALLBOX_EXAMPLES=20000 makes it look for hours instead of seconds.
"""

import os
from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from _fastroute.faults import RouterFault
from _fastroute.records import Kind, Strategy, Verdict
from _fastroute.router import Router
from tests.oracle.router import OracleRouter

AGENTS = st.integers(0, 4)
TICKETS = st.integers(-1, 11)
"""Which of those there are (see BothRouters.ticket); −1 is never there."""
NEW_TICKETS = st.integers(0, 7)
"""Which of those not there yet."""
LEVELS = st.dictionaries(st.integers(0, 2), st.integers(1, 3), max_size=2)
CAPACITY = st.none() | st.dictionaries(st.sampled_from(Kind), st.integers(0, 3), max_size=3)
KINDS = st.sampled_from((Kind.VOICE, Kind.VOICE, Kind.TEXT))
TIERS = st.integers(0, 2) | st.sampled_from((-(1 << 31), (1 << 31) - 1))
PLACES = st.integers(0, 2) | st.sampled_from((-(1 << 63), (1 << 63) - 1))
NEED_TIERS = st.none() | st.dictionaries(AGENTS, TIERS, max_size=2)
BANDS = st.integers(-1, 1) | st.sampled_from((-(1 << 31), (1 << 31) - 1))
DUES = st.integers(-8, 8)
TIMES = st.integers(0, 6)
JUMPS = st.integers(0, 6) | st.just(1 << 60)
LAST = (1 << 63) - 100
"""There the clock stops, so that what is due a little later fits."""
STRATEGIES = st.sampled_from(Strategy)
AGENT_SETS = st.lists(AGENTS, max_size=2)
NEEDS = st.integers(0, 4)
"""Handles; the first are made when the shop opens."""

Ask = Callable[[Any], object]


class BothRouters(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.fast: Any = Router()
        self.slow = OracleRouter()
        self.now = 0

    def both(self, ask: Ask) -> object:
        answers: list[object] = []
        for router in (self.fast, self.slow):
            try:
                answers.append(ask(router))
            except RouterFault as fault:
                answers.append(type(fault))
        assert answers[0] == answers[1]
        return answers[0]

    def change(self, ask: Ask) -> None:
        if not isinstance(self.both(ask), type):
            self.both(lambda r: r.matches())

    def ticket(self, which: int) -> int:
        there = sorted(self.slow.tickets)
        return there[which % len(there)] if there and which >= 0 else which

    def new_ticket(self, which: int) -> int:
        return [each for each in range(100) if each not in self.slow.tickets][which]

    def kinds_in_use(self, agent: int) -> list[Kind]:
        who = self.slow.agents.get(agent)
        return [kind for kind, seat in who.seats.items() if seat.units] if who else []

    @initialize(
        agents=st.lists(st.tuples(LEVELS, TIERS, CAPACITY), min_size=2, max_size=4),
        needs=st.lists(st.tuples(LEVELS, KINDS, NEED_TIERS), min_size=2, max_size=4),
        strategy=STRATEGIES,
        late_every=st.integers(0, 3),
        seed=st.integers(0, 3),
        fading=st.sampled_from((1, 100, 3200)),
        now=st.sampled_from((0, -(1 << 63) + 100)),
    )
    def open_the_shop(self, agents: list[Any], needs: list[Any], strategy: Strategy, now: int, **options: int) -> None:
        self.now = now
        self.fast, self.slow = Router(strategy, **options), OracleRouter(strategy, **options)
        for each in needs:
            self.both(lambda r, each=each: r.need(*each))
        for agent, (skills, tier, capacity) in enumerate(agents):
            self.change(lambda r, a=agent, s=skills, t=tier, c=capacity: r.add_agent(a, s, t, None, c))
            self.change(lambda r, a=agent: r.sign_in(a, now))

    @rule(passed=JUMPS)
    def time_passes(self, passed: int) -> None:
        self.now = min(self.now + passed, LAST)

    @rule(agent=AGENTS, skills=LEVELS, tier=TIERS, position=st.none() | PLACES, capacity=CAPACITY)
    def add_agent(self, agent: int, skills: Any, tier: int, position: int | None, capacity: Any) -> None:
        self.change(lambda r: r.add_agent(agent, skills, tier, position, capacity))

    @rule(
        agent=AGENTS, skills=st.none() | LEVELS, tier=st.none() | TIERS, position=st.none() | PLACES, capacity=CAPACITY
    )
    def set_skills(self, agent: int, skills: Any, tier: int | None, position: int | None, capacity: Any) -> None:
        self.change(lambda r: r.set_skills(agent, skills, self.now, tier=tier, position=position, capacity=capacity))

    @rule(agent=AGENTS)
    def remove_agent(self, agent: int) -> None:
        self.change(lambda r: r.remove_agent(agent))

    @rule(agent=AGENTS)
    def sign_in(self, agent: int) -> None:
        self.change(lambda r: r.sign_in(agent, self.now))

    @rule(agent=AGENTS)
    def sign_out(self, agent: int) -> None:
        self.change(lambda r: r.sign_out(agent, self.now))

    @rule(agent=AGENTS, kind=KINDS, talked=st.none() | JUMPS)
    def free(self, agent: int, kind: Kind, talked: int | None) -> None:
        self.change(lambda r: r.free(agent, self.now, kind, talked=talked))

    @rule(agents=st.lists(AGENTS, min_size=2, max_size=8), passed=TIMES)
    def busy_hour(self, agents: list[int], passed: int) -> None:
        """One after the other has done what they had first."""
        for agent in agents:
            self.time_passes(passed)
            for kind in self.kinds_in_use(agent):
                self.change(lambda r, a=agent, k=kind: r.free(a, self.now, k))

    @rule(tickets=st.lists(st.tuples(NEEDS, DUES, BANDS), min_size=2, max_size=6))
    def rush(self, tickets: list[tuple[int, int, int]]) -> None:
        for need, due, band in tickets:
            self.offer_plain_ticket(ticket=0, need=need, due=due, band=band)

    @rule(agent=AGENTS, kind=KINDS)
    def free_of_what_is_gone(self, agent: int, kind: Kind) -> None:
        self.change(lambda r: r.free(agent, self.now, kind, loose=True))

    @rule(agent=AGENTS, kind=KINDS, ticket=TICKETS)
    def free_of(self, agent: int, kind: Kind, ticket: int) -> None:
        ticket = self.ticket(ticket)
        self.change(lambda r: r.free(agent, self.now, kind, ticket=ticket))

    @rule(skills=LEVELS, kind=KINDS, tiers=NEED_TIERS)
    def need(self, skills: Any, kind: Kind, tiers: Any) -> None:
        self.both(lambda r: r.need(skills, kind, tiers))

    @rule(
        ticket=NEW_TICKETS,
        need=NEEDS | LEVELS,
        due=DUES,
        arrival=TIMES,
        band=BANDS,
        excluded=AGENT_SETS,
        preferred=st.none() | AGENTS,
        reserved=st.booleans(),
        strategy=st.none() | st.none() | STRATEGIES,
        load=st.sampled_from((0, 1, 3, 65535)),
    )
    def offer_ticket(self, ticket: int, need: Any, due: int, arrival: int, **options: Any) -> None:
        ticket = self.new_ticket(ticket)
        options["reserved"] = options["reserved"] and options["preferred"] is not None
        times = (self.now + due, self.now - arrival, self.now)
        self.change(lambda r: r.offer_ticket(ticket, need, *times, **options))

    @rule(ticket=TICKETS)
    def offer_again(self, ticket: int) -> None:
        ticket = self.ticket(ticket)
        self.change(lambda r: r.offer_ticket(ticket, 0, 0, 0, 0))

    @rule(ticket=NEW_TICKETS, need=NEEDS, due=DUES, band=BANDS)
    def offer_plain_ticket(self, ticket: int, need: int, due: int, band: int) -> None:
        """Most are like that; only they go the fast way."""
        ticket = self.new_ticket(ticket)
        self.change(lambda r: r.offer_ticket(ticket, need, self.now + due, self.now, self.now, band=band))

    @rule(ticket=NEW_TICKETS, preferred=st.none() | AGENTS)
    def reserve(self, ticket: int, preferred: int | None) -> None:
        ticket = self.new_ticket(ticket)
        self.change(lambda r: r.offer_ticket(ticket, 0, 0, 0, 0, preferred=preferred, reserved=True))

    @rule(ticket=TICKETS, excluded=AGENT_SETS, agent=st.none() | AGENTS)
    def give_back(self, ticket: int, excluded: list[int], agent: int | None) -> None:
        ticket = self.ticket(ticket)
        self.change(lambda r: r.give_back(ticket, excluded, self.now, agent=agent))

    @rule(agent=AGENTS, again=st.booleans())
    def decline(self, agent: int, *, again: bool) -> None:
        """The common way to give back: the agent who has it is excluded, for a while, and freed."""
        ticket = self.slow.holding(agent) if agent in self.slow.agents else None
        if ticket is not None:
            kind = self.slow.tickets[ticket].need.kind
            self.change(lambda r: r.give_back(ticket, [agent], self.now, agent=agent))
            self.change(lambda r: r.free(agent, self.now, kind))
            if again:
                self.change(lambda r: r.readmit(ticket, agent, self.now))

    @rule(ticket=TICKETS, agent=AGENTS)
    def accept(self, ticket: int, agent: int) -> None:
        ticket = self.ticket(ticket)
        self.change(lambda r: r.accept(ticket, agent))

    @rule(agent=AGENTS)
    def accept_what_rings(self, agent: int) -> None:
        ticket = self.slow.holding(agent) if agent in self.slow.agents else None
        if ticket is not None:
            self.change(lambda r: r.accept(ticket, agent))

    @rule(ticket=TICKETS, agent=AGENTS)
    def readmit(self, ticket: int, agent: int) -> None:
        ticket = self.ticket(ticket)
        self.change(lambda r: r.readmit(ticket, agent, self.now))

    @rule(ticket=TICKETS)
    def withdraw(self, ticket: int) -> None:
        ticket = self.ticket(ticket)
        self.change(lambda r: r.withdraw(ticket))

    @rule(ticket=TICKETS, need=NEEDS | LEVELS)
    def relax(self, ticket: int, need: Any) -> None:
        ticket = self.ticket(ticket)
        self.change(lambda r: r.relax(ticket, need, self.now))

    @rule(ticket=TICKETS, data=st.data())
    def relax_to_less(self, ticket: int, data: st.DataObject) -> None:
        """The common way: who could take it still can, and others besides."""
        ticket = self.ticket(ticket)
        if ticket not in self.slow.tickets:
            return
        before = self.slow.tickets[ticket].need
        skills = {skill: level - data.draw(st.integers(0, 1)) for skill, level in before.skills.items()}
        easier = self.slow.need({s: level for s, level in skills.items() if level}, before.kind, before.tiers)
        self.both(lambda r: r.need(self.slow.needs[easier].skills, before.kind, before.tiers))
        fit = {each.agent for each in self.fast.explain(ticket).verdicts if each.verdict is not Verdict.UNSKILLED}
        self.change(lambda r: r.relax(ticket, easier, self.now))
        verdicts = {each.agent: each.verdict for each in self.fast.explain(ticket).verdicts}
        assert all(verdicts[agent] is not Verdict.UNSKILLED for agent in fit)

    @rule(ticket=TICKETS, due=st.none() | DUES, band=st.none() | BANDS)
    def promote(self, ticket: int, due: int | None, band: int | None) -> None:
        ticket = self.ticket(ticket)
        self.change(lambda r: r.promote(ticket, self.now, due=None if due is None else self.now + due, band=band))

    @rule(ticket=TICKETS)
    def release(self, ticket: int) -> None:
        ticket = self.ticket(ticket)
        self.change(lambda r: r.release(ticket, self.now))

    @rule(strategy=STRATEGIES)
    def choose_otherwise(self, strategy: Strategy) -> None:
        self.fast.strategy = self.slow.strategy = strategy

    @rule(every=st.integers(0, 4))
    def share_otherwise(self, every: int) -> None:
        self.fast.late_every = self.slow.late_every = every

    @rule()
    def a_new_day_begins(self) -> None:
        self.change(lambda r: r.reset_counts())

    @rule(need=NEEDS | LEVELS, ticket=TICKETS, agent=AGENTS, kind=st.sampled_from(Kind))
    def ask(self, need: Any, ticket: int, agent: int, kind: Kind) -> None:
        ticket = self.ticket(ticket)
        self.both(lambda r: r.staffed(need))
        self.both(lambda r: r.position(ticket))
        self.both(lambda r: r.decision(ticket))
        self.both(lambda r: r.decision(ticket, agent))
        self.both(lambda r: r.explain(ticket))
        self.both(lambda r: r.state(agent, kind))
        self.both(lambda r: r.explain_agent(agent, kind))

    @invariant()
    def tickets_agree(self) -> None:
        """And keep the promises by what the compiled router itself tells.

        No ready agent stands beside a ticket they may take (one reserved for another has another verdict), and only
        what rings is with two.
        """
        assert self.fast.waiting() == self.slow.waiting()
        for ticket in self.slow.tickets.values():
            report = self.fast.explain(ticket.id)
            assert report == self.slow.explain(ticket.id)
            assert not report.position or all(each.verdict is not Verdict.READY for each in report.verdicts)
            assert len(report.held_by) <= 1 or (ticket.rings and not ticket.accepted)

    @invariant()
    def agents_agree(self) -> None:
        assert (self.fast.strategy, self.fast.late_every) == (self.slow.strategy, self.slow.late_every)
        for kind in Kind:
            assert self.fast.ready(kind) == self.slow.ready(kind)
        for agent in self.slow.agents:
            assert self.fast.held(agent) == self.slow.held(agent)
            assert self.fast.holding(agent) == self.slow.holding(agent)
            for kind in (Kind.VOICE, Kind.TEXT):
                assert self.fast.explain_agent(agent, kind) == self.slow.explain_agent(agent, kind)


TestBothRouters = BothRouters.TestCase
TestBothRouters.settings = settings(
    max_examples=int(os.environ.get("CALLBOX_EXAMPLES", "30")),
    stateful_step_count=50,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
