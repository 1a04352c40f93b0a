"""Long random days in one shop after the other: the compiled router does as the oracle does, to the last ticket.

CALLBOX_EXAMPLES=20000 makes it so many days instead of some.
"""

import os
from typing import Any

import pytest

from _fastroute.records import Kind, Strategy
from _fastroute.router import Router
from tests.oracle.player import House, Operation, Player, perform
from tests.oracle.router import OracleRouter

DAYS = int(os.environ.get("CALLBOX_EXAMPLES", "22")) // len(Strategy) + 1


def played_by_both(strategy: Strategy, seed: int, house: House, steps: int, look_every: int) -> None:
    options: dict[str, Any] = {"late_every": seed % 4, "seed": seed, "fading": 10 + 1000 * (seed % 2)}
    fast, slow = Router(strategy, **options), OracleRouter(strategy, **options)
    player = Player(slow, seed, house)
    done: list[Operation] = []
    for each in player.opening:
        perform(fast, each)
    for step in range(steps):
        done.append(player.choose())
        answers = [perform(router, done[-1]) for router in (fast, slow)]
        answers += [] if isinstance(answers[0], type) else [fast.matches(), slow.matches()]
        assert answers[0::2] == answers[1::2], f"{strategy} {seed} {house}: step {step}: {done[-1]}"
        for _, ticket in slow.matches():
            assert fast.decision(ticket) == slow.decision(ticket), f"{strategy} {seed}: step {step}: {done[-1]}"
        if step % look_every == 0:
            assert views(fast, slow) == views(slow, slow), f"{strategy} {seed}: step {step}: {done[-1]}"


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
        played_by_both(strategy, seed, house, steps=250, look_every=5)


@pytest.mark.parametrize("strategy", Strategy)
def test_a_day_with_many_agents_grows_every_table(strategy: Strategy) -> None:
    house = House(agents=140, skills=12, needs=40, most_waiting=200, rare=0.02)
    played_by_both(strategy, 1, house, steps=600, look_every=200)


def test_the_same_day_twice_is_answered_the_same() -> None:
    """Every strategy, the random ones with it, says the same again."""

    def day() -> list[object]:
        router = Router("random", seed=5, late_every=3)
        player = Player(router, 7, House(agents=20, skills=5))
        return [(perform(router, player.choose()), router.matches()) for _ in range(4000)]

    assert day() == day()
