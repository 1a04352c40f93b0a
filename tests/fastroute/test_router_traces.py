"""Long random days in one shop after the other: the compiled router does as the oracle does, to the last ticket.

CALLBOX_EXAMPLES=20000 makes it so many days instead of some.
"""

import os
from typing import Any

import pytest

from _fastroute.records import Kind, Strategy
from _fastroute.router import Router
from tests.oracle.player import House, Player, perform
from tests.oracle.router import OracleRouter

DAYS = int(os.environ.get("CALLBOX_EXAMPLES", "22")) // len(Strategy) + 1


def played_by_all(strategy: Strategy, seed: int, house: House, steps: int, look_every: int) -> None:
    """By the oracle, by the router, and by the router without `explaining`, which searches in its own shorter ways."""
    options: dict[str, Any] = {"late_every": seed % 4, "seed": seed, "window": 100 + 1000 * (seed % 2)}
    slow, fast = OracleRouter(strategy, **options), Router(strategy, **options)
    quiet = Router(strategy, **options, explaining=False)
    player = Player(slow, seed, house)
    for each in player.opening:
        perform(fast, each)
        perform(quiet, each)
    for step in range(steps):
        operation = player.choose()
        where = f"{strategy} {seed} {house}: step {step}: {operation}"
        answer = perform(slow, operation)
        assert answer == perform(fast, operation) == perform(quiet, operation), where
        assert isinstance(answer, type) or slow.matches() == fast.matches() == quiet.matches(), where
        for agent, ticket in slow.matches():
            assert fast.decision(ticket, agent) == slow.decision(ticket, agent), where
        if step % look_every == 0:
            assert views(fast, slow) == views(slow, slow), where


def views(router: Any, known: OracleRouter) -> list[object]:
    """All that can be asked of it."""
    kinds = [Kind.VOICE, Kind.TEXT]
    return [
        router.waiting(),
        *(router.ready(kind) for kind in kinds),
        *(router.staffed(need) for need in range(len(known.needs))),
        *(router.explain_agent(agent, kind) for agent in known.agents for kind in kinds),
        *(router.held(agent) for agent in known.agents),
        *(router.explain(ticket) for ticket in known.tickets),
    ]


@pytest.mark.parametrize("strategy", Strategy)
def test_days_in_small_shops(strategy: Strategy) -> None:
    for seed in range(DAYS):
        house = House(agents=1 + seed % 6, skills=1 + seed % 3, most_waiting=12, plain=(0.0, 0.5, 1.0)[seed % 3])
        played_by_all(strategy, seed, house, steps=250, look_every=5)


@pytest.mark.parametrize("strategy", ["longest_idle", "least_occupied", "best_skill", "random", "ring_all"])
def test_a_day_with_many_agents_grows_every_table(strategy: str) -> None:
    house = House(agents=140, skills=12, needs=40, most_waiting=200, rare=0.02)
    played_by_all(Strategy(strategy), 1, house, steps=300, look_every=150)


@pytest.mark.parametrize("late_every", [0, 1, 3])
def test_long_lines(late_every: int) -> None:
    """Deep trees, from whose middle tickets go; the oldest late ones are found in them."""
    house = House(agents=3, skills=1, needs=2, most_waiting=120, plain=0.7, rare=0.01)
    played_by_all(Strategy.LONGEST_IDLE, late_every, house, steps=800, look_every=400)


def test_the_same_day_twice_is_answered_the_same() -> None:
    """Every strategy, the random ones with it, says the same again."""

    def day() -> list[object]:
        router = Router("random", seed=5, late_every=3)
        player = Player(router, 7, House(agents=20, skills=5))
        return [(perform(router, player.choose()), router.matches()) for _ in range(4000)]

    assert day() == day()
