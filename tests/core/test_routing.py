"""Routing: names and plans in, matches with reasons out; the compiled router and the names never disagree."""

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from _fastroute.faults import RouterFault, WrongState
from appliance.core.errors import UnknownName
from appliance.core.routing import IMPLEMENTATION, Match, Routing
from appliance.model.plan import AgentPlan, QueuePlan

SALES = QueuePlan(name="sales")
GERMAN = QueuePlan(name="german", need={"german": 3})
VIP = QueuePlan(name="vip", head_start_ms=60_000)
ANNA = AgentPlan(name="anna", skills={"german": 4})
BEN = AgentPlan(name="ben", skills={"german": 2})

SECOND = 1000


@pytest.fixture
def shop() -> Routing:
    return Routing([SALES, GERMAN, VIP], [ANNA, BEN])


def test_it_says_that_the_compiled_router_runs() -> None:
    assert IMPLEMENTATION.startswith("compiled")


def test_who_has_been_ready_longest_is_told_with_both_times(shop: Routing) -> None:
    shop.sign_in("anna", 0)
    shop.sign_in("ben", 150 * SECOND)
    match = shop.enqueue(1, "sales", 190 * SECOND, 190 * SECOND)
    assert match == Match("anna", 1, "anna has been ready longest (3:10 against ben's 0:40)")
    assert shop.explain(1) == f"Call 1 went to anna: {match.reason}."


def test_equally_long_ready_goes_by_the_order_of_the_plan() -> None:
    shop = Routing([SALES], [BEN, ANNA])
    shop.sign_in("anna", 0)
    shop.sign_in("ben", 0)
    match = shop.enqueue(1, "sales", 5, 5)
    reason = "ben and anna have been ready equally long, and ben comes first in the plan"
    assert match == Match("ben", 1, reason)


def test_the_only_one_ready_is_told_as_such(shop: Routing) -> None:
    shop.sign_in("ben", 0)
    assert shop.enqueue(1, "sales", 5, 5) == Match("ben", 1, "ben is the only one ready who may take it")


def test_a_head_start_puts_a_call_before_those_that_came_up_to_so_much_earlier(shop: Routing) -> None:
    for call, queue, arrived in ((1, "sales", 0), (2, "vip", 50 * SECOND), (3, "vip", 61 * SECOND)):
        assert shop.enqueue(call, queue, arrived, arrived) is None
    assert [shop.position(call) for call in (2, 1, 3)] == [1, 2, 3]
    match = shop.sign_in("anna", 70 * SECOND)
    assert match == Match("anna", 2, "anna signed in and this call is due first, 0:10 before call 1")


def test_calls_due_together_go_by_arrival_then_number() -> None:
    later = QueuePlan(name="later", target_ms=30 * SECOND)
    shop = Routing([SALES, later], [ANNA])
    shop.enqueue(3, "later", 0, 0)
    shop.enqueue(2, "sales", 10 * SECOND, 10 * SECOND)
    shop.enqueue(1, "later", 0, 0)
    shop.sign_in("anna", 20 * SECOND)
    assert "came together with call 3 and has the lower number" in shop.explain(1)
    second = shop.free("anna", 21 * SECOND)
    assert second == Match(
        "anna", 3, "anna became free and this call is due together with call 2 but came 0:10 earlier"
    )
    third = shop.free("anna", 22 * SECOND)
    assert third == Match("anna", 2, "anna became free and no other call waits that they may take")


def test_why_a_call_waits_names_everybody_and_the_way_out(shop: Routing) -> None:
    shop.sign_in("anna", 0)
    shop.enqueue(1, "sales", 0, 0)
    shop.enqueue(2, "german", 0, 0)
    assert shop.explain(2) == (
        'Call 2 waits in queue "german", which needs german 3, at place 1.'
        " Busy: anna. Without the skill: ben (german 2). It goes to anna unless another call is due sooner."
    )
    shop.give_back(1, "anna", 1)
    assert shop.explain(1) == (
        'Call 1 waits in queue "sales", at place 1. Not available: ben. Did not take it and not asked again yet: anna.'
        " It is held out to anna again after a while, if they are free then."
    )


def test_why_a_call_waits_where_nobody_can_help() -> None:
    shop = Routing([GERMAN], [BEN])
    shop.enqueue(1, "german", 0, 0)
    assert shop.explain(1).endswith("Nobody in the plan may take it: it needs somebody with german 3.")
    shop.replan([GERMAN], [BEN, ANNA], 1)
    assert shop.explain(1).endswith("Not available: anna. Without the skill: ben (german 2). It goes to anna.")


def test_a_declined_call_keeps_its_place_and_goes_to_the_next_at_once(shop: Routing) -> None:
    shop.sign_in("anna", 0)
    shop.sign_in("ben", 1)
    shop.enqueue(1, "sales", 10, 10)
    shop.enqueue(2, "german", 11, 11)
    assert shop.give_back(1, "anna", 20) == Match("ben", 1, "ben is the only one ready who may take it")
    assert shop.free("anna", 20) == Match("anna", 2, "anna became free and no other call waits that they may take")
    assert shop.give_back(1, "ben", 30) is None
    assert shop.free("ben", 30) is None
    assert shop.include(1, "anna", 40) is None
    assert shop.include(1, "ben", 41) == Match("ben", 1, "ben is the only one ready who may take it")


def test_including_again_is_harmless_when_it_comes_too_late(shop: Routing) -> None:
    shop.sign_in("anna", 0)
    shop.enqueue(1, "sales", 0, 0)
    assert shop.include(1, "anna", 1) is None
    assert shop.include(7, "anna", 1) is None
    assert shop.include(1, "nobody", 1) is None


def test_waiting_lists_one_queue_in_due_order_without_those_an_agent_has(shop: Routing) -> None:
    shop.sign_in("ben", 0)
    shop.enqueue(5, "sales", 0, 0)
    shop.enqueue(6, "sales", 9, 9)
    shop.enqueue(7, "sales", 3, 9)
    shop.enqueue(8, "vip", 0, 9)
    assert shop.waiting("sales") == (7, 6)
    assert (shop.position(8), shop.position(7), shop.position(5)) == (1, 2, 0)


def test_anyone_for_counts_the_busy_but_not_those_who_leave(shop: Routing) -> None:
    assert not shop.anyone_for("sales")
    shop.sign_in("ben", 0)
    assert (shop.anyone_for("sales"), shop.anyone_for("german")) == (True, False)
    shop.enqueue(1, "sales", 0, 0)
    assert shop.anyone_for("sales")
    shop.sign_out("ben", 1)
    assert not shop.anyone_for("sales")


def test_a_new_plan_keeps_calls_and_states_and_matches_what_it_makes_possible(shop: Routing) -> None:
    shop.sign_in("anna", 0)
    shop.sign_in("ben", 0)
    shop.enqueue(1, "german", 0, 0)
    shop.enqueue(2, "german", 1, 1)
    better = AgentPlan(name="ben", skills={"german": 3})
    matches = shop.replan([SALES], [ANNA, better], 9)
    assert matches == (Match("ben", 2, "ben may take it now and no other call waits that they may take"),)
    assert shop.waiting("german") == ()
    with pytest.raises(UnknownName, match="german"):
        shop.anyone_for("german")


def test_an_agent_taken_out_of_the_plan_finishes_and_is_forgotten(shop: Routing) -> None:
    shop.sign_in("anna", 0)
    shop.enqueue(1, "sales", 0, 0)
    shop.replan([SALES], [BEN], 1)
    shop.sign_out("anna", 2)
    assert shop.free("anna", 3) is None
    with pytest.raises(UnknownName, match='no agent "anna"; the plan has ben'):
        shop.sign_in("anna", 4)
    shop.replan([SALES], [BEN, ANNA], 5)
    assert shop.sign_in("anna", 6) is None


def test_what_cannot_be_is_told_and_changes_nothing(shop: Routing) -> None:
    with pytest.raises(UnknownName, match='no queue "seles"'):
        shop.enqueue(1, "seles", 0, 0)
    with pytest.raises(UnknownName, match="call 1 is in no queue"):
        shop.withdraw(1)
    with pytest.raises(WrongState):
        shop.free("anna", 0)
    assert shop.enqueue(1, "sales", 0, 0) is None


NAMES = ["anna", "ben", "cid"]
PLANS = st.dictionaries(st.sampled_from(["german", "billing"]), st.integers(1, 5))


class NamesAndRouterAgree(RuleBasedStateMachine):
    """Drives Routing as the engine may, and as it must not; then looks whether names and router still say the same."""

    def __init__(self) -> None:
        super().__init__()
        self.routing = Routing([SALES, GERMAN, VIP], [AgentPlan(name=name) for name in NAMES])
        self.now = 0
        self.calls = 0

    def told(self, ask: object, *arguments: object) -> None:
        self.now += 1
        try:
            answer = ask(*arguments)  # type: ignore[operator]
        except (RouterFault, UnknownName):
            return
        for match in answer if isinstance(answer, tuple) else (answer,):
            if match is not None:
                assert match.agent in self.routing.explain(match.call)
                assert match.reason in self.routing.explain(match.call)

    @rule(name=st.sampled_from(NAMES), what=st.sampled_from(["sign_in", "sign_out"]))
    def signs(self, name: str, what: str) -> None:
        self.told(getattr(self.routing, what), name, self.now)

    @rule(name=st.sampled_from(NAMES))
    def is_free(self, name: str) -> None:
        self.told(self.routing.free, name, self.now)

    @rule(queue=st.sampled_from(["sales", "german", "vip"]))
    def calls_in(self, queue: str) -> None:
        self.calls += 1
        self.told(self.routing.enqueue, self.calls, queue, self.now, self.now)

    @precondition(lambda self: self.calls)
    @rule(back=st.integers(0, 3), name=st.sampled_from(NAMES), what=st.sampled_from(["give_back", "include"]))
    def passes(self, back: int, name: str, what: str) -> None:
        self.told(getattr(self.routing, what), self.calls - back, name, self.now)

    @rule(back=st.integers(0, 3))
    def hangs_up(self, back: int) -> None:
        self.told(self.routing.withdraw, self.calls - back)

    @rule(skills=st.lists(PLANS, min_size=1, max_size=3))
    def replan(self, skills: list[dict[str, int]]) -> None:
        plans = [AgentPlan(name=name, skills=each) for name, each in zip(NAMES, skills, strict=False)]
        self.told(self.routing.replan, [SALES, GERMAN, VIP], plans, self.now)

    @invariant()
    def names_and_router_agree(self) -> None:
        routing, router = self.routing, self.routing._router
        waiting = [call for queue in ("sales", "german", "vip") for call in routing.waiting(queue)]
        held = {router.holding(id_) for id_ in routing._ids.values()} - {None}
        assert len(waiting) == router.waiting()
        assert set(routing._tickets) == {*waiting} | held
        assert {name: routing._names[id_] for name, id_ in routing._ids.items()} == {n: n for n in routing._ids}
        for call in waiting:
            assert routing.explain(call).startswith(f"Call {call} waits in queue")


TestNamesAndRouterAgree = NamesAndRouterAgree.TestCase
TestNamesAndRouterAgree.settings = settings(max_examples=50, stateful_step_count=40, deadline=None)
