"""Texts: to the disk first, whatever the house is busy with; then the modem may forget them."""

from appliance.core.engine import Engine
from appliance.model.actions import ForgetText, KeepText
from appliance.model.events import BoxStarted, ClockStruck, DrainBegan
from appliance.model.plan import Plan
from appliance.model.records import TextRecord
from appliance.model.states import TextKind
from appliance.model.text_events import TextKept, TextReceived

RECEIVED = TextReceived(line="gsm1", token=7, key="k", sender="Bank", body="", kind=TextKind.DATA, pdus=("0791",))


def house() -> Engine:
    engine = Engine()
    engine.handle(BoxStarted(plan=Plan(), first_call=1, seed=1), 0)
    engine.handle(ClockStruck(utc_ms=1_000_000, date="2026-11-22", day=6, minute=0), 0)
    return engine


def test_a_text_is_kept_and_then_forgotten_by_the_modem() -> None:
    engine = house()
    text = TextRecord(
        key="k", line="gsm1", sender="Bank", body="", received_utc_ms=1_000_500, kind=TextKind.DATA, pdus=("0791",)
    )
    assert engine.handle(RECEIVED, 500) == (KeepText(7, text),)
    assert engine.handle(TextKept("gsm1", 7), 600) == (ForgetText("gsm1", 7),)


def test_also_while_the_box_stops() -> None:
    engine = house()
    engine.handle(DrainBegan(5_000), 100)
    assert [type(action) for action in engine.handle(RECEIVED, 200)] == [KeepText]
