"""The two textbook rules on thousands of random traces: router and rehearsal assign as they do, to the last ticket.

CALLBOX_EXAMPLES=100000 makes it so many.
"""

import os

import pytest

from _fastroute.router import Router
from tests.oracle.textbook import TextbookRule, textbook_day
from tests.oracle.trace_rehearsal import rehearsed
from tests.oracle.trace_replay import operations_of, replayed
from tests.oracle.traces import Call, Day, Shape, SignIn, SignOut, Trace, in_plain_order, random_trace

RULES = pytest.mark.parametrize("rule", TextbookRule, ids=lambda rule: rule.value)
TRACES = int(os.environ.get("CALLBOX_EXAMPLES", "600"))


def assert_all_agree(trace: Trace, rule: TextbookRule, seed: int) -> None:
    day = textbook_day(trace, rule)
    assert replayed(Router(rule.value), trace) == day, f"router, seed {seed}"
    by_time = Day(tuple(sorted(day.assigned)), tuple(sorted(day.hung_up)))
    assert rehearsed(trace, rule.value) == by_time, f"rehearsal, seed {seed}"


@RULES
def test_many_short_traces(rule: TextbookRule) -> None:
    for seed in range(TRACES):
        shape = Shape(
            agents=1 + seed % 7, skills=1 + seed % 4, needs=1 + seed % 5, calls=30, load=(0.8, 1.3, 3.0)[seed % 3]
        )
        assert_all_agree(in_plain_order(random_trace(seed, shape)), rule, seed)


@RULES
@pytest.mark.parametrize("load", [0.8, 1.3])
def test_long_traces_with_many_needs(rule: TextbookRule, load: float) -> None:
    trace = random_trace(1, Shape(agents=40, skills=12, needs=30, calls=600, load=load, busy=200))
    assert_all_agree(in_plain_order(trace), rule, 1)


@RULES
def test_everything_at_a_few_instants(rule: TextbookRule) -> None:
    """Ends, hang-ups and inputs meet all the time, and ids decide."""
    for seed in range(TRACES // 4):
        trace = random_trace(seed, Shape(agents=4, skills=2, needs=3, calls=25, load=2.0, busy=2))
        assert_all_agree(in_plain_order(trace), rule, seed)


@RULES
def test_calls_that_come_at_one_instant_in_no_order_of_ids(rule: TextbookRule) -> None:
    for seed in range(TRACES // 8):
        trace = random_trace(seed, Shape(agents=4, skills=2, needs=3, calls=25, load=2.0, busy=2))
        assert replayed(Router(rule.value), trace) == textbook_day(trace, rule), f"seed {seed}"


@RULES
def test_its_operations_asked_again_blindly_do_the_same_day(rule: TextbookRule) -> None:
    trace = random_trace(5, Shape(agents=5, skills=3, needs=4, calls=100))
    router = Router(rule.value)
    operations = operations_of(router, trace)
    again = Router(rule.value)
    for agent, skills in enumerate(trace.skills):
        again.add_agent(agent, skills)
    for need in trace.needs:
        again.need(need)
    for name, arguments, options in operations:
        getattr(again, name)(*arguments, **options)
    assert [again.explain_agent(agent) for agent in range(5)] == [router.explain_agent(agent) for agent in range(5)]


def day(*inputs: Call | SignIn | SignOut) -> Trace:
    return Trace(({1: 1, 2: 1}, {1: 1}), ({}, {2: 1}), inputs)


def call(
    at: int, ticket: int, *, need: int = 0, priority: int = 1, busy: int = 10, patience: int | None = None
) -> Call:
    return Call(at, ticket, need, priority, busy, patience)


@pytest.mark.parametrize(
    ("trace", "assigned", "hung_up"),
    [
        (day(SignIn(0, 0), SignIn(0, 1), call(1, 7), call(1, 8)), [(1, 7, 0), (1, 8, 1)], []),
        (day(SignIn(0, 0), call(0, 1), call(1, 2), call(2, 3, priority=2)), [(0, 1, 0), (10, 3, 0), (20, 2, 0)], []),
        (day(SignIn(0, 0), call(0, 1), call(5, 2, patience=5)), [(0, 1, 0), (10, 2, 0)], []),
        (day(SignIn(0, 0), call(0, 1), call(5, 2, patience=4), SignIn(9, 1)), [(0, 1, 0)], [(9, 2)]),
        (day(SignIn(0, 0), call(0, 1), SignOut(1, 0), call(2, 2), SignIn(3, 0)), [(0, 1, 0), (10, 2, 0)], []),
        (day(SignIn(0, 0), call(0, 1), SignOut(1, 0), call(2, 2)), [(0, 1, 0)], []),
        (day(SignIn(0, 1), call(0, 1, need=1), SignIn(3, 0)), [(3, 1, 0)], []),
    ],
    ids=[
        "agents by id when idle equally long",
        "priority before arrival",
        "an end of a call comes before a hang-up at the same instant",
        "a hang-up comes before a sign-in at the same instant",
        "signing in again cancels leaving",
        "who leaves takes nothing more",
        "only who meets the need",
    ],
)
def test_the_textbook_itself_on_days_one_can_do_in_ones_head(
    trace: Trace, assigned: list[tuple[int, int, int]], hung_up: list[tuple[int, int]]
) -> None:
    told = textbook_day(trace, TextbookRule.STRICT_PRIORITY)
    assert told == (tuple(assigned), tuple(hung_up))


def test_least_versatile_keeps_the_generalist_free() -> None:
    trace = day(SignIn(0, 0), SignIn(1, 1), call(2, 1))
    assert textbook_day(trace, TextbookRule.LEAST_VERSATILE).assigned == ((2, 1, 1),)
    assert textbook_day(trace, TextbookRule.STRICT_PRIORITY).assigned == ((2, 1, 0),)
