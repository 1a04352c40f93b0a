"""Plans as the compiled rehearsal plays them: each setting does there what it does in the engine."""

from typing import Any

import numpy as np
import pytest
from msgspec.structs import replace

from appliance.core.rehearsed import NOBODY, Callers, Ending, Played, Shop
from appliance.core.rehearsing import play
from appliance.model.plan import AgentPlan, Plan, QueuePlan
from appliance.model.policy import Capacity, Relaxation, RoutingPlan, Strategy

DAY = 86_400_000
ANNA, BEN = AgentPlan(name="anna", skills={"sales": 3}), AgentPlan(name="ben", skills={"sales": 2})
SALES = QueuePlan(name="sales", need={"sales": 1}, max_wait_ms=60_000)
SERVICE = QueuePlan(name="service", need={"service": 1}, max_wait_ms=60_000)
PLAN = Plan(queues=(SALES, SERVICE), agents=(ANNA, BEN))
SHOP = Shop(("anna", "ben"), ("sales", "service"), np.array([[0, 0, DAY], [1, 0, DAY]]))
A, B, OVER = Ending.ANSWERED, Ending.ABANDONED, Ending.OVERFLOWED


def callers(*joined: int, **columns: Any) -> Callers:
    """Who talk for 100 s, ring and write up not at all and wait for ever, in queue 0, unless told otherwise."""
    usual = {"asked": joined, "queue": 0, "preferred": NOBODY, "patience": DAY, "ring": 0, "talk": 100_000, "wrap": 0}
    every = {
        name: np.broadcast_to(np.array(each, np.int64), len(joined)) for name, each in {**usual, **columns}.items()
    }
    return Callers(joined=np.array(joined, np.int64), **every)


def names(played: Played) -> list[str]:
    return ["-" if agent == NOBODY else SHOP.people[agent] for agent in played.agent]


def with_sales(**changed: Any) -> Plan:
    return replace(PLAN, queues=(replace(SALES, **changed), SERVICE))


def with_agents(*agents: AgentPlan, **routing: Any) -> Plan:
    return replace(PLAN, agents=agents, routing=RoutingPlan(**routing))


def test_waits_and_ends() -> None:
    played = play(PLAN, SHOP, callers(1, 2, 3, 4, patience=[DAY, DAY, 9, DAY], ring=5, talk=50, wrap=20))
    assert played.ending.tolist() == [A, A, B, A]
    assert played.waited.tolist() == [5, 5, 9, 77]
    assert (played.busy.tolist(), played.ready.sum() > 0) == ([140, 70], True)


def test_longest_wait() -> None:
    played = play(PLAN, SHOP, callers(1, 2, 3))
    assert (played.ending.tolist(), played.waited.tolist()) == ([A, A, OVER], [0, 0, 60_000])
    relaxed = with_sales(relax=(Relaxation(after_ms=5_000, overflow=True),))
    assert play(relaxed, SHOP, callers(1, 2, 3)).waited[2] == 5_000


def test_who_finds_nobody_signed_in_does_not_get_in() -> None:
    shop = SHOP._replace(shifts=np.array([[0, 1_000, 5_000], [1, 4_000, 8_000]]))
    played = play(PLAN, shop, callers(0, 1_000, 7_999, 8_000, talk=10))
    assert (played.ending.tolist(), played.waited.tolist()) == ([OVER, A, A, OVER], [0, 0, 0, 0])
    assert names(played) == ["-", "anna", "ben", "-"]
    waits = play(with_sales(needs_staff=False), shop, callers(0, 1_000, 7_999, 8_000, talk=10))
    assert waits.waited.tolist() == [1_000, 10, 0, 60_000]


def test_who_has_no_capacity_for_calls_is_not_there() -> None:
    ben = replace(BEN, capacity=Capacity(voice=0))
    assert names(play(with_agents(ANNA, ben), SHOP, callers(1, 2))) == ["anna", "-"]
    assert play(with_agents(replace(ANNA, capacity=Capacity(voice=0)), ben), SHOP, callers(1)).waited[0] == 0


def test_needs_strategies_and_tiers() -> None:
    assert names(play(with_sales(need={"sales": 3}), SHOP, callers(1, 200_000))) == ["anna", "anna"]
    assert names(play(with_agents(BEN, ANNA, strategy=Strategy.LINEAR), SHOP, callers(1, 2))) == ["ben", "anna"]
    assert names(play(with_sales(strategy=Strategy.BEST_SKILL), SHOP, callers(1, 200_000))) == ["anna", "anna"]
    assert names(play(with_sales(tiers={"anna": 2, "ben": 1}), SHOP, callers(1, 2))) == ["ben", "anna"]
    assert names(play(with_agents(replace(ANNA, tier=1), BEN), SHOP, callers(1, 2))) == ["ben", "anna"]


def test_relaxation() -> None:
    relax = (Relaxation(after_ms=7_000, need={"sales": 2}),)
    played = play(with_sales(need={"sales": 3}, relax=relax), SHOP, callers(1, 2))
    assert (names(played), played.waited.tolist()) == (["anna", "ben"], [0, 7_000])
    opened = (Relaxation(after_ms=7_000, agents=("ben",)),)
    played = play(with_sales(need={"other": 1}, relax=opened, needs_staff=False), SHOP, callers(1))
    assert (names(played), played.waited.tolist()) == (["ben"], [7_000])


def test_due_times_and_bands() -> None:
    """One agent; the first of three talks, the others wait in different queues."""
    both = replace(ANNA, skills={"sales": 1, "service": 1})
    three = callers(0, 1, 2, queue=[0, 1, 0], talk=50_000)
    for changed, second in [({}, 1), ({"head_start_ms": 5_000}, 2), ({"target_ms": 5_000}, 2), ({"band": 1}, 2)]:
        plan = replace(with_sales(**changed), agents=(both,), routing=RoutingPlan(late_every=0))
        assert play(plan, SHOP, three).waited.argmin() == 0
        assert play(plan, SHOP, three).waited[second] < 50_000, changed
    lifted = replace(
        with_sales(band=1), agents=(both,), queues=(replace(SALES, band=1), replace(SERVICE, top_after_ms=9))
    )
    assert play(lifted, SHOP, three).waited[1] < 50_000, "in the top band too, and due first"


def test_who_spoke_with_the_caller_last() -> None:
    three = callers(1, 2, 3, preferred=[1, 1, 1], talk=20_000)
    assert names(play(PLAN, SHOP, three)) == ["ben", "anna", "ben"]
    kept = play(with_sales(prefer_last_agent_ms=30_000), SHOP, three)
    assert (names(kept), kept.waited.tolist()) == (["ben", "ben", "anna"], [0, 19_999, 30_000])
    cannot = play(with_sales(need={"sales": 3}, prefer_last_agent_ms=30_000), SHOP, callers(1, preferred=1))
    assert names(cannot) == ["anna"], "nobody waits for who may not take the call"
    gone = SHOP._replace(shifts=np.array([[0, 0, DAY], [1, 0, 1]]))
    assert play(with_sales(prefer_last_agent_ms=30_000), gone, callers(5, preferred=1)).waited[0] == 0


def test_a_longer_time_since_asking_counts_for_the_place_in_line() -> None:
    one = with_agents(ANNA, late_every=0)
    played = play(one, SHOP, callers(0, 1, 2, asked=[0, 1, -30_000], talk=20_000))
    assert played.waited.tolist() == [0, 39_999, 19_998]


def test_a_person_whom_the_plan_does_not_know_does_nothing() -> None:
    played = play(with_agents(BEN), SHOP, callers(1, 2, preferred=0, patience=10))
    assert (names(played), played.busy.tolist()) == (["ben", "-"], [0, 100_000])


@pytest.mark.parametrize("strategy", Strategy)
def test_every_strategy_plays_and_plays_the_same_again(strategy: Strategy) -> None:
    dice = np.random.default_rng(1)
    many = callers(*np.sort(dice.integers(0, DAY // 2, 2_000)).tolist(), ring=2_000, talk=30_000, wrap=5_000)
    plan = with_agents(ANNA, BEN, strategy=strategy)
    first, second = play(plan, SHOP, many, seed=3), play(plan, SHOP, many, seed=3)
    assert first.agent.tolist() == second.agent.tolist()
    assert np.count_nonzero(first.ending == A) > 1_000
