"""Routing: names and plans in, matches with reasons out; the compiled router and the names never disagree."""

from typing import Any

import msgspec
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from _fastroute.faults import RouterFault, WrongState
from appliance.core.errors import UnknownName
from appliance.core.routing import IMPLEMENTATION, Matches, Routing
from appliance.model.actions import NoteDecision
from appliance.model.plan import AgentPlan, Plan, QueuePlan
from appliance.model.policy import Capacity, Relaxation, RoutingPlan, Strategy, WorkKind
from appliance.model.states import KeyPart, Trigger

SALES = QueuePlan(name="sales")
GERMAN = QueuePlan(name="german", need={"german": 3})
VIP = QueuePlan(name="vip", head_start_ms=60_000)
ANNA = AgentPlan(name="anna", skills={"german": 4})
BEN = AgentPlan(name="ben", skills={"german": 2})
CID = AgentPlan(name="cid", skills={"billing": 1})
PLAN = Plan(routing=RoutingPlan(late_every=0), queues=(SALES, GERMAN, VIP), agents=(ANNA, BEN))

SECOND = 1000


def changed(plan: Plan = PLAN, **facts: Any) -> Plan:
    return msgspec.structs.replace(plan, **facts)


def sales(**facts: Any) -> QueuePlan:
    return msgspec.structs.replace(SALES, **facts)


def who(matches: Matches) -> list[tuple[str, int]]:
    return [(match.agent, match.call) for match in matches]


class Noted(list[NoteDecision]):
    """Every decision; the last one is what a test looks at."""

    @property
    def last(self) -> NoteDecision:
        return self[-1]


@pytest.fixture
def noted() -> Noted:
    return Noted()


@pytest.fixture
def shop(noted: Noted) -> Routing:
    return Routing(PLAN, note=noted.append)


def test_it_says_that_the_compiled_router_runs() -> None:
    assert IMPLEMENTATION.startswith("compiled")


def test_who_has_been_ready_longest_is_noted_with_both_times(shop: Routing, noted: Noted) -> None:
    shop.sign_in("anna", 0)
    assert noted.last == NoteDecision(trigger=Trigger.SIGNED_IN, call=None, agent="anna")
    shop.sign_in("ben", 150 * SECOND)
    (match,) = shop.enqueue(1, "sales", 190 * SECOND, 190 * SECOND)
    assert (match.agent, match.call) == ("anna", 1)
    assert (noted.last.trigger, noted.last.call, noted.last.agent) == (Trigger.ARRIVED, 1, "anna")
    assert (noted.last.told_by, noted.last.over_agent) == (KeyPart.IDLE_SINCE, "ben")
    assert (noted.last.won_with, noted.last.lost_with) == (0, 150 * SECOND)
    assert shop.reason(match) == "anna has been ready for 3:10 against ben's 0:40"


def test_equally_long_ready_goes_by_the_order_of_the_plan(noted: Noted) -> None:
    shop = Routing(changed(agents=(BEN, ANNA)), note=noted.append)
    shop.sign_in("anna", 0)
    shop.sign_in("ben", 0)
    assert who(shop.enqueue(1, "sales", 5, 5)) == [("ben", 1)]
    assert (noted.last.told_by, noted.last.over_agent) == (KeyPart.AGENT, "anna")


def test_a_head_start_puts_a_call_before_those_that_came_up_to_so_much_earlier(shop: Routing, noted: Noted) -> None:
    for call, queue, arrived in ((1, "sales", 0), (2, "vip", 50 * SECOND), (3, "vip", 61 * SECOND)):
        assert shop.enqueue(call, queue, arrived, arrived) == ()
    assert (noted.last.call, noted.last.agent, noted.last.place) == (3, None, 3)
    assert [shop.position(call) for call in (2, 1, 3)] == [1, 2, 3]
    assert who(shop.sign_in("anna", 70 * SECOND)) == [("anna", 2)]
    assert (noted.last.told_by, noted.last.over_call) == (KeyPart.DUE, 1)
    assert (noted.last.won_with, noted.last.lost_with) == (10 * SECOND, 20 * SECOND)


def test_a_declined_call_keeps_its_place_and_goes_to_the_next_at_once(shop: Routing) -> None:
    shop.sign_in("anna", 0)
    shop.sign_in("ben", 1)
    shop.enqueue(1, "sales", 10, 10)
    shop.enqueue(2, "german", 11, 11)
    assert who(shop.give_back(1, "anna", 20)) == [("ben", 1)]
    assert who(shop.free("anna", 20)) == [("anna", 2)]
    assert shop.give_back(1, "ben", 30) == ()
    assert shop.free("ben", 30) == ()
    assert shop.include(1, "anna", 40) == ()
    assert who(shop.include(1, "ben", 41)) == [("ben", 1)]


def test_including_again_is_harmless_when_it_comes_too_late(shop: Routing) -> None:
    shop.sign_in("anna", 0)
    shop.enqueue(1, "sales", 0, 0)
    assert shop.include(1, "anna", 1) == shop.include(7, "anna", 1) == shop.include(1, "nobody", 1) == ()


def test_anyone_for_counts_the_busy_but_not_those_who_leave(shop: Routing) -> None:
    assert not shop.anyone_for("sales")
    shop.sign_in("ben", 0)
    assert (shop.anyone_for("sales"), shop.anyone_for("german")) == (True, False)
    shop.enqueue(1, "sales", 0, 0)
    assert shop.anyone_for("sales")
    shop.sign_out("ben", 1)
    assert not shop.anyone_for("sales")


def test_anyone_for_counts_who_may_take_it_later(noted: Noted) -> None:
    queue = msgspec.structs.replace(GERMAN, relax=(Relaxation(after_ms=9_000, agents=("ben",)),))
    shop = Routing(changed(queues=(queue,)), note=noted.append)
    shop.sign_in("ben", 0)
    assert (shop.anyone_for("german"), shop.may_take("ben", "german"), shop.may_take("anna", "german")) == (1, 0, 1)


def test_a_tier_of_the_queue_counts_before_the_agents_own(noted: Noted) -> None:
    agents = (msgspec.structs.replace(ANNA, tier=1), BEN)
    for tiers, winner in (({}, "ben"), ({"anna": 0, "ben": 1}, "anna"), ({"ben": 2}, "anna")):
        shop = Routing(changed(queues=(sales(tiers=tiers),), agents=agents), note=noted.append)
        shop.sign_in("anna", 0)
        shop.sign_in("ben", 0)
        assert who(shop.enqueue(1, "sales", 5, 5)) == [(winner, 1)]
        assert noted.last.told_by is KeyPart.TIER


@pytest.mark.parametrize(
    ("strategy", "winner"),
    [
        (Strategy.LONGEST_IDLE, "ben"),
        (Strategy.LINEAR, "cid"),
        (Strategy.BEST_SKILL, "anna"),
        (Strategy.LEAST_VERSATILE, "ben"),
    ],
)
def test_a_queue_may_have_a_strategy_of_its_own(strategy: Strategy, winner: str, noted: Noted) -> None:
    agents = (
        AgentPlan(name="anna", skills={"german": 5, "billing": 1}),
        AgentPlan(name="ben", skills={"german": 2}),
        AgentPlan(name="cid", skills={"german": 3, "dutch": 1}, position=0),
    )
    queues = (sales(need={"german": 1}), sales(name="own", need={"german": 1}, strategy=strategy))
    shop = Routing(changed(queues=queues, agents=agents), note=noted.append)
    for now, agent in enumerate(("ben", "anna", "cid")):
        shop.sign_in(agent, now)
    assert who(shop.enqueue(1, "own", 5, 5)) == [(winner, 1)]
    assert noted.last.strategy is (None if strategy is Strategy.LONGEST_IDLE else strategy)


def test_opened_queues_and_agents_count_for_nobody_as_a_further_skill(noted: Noted) -> None:
    """Alternatives are a skill of the router's; the least versatile is still who has the fewest skills of the plan."""
    queue = sales(need={"german": 1}, relax=(Relaxation(after_ms=1, agents=("anna",)),))
    routing = RoutingPlan(strategy=Strategy.LEAST_VERSATILE)
    agents = (AgentPlan(name="anna", skills={"german": 1}), AgentPlan(name="ben", skills={"german": 1, "dutch": 1}))
    shop = Routing(changed(routing=routing, queues=(queue,), agents=agents), note=noted.append)
    shop.sign_in("ben", 0)
    shop.sign_in("anna", 1)
    assert who(shop.enqueue(1, "sales", 5, 5)) == [("anna", 1)]
    assert (noted.last.won_with, noted.last.lost_with) == (1, 2)


BILLING = QueuePlan(name="billing", need={"billing": 1})
RELAXED = QueuePlan(
    name="german",
    need={"german": 5},
    relax=(Relaxation(after_ms=10, need={"german": 2}), Relaxation(after_ms=20, queues=("billing",), agents=("dora",))),
)
DORA = AgentPlan(name="dora")


def test_relaxation_opens_step_by_step() -> None:
    shop = Routing(Plan(queues=(RELAXED, BILLING), agents=(DORA, CID, BEN)))
    for call in (1, 2, 3):
        assert shop.enqueue(call, "german", 0, 0) == ()
    assert shop.relax(1, 10) == shop.relax(1, 20) == shop.relax(2, 10) == ()
    assert who(shop.sign_in("dora", 21)) == [("dora", 1)]
    assert shop.sign_in("cid", 22) == ()
    assert who(shop.sign_in("ben", 23)) == [("ben", 2)]
    assert shop.relax(3, 24) == ()
    assert who(shop.relax(3, 25)) == [("cid", 3)]


def test_who_was_good_enough_before_comes_first(noted: Noted) -> None:
    shop = Routing(Plan(queues=(RELAXED, BILLING), agents=(ANNA, CID, BEN, DORA)), note=noted.append)
    for now, agent in enumerate(("dora", "cid", "ben")):
        shop.sign_in(agent, now)
    shop.enqueue(1, "german", 5, 5, preferred="anna", keep=True)
    assert shop.relax(1, 15) == shop.relax(1, 25) == ()
    assert who(shop.release(1, 30)) == [("ben", 1)]
    assert (noted.last.told_by, noted.last.won_with, noted.last.lost_with) == (KeyPart.RING, 1, 2)


def test_a_call_is_kept_for_one_agent_until_it_is_released(shop: Routing, noted: Noted) -> None:
    shop.sign_in("anna", 0)
    shop.enqueue(1, "sales", 1, 1)
    shop.sign_in("ben", 2)
    assert shop.enqueue(2, "sales", 3, 3, preferred="anna", keep=True) == ()
    assert (noted.last.preferred, noted.last.reserved, noted.last.place) == ("anna", True, 1)
    assert who(shop.release(2, 9)) == [("ben", 2)]
    assert (noted.last.trigger, noted.last.reserved) == (Trigger.RELEASED, False)
    assert shop.release(2, 10) == ()


def test_who_signs_out_keeps_nobody_waiting(shop: Routing) -> None:
    shop.sign_in("anna", 0)
    shop.enqueue(1, "sales", 1, 1)
    shop.sign_in("ben", 2)
    shop.enqueue(2, "sales", 3, 3, preferred="anna", keep=True)
    assert who(shop.sign_out("anna", 4)) == [("ben", 2)]


def test_who_declines_what_was_kept_for_them_does_not_hold_it_up(shop: Routing) -> None:
    shop.sign_in("anna", 0)
    assert who(shop.enqueue(1, "sales", 1, 1, preferred="anna", keep=True)) == [("anna", 1)]
    shop.sign_in("ben", 2)
    assert who(shop.give_back(1, "anna", 3)) == [("ben", 1)]
    assert not shop.tickets[1].kept


def test_ring_all_rings_everybody_and_the_winner_is_named_by_accept() -> None:
    shop = Routing(changed(queues=(sales(strategy=Strategy.RING_ALL),)))
    shop.sign_in("anna", 0)
    shop.sign_in("ben", 1)
    assert who(shop.enqueue(1, "sales", 2, 2)) == [("anna", 1), ("ben", 1)]
    assert (shop.tickets[1].rung, shop.position(1)) == (2, 1)
    assert shop.give_back(1, "anna", 3) == ()
    assert shop.free("anna", 3) == ()
    assert who(shop.include(1, "anna", 4)) == [("anna", 1)]
    shop.accept(1, "ben")
    assert shop.tickets == {}
    assert shop.free("anna", 5, talked=0) == ()


def test_a_band_goes_before_everything_until_the_others_are_lifted_into_it() -> None:
    first = QueuePlan(name="first", band=2)
    shop = Routing(changed(queues=(SALES, first)))
    for call, queue in ((1, "sales"), (2, "first"), (3, "sales")):
        shop.enqueue(call, queue, call, call)
    assert [shop.is_below_top(call) for call in (1, 2, 3)] == [True, False, True]
    shop.lift(3, 50)
    assert not shop.is_below_top(3)
    taken = [who(shop.sign_in("anna", 60)), who(shop.free("anna", 61)), who(shop.free("anna", 62))]
    assert taken == [[("anna", 2)], [("anna", 3)], [("anna", 1)]]


@pytest.mark.parametrize(
    ("need", "order"),
    [({"german": 1}, [3, 4, 1, 5, 6, 2]), ({}, [1, 2, 3, 4, 5, 6])],
    ids=["two lines", "one line, in which due order is all"],
)
def test_at_least_every_third_call_is_a_late_one(need: dict[str, int], order: list[int]) -> None:
    queues = (
        QueuePlan(name="slow", target_ms=10, need=need),
        QueuePlan(name="fast", target_ms=60_000, head_start_ms=60_000),
    )
    shop = Routing(Plan(routing=RoutingPlan(late_every=3), queues=queues, agents=(ANNA,)))
    for call in (1, 2):
        shop.enqueue(call, "slow", call, call)
    for call in (3, 4, 5, 6):
        shop.enqueue(call, "fast", 100, 100)
    taken = [shop.sign_in("anna", 100), *(shop.free("anna", 100) for _ in range(5))]
    assert [match.call for matches in taken for match in matches] == order


@pytest.mark.parametrize("waited", [1_000, 7_000, 50_000])
@pytest.mark.parametrize("head_start", [15_000, 60_000])
def test_a_head_start_makes_nobody_late(head_start: int, waited: int) -> None:
    queues = (SALES, msgspec.structs.replace(VIP, head_start_ms=head_start))
    shop = Routing(Plan(routing=RoutingPlan(late_every=3), queues=queues, agents=(ANNA,)))
    for call in (1, 2, 3):
        shop.enqueue(call, "sales", call, call)
    shop.enqueue(4, "vip", 10, 10)
    (match,) = shop.sign_in("anna", 10 + waited)
    assert match.call == 4
    assert "target" not in shop.reason(match) or waited > 20_000


def test_no_capacity_for_calls_means_no_calls() -> None:
    shop = Routing(changed(agents=(msgspec.structs.replace(ANNA, capacity=Capacity(voice=0)), BEN)))
    shop.sign_in("anna", 0)
    assert shop.enqueue(1, "sales", 1, 1) == ()
    assert not shop.anyone_for("sales")


def test_text_work_has_room_of_its_own_and_never_fences_off_a_call() -> None:
    agents = (msgspec.structs.replace(ANNA, capacity=Capacity(text=2)),)
    shop = Routing(changed(agents=agents))
    shop.sign_in("anna", 0)
    for call, taken in ((1, True), (2, True), (3, False)):
        assert who(shop.enqueue(call, "sales", call, call, kind=WorkKind.TEXT)) == ([("anna", call)] if taken else [])
    assert who(shop.enqueue(4, "sales", 4, 4)) == [("anna", 4)]
    shop.accept(1, "anna")
    shop.accept(4, "anna")
    assert who(shop.free("anna", 5, kind=WorkKind.TEXT)) == [("anna", 3)]
    assert shop.give_back(2, "anna", 6) == shop.free("anna", 6, kind=WorkKind.TEXT) == ()
    shop.enqueue(5, "sales", 7, 7)
    assert who(shop.free("anna", 8)) == [("anna", 5)]


def test_lots_are_drawn_from_the_seed() -> None:
    routing = RoutingPlan(strategy=Strategy.RANDOM)
    agents = tuple(AgentPlan(name=f"agent{number}") for number in range(9))

    def drawn(seed: int) -> list[tuple[str, int]]:
        shop = Routing(changed(routing=routing, agents=agents), seed=seed)
        for agent in agents:
            shop.sign_in(agent.name, 0)
        return [match for call in range(9) for match in who(shop.enqueue(call, "sales", 1, 1))]

    assert drawn(1) == drawn(1) != drawn(2)


def test_a_new_plan_keeps_calls_and_states_and_matches_what_it_makes_possible(shop: Routing, noted: Noted) -> None:
    shop.sign_in("anna", 0)
    shop.sign_in("ben", 0)
    shop.enqueue(1, "german", 0, 0)
    shop.enqueue(2, "german", 1, 1)
    better = AgentPlan(name="ben", skills={"german": 3})
    assert who(shop.replan(changed(queues=(SALES,), agents=(better,)), 9)) == [("ben", 2)]
    assert noted.last.trigger is Trigger.SKILLED
    with pytest.raises(UnknownName, match="german"):
        shop.anyone_for("german")


def test_a_new_plan_changes_what_waits_without_taking_its_place() -> None:
    shop = Routing(PLAN)
    shop.enqueue(1, "german", 0, 0)
    shop.enqueue(2, "sales", 5, 5)
    shop.enqueue(3, "german", 10, 10)
    shop.enqueue(4, "sales", 15, 15)
    easier = msgspec.structs.replace(GERMAN, need={})
    shop.replan(changed(queues=(SALES, easier, VIP)), 20)
    assert [shop.position(call) for call in (1, 2, 3, 4)] == [1, 2, 3, 4]
    assert who(shop.sign_in("ben", 30)) == [("ben", 1)]


def test_a_new_plan_waits_for_offers_that_are_held_out() -> None:
    """Ben is rung for a call of which the new plan says that he may not take it: only giving back asks again."""
    shop = Routing(PLAN)
    shop.sign_in("ben", 0)
    shop.enqueue(1, "sales", 0, 0)
    shop.replan(changed(queues=(sales(need={"german": 4}), VIP)), 10)
    shop.sign_in("anna", 20)
    assert who(shop.give_back(1, "ben", 30)) == [("anna", 1)]
    assert shop.free("ben", 30) == ()


def test_a_new_plan_relaxes_what_is_old_enough() -> None:
    shop = Routing(PLAN)
    shop.sign_in("ben", 0)
    shop.enqueue(1, "german", 0, 0)
    easier = msgspec.structs.replace(GERMAN, relax=(Relaxation(after_ms=10, need={}),))
    assert shop.replan(changed(queues=(easier,)), 9) == ()
    easiest = msgspec.structs.replace(GERMAN, relax=(Relaxation(after_ms=8, need={"german": 1}),))
    assert who(shop.replan(changed(queues=(easiest,)), 9)) == [("ben", 1)]


def test_an_agent_taken_out_of_the_plan_finishes_and_is_forgotten(shop: Routing) -> None:
    shop.sign_in("anna", 0)
    shop.enqueue(1, "sales", 0, 0)
    shop.enqueue(2, "sales", 0, 0, preferred="anna", keep=True)
    shop.replan(changed(queues=(SALES,), agents=(BEN,)), 1)
    shop.sign_out("anna", 2)
    assert shop.free("anna", 3) == ()
    with pytest.raises(UnknownName, match='no agent "anna"; the plan has ben'):
        shop.sign_in("anna", 4)
    shop.replan(changed(queues=(SALES,), agents=(BEN, ANNA)), 5)
    assert who(shop.sign_in("anna", 6)) == [("anna", 2)]


def test_what_cannot_be_is_told_and_changes_nothing(shop: Routing) -> None:
    with pytest.raises(UnknownName, match='no queue "seles"'):
        shop.enqueue(1, "seles", 0, 0)
    with pytest.raises(UnknownName, match="call 1 is in no queue"):
        shop.withdraw(1)
    with pytest.raises(WrongState):
        shop.free("anna", 0)
    assert shop.enqueue(1, "sales", 0, 0) == ()


NAMES = ["anna", "ben", "cid"]
SKILLS = st.dictionaries(st.sampled_from(["german", "billing"]), st.integers(1, 5))
STEPS = st.sampled_from(
    [
        (),
        (Relaxation(after_ms=3, need={}),),
        (Relaxation(after_ms=2, queues=("sales",)), Relaxation(after_ms=5, agents=("cid",))),
    ]
)
STRATEGIES = st.sampled_from(Strategy)
QUEUES = st.builds(
    lambda need, relax, strategy, tiers: (
        SALES,
        QueuePlan(name="german", need=need, relax=relax, strategy=strategy, tiers=tiers),
        VIP,
    ),
    SKILLS,
    STEPS,
    STRATEGIES | st.none(),
    st.dictionaries(st.sampled_from(NAMES), st.integers(0, 2)),
)


class NamesAndRouterAgree(RuleBasedStateMachine):
    """Drives Routing as the engine may, and as it must not; then looks whether names and router still say the same."""

    def __init__(self) -> None:
        super().__init__()
        self.noted: list[NoteDecision] = []
        self.plan = changed(agents=tuple(AgentPlan(name=name) for name in NAMES))
        self.routing = Routing(self.plan, note=self.noted.append)
        self.now = 0
        self.calls = 0

    def told(self, ask: Any, *arguments: Any, **options: Any) -> None:
        """Each match is noted, in order."""
        self.now += 1
        self.noted.clear()
        try:
            matches = ask(*arguments, **options) or ()
        except (RouterFault, UnknownName):
            return
        assert [(note.agent, note.call) for note in self.noted if note.agent and note.call] == who(matches)

    @rule(name=st.sampled_from(NAMES), what=st.sampled_from(["sign_in", "sign_out", "free"]))
    def agent(self, name: str, what: str) -> None:
        self.told(getattr(self.routing, what), name, self.now)

    @rule(queue=st.sampled_from(["sales", "german", "vip"]), kept_for=st.none() | st.sampled_from(NAMES))
    def calls_in(self, queue: str, kept_for: str | None) -> None:
        self.calls += 1
        options = {"preferred": kept_for, "keep": kept_for is not None}
        self.told(self.routing.enqueue, self.calls, queue, self.now, self.now, **options)

    @precondition(lambda self: self.calls)
    @rule(back=st.integers(0, 3), name=st.sampled_from(NAMES), what=st.sampled_from(["give_back", "include"]))
    def passes(self, back: int, name: str, what: str) -> None:
        self.told(getattr(self.routing, what), self.calls - back, name, self.now)

    @rule(back=st.integers(0, 3), name=st.sampled_from(NAMES))
    def accepts(self, back: int, name: str) -> None:
        self.told(self.routing.accept, self.calls - back, name)

    @rule(back=st.integers(0, 3), what=st.sampled_from(["release", "lift"]))
    def ages(self, back: int, what: str) -> None:
        self.told(getattr(self.routing, what), self.calls - back, self.now)

    @rule(back=st.integers(0, 3))
    def relaxes(self, back: int) -> None:
        ticket = self.routing.tickets.get(self.calls - back)
        if ticket is not None and ticket.stage + 1 < len(ticket.programme.stages):
            self.told(self.routing.relax, ticket.call, self.now)

    @rule(back=st.integers(0, 3))
    def hangs_up(self, back: int) -> None:
        self.told(self.routing.withdraw, self.calls - back)

    @rule(skills=st.lists(SKILLS, min_size=1, max_size=3), queues=QUEUES, strategy=STRATEGIES)
    def replan(self, skills: list[dict[str, int]], queues: tuple[QueuePlan, ...], strategy: Strategy) -> None:
        agents = tuple(AgentPlan(name=name, skills=each) for name, each in zip(NAMES, skills, strict=False))
        places = {call: ticket.place() for call, ticket in self.routing.tickets.items()}
        self.plan = Plan(routing=RoutingPlan(strategy=strategy), queues=queues, agents=agents)
        self.told(self.routing.replan, self.plan, self.now)
        assert {call: ticket.place() for call, ticket in self.routing.tickets.items()} == places

    @invariant()
    def names_and_router_agree(self) -> None:
        routing, router, roster = self.routing, self.routing._router, self.routing._roster
        held = [call for id_ in roster.ids.values() for call in router.held(id_)]
        assert {call: held.count(call) for call in routing.tickets} == {
            call: ticket.rung for call, ticket in routing.tickets.items()
        }
        assert {name: roster.names[id_] for name, id_ in roster.ids.items()} == {n: n for n in roster.ids}
        assert {name: {*kept} for name, kept in routing._kept.items()} == {
            name: {t.call for t in routing.tickets.values() if t.kept and t.preferred == name} for name in routing._kept
        }
        for call, ticket in routing.tickets.items():
            report = router.explain(call)
            assert (report.need, report.due, report.arrival) == (ticket.need, ticket.due, ticket.arrived)
            assert (report.band, report.reserved) == (ticket.band, ticket.kept)
            assert bool(router.position(call)) or ticket.rung


TestNamesAndRouterAgree = NamesAndRouterAgree.TestCase
TestNamesAndRouterAgree.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)


def test_work_that_no_queue_gave_keeps_an_agent_busy_until_freed(shop: Routing) -> None:
    for agent in ("anna", "ben"):
        shop.sign_in(agent, 0)
    assert shop.occupy("anna", 50, 10)
    assert who(shop.enqueue(1, "sales", 20, 20)) == [("ben", 1)]
    assert shop.enqueue(2, "sales", 30, 30) == ()
    assert shop.position(2) == 1
    assert who(shop.free("anna", 40)) == [("anna", 2)]


def test_who_signs_in_while_busy_gets_nothing_until_freed(shop: Routing) -> None:
    shop.enqueue(1, "sales", 0, 0)
    assert shop.sign_in_busy("anna", 50, 10) == ((), True)
    assert shop.anyone_for("sales")
    assert who(shop.free("anna", 20)) == [("anna", 1)]


def test_work_counts_for_nothing_at_an_agent_who_takes_no_calls() -> None:
    shop = Routing(changed(agents=(msgspec.structs.replace(ANNA, capacity=Capacity(voice=0)), BEN)))
    shop.sign_in("anna", 0)
    assert not shop.occupy("anna", 50, 10)
    shop.sign_out("anna", 20)
    assert shop.sign_in_busy("anna", 51, 30) == ((), False)


@pytest.mark.parametrize("strategy", [strategy.value for strategy in Strategy])
def test_it_does_so_with_every_strategy(strategy: str) -> None:
    shop = Routing(changed(routing=RoutingPlan(strategy=Strategy(strategy))))
    shop.sign_in("anna", 0)
    assert shop.occupy("anna", 50, 10)
    assert shop.enqueue(1, "sales", 20, 20) == ()
    assert who(shop.free("anna", 30)) == [("anna", 1)]
