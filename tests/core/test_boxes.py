"""A box's lamp shines until the last new message is heard, and a message is moved as its table says."""

import msgspec
import pytest

from appliance.core.boxes import marked
from appliance.model.actions import SetLamp
from appliance.model.message_events import BoxesCounted
from appliance.model.plan import LampPlan
from appliance.model.records import MessageMark
from appliance.model.snapshot import BoxView
from appliance.model.states import LampPattern, MessageOrder, MessageState
from tests.core.play import Play
from tests.core.shop import SHOP
from tests.runtime.left_messages import left


def lamp_after(*boxes: BoxView) -> LampPattern:
    lamps = (LampPlan(name="mail", box="general", warn_messages=3),)
    play = Play(msgspec.structs.replace(SHOP, lamps=lamps))
    play.tell(BoxesCounted((BoxView(name="general", new=1),)))
    play.tell(BoxesCounted(boxes))
    shown = [action for step in play.steps for action in step.actions if isinstance(action, SetLamp)]
    assert play.view().boxes == boxes
    return shown[-1].pattern


@pytest.mark.parametrize(
    ("box", "pattern"),
    [
        (BoxView(name="general", new=0, open=4), LampPattern.OFF),
        (BoxView(name="general", new=2, open=4), LampPattern.ON),
        (BoxView(name="general", new=3), LampPattern.FAST),
        (BoxView(name="general", new=1, urgent=1), LampPattern.FAST),
        (BoxView(name="workshop", new=9), LampPattern.OFF),
    ],
)
def test_the_lamp_of_a_box(box: BoxView, pattern: LampPattern) -> None:
    assert lamp_after(box) is pattern


def test_what_is_said_again_changes_nothing() -> None:
    message = left(1, state=MessageState.HEARD, who="anna", changed_utc_ms=5)
    mark = marked(message, MessageOrder.HEARD, "ben", 9)
    assert mark == MessageMark(file=message.file, state=MessageState.HEARD, who="anna", changed_utc_ms=5)


def test_nobody_gives_back_what_is_not_taken() -> None:
    assert marked(left(1), MessageOrder.GIVE_BACK, "anna", 9) == "message 1-1 is new; that cannot be said of it now"
