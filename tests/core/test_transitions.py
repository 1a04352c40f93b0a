"""The machine moves only as its table allows."""

import pytest

from appliance.core.errors import ImpossibleTransition
from appliance.core.line_machine import TABLE, LineMachine, LineTrigger
from appliance.model.states import LineState


def test_a_line_lives_through_a_call() -> None:
    line = LineMachine(TABLE, LineState.OUT_OF_ORDER, 0)
    seen = []
    for at, trigger in enumerate(
        [LineTrigger.READY, LineTrigger.RANG, LineTrigger.RANG, LineTrigger.ANSWER, LineTrigger.ANSWERED], start=1
    ):
        line.do(trigger, at)
        seen.append((line.state, line.since))
    assert seen == [
        (LineState.IDLE, 1),
        (LineState.RINGING, 2),
        (LineState.RINGING, 2),
        (LineState.ANSWERING, 4),
        (LineState.IN_USE, 5),
    ]


def test_a_move_without_a_row_is_our_fault_and_says_so() -> None:
    line = LineMachine(TABLE, LineState.IDLE, 0)
    assert not line.allows(LineTrigger.ANSWERED)
    with pytest.raises(ImpossibleTransition, match="LineState idle has no row for ANSWERED"):
        line.do(LineTrigger.ANSWERED, 1)
    assert line.state is LineState.IDLE
