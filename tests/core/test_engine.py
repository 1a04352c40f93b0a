"""Single things the engine must get right that no scenario tells."""

import pytest

from appliance.core.engine import Engine
from appliance.model import events, message_events
from appliance.model.events import Event
from tests.core.shop import SHOP


@pytest.mark.parametrize(
    "news",
    [
        message_events.MessageKept(1),
        message_events.MessageLost(1, "the disk is full"),
        message_events.MessageEnded("line1", 0, 900),
    ],
)
def test_news_of_a_message_nobody_leaves_decide_nothing(news: Event) -> None:
    engine = Engine()
    engine.handle(events.BoxStarted(plan=SHOP, first_call=1, seed=1), 0)
    engine.handle(events.LineReady("line1", "USR5637"), 0)
    engine.handle(events.LineRang("line1"), 0)
    assert engine.handle(news, 0) == ()
