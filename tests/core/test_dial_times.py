"""A number may take as long as its digits do, pulsed; a call that is not dialled by then is given up in words."""

import pytest

from appliance.core.dial_times import CALL_MS, HANDOVER_MS, call_within, handover_within, pulsed
from appliance.core.engine import Engine
from appliance.model import events
from appliance.model.actions import DialLine, HangUpLine, Note
from tests.core.houses import HOUSES


@pytest.mark.parametrize(("digits", "ms"), [("", 0), ("1", 1_000), ("0", 1_900), ("*#", 3_800), ("112", 3_100)])
def test_pulses_are_counted(digits: str, ms: int) -> None:
    assert pulsed(digits) == ms
    assert call_within(digits) == CALL_MS + ms
    assert handover_within(digits) == HANDOVER_MS + ms


@pytest.mark.parametrize("number", ["030111", "030000000000000"])
def test_a_line_is_given_the_time_that_its_number_takes(number: str) -> None:
    engine = Engine()
    engine.handle(events.BoxStarted(plan=HOUSES["calling out"], first_call=1, seed=1), 0)
    for event in (events.LineReady("line2", "CX93001"), events.AgentSignedIn("anna")):
        engine.handle(event, 0)
    begun = engine.handle(events.CallWanted("line2", number, 7, "anna"), 1_000)
    [digits] = (action.number for action in begun if isinstance(action, DialLine))
    assert digits == "0" + number
    late = 1_000 + call_within(digits)
    assert not any(isinstance(action, HangUpLine) for action in engine.wake(late - 1))
    given_up = engine.wake(late)
    assert HangUpLine("line2") in given_up
    assert any(isinstance(action, Note) and "did not dial within 1:" in action.text for action in given_up)
