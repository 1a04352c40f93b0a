"""Histories as arrays: days, shifts, clocks of several runs; and who is supposed to be there."""

import os
import time
from collections.abc import Iterator

import numpy as np
import pytest

from appliance.core.rehearsed import Ending
from appliance.model.plan import AgentPlan, Plan, QueuePlan
from appliance.model.policy import Relaxation
from appliance.rehearsal.history import DAY_MS, Presence, Read, arrange, day_of, longest_waits
from appliance.rehearsal.newcomers import everybody, union
from appliance.rehearsal.stays import Stay

HOUR = 3_600_000
NOON = 1_792_324_800_000
"""18 October 2026, 12:00 UTC, a Sunday."""


@pytest.fixture
def berlin() -> Iterator[None]:
    before = os.environ.get("TZ")
    os.environ["TZ"] = "Europe/Berlin"
    time.tzset()
    yield
    if before is None:
        del os.environ["TZ"]
    else:
        os.environ["TZ"] = before
    time.tzset()


def stay(joined: int, **more: object) -> Stay:
    return Stay(1, "sales", joined, joined, 1_000, Ending.ABANDONED)._replace(**more)  # type: ignore[arg-type]


@pytest.mark.usefixtures("berlin")
def test_days_are_local_also_where_the_clocks_change() -> None:
    """On the 25th the clocks go back: that day has 25 hours."""
    found = arrange(Read(stays=[stay(NOON + day * DAY_MS) for day in range(9)]))
    assert found.days[0] == "2026-10-18"
    assert found.days[-1] == "2026-10-26"
    assert np.diff(found.midnights).tolist() == [24 * HOUR] * 7 + [25 * HOUR]
    assert found.stays.day.tolist() == list(range(9))
    assert found.stays.joined[0] == 14 * HOUR
    late = found.midnights[7] + 24 * HOUR + HOUR // 2
    assert day_of(found.midnights, np.array([late, late + HOUR])).tolist() == [7, 8]


def test_stretches_of_a_shift_are_one_shift_and_a_break_cuts_it() -> None:
    stretches = [("ready", 0, 5), ("talking", 5, 9), ("on break", 9, 12), ("ready", 12, 14), ("wrapping up", 13, 20)]
    presences = [Presence("anna", state, NOON + begin, NOON + end) for state, begin, end in stretches]
    found = arrange(Read(stays=[stay(NOON, agent="ben")], presences=presences))
    assert found.people == ("anna", "ben")
    assert (found.shifts - [0, NOON - found.zero, NOON - found.zero]).tolist() == [[0, 0, 9], [0, 12, 20]]


def test_when_anybody_is_there() -> None:
    shifts = np.array([[0, 5, 9], [1, 0, 6], [2, 1, 2], [0, 12, 14], [1, 9, 10]])
    assert union(shifts).tolist() == [[0, 10], [12, 14]]


def test_who_is_new_is_there_whenever_anybody_is() -> None:
    presences = [Presence("anna", "ready", NOON, NOON + 9), Presence("ben", "ready", NOON + 5, NOON + 20)]
    found = arrange(Read(stays=[stay(NOON)], presences=presences))
    plans = [
        Plan(agents=tuple(AgentPlan(name=name) for name in names)) for names in (("anna", "zoe"), ("anna", "emil"))
    ]
    shop, new = everybody(found, *plans)
    assert (shop.people, new) == (("anna", "ben", "zoe", "emil"), ("emil",))
    assert (shop.shifts[-1] - [0, NOON - found.zero, NOON - found.zero]).tolist() == [3, 0, 20]


def test_the_longest_wait_is_that_of_the_plan_then() -> None:
    before = Plan(queues=(QueuePlan(name="sales", max_wait_ms=9_000),))
    after = Plan(queues=(QueuePlan(name="sales", relax=(Relaxation(after_ms=7_000, overflow=True),)),))
    longest = longest_waits([(100, before), (200, after)])
    assert [longest("sales", at) for at in (100, 199, 200)] == [9_000, 9_000, 7_000]
    assert longest("sales", 99) == longest("service", 150) == DAY_MS
