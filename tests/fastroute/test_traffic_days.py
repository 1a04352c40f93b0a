"""Random days: the compiled rehearsal and the slow one agree on every ticket and on every moment of every agent."""

import numpy as np
import pytest

from _fastroute.outcome import Ending, Outcome
from _fastroute.router import Router
from _fastroute.trace import Agent, Need, Staff, Trace
from _fastroute.traffic import replay
from tests.oracle.days import Day, random_day
from tests.oracle.router import OracleRouter
from tests.oracle.traffic import SlowTraffic, Spent, Told

DAYS = 400


def rehearsed(day: Day) -> Outcome:
    return replay(day.trace, day.staff, needs=day.needs, programmes=day.programmes, until=day.until, **day.router)


def told_by(outcome: Outcome) -> tuple[list[Told], list[Spent]]:
    tickets = (outcome.ending, outcome.agent, outcome.offered, outcome.answered, outcome.ended, outcome.waited)
    agents = (outcome.ring, outcome.talk, outcome.wrap, outcome.ready, outcome.signed_in)
    return (
        [Told(*map(int, each)) for each in zip(*tickets, strict=True)],
        [Spent(*map(int, each)) for each in zip(*agents, strict=True)],
    )


@pytest.mark.parametrize("hundred", range(DAYS // 100))
def test_it_is_the_slow_rehearsal_through_the_routers_door(hundred: int) -> None:
    for seed in range(100 * hundred, 100 * hundred + 100):
        day = random_day(seed, most_at_once=1 + seed % 3)
        slow = SlowTraffic(Router(**day.router), day.trace, day.staff, day.needs, day.programmes)
        assert told_by(rehearsed(day)) == slow.run(day.until), f"random_day({seed}, {1 + seed % 3})"


def test_it_is_the_slow_rehearsal_of_the_full_rules_oracle() -> None:
    """Nothing compiled on the other side."""
    for seed in range(DAYS, DAYS + 100):
        day = random_day(seed, most_at_once=1 + seed % 3)
        slow = SlowTraffic(OracleRouter(**day.router), day.trace, day.staff, day.needs, day.programmes)
        assert told_by(rehearsed(day)) == slow.run(day.until), f"random_day({seed}, {1 + seed % 3})"


def test_a_busy_day_and_its_quiet_hours() -> None:
    """More to come than lies sorted in the agenda, then little, and again: agents and callers in waves."""
    dice = np.random.default_rng(3)
    arrival = np.concatenate(
        [at + np.sort(dice.integers(0, 60, size)) for at, size in ((0, 250), (900, 9), (1_800, 300))]
    )
    calls = len(arrival)
    trace = Trace(
        arrival=arrival, need=dice.integers(0, 2, calls), talk=dice.integers(0, 200, calls), wrap=3, ring=1,
        patience=dice.integers(1, 300, calls),
    )  # fmt: skip
    staff = Staff(agents=[Agent({0: 1 + number % 2}) for number in range(70)])
    needs = [Need({0: 1}), Need({0: 2})]
    slow = SlowTraffic(Router(), trace, staff, needs, [])
    assert told_by(replay(trace, staff, needs=needs)) == slow.run(None)


def test_the_days_are_not_blind() -> None:
    endings = {int(ending) for seed in range(DAYS) for ending in rehearsed(random_day(seed)).ending}
    assert endings == set(Ending)


def test_equal_arguments_equal_outcome() -> None:
    for seed in range(50):
        assert told_by(rehearsed(random_day(seed))) == told_by(rehearsed(random_day(seed)))
