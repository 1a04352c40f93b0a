"""Figures from tallies are those of design page 5, by its oracles and by the figures of the compiled rehearsal."""

from typing import Any

import numpy as np
import pytest

from _fastroute.outcome_figures import Counts, percentiles, service_levels
from appliance.core.rehearsed import Ending
from appliance.rehearsal.figures import LEVELS, LONGEST, OF_AGENTS, PERCENTILES, of_agent, of_queue, rows
from appliance.rehearsal.intervals import day_weights
from appliance.rehearsal.tally import Tally, Thresholds, count, empty, signed_in_by_day, truly
from tests.rehearsal.invented_history import history

A, B, LEFT_OUT = Ending.ANSWERED, Ending.ABANDONED, Ending.OVERFLOWED


def tally(*waits: tuple[int, Ending, int], queues: tuple[str, ...] = ("sales",), days: int = 1) -> Tally:
    past = history(list(waits), days, queues)
    found = empty(past, 1)
    limits = Thresholds(np.full(len(queues), 20_000), np.full(len(queues), 5_000))
    count(found, past, truly(past.stays), limits, signed_in_by_day(past.shifts, past.midnights, 1))
    return found


def figures(found: Tally, queue: int | None = None) -> dict[str, Any]:
    return {id_: each[0] for id_, each in of_queue(found, np.ones((1, found.days)), queue).items()}


def test_the_oracle_of_the_design() -> None:
    """A = 1000, B = 60, A20 = 860, B20 = 20, B5 = 10."""
    waits = [(9_000, A)] * 860 + [(30_000, A)] * 140 + [(4_000, B)] * 10 + [(9_000, B)] * 10 + [(30_000, B)] * 40
    found = figures(tally(*((wait, ending, 0) for wait, ending in waits)))
    wanted = {"positive": 83.02, "answered": 86.00, "negative": 81.13, "ignore": 82.69, "short_credit": 82.08}
    assert {name: round(100 * found[name], 2) for name in wanted} == wanted
    assert found["abandonment"] == pytest.approx(60 / 1060)
    assert (found["came"], found["answered_count"]) == (1_060, 1_000)


def test_service_levels_are_those_of_the_compiled_rehearsal() -> None:
    dice = np.random.default_rng(2)
    waits = [(int(dice.exponential(15_000)), A if dice.random() < 0.8 else B, 0) for _ in range(500)]
    within, short = ([wait for wait in waits if wait[0] <= limit] for limit in (20_000, 5_000))
    counts = Counts(
        answered=sum(ending is A for _, ending, _ in waits),
        abandoned=sum(ending is B for _, ending, _ in waits),
        answered_within=sum(ending is A for _, ending, _ in within),
        abandoned_within=sum(ending is B for _, ending, _ in within),
        short_abandoned=sum(ending is B for _, ending, _ in short),
    )
    found = figures(tally(*waits))
    assert [found[level.id] for level in LEVELS] == pytest.approx(list(service_levels(counts)))


def test_percentiles_are_whole_seconds_not_exceeded() -> None:
    waits = [int(wait) for wait in np.random.default_rng(2).exponential(15_000, 999)]
    found = figures(tally(*((wait, A, 0) for wait in waits)))
    exact = percentiles(np.array(waits))
    assert [found[id_] for id_ in PERCENTILES] == [
        -(-exact[share] // 1_000) * 1_000 for _, share in PERCENTILES.values()
    ]
    assert found["longest"] == max(waits)


def test_who_never_got_into_the_queue_does_not_make_waits_short() -> None:
    assert figures(tally((8_000, A, 0), *[(0, LEFT_OUT, 0)] * 9))["wait_50"] == 8_000


def test_all_queues_are_the_sum_of_each() -> None:
    found = tally((8_000, A, 0), (30_000, A, 1), (8_000, B, 1), queues=("sales", "service"))
    assert figures(found, 0)["negative"] == 1
    assert figures(found, 1)["negative"] == 0
    assert figures(found)["negative"] == pytest.approx(1 / 3)


def test_nothing_is_no_number() -> None:
    found = figures(tally((0, LEFT_OUT, 0)))
    assert np.isnan(found["negative"])
    assert np.isnan(found["wait_80"])
    assert found["overflowed"] == 1


def test_agents() -> None:
    """Half a day signed in; two calls of 30 s, with 2 s of ringing and 10 s of wrap-up."""
    found = {id_: each[0] for id_, each in of_agent(tally((0, A, 0), (0, A, 0)), np.ones((1, 1)), 0).items()}
    assert (found["calls"], found["talk"]) == (2, 60_000)
    assert found["occupancy"] == pytest.approx(80 / (12 * 3_600 - 4))
    assert set(found) == {figure.id for figure in OF_AGENTS}


def test_ways_it_may_have_been_are_averaged() -> None:
    past = history([(8_000, A, 0), (8_000, A, 0)])
    found, there = empty(past, 1), signed_in_by_day(past.shifts, past.midnights, 1)
    limits = Thresholds(np.array([20_000]), np.array([5_000]))
    other = history([(8_000, A, 0), (90_000, B, 0)])
    count(found, past, truly(past.stays), limits, there)
    count(found, past, truly(other.stays), limits, there)
    assert figures(found)["negative"] == pytest.approx(0.75)
    assert figures(found)["longest"] == (8_000 + 90_000) / 2


def test_differences_are_paired_by_days() -> None:
    """Days differ much, the two sides always by the same."""
    waits = [(10_000 + 1_000 * (number // 10), A, 0) for number in range(100)]
    slower = [(wait + 5_000, ending, queue) for wait, ending, queue in waits]
    weights = day_weights(10, np.ones(10, np.bool_), seed=1)
    sides = [of_queue(tally(*each, days=10), weights, None) for each in (waits, slower)]
    row = next(row for row in rows((LONGEST, *LEVELS), *sides, days=10) if row.figure is LONGEST)
    assert np.isnan(row.difference.low)
    assert float((sides[1]["speed_of_answer"] - sides[0]["speed_of_answer"]).std()) == pytest.approx(0, abs=1e-6)
