"""The compiled router and the oracle do the same, whatever is asked of them, in every order Hypothesis can think of.

There are few rules, each of many verbs: so that a day of fifty steps is a full one. CALLBOX_EXAMPLES=20000 makes it
look for hours instead of seconds.
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

WHICH = st.integers(0, 11)
"""Of those there are: see agent() and ticket()."""
RAW = st.integers(-1, 5)
"""An id as it is, known or not."""
LEVELS = st.dictionaries(st.integers(0, 2), st.integers(1, 3), max_size=3)
LEAST = st.dictionaries(st.integers(0, 2), st.integers(1, 2), max_size=2)
CAPACITY = st.sampled_from((None, None, {0: 1, 1: 2}, {0: 2, 1: 1}, {1: 3, 2: 1}, {0: 0}, {}))
KINDS = st.sampled_from((Kind.VOICE, Kind.VOICE, Kind.TEXT))
TIERS = st.sampled_from((0, 0, 0, 0, 0, 1, -(1 << 31), (1 << 31) - 1))
NEED_TIERS = st.sampled_from((None, None, {0: 1}, {1: -1, 2: 1}, {-1: 5}))
PLACES = st.sampled_from((None, 0, 1, -(1 << 63), (1 << 63) - 1))
BANDS = st.sampled_from((0, 0, 0, -1, 1, -(1 << 31), (1 << 31) - 1))
DUES = st.integers(-8, 8)
TIMES = st.integers(0, 6)
JUMPS = st.sampled_from((0, 0, 1, 2, 5, 40, 1 << 60))
LAST = (1 << 63) - 100
"""There the clock stops, so that what is due a little later fits."""
STRATEGIES = st.sampled_from(Strategy)
NEEDS = st.integers(0, 3)
"""Handles; the first are made when the shop opens, some never."""

MOST = 16
"""Tickets at a time: enough for lines, and few enough to be compared after each step."""

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

    def agent(self, which: int) -> int:
        there = sorted(self.slow.agents)
        return there[which % len(there)] if there else which

    def ticket(self, which: int) -> int:
        there = sorted(self.slow.tickets)
        return there[which % len(there)] if there else which

    def new_ticket(self, which: int) -> int:
        return [each for each in range(MOST + 8) if each not in self.slow.tickets][which]

    @initialize(
        agents=st.lists(st.tuples(LEVELS, TIERS, PLACES, CAPACITY), min_size=2, max_size=4),
        needs=st.lists(st.tuples(LEAST, KINDS, NEED_TIERS), min_size=2, max_size=3),
        strategy=STRATEGIES,
        late_every=st.integers(0, 3),
        seed=st.integers(0, 3),
        window=st.sampled_from((1, 100, 3200)),
        now=st.sampled_from((0, -(1 << 63) + 100)),
    )
    def open_the_shop(self, agents: list[Any], needs: list[Any], strategy: Strategy, now: int, **options: int) -> None:
        self.now = now
        self.fast, self.slow = Router(strategy, **options), OracleRouter(strategy, **options)
        for need in ({}, *needs):
            self.both(lambda r, n=need: r.need(*n) if n else r.need({}))
        for agent, described in enumerate(agents):
            self.change(lambda r, a=agent, d=described: r.add_agent(a, *d))
            self.change(lambda r, a=agent: r.sign_in(a, now))

    @rule(tickets=st.lists(st.tuples(NEEDS, DUES, BANDS), min_size=2, max_size=6), passed=JUMPS)
    def calls_come(self, tickets: list[tuple[int, int, int]], passed: int) -> None:
        self.now = min(self.now + passed, LAST)
        for need, due, band in tickets[: max(0, MOST - len(self.slow.tickets))]:
            ticket = self.new_ticket(0)
            self.change(
                lambda r, t=ticket, n=need, d=due, b=band: r.offer_ticket(
                    t, n, self.now + d, self.now, self.now, band=b
                )
            )

    @rule(
        which=st.integers(0, 7),
        need=NEEDS | LEAST,
        due=DUES,
        arrival=TIMES,
        band=BANDS,
        excluded=st.lists(RAW, max_size=2),
        preferred=st.none() | WHICH,
        reserved=st.booleans(),
        strategy=st.sampled_from((None, None, Strategy.RING_ALL, *Strategy)),
        load=st.sampled_from((0, 1, 3, 65535)),
        late=st.none() | DUES,
    )
    def a_special_one_comes(self, which: int, need: Any, due: int, arrival: int, **options: Any) -> None:
        if len(self.slow.tickets) >= MOST:
            return
        ticket = self.new_ticket(which)
        if options["preferred"] is not None:
            options["preferred"] = self.agent(options["preferred"])
        late = options.pop("late")
        options["late_after"] = None if late is None else self.now + late
        times = (self.now + due, self.now - arrival, self.now)
        self.change(lambda r: r.offer_ticket(ticket, need, *times, **options))

    @rule(
        agents=st.lists(
            st.tuples(WHICH, st.sampled_from(("free", "free", "decline", "accept", "ask back"))), min_size=3, max_size=6
        ),
        talked=st.sampled_from((None, None, 0, 7, 1 << 62)),
        passed=JUMPS,
    )
    def agents_work(self, agents: list[tuple[int, str]], talked: int | None, passed: int) -> None:
        """Each ends what they had first, or declines it, or accepts what rings; or gives back, and may get it again."""
        for which, verb in agents:
            self.now = min(self.now + passed, LAST)
            agent = self.agent(which)
            ticket = self.slow.holding(agent) if agent in self.slow.agents else None
            if ticket is None or verb == "free":
                self._free_whatever(agent, talked)
            elif verb == "accept":
                self.change(lambda r, t=ticket, a=agent: r.accept(t, a))
            else:
                kind = self.slow.tickets[ticket].need.kind
                out = [agent] if verb == "decline" else []
                self.change(lambda r, t=ticket, a=agent, o=out: r.give_back(t, o, self.now, agent=a))
                self.change(lambda r, a=agent, k=kind: r.free(a, self.now, k, loose=True))

    def _free_whatever(self, agent: int, talked: int | None) -> None:
        who = self.slow.agents.get(agent)
        for kind in [kind for kind, seat in who.seats.items() if seat.units] if who else []:
            self.change(lambda r, k=kind: r.free(agent, self.now, k, talked=talked))

    @rule(
        which=WHICH,
        verb=st.sampled_from(
            ("withdraw", "readmit", "readmit", "relax", "relax", "promote", "release", "give back", "free")
        ),
        agent=WHICH,
        need=NEEDS | LEAST,
        due=st.none() | DUES,
        band=st.none() | BANDS,
    )
    def something_is_done_with_a_ticket(self, which: int, verb: str, agent: int, need: Any, **place: Any) -> None:
        ticket, agent = self.ticket(which), self.agent(agent)
        excluded = sorted(self.slow.tickets[ticket].excluded) if ticket in self.slow.tickets else []
        due = None if place["due"] is None else self.now + place["due"]
        verbs: dict[str, Ask] = {
            "withdraw": lambda r: r.withdraw(ticket),
            "readmit": lambda r: r.readmit(ticket, (excluded or [agent])[0], self.now),
            "relax": lambda r: r.relax(ticket, need, self.now),
            "promote": lambda r: r.promote(ticket, self.now, due=due, band=place["band"]),
            "release": lambda r: r.release(ticket, self.now),
            "give back": lambda r: r.give_back(ticket, excluded, self.now),
            "free": lambda r: r.free(agent, self.now, ticket=ticket),
        }
        self.change(verbs[verb])

    @rule(which=WHICH, less=st.integers(0, 1))
    def a_ticket_needs_less(self, which: int, less: int) -> None:
        """Who could take it still can, and others besides."""
        ticket = self.ticket(which)
        if ticket not in self.slow.tickets:
            return
        before = self.slow.tickets[ticket].need
        skills = {skill: level - less for skill, level in before.skills.items() if level > less}
        self.both(lambda r: r.need(skills, before.kind, before.tiers))
        easier = self.slow.need(skills, before.kind, before.tiers)
        fit = {each.agent for each in self.fast.explain(ticket).verdicts if each.verdict is not Verdict.UNSKILLED}
        self.change(lambda r: r.relax(ticket, easier, self.now))
        verdicts = {each.agent: each.verdict for each in self.fast.explain(ticket).verdicts}
        assert all(verdicts[agent] is not Verdict.UNSKILLED for agent in fit)

    @rule(
        which=WHICH,
        verb=st.sampled_from(("in", "in", "in", "out", "set", "set", "remove", "add")),
        skills=LEVELS,
        keeps=st.booleans(),
        tier=TIERS,
        place=PLACES,
        capacity=CAPACITY,
    )
    def staff_changes(self, which: int, verb: str, skills: Any, *, keeps: bool, **described: Any) -> None:
        agent, now = self.agent(which), self.now
        tier, place, capacity = described["tier"], described["place"], described["capacity"]
        verbs: dict[str, Ask] = {
            "in": lambda r: r.sign_in(agent, now),
            "out": lambda r: r.sign_out(agent, now),
            "set": lambda r: r.set_skills(
                agent, None if keeps else skills, now, tier=None if keeps else tier, position=place, capacity=capacity
            ),
            "remove": lambda r: r.remove_agent(agent),
            "add": lambda r: r.add_agent(which % 5, skills, tier, place, capacity),
        }
        self.change(verbs[verb])

    @rule(strategy=STRATEGIES, every=st.integers(0, 4), verb=st.sampled_from(("strategy", "share", "new day", "need")))
    def the_settings_change(self, strategy: Strategy, every: int, verb: str) -> None:
        if verb == "strategy":
            self.fast.strategy = self.slow.strategy = strategy
        elif verb == "share":
            self.fast.late_every = self.slow.late_every = every
        elif verb == "new day":
            self.change(lambda r: r.reset_counts())
        else:
            self.both(lambda r: r.need({every: 1}, Kind.TEXT, {every: every}))

    @rule(agent=RAW, other=RAW, ticket=RAW, need=RAW | LEAST, kind=st.sampled_from(Kind))
    def things_are_asked_and_calls_are_wrong(self, agent: int, other: int, ticket: int, need: Any, kind: Kind) -> None:
        now = self.now
        asked: tuple[Ask, ...] = (
            lambda r: r.staffed(need),
            lambda r: r.position(ticket),
            lambda r: r.decision(ticket),
            lambda r: r.decision(ticket, agent),
            lambda r: r.explain(ticket),
            lambda r: r.state(agent, kind),
            lambda r: r.explain_agent(agent, kind),
            lambda r: r.free(agent, now, kind, ticket=ticket),
            lambda r: r.free(-1, now, kind),
            lambda r: r.accept(ticket, agent),
            lambda r: r.give_back(ticket, [agent, other, -1], now, agent=other),
            lambda r: r.readmit(ticket, agent, now),
            lambda r: r.offer_ticket(ticket, need, 0, 0, 0, [agent], preferred=other),
            lambda r: r.offer_ticket(ticket, need, 0, 0, 0, reserved=True),
            lambda r: r.relax(ticket, need, now),
        )
        for ask in asked:
            self.change(ask)

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
    max_examples=int(os.environ.get("CALLBOX_EXAMPLES", "60")),
    stateful_step_count=50,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
