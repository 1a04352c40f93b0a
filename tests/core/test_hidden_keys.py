"""Keys pressed while a recording is paused, as for the number of a card: told to nobody and written down nowhere."""

import msgspec

from appliance.core.engine import Engine
from appliance.model.caller import Caller, Presentation
from appliance.model.events import (
    AgentSignedIn,
    BoxStarted,
    CallerIdentified,
    DigitPressed,
    Event,
    LineAnswered,
    LineRang,
    LineReady,
    OfferAccepted,
)
from appliance.model.plan import Plan
from appliance.model.states import DigitSource
from appliance.model.talk_events import RecordingOrdered
from appliance.model.talk_states import RecordingOrder, RecordPolicy
from tests.core.houses import PLAIN, with_queue

HOUSE: Plan = with_queue(PLAIN, record=RecordPolicy.ON, record_notice=(), record_refuse_key="9")
KEY = DigitPressed("line1", "9", DigitSource.HOST, 98)


def in_talk() -> Engine:
    engine = Engine()
    events: tuple[Event, ...] = (
        BoxStarted(plan=HOUSE, first_call=1, seed=1),
        LineReady("line1", "an invented modem"),
        AgentSignedIn("anna"),
        LineRang("line1"),
        CallerIdentified("line1", Caller("5551", presentation=Presentation.GIVEN)),
        LineAnswered("line1"),
        OfferAccepted("anna", 1),
    )
    for event in events:
        engine.handle(event, 0)
    return engine


def test_in_a_pause_only_that_a_key_was_pressed_is_kept() -> None:
    engine = in_talk()
    engine.handle(RecordingOrdered("anna", RecordingOrder.PAUSE, 1), 1)
    kept = engine.to_be_kept(KEY)
    assert kept == msgspec.structs.replace(KEY, digit="")
    assert engine.handle(kept, 2) == (), "and nothing follows from it: a card may well have the key that refuses"


def test_before_and_after_it_is_kept() -> None:
    engine = in_talk()
    assert engine.to_be_kept(KEY) is KEY
    engine.handle(RecordingOrdered("anna", RecordingOrder.PAUSE, 1), 1)
    engine.handle(RecordingOrdered("anna", RecordingOrder.RESUME, 2), 2)
    assert engine.to_be_kept(KEY) is KEY
    assert engine.to_be_kept(DigitPressed("line2", "1", DigitSource.MODEM)).digit == "1"
