"""Each evidence of a caller's end is told in the call's timeline, in its own words, and the first one ends the call."""

import pytest

from appliance.core.dialling import FAULT_OF
from appliance.core.engine import Engine
from appliance.model import events
from appliance.model.actions import CloseCall, Note
from appliance.model.states import DialFault, HangUpCause
from tests.core.houses import HOUSES
from tests.core.play import Play

EVIDENCE = [cause for cause in HangUpCause if cause not in {HangUpCause.TIME_LIMIT, HangUpCause.RINGING_STOPPED}]


@pytest.mark.parametrize("cause", EVIDENCE, ids=lambda cause: cause.name)
def test_the_timeline_says_what_told_the_end(cause):
    play = Play(HOUSES["plain"])
    play.do(("signs in", "anna"))
    play.do(("calls", "line1", "5551234"))
    told = play.tell(events.LineHungUp("line1", cause))
    assert [note.text for note in told if isinstance(note, Note)][-1].endswith(
        f"(told by {cause.value.removeprefix('told by ')})"
    )
    assert [closed.record.cause for closed in told if isinstance(closed, CloseCall)] == [cause]


def test_what_comes_after_the_first_evidence_changes_nothing():
    play = Play(HOUSES["plain"])
    play.do(("signs in", "anna"))
    play.do(("calls", "line1", "5551234"))
    play.tell(events.LineHungUp("line1", HangUpCause.BUSY_TONE))
    assert play.tell(events.LineHungUp("line1", HangUpCause.SILENCE)) == ()


@pytest.mark.parametrize(("cause", "fault"), FAULT_OF.items(), ids=lambda each: each.name)
def test_what_ends_a_connection_before_an_answer_says_why_nobody_was_reached(
    cause: HangUpCause, fault: DialFault
) -> None:
    engine = Engine()
    engine.handle(events.BoxStarted(plan=HOUSES["calling out"], first_call=1, seed=1), 0)
    for event in (events.LineReady("line2", "CX93001"), events.AgentSignedIn("anna")):
        engine.handle(event, 0)
    engine.handle(events.CallWanted("line2", "030111", 7, "anna"), 1_000)
    engine.handle(events.LineDialled("line2"), 5_000)
    told = engine.handle(events.LineHungUp("line2", cause), 9_000)
    assert f"Nobody was reached: {fault.value} ({cause.value})" in [act.text for act in told if isinstance(act, Note)]
    assert (fault is DialFault.CONGESTION) == ("congestion" in cause.value)
