"""Plain traces: the rehearsal reproduces the two textbook rules to the last assignment."""

import numpy as np
import pytest

from _fastroute.outcome import Ending
from _fastroute.trace import ENDLESS, FOREVER, Agent, Need, Shift, Staff, Trace
from _fastroute.traffic import replay
from tests.oracle import traces
from tests.oracle.textbook import TextbookRule, textbook_day

SHAPES = (
    traces.Shape(agents=4, skills=3, needs=5, calls=60),
    traces.Shape(agents=9, skills=5, needs=12, calls=80, load=1.3, busy=9),
    traces.Shape(agents=2, skills=2, needs=3, calls=40, load=0.7, busy=3),
)


def in_ticket_order(trace: traces.Trace) -> traces.Trace:
    """A rehearsal numbers tickets as they come; calls of one instant change places until this does too."""
    calls = iter(sorted((each for each in trace.inputs if isinstance(each, traces.Call)), key=lambda each: each.ticket))
    return trace._replace(inputs=tuple(next(calls) if isinstance(each, traces.Call) else each for each in trace.inputs))


def shifts_of(trace: traces.Trace) -> list[Shift]:
    """With turns: how many calls came before."""
    shifts: dict[int, list[tuple[int, int]]] = {}
    turn = 0
    for each in trace.inputs:
        if isinstance(each, traces.Call):
            turn += 1
        else:
            shifts.setdefault(each.agent, []).append((each.at, turn))
    return [
        Shift(agent, begin, end, begin_turn, end_turn)
        for agent, changes in shifts.items()
        for (begin, begin_turn), (end, end_turn) in zip(
            changes[::2], [*changes[1::2], *[(FOREVER, 0)] * (len(changes) % 2)], strict=True
        )
    ]


def rehearsed(trace: traces.Trace, rule: TextbookRule) -> traces.Day:
    calls = [each for each in trace.inputs if isinstance(each, traces.Call)]
    outcome = replay(
        Trace(
            arrival=np.array([call.at for call in calls]),
            need=np.array([call.need for call in calls]),
            talk=np.array([call.busy for call in calls]),
            patience=np.array([ENDLESS if call.patience is None else call.patience for call in calls]),
            band=-np.array([call.priority for call in calls]),
        ),
        Staff(agents=[Agent(skills) for skills in trace.skills], shifts=shifts_of(trace)),
        needs=[Need(need) for need in trace.needs],
        strategy=rule.value,
    )
    answered = np.flatnonzero(outcome.ending == Ending.ANSWERED)
    gone = np.flatnonzero(outcome.ending == Ending.ABANDONED)
    return traces.Day(
        tuple(traces.Assignment(*map(int, (outcome.answered[each], each, outcome.agent[each]))) for each in answered),
        tuple((int(outcome.ended[each]), int(each)) for each in gone),
    )


@pytest.mark.parametrize("rule", TextbookRule)
@pytest.mark.parametrize("shape", SHAPES)
def test_it_is_the_textbook_rule(rule: TextbookRule, shape: traces.Shape) -> None:
    for seed in range(40):
        trace = in_ticket_order(traces.random_trace(seed, shape))
        wanted = textbook_day(trace, rule)
        got = rehearsed(trace, rule)
        assert got.assigned == tuple(sorted(wanted.assigned, key=lambda each: each.ticket)), f"seed {seed}"
        assert got.hung_up == tuple(sorted(wanted.hung_up, key=lambda each: each[1])), f"seed {seed}"
