"""Test calls from line to line: granted or refused at once, and in the ledger either way."""

import msgspec
import pytest

from appliance.model.actions import Action, KeepLedger, TellAsker
from appliance.model.events import DrainBegan
from appliance.model.loop_events import LoopCallEnded, LoopCallWanted
from appliance.model.outbound import Caps, OutboundPlan
from appliance.model.plan import LinePlan
from appliance.runtime.loop_permit import TOKEN, LoopPermit
from tests.core.shop import SHOP
from tests.core.test_outgoing import PLAN, Box

FLOW = SHOP.lines[0].flow
FRONT, BACK = LinePlan(name="front", flow=FLOW, dial_prefix="9"), LinePlan(name="back", flow=FLOW, number="0301234567")
ON = OutboundPlan(enabled=True, country_code="49", allow=("0",), calls=Caps(per_number=2))


def box(plan: OutboundPlan = ON) -> Box:
    return Box(plan=msgspec.structs.replace(PLAN, lines=(FRONT, BACK), outbound=plan))


def asked(here: Box, number: str = "", called: str = "back") -> list[Action]:
    return here.tell(LoopCallWanted("front", called, number, 7))


def test_a_line_rings_another_at_its_own_number_as_often_as_it_takes_and_each_time_stands_in_the_ledger() -> None:
    here = box(msgspec.structs.replace(ON, enabled=False))
    for _ in range(5):
        kept, told = asked(here)
        assert isinstance(kept, KeepLedger)
        assert (kept.record.who, kept.record.number, kept.record.line) == ("the modem doctor", "0301234567", "front")
        assert kept.record.refused == ""
        assert told == TellAsker(token=7, words=("90301234567",))


def test_how_long_it_lasted_stands_in_the_ledger_once_it_is_over() -> None:
    here = box()
    granted, _ = asked(here)
    assert isinstance(granted, KeepLedger)
    assert here.tell(LoopCallEnded("back", 9_000)) == []
    granted, _ = asked(here)
    assert isinstance(granted, KeepLedger)
    (closed,) = here.tell(LoopCallEnded("front", 17_000))
    assert closed == KeepLedger(msgspec.structs.replace(granted.record, length_ms=17_000))
    assert here.tell(LoopCallEnded("front", 17_000)) == []


def test_another_number_is_held_to_the_caps_for_calls() -> None:
    here = box()
    for _ in range(2):
        assert asked(here, "0401234567")[1] == TellAsker(token=7, words=("90401234567",))
    kept, told = asked(here, "0401234567")
    assert isinstance(kept, KeepLedger)
    assert isinstance(told, TellAsker)
    assert told.refusal == kept.record.refused == "the number has reached the cap for one number: 2 in 24 hours"
    assert kept.record.number == "0401234567"


@pytest.mark.parametrize(
    ("number", "why"), [("0900123456", "premium"), ("112", "emergency"), ("+431234567", "country")]
)
def test_what_the_rules_refuse_stands_in_the_ledger_too(number: str, why: str) -> None:
    kept, told = asked(box(), number)
    assert isinstance(kept, KeepLedger)
    assert isinstance(told, TellAsker)
    assert why in told.refusal
    assert why in kept.record.refused


def test_without_a_number_or_a_line_there_is_nothing_to_write_down() -> None:
    here = box()
    [told] = here.tell(LoopCallWanted("back", "front", "", 7))
    assert isinstance(told, TellAsker)
    assert "own number is not known" in told.refusal
    [told] = asked(here, called="front")
    assert isinstance(told, TellAsker)
    assert "cannot ring itself" in told.refusal
    assert asked(here, called="side") == [
        TellAsker(token=7, refusal='no line is called "side"; `callbox status` shows the lines')
    ]


def test_no_test_begins_while_the_box_stops() -> None:
    here = box()
    here.tell(DrainBegan(limit_ms=60_000))
    told = asked(here)[-1]
    assert isinstance(told, TellAsker)
    assert "the box is stopping" in told.refusal


def test_the_doctor_has_the_engines_answer_at_once_and_no_other_ones() -> None:
    here = box()
    permit = LoopPermit(lambda event: [permit.told(each) for each in here.tell(event) if isinstance(each, TellAsker)])
    assert permit("front", "back", "") == ("90301234567", "")
    assert permit("front", "back", "112").refusal
    permit.over("front", 1_000)
    assert here.tell(LoopCallEnded("front", 1_000)) == []
    permit.told(TellAsker(token=TOKEN + 1, words=("1",)))
    dumb = LoopPermit(lambda _: None)
    assert dumb("front", "back", "") == ("", "the box could not judge the number now; try again in a minute")
