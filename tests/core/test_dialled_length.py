"""A number and what its line dials before it are at most 20 digits together."""

import msgspec
import pytest

from appliance.model.actions import Action, DialLine, KeepLedger, TellAsker
from appliance.model.events import CallWanted
from appliance.model.plan import LinePlan
from tests.core.shop import SHOP
from tests.core.test_outgoing import PLAN, Box

NINETEEN = "0" + "3" * 18


def call(prefix: str, number: str) -> list[Action]:
    line = LinePlan(name="gsm1", flow=SHOP.lines[0].flow, dials_out=True, dial_prefix=prefix)
    box = Box(plan=msgspec.structs.replace(PLAN, lines=(line, *SHOP.lines)))
    return box.tell(CallWanted(line="gsm1", number=number, token=7))


@pytest.mark.parametrize(("prefix", "dialled"), [("", NINETEEN + "3"), ("9", "9" + NINETEEN)])
def test_twenty_digits_with_the_prefix_are_dialled(prefix: str, dialled: str) -> None:
    dial = next(each for each in call(prefix, dialled.removeprefix(prefix)) if isinstance(each, DialLine))
    assert dial.number == dialled


def test_more_are_refused_before_they_count() -> None:
    row, told = call("9", NINETEEN + "3")
    assert isinstance(row, KeepLedger)
    assert isinstance(told, TellAsker)
    assert row.record.refused == told.refusal
    assert "has 21 digits with the line's dial_prefix; at most 20 can be" in told.refusal
