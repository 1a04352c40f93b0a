"""The rehearsal by hand: what happens to a few calls, moment by moment, and what it refuses."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from _fastroute.faults import RouterFault, RouterFull
from _fastroute.outcome import Ending, Outcome
from _fastroute.records import Kind, Strategy
from _fastroute.router import TICKET_LIMIT
from _fastroute.trace import FOREVER, MOST_STEPS, Agent, Need, Shift, Staff, Step, Trace, TraceFault
from _fastroute.traffic import PROGRESS_EVERY, replay

GERMAN, BILLING = 1, 2
ANYBODY = Need({})
ANSWERED, ABANDONED, OVERFLOWED = Ending.ANSWERED, Ending.ABANDONED, Ending.OVERFLOWED
UNSERVED, NOT_COME = Ending.UNSERVED, Ending.NOT_COME


def staff(count: int, **agent: Any) -> Staff:
    return Staff(agents=[Agent({}, **agent)] * count)


def play(trace: Trace, agents: Staff, **options: Any) -> Outcome:
    return replay(trace, agents, **{"needs": [ANYBODY], **options})


def endings(outcome: Outcome) -> list[Ending]:
    return [Ending(each) for each in outcome.ending]


def test_one_call_rings_is_talked_to_and_wrapped_up() -> None:
    outcome = play(Trace(arrival=[10], talk=30, wrap=5, ring=3), staff(1), until=100)
    assert (outcome.offered[0], outcome.answered[0], outcome.ended[0], outcome.waited[0]) == (10, 13, 43, 3)
    spent = [outcome.ring, outcome.talk, outcome.wrap, outcome.ready, outcome.signed_in]
    assert [each.tolist() for each in spent] == [[3], [30], [5], [52], [90]]
    assert (outcome.until, outcome.decisions) == (100, 3)  # the agent comes, the call comes, the agent is free


def test_without_an_end_it_goes_on_until_all_is_over() -> None:
    assert play(Trace(arrival=[10], talk=30, wrap=5, ring=3), staff(1)).until == 48


def test_nothing_to_play() -> None:
    outcome = play(Trace(arrival=[], talk=1), staff(0))
    assert (len(outcome.ending), len(outcome.ready), outcome.decisions) == (0, 0, 0)
    assert endings(play(Trace(arrival=[1], talk=1), staff(0))) == [UNSERVED]


def test_who_waited_is_answered_the_moment_the_agent_is_free() -> None:
    outcome = play(Trace(arrival=[0, 1, 2], talk=10, wrap=2), staff(1))
    assert outcome.answered.tolist() == [0, 12, 24]
    assert outcome.waited.tolist() == [0, 11, 22]


@pytest.mark.parametrize(("patience", "ending"), [(9, ABANDONED), (10, ANSWERED), (11, ANSWERED)])
def test_who_is_answered_at_the_last_instant_stays(patience: int, ending: Ending) -> None:
    assert endings(play(Trace(arrival=[0, 0], talk=10, patience=[-1, patience]), staff(1)))[1] is ending


def test_who_hangs_up_while_it_rings_leaves_the_agent_to_the_next() -> None:
    outcome = play(Trace(arrival=[0, 1], talk=10, ring=5, patience=[3, -1]), staff(1))
    assert endings(outcome) == [ABANDONED, ANSWERED]
    assert (outcome.ended[0], outcome.offered[1], outcome.answered[1]) == (3, 3, 8)
    assert (outcome.agent[0], outcome.ring[0]) == (0, 8)


def test_no_patience_at_all_is_answered_at_once_or_not() -> None:
    outcome = play(Trace(arrival=[0, 0], talk=10, patience=0), staff(1))
    assert (endings(outcome), outcome.waited.tolist()) == ([ANSWERED, ABANDONED], [0, 0])


def test_at_one_instant_ends_come_before_hang_ups_and_those_before_arrivals() -> None:
    outcome = play(Trace(arrival=[0, 5, 10], talk=10, patience=[-1, 5, -1]), staff(1))
    assert endings(outcome) == [ANSWERED, ANSWERED, ANSWERED]
    assert outcome.answered.tolist() == [0, 10, 20]


def test_ends_of_one_instant_go_by_agent() -> None:
    outcome = play(Trace(arrival=[0, 0, 1, 2], talk=[10, 10, 5, 5]), staff(2))
    assert outcome.agent.tolist() == [0, 1, 0, 1]


def test_what_comes_at_the_end_does_not_happen() -> None:
    outcome = play(Trace(arrival=[0, 0, 1, 10], talk=[10, 30, 5, 5]), staff(2), until=10)
    assert endings(outcome) == [ANSWERED, ANSWERED, UNSERVED, NOT_COME]
    assert outcome.waited.tolist() == [0, 0, 9, 0]
    assert (outcome.talk.tolist(), outcome.wrap.tolist()) == ([10, 10], [0, 0])


def test_who_rings_at_the_end_is_not_answered() -> None:
    outcome = play(Trace(arrival=[0], talk=10, ring=5), staff(1), until=5)
    assert (endings(outcome), outcome.agent[0], outcome.answered[0], outcome.ring[0]) == ([UNSERVED], 0, -1, 5)


def test_a_busy_agent_goes_when_the_work_is_over_and_gets_no_more() -> None:
    shifts = [Shift(0, 0, 5), Shift(0, 20, 40)]
    outcome = play(Trace(arrival=[1, 2], talk=8), Staff(agents=[Agent({})], shifts=shifts), until=50)
    assert outcome.answered.tolist() == [1, 20]
    assert (outcome.signed_in[0], outcome.ready[0]) == (9 + 20, 1 + 12)


def test_who_comes_back_while_still_at_work_stays() -> None:
    shifts = [Shift(0, 0, 5), Shift(0, 7)]
    outcome = play(Trace(arrival=[1, 2], talk=8), Staff(agents=[Agent({})], shifts=shifts))
    assert outcome.answered.tolist() == [1, 9]


@pytest.mark.parametrize(("turn", "agent"), [(0, 1), (1, 0)])
def test_turns_say_what_comes_first_at_one_instant(turn: int, agent: int) -> None:
    agents = [Agent({GERMAN: 1}), Agent({})]
    shifts = [Shift(0, 0), Shift(1, 5, FOREVER, turn)]
    outcome = play(Trace(arrival=[5], talk=1), Staff(agents=agents, shifts=shifts), strategy="least_versatile")
    assert outcome.agent[0] == agent


def test_rows_of_shifts_may_be_an_array() -> None:
    outcome = play(Trace(arrival=[5], talk=1), Staff(agents=[Agent({})], shifts=np.array([[0, 7, 9]])))
    assert outcome.answered[0] == 7


def test_a_need_becomes_easier() -> None:
    agents = Staff(agents=[Agent({GERMAN: 1}, ring=2)])
    needs = [Need({GERMAN: 3}), Need({GERMAN: 2}), Need({GERMAN: 1})]
    programme = [Step(10, need=1), Step(20, need=2)]
    outcome = replay(Trace(arrival=[5], talk=1, programme=0), agents, needs=needs, programmes=[programme])
    assert (outcome.offered[0], outcome.answered[0]) == (25, 27)


@pytest.mark.parametrize("step", [Step(3, band=-1), Step(3, head_start=100)])
def test_a_step_may_put_a_ticket_before_others(step: Step) -> None:
    trace = Trace(arrival=[0, 1, 2], talk=10, programme=[-1, -1, 0])
    assert play(trace, staff(1), programmes=[[step]]).answered.tolist() == [0, 20, 10]


def test_who_waited_too_long_overflows_but_not_while_it_rings() -> None:
    trace = Trace(arrival=[0, 1, 2], talk=10, ring=4, programme=0)
    outcome = play(trace, staff(1), programmes=[[Step(13, overflow=True)]])
    assert endings(outcome) == [ANSWERED, ANSWERED, OVERFLOWED]  # the second was offered at 14
    assert (outcome.answered[1], outcome.ended[2]) == (18, 15)


def test_a_reservation_holds_for_its_time() -> None:
    trace = Trace(arrival=[0, 1, 2], talk=50, preferred=[0, 0, 0], reserved_for=[0, 10, 0])
    outcome = play(trace, staff(3))
    assert outcome.agent.tolist() == [0, 2, 1]
    assert outcome.answered.tolist() == [0, 11, 2]


def test_of_all_who_ring_the_first_to_answer_has_the_call() -> None:
    agents = Staff(agents=[Agent({}, ring=5), Agent({}, ring=2), Agent({}, ring=2)])
    outcome = play(Trace(arrival=[0, 1], talk=10, ring=1), agents, strategy="ring_all")
    assert (outcome.agent.tolist(), outcome.answered.tolist()) == ([1, 2], [3, 6])
    assert outcome.ring.tolist() == [6, 3, 6]  # both calls rang with agents 0 and 2, the second from 3 on


def test_of_all_who_ring_nobody_has_it_when_the_caller_hangs_up() -> None:
    outcome = play(Trace(arrival=[0], talk=10, ring=5, patience=4), staff(2), strategy="ring_all", until=10)
    assert (endings(outcome), outcome.agent[0], outcome.ring.tolist()) == ([ABANDONED], -1, [4, 4])
    assert outcome.ready.tolist() == [6, 6]


def test_a_ticket_may_have_a_strategy_of_its_own() -> None:
    place = list(Strategy).index(Strategy.LINEAR)
    agents = Staff(agents=[Agent({}, position=2), Agent({}, position=1)])
    outcome = play(Trace(arrival=[0, 0], talk=1, strategy=[place, -1]), agents)
    assert outcome.agent.tolist() == [1, 0]


def test_texts_beside_each_other_and_beside_a_call() -> None:
    agents = Staff(agents=[Agent({}, capacity={Kind.VOICE: 1, Kind.TEXT: 2})])
    trace = Trace(arrival=[0, 1, 2, 3, 4], talk=[10, 20, 20, 20, 1], need=[0, 1, 1, 1, 0])
    outcome = replay(trace, agents, needs=[ANYBODY, Need({}, Kind.TEXT)], until=60)
    assert outcome.answered.tolist() == [0, 1, 2, 21, 10]
    assert (outcome.ready[0], outcome.talk[0]) == (60 - 41, 71)


def test_two_equal_needs_are_one() -> None:
    needs = [Need({GERMAN: 1}), Need({GERMAN: 1}), Need({BILLING: 1})]
    outcome = replay(Trace(arrival=[0, 0], need=[1, 2], talk=5), Staff(agents=[Agent({BILLING: 1})]), needs=needs)
    assert endings(outcome) == [UNSERVED, ANSWERED]


def test_the_late_have_their_share() -> None:
    """Every other call is the late one, of the second line; within that it stays due order."""
    trace = Trace(
        arrival=range(7),
        need=[0, 1, 1, 0, 0, 0, 0],
        talk=10,
        due=[0, 900, 800, 600, 500, 400, 300],
        late_after=[5] * 3 + [999] * 4,
    )
    both = {"needs": [ANYBODY, Need({}, tiers={0: 1})]}
    by_due, shared = play(trace, staff(1), **both), play(trace, staff(1), **both, late_every=2)
    assert np.argsort(by_due.answered).tolist() == [0, 6, 5, 4, 3, 2, 1]
    assert np.argsort(shared.answered).tolist() == [0, 6, 2, 5, 1, 4, 3]


def test_a_head_start_does_not_make_a_caller_late() -> None:
    trace = Trace(arrival=range(5), talk=10, due=[20, 21, 22, 23, 24 - 60], late_after=20 + np.arange(5))
    assert np.argsort(play(trace, staff(1), late_every=3).answered).tolist() == [0, 4, 1, 2, 3]


def test_many_wait_and_the_tables_grow() -> None:
    many = 5000
    outcome = play(Trace(arrival=np.arange(many), talk=many, patience=many), staff(3))
    assert np.bincount(outcome.ending, minlength=5).tolist() == [0, 6, many - 6, 0, 0]


def test_more_than_the_router_can_hold_are_refused() -> None:
    with pytest.raises(RouterFull, match=f"{TICKET_LIMIT} tickets"):
        play(Trace(arrival=np.arange(TICKET_LIMIT + 1), talk=1), staff(0))


def test_a_rehearsal_that_is_told_to_stop_stops() -> None:
    seen: list[tuple[int, int]] = []

    def progress(come: int, of: int) -> None:
        seen.append((come, of))
        if len(seen) == 3:
            raise KeyboardInterrupt

    calls = 4 * PROGRESS_EVERY
    with pytest.raises(KeyboardInterrupt):
        play(Trace(arrival=np.arange(calls), talk=1), staff(2), progress=progress)
    assert len(seen) == 3
    assert 0 < seen[0][0] < seen[1][0] < seen[2][0] < calls == seen[0][1]


REFUSED: list[tuple[Callable[[], object], str]] = [
    (
        lambda: play(Trace(arrival=np.ones((1, 1), np.int64), talk=1), staff(1)),
        "trace.arrival has shape (1, 1); one time per ticket",
    ),
    (
        lambda: play(Trace(arrival=[5, 4], talk=1), staff(1)),
        "trace.arrival[1] is 4, before the 5 of the ticket before it",
    ),
    (lambda: play(Trace(arrival=[0.5], talk=1), staff(1)), "trace.arrival holds float64; whole numbers"),  # type: ignore[list-item]
    (lambda: play(Trace(arrival=[0], talk=[1, 2]), staff(1)), "trace.talk has shape (2,); one number, or 1"),
    (lambda: play(Trace(arrival=[0], talk=-1), staff(1)), f"trace.talk[0] is -1; 0 to {FOREVER}"),
    (lambda: play(Trace(arrival=[0, 0], talk=1, patience=[5, -2]), staff(1)), "trace.patience[1] is -2; -1 to"),
    (lambda: play(Trace(arrival=[0], talk=1, need=1), staff(1)), "trace.need[0] is 1; 0 to 0 was expected"),
    (
        lambda: play(Trace(arrival=[0], talk=1, programme=0), staff(1)),
        "trace.programme[0] is 0, and programmes is empty",
    ),
    (lambda: play(Trace(arrival=[0], talk=1), staff(1), needs=[]), "trace.need[0] is 0, and needs is empty"),
    (lambda: play(Trace(arrival=[0], talk=1, preferred=1), staff(1)), "trace.preferred[0] is 1; -1 to 0"),
    (lambda: play(Trace(arrival=[0], talk=1, preferred=0), staff(0)), "trace.preferred[0] is 0, and staff.agents is"),
    (
        lambda: play(Trace(arrival=[0], talk=1, late_after=1 << 61), staff(1)),
        "trace.late_after[0] is 2305843009213693952",
    ),
    (lambda: play(Trace(arrival=[0], talk=1, reserved_for=3), staff(1)), "trace.reserved_for[0] is 3, and nobody is"),
    (lambda: play(Trace(arrival=[0], talk=1, strategy=11), staff(1)), "trace.strategy[0] is 11; -1 to 10"),
    (lambda: play(Trace(arrival=[0], talk=1, band=1 << 31), staff(1)), "trace.band[0] is 2147483648"),
    (lambda: play(Trace(arrival=[0, 0], talk=FOREVER), staff(1)), "trace: talk, wrap and ring come to 2.31e+18 in all"),
    (lambda: play(Trace(arrival=[FOREVER + 1], talk=0), staff(1)), f"trace.arrival[0] is {FOREVER + 1}"),
    (lambda: play(Trace(arrival=[0], talk=1), staff(1, ring=-1)), "staff.agents[0] has a ring time of -1"),
    (lambda: play(Trace(arrival=[0], talk=1), staff(1, ring=1.5)), "staff.agents[0].ring is 1.5; a whole number"),
    (
        lambda: play(Trace(arrival=[0], talk=1), Staff(agents=[Agent({})], shifts=[[0, 0.9, 30.7]])),  # type: ignore[list-item]
        "staff.shifts holds float64; whole numbers",
    ),
    (lambda: play(Trace(arrival=[0], talk=1), Staff(agents=[], shifts=[Shift(0, 1, 2)])), "staff.shifts[0] is agent 0"),
    (lambda: play(Trace(arrival=[0], talk=1), Staff(agents=[Agent({})], shifts=[Shift(0, 2, 2)])), "from 2 to 2; an"),
    (
        lambda: play(Trace(arrival=[0], talk=1), Staff(agents=[Agent({})], shifts=[Shift(0, 1, 5), Shift(0, 4, 9)])),
        "staff.shifts: agent 0 has two shifts that overlap at 4",
    ),
    (
        lambda: play(Trace(arrival=[0], talk=1), Staff(agents=[Agent({})], shifts=np.zeros((1, 4), np.int64))),
        "staff.shifts has shape (1, 4); rows of 3 or 5 numbers",
    ),
    (lambda: play(Trace(arrival=[0], talk=1), staff(1), programmes=[[Step(1), Step(1)]]), "programmes[0] has steps at"),
    (lambda: play(Trace(arrival=[0], talk=1), staff(1), programmes=[[Step(1, need=3)]]), "at age 1 asks for need 3"),
    (lambda: play(Trace(arrival=[0], talk=1), staff(1), programmes=[[Step(2.5)]]), "programmes[0][0].age is 2.5; a"),  # type: ignore[arg-type]
    (
        lambda: play(Trace(arrival=[0], talk=1), staff(1), programmes=[[Step(1), Step(2, head_start=0.5)]]),  # type: ignore[arg-type]
        "programmes[0][1].head_start is 0.5; a whole number",
    ),
    (
        lambda: play(Trace(arrival=[0], talk=1), staff(1), programmes=[[Step(age) for age in range(MOST_STEPS + 1)]]),
        "programmes[0] has 63 steps; at most 62",
    ),
    (
        lambda: replay(
            Trace(arrival=[0], talk=1, programme=0),
            staff(1),
            needs=[ANYBODY, Need({}, Kind.TEXT)],
            programmes=[[Step(1, need=1)]],
        ),
        "trace.programme[0] is 0, which leads to a need of kind 1; the ticket's need is of kind 0",
    ),
    (lambda: play(Trace(arrival=[0], talk=1), staff(1), until=FOREVER + 1), f"until is {FOREVER + 1}; a time from"),
    (lambda: play(Trace(arrival=[0], talk=1), staff(1), until=7.9), "until is 7.9; a whole number was expected"),
    (lambda: play(Trace(arrival=[0], talk=1), staff(1), until="x"), "until is 'x'; a whole number was expected"),
]


@pytest.mark.parametrize(("doing", "text"), REFUSED, ids=[text for _, text in REFUSED])
def test_what_cannot_be_played_is_refused_in_a_sentence(doing: Callable[[], object], text: str) -> None:
    with pytest.raises(TraceFault) as fault:
        doing()
    assert text in str(fault.value)
    assert "\n" not in str(fault.value)


def test_the_routers_own_limits_are_the_routers_faults() -> None:
    with pytest.raises(RouterFault):
        play(Trace(arrival=[0], talk=1), staff(1, capacity={Kind.VOICE: 1 << 20}))
    with pytest.raises(RouterFault):
        play(Trace(arrival=[0], talk=1), staff(1), strategy="by weather")
