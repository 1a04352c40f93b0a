"""What the router promises, held against what it tells of itself on long random days; no oracle is asked."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import accumulate, combinations
from random import Random
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from _fastroute import router as compiled
from _fastroute.faults import UnknownId
from _fastroute.records import Kind, Strategy, TicketReport, Trigger, Verdict
from _fastroute.router import Router
from tests.oracle.player import House, Operation, Player, perform

WITNESS = 99
"""An agent who never signs in; asked which tickets wait."""
AGENT_CHOOSES = {Trigger.FREED, Trigger.SIGNED_IN, Trigger.SKILLED}
WITHIN_REACH = {Verdict.READY, Verdict.BUSY}
"""Skilled, not excluded, not reserved for another: only room is missing."""
NOW_AT = {"sign_in": 1, "sign_out": 1, "free": 1, "set_skills": 2, "give_back": 2, "readmit": 2, "relax": 2}
NOW_AT |= {"release": 1, "promote": 1}
"""Where each method takes the time; offer_ticket takes three."""
UNEASY = {"offer_ticket", "give_back", "promote", "relax", "release"}
"""The only ones by which a ticket may lose a place."""


def day(router: Any, seed: int = 1, steps: int = 1500) -> Iterator[tuple[Operation, object]]:
    """Each operation with its answer; the share of the late stays as it is."""
    player = Player(router, seed, House(agents=6, most_waiting=(25, 2)[seed % 2], rare=0.04))
    router.add_agent(WITNESS, {})
    for _ in range(steps):
        operation = player.choose()
        if operation.name != "late_every":
            yield operation, perform(router, operation)


def lines(router: Any) -> list[TicketReport]:
    seen = [each.ticket for kind in Kind for each in router.explain_agent(WITNESS, kind).verdicts]
    return [router.explain(ticket) for ticket in seen]


def place(report: TicketReport) -> tuple[int, int, int, int]:
    return (report.band, report.due, report.arrival, report.ticket)


@pytest.mark.parametrize("strategy", Strategy)
def test_no_ready_agent_stands_beside_a_ticket_they_may_take(strategy: Strategy) -> None:
    router = Router(strategy, late_every=3)
    for operation, _ in day(router, steps=400):
        for report in lines(router):
            assert all(each.verdict is not Verdict.READY for each in report.verdicts), operation


def test_every_ticket_comes_to_one_end() -> None:
    router = Router()
    offered: set[int] = set()
    ended: set[int] = set()
    with_agents: defaultdict[int, set[int]] = defaultdict(set)
    for (name, arguments, _), answer in day(router, steps=6000):
        if isinstance(answer, type):
            continue
        if name == "offer_ticket":
            offered.add(arguments[0])
        over = {ticket for ticket in offered - ended if is_gone(router, ticket)}
        assert not over or (name in {"withdraw", "free"} and len(over) == 1)
        ended |= over
        assert not {ticket for _, ticket in router.matches()} & ended
        for ticket in offered - ended:
            with_agents[ticket] = {*router.explain(ticket).held_by}
        held = {agent: {*router.held(agent)} for agent in {who for many in with_agents.values() for who in many}}
        assert all(ticket in held[who] for ticket in offered - ended for who in with_agents[ticket])
    assert len(ended) > 1000
    assert all(is_gone(router, ticket) for ticket in ended)


def is_gone(router: Any, ticket: int) -> bool:
    try:
        router.position(ticket)
    except UnknownId:
        return True
    return False


@pytest.mark.parametrize("late_every", [0, 1, 3])
def test_an_agent_takes_of_each_line_what_is_first_in_it(late_every: int) -> None:
    """Late or not: whatever share the late have, within a line it is due order."""
    router, choices, late = Router(late_every=late_every), 0, 0
    for operation, answer in day(router, seed=2, steps=3000):
        for agent, ticket in () if isinstance(answer, type) else router.matches():
            taken, decision = router.explain(ticket), router.decision(ticket)
            if decision.trigger not in AGENT_CHOOSES or taken.reserved:
                continue
            left = [router.explain(each.ticket) for each in within_reach(router, agent)]
            for other in (each for each in left if each.need == taken.need and not each.reserved):
                assert place(taken) < place(other), operation
                choices += 1
                late += taken.late_after < decision.now <= other.late_after
    assert choices > 100
    assert late > 10


def within_reach(router: Any, agent: int) -> Iterator[Any]:
    for kind in Kind:
        yield from (each for each in router.explain_agent(agent, kind).verdicts if each.verdict in WITHIN_REACH)


def test_positions_number_each_line_and_get_worse_only_by_what_may_do_so() -> None:
    router = Router(late_every=3)
    before: dict[int, int] = {}
    for operation, _ in day(router, seed=2):
        numbered = defaultdict(list)
        for report in lines(router):
            numbered[(report.preferred, report.need) if report.reserved else report.need].append(report)
        for need, line in numbered.items():
            if isinstance(need, int):
                assert [each.position for each in sorted(line, key=place)] == [*range(1, len(line) + 1)], operation
        after = {each.ticket: each.position for line in numbered.values() for each in line}
        if operation.name not in UNEASY:
            assert all(after[ticket] <= before[ticket] for ticket in after.keys() & before.keys()), operation
        before = after


@pytest.mark.parametrize("late_every", [0, 1, 3])
def test_nobody_is_overtaken_by_more_than_the_difference_of_targets_and_head_starts(late_every: int) -> None:
    targets, head_starts = (70, 20, 20), (10, 0, 60)  # of three queues with the same need
    offsets = [target - start for target, start in zip(targets, head_starts, strict=True)]
    router = Router(late_every=late_every)
    router.add_agent(1, {})
    router.sign_in(1, 0)
    served: list[int] = []
    for now in range(600):
        queue = now % 7 % 3
        router.offer_ticket(now, {}, now + offsets[queue], now, now, late_after=now + targets[queue])
        served += [router.free(1, now)] if now % 2 else []
    overtaken = [(earlier, later) for later, earlier in combinations(served, 2) if earlier < later]
    assert len(overtaken) > 1000
    assert all(later - earlier <= offsets[earlier % 7 % 3] - offsets[later % 7 % 3] for earlier, later in overtaken)


CALLS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 30), st.integers(0, 30)), min_size=1, max_size=30)
"""Time since the last one, answer target, head start."""


@given(CALLS, st.integers(0, 29), st.integers(1, 60), st.integers(0, 3))
def test_a_greater_head_start_never_serves_a_ticket_later(
    calls: list[tuple[int, int, int]], which: int, more: int, late_every: int
) -> None:
    """All else equal, in one line."""
    which %= len(calls)
    gap, target, start = calls[which]
    urgent = [*calls[:which], (gap, target, start + more), *calls[which + 1 :]]
    assert served_in_turn(urgent, late_every).index(which) <= served_in_turn(calls, late_every).index(which)


def served_in_turn(calls: list[tuple[int, int, int]], late_every: int) -> list[int]:
    """By two agents who are each free every three moments."""
    router = Router(late_every=late_every)
    served: list[int | None] = []
    arrivals = list(accumulate(gap for gap, _, _ in calls))
    for agent in (1, 2):
        router.add_agent(agent, {})
        router.sign_in(agent, 0)
        router.offer_ticket(-agent, {}, 0, 0, 0)
    for now in range(3 * len(calls) + arrivals[-1] + 3):
        for ticket, (at, (_, target, start)) in enumerate(zip(arrivals, calls, strict=True)):
            if at == now and router.offer_ticket(ticket, {}, at + target - start, at, now, late_after=at + target):
                served.append(ticket)
        for agent in (1, 2):
            if (now + agent) % 3 == 0 and router.state(agent) == "busy":
                served.append(router.free(agent, now))
    return [ticket for ticket in served if ticket is not None]


class Waits(NamedTuple):
    line: int
    due: int
    late_after: int


@pytest.mark.parametrize("late_every", [1, 2, 3, 5])
def test_at_least_every_kth_goes_to_the_late_head_that_came_first(late_every: int) -> None:
    """With as much work as one agent can do, and somebody urgent again and again, due order would forget the late."""
    router, dice = Router(late_every=late_every), Random(late_every)
    router.add_agent(1, {1: 1, 2: 1})
    router.sign_in(1, 0)
    needs, in_a_row, chosen = [router.need(need) for need in ({}, {1: 1}, {2: 1})], 0, Counter[bool]()
    waiting: dict[int, Waits] = {}
    router.offer_ticket(-1, {}, 0, 0, 0)
    for now in range(1, 3000):
        for ticket in range(2 * now, 2 * now + (dice.choice((0, 1, 2)) if len(waiting) > 2 else 2)):
            target, start = dice.choice((3, 10, 40)), dice.choice((0, 0, 20))
            waiting[ticket] = each = Waits(dice.randrange(3), now + target - start, now + target)
            router.offer_ticket(ticket, needs[each.line], each.due, now, now, late_after=each.late_after)
        first = {waiting[each].line: each for each in sorted(waiting, key=lambda t: (waiting[t].due, t), reverse=True)}
        late = {each for each in first.values() if waiting[each].late_after < now}
        on_time = {*first.values()} - late
        taken = router.free(1, now)
        in_a_row = in_a_row + 1 if late and taken in on_time else 0 if taken in late else in_a_row
        assert in_a_row <= late_every - 1
        assert taken == (min(late) if taken in late else min(on_time, key=lambda t: (waiting[t].due, t)))
        chosen[taken in late] += bool(late and on_time)
        del waiting[taken]
    assert chosen[True] > 50
    assert chosen[False] > 50 or late_every == 1


@pytest.mark.parametrize("strategy", Strategy)
def test_another_clock_changes_nothing(strategy: Strategy) -> None:
    """The same day a few years later, in whatever unit: nothing but differences of times counts."""
    years = 120 * 10**6  # whole twelfths of what least_occupied looks back on
    first, second = Router(strategy, late_every=3, window=120), Router(strategy, late_every=3, window=120)
    player = Player(first, 4, House())
    for operation in player.opening:
        perform(second, later(operation, years))
    for _ in range(800):
        operation = player.choose()
        assert perform(first, operation) == perform(second, later(operation, years))
        assert first.matches() == second.matches()


def later(operation: Operation, years: int) -> Operation:
    name, arguments, options = operation
    times = (2, 3, 4) if name == "offer_ticket" else (NOW_AT.get(name, -1),)
    moved = tuple(each + years if at in times else each for at, each in enumerate(arguments))
    others = {each: options[each] + years for each in ("due", "late_after") if options.get(each) is not None}
    return Operation(name, moved, {**options, **others})


def test_the_random_strategy_says_the_same_for_the_same_seed_only_and_treats_all_alike() -> None:
    def chosen(seed: int) -> list[int]:
        router = Router("random", seed=seed)
        for agent in range(4):
            router.add_agent(agent, {})
            router.sign_in(agent, agent)
        answers = []
        for ticket in range(4000):
            answers.append(router.offer_ticket(ticket, {}, 0, 0, 0))
            router.free(answers[-1], ticket)
        return answers

    assert chosen(1) == chosen(1) != chosen(2)
    assert all(900 < often < 1100 for often in Counter(chosen(3)).values())


def test_what_is_given_up_is_used_again() -> None:
    """More of everything, one after the other, than there is room for at once: nothing is full."""
    router = Router("ring_all")
    easy, hard = router.need({}), router.need({1: 1})
    for agent in range(1024):
        router.add_agent(agent, {})
    for ticket in range(2 * compiled.EXCLUSION_LIMIT // 1024):
        router.offer_ticket(ticket, hard, 0, 0, 0, range(1024))
        router.relax(ticket, easy, 0)
        router.withdraw(ticket)
    router.sign_in(0, 0)
    for ticket in range(compiled.TICKET_LIMIT + 1000):
        router.offer_ticket(ticket, easy, 0, 0, 0)
        router.free(0, 0)
    for agent in range(compiled.AGENT_LIMIT + 1000):
        router.add_agent(-1 - agent, {}, capacity={Kind.VOICE: 200})
        router.remove_agent(-1 - agent)
    assert router.waiting() == 0
