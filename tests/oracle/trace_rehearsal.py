"""A plain trace through _fastroute.traffic: the same day as one rehearsal."""

import numpy as np

from _fastroute.outcome import Ending
from _fastroute.trace import Agent, Need, Shift, Staff
from _fastroute.trace import Trace as Columns
from _fastroute.traffic import replay
from tests.oracle.traces import Assignment, Call, Day, SignIn, Trace


def rehearsed(trace: Trace, strategy: str) -> Day:
    """In plain order (traces.in_plain_order) goes the trace, and sorted comes the day."""
    calls = [each for each in trace.inputs if isinstance(each, Call)]
    columns = Columns(
        arrival=[call.at for call in calls],
        need=[call.need for call in calls],
        band=[-call.priority for call in calls],
        talk=[call.busy for call in calls],
        patience=[-1 if call.patience is None else call.patience for call in calls],
    )
    staff = Staff(agents=[Agent(skills) for skills in trace.skills], shifts=_shifts(trace))
    outcome = replay(columns, staff, needs=[Need(need) for need in trace.needs], strategy=strategy)
    answered = np.flatnonzero(outcome.ending == Ending.ANSWERED).tolist()
    abandoned = np.flatnonzero(outcome.ending == Ending.ABANDONED).tolist()
    assigned = [Assignment(int(outcome.answered[each]), each, int(outcome.agent[each])) for each in answered]
    return Day(tuple(sorted(assigned)), tuple(sorted((int(outcome.ended[each]), each) for each in abandoned)))


def _shifts(trace: Trace) -> list[Shift]:
    """By agent; each change comes before the next call of the trace."""
    begun: dict[int, tuple[int, int]] = {}
    shifts = []
    turn = 0
    for each in trace.inputs:
        if isinstance(each, Call):
            turn = each.ticket + 1
        elif isinstance(each, SignIn):
            begun[each.agent] = (each.at, turn)
        else:
            begin, begin_turn = begun.pop(each.agent)
            shifts.append(Shift(each.agent, begin, each.at, begin_turn, turn))
    return sorted(shifts)
