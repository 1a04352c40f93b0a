"""Each evidence of a caller's end is told in the call's timeline, in its own words, and the first one ends the call."""

import pytest

from appliance.model import events
from appliance.model.actions import CloseCall, Note
from appliance.model.states import HangUpCause
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
