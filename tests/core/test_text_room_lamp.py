"""The lamp for faults while a line has no room for texts: it says so, and less than that a line is out of order."""

from appliance.model import events
from appliance.model.actions import SetLamp
from appliance.model.states import LampPattern
from appliance.model.text_events import TextRoomSeen
from tests.core.houses import HOUSES
from tests.core.test_outgoing import Box


def test_the_lamp_for_faults_is_lit_while_no_text_can_come_in() -> None:
    here = Box(plan=HOUSES["shop"])
    for name in [line.name for line in here.plan.lines]:
        here.tell(events.LineReady(name, "SIM7600"))
    one = here.plan.lines[0].name
    assert SetLamp("fault", LampPattern.ON) in here.tell(TextRoomSeen(one, "the memory for texts is full"))
    assert here.tell(TextRoomSeen(one, "the memory for texts is full")) == []
    assert SetLamp("fault", LampPattern.SLOW) in here.tell(events.LineFailed(here.plan.lines[1].name, "unplugged"))
    assert SetLamp("fault", LampPattern.ON) in here.tell(events.LineReady(here.plan.lines[1].name, "SIM7600"))
    assert SetLamp("fault", LampPattern.OFF) in here.tell(TextRoomSeen(one, ""))
