"""The figures of a rehearsal are those of design page 5, and its oracles come out."""

from math import isnan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from _fastroute.outcome_figures import Counts, figures, percentiles, service_levels
from _fastroute.trace import Agent, Need, Staff, Trace
from _fastroute.traffic import replay
from tests.fastroute.test_traffic_days import rehearsed
from tests.oracle.days import random_day


def test_the_first_oracle_of_page_5() -> None:
    levels = service_levels(Counts(1000, 60, answered_within=860, abandoned_within=20, short_abandoned=10))
    told = (levels.positive, levels.answered, levels.negative, levels.ignore, levels.short_credit)
    assert [round(100 * each, 2) for each in told] == [83.02, 86.00, 81.13, 82.69, 82.08]
    assert levels.short_ignored == 860 / 1050


def test_the_second_oracle_of_page_5() -> None:
    levels = service_levels(Counts(90, 10, answered_within=70, abandoned_within=10, short_abandoned=0))
    assert [round(100 * each, 1) for each in (levels.ignore, levels.negative, levels.positive)] == [77.8, 70, 80]


@given(st.integers(0, 50), st.integers(0, 50), st.data())
def test_the_order_of_the_service_levels(answered: int, abandoned: int, data: st.DataObject) -> None:
    within, gone = data.draw(st.integers(0, answered)), data.draw(st.integers(0, abandoned))
    levels = service_levels(Counts(answered, abandoned, within, gone, data.draw(st.integers(0, gone))))
    order = [(levels.negative, levels.ignore), (levels.ignore, levels.positive), (levels.ignore, levels.answered)]
    assert all(low <= high or isnan(low) or isnan(high) for low, high in order)
    assert not answered + abandoned or levels.negative <= levels.short_credit <= levels.positive


def test_figures_of_a_few_calls() -> None:
    trace = Trace(arrival=[0, 0, 5, 6, 30], talk=10, wrap=2, patience=[-1, -1, 1, -1, 0])
    outcome = replay(trace, Staff(agents=[Agent({})]), needs=[Need({})], until=40)
    told = figures(outcome, trace, threshold=12, short=1)
    assert outcome.waited.tolist() == [0, 12, 1, 18, 0]
    assert told.counts == Counts(3, 2, answered_within=2, abandoned_within=2, short_abandoned=2)
    assert (told.came, told.abandonment, told.mean_wait) == (5, 2 / 5, 31 / 5)
    assert (told.speed_of_answer, told.time_to_abandon) == (10, 0.5)
    assert (told.longest_wait, told.handling_time) == (18, 12)
    assert told.waits_of_answered == {0.5: 12, 0.8: 18, 0.9: 18, 0.95: 18, 0.99: 18}
    assert told.occupancy.tolist() == [36 / (36 + 4)]


def test_figures_of_some_of_the_tickets() -> None:
    trace = Trace(arrival=[0, 0, 5], talk=10)
    outcome = replay(trace, Staff(agents=[Agent({})]), needs=[Need({})])
    told = figures(outcome, trace, 10, 1, chosen=np.array([False, True, True]))
    assert (told.came, told.speed_of_answer) == (2, 12.5)


def test_of_nothing_there_are_no_figures() -> None:
    trace = Trace(arrival=[], talk=1)
    told = figures(replay(trace, Staff(agents=[Agent({})]), needs=[Need({})]), trace, 10, 1)
    assert all(map(isnan, [*told.service_levels, told.speed_of_answer, told.abandonment, told.mean_wait]))
    assert (told.longest_wait, told.waits_of_all, percentiles(np.array([], np.int64))) == (0, {}, {})


@pytest.mark.parametrize("seed", range(60))
def test_every_ticket_is_counted_once_and_every_moment_of_an_agent(seed: int) -> None:
    day = random_day(seed)
    outcome = rehearsed(day)
    told = figures(outcome, day.trace, 5, 2)
    assert told.counts.answered + told.counts.abandoned + told.overflowed + told.unserved == told.came
    assert np.array_equal(outcome.ring + outcome.talk + outcome.wrap + outcome.ready, outcome.signed_in) or any(
        sum((agent.capacity or {}).values()) > 1 for agent in day.staff.agents
    )
