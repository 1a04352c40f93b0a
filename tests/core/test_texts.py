"""Texts: to the disk first, whatever the house is busy with; then the modem may forget them."""

from msgspec.structs import replace

from appliance.core.engine import Engine
from appliance.core.house import LAST_TEXTS
from appliance.model.actions import ForgetText, KeepText
from appliance.model.events import BoxStarted, ClockStruck, DrainBegan, LineFailed, LineReady
from appliance.model.flow import Flow, HangUp
from appliance.model.network import NetworkSight
from appliance.model.plan import LinePlan, Plan
from appliance.model.records import TextRecord
from appliance.model.snapshot import LONGEST_BODY, TextView
from appliance.model.states import TextKind
from appliance.model.text_events import NetworkSeen, TextKept, TextReceived, TextRoomSeen

RECEIVED = TextReceived(line="gsm1", token=7, key="k", sender="Bank", body="", kind=TextKind.DATA, pdus=("0791",))

FLOW = Flow(name="main", start="end", steps={"end": HangUp()})


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


def test_the_pages_show_the_last_twenty_each_once_and_no_more_of_one_than_fits() -> None:
    engine = house()
    for number in (*range(30), 29, 15):
        text = replace(RECEIVED, key=f"k{number}", token=number, kind=TextKind.PLAIN, body="x" * 2_000)
        engine.handle(text, 1_000)
    engine.handle(replace(RECEIVED, key="report", kind=TextKind.REPORT), 1_000)
    shown = engine.snapshot().last_texts
    assert [text.key for text in shown] == [f"k{number}" for number in range(29, 9, -1)]
    assert len(shown) == LAST_TEXTS
    assert {(len(text.body), text.body[-1]) for text in shown} == {(LONGEST_BODY, "…")}
    assert shown[0] == TextView(key="k29", line="gsm1", sender="Bank", body=shown[0].body, utc_ms=1_001_000)


def test_those_of_earlier_runs_are_shown_from_the_start() -> None:
    earlier = tuple(TextView(key=f"{n}", line="gsm1", sender="Bank", body="", utc_ms=n) for n in range(25, 0, -1))
    engine = Engine()
    engine.handle(BoxStarted(plan=Plan(), first_call=1, seed=1, last_texts=earlier), 0)
    assert engine.snapshot().last_texts == earlier[:LAST_TEXTS]


def test_that_no_text_can_come_in_is_shown_until_one_can_or_the_line_fails() -> None:
    engine = Engine()
    plan = Plan(lines=(LinePlan(name="gsm1", flow="main"),), flows=(FLOW,))
    engine.handle(BoxStarted(plan=plan, first_call=1, seed=1), 0)
    engine.handle(LineReady("gsm1", "SIM7600"), 10)
    for at, (event, shown) in enumerate(
        (
            (TextRoomSeen("nowhere", "full"), ""),
            (TextRoomSeen("gsm1", "full"), "full"),
            (TextRoomSeen("gsm1", ""), ""),
            (TextRoomSeen("gsm1", "full"), "full"),
            (LineFailed("gsm1", "unplugged"), ""),
        )
    ):
        engine.handle(event, 20 + at)
        assert [line.texts for line in engine.snapshot().lines] == [shown]


def test_what_a_line_sees_of_its_network_is_shown_until_it_fails() -> None:
    engine = Engine()
    plan = Plan(lines=(LinePlan(name="gsm1", flow="main"),), flows=(FLOW,))
    engine.handle(BoxStarted(plan=plan, first_call=1, seed=1), 0)
    sight = NetworkSight(registration="registered", operator="Pretend", dbm=-79, bars=3)
    engine.handle(LineReady("gsm1", "SIM7600"), 10)
    engine.handle(NetworkSeen("nowhere", sight), 20)
    engine.handle(NetworkSeen("gsm1", sight), 20)
    assert [line.network for line in engine.snapshot().lines] == [sight]
    engine.handle(LineFailed("gsm1", "unplugged"), 30)
    assert [line.network for line in engine.snapshot().lines] == [None]
