"""Which number the doctor may dial from one line of the box to another."""

import pytest

from appliance.core.loop_number import judged_loop_number
from appliance.model.outbound import OutboundPlan
from appliance.model.plan import LinePlan

OFF = OutboundPlan(country_code="49")
ON = OutboundPlan(enabled=True, country_code="49", allow=("030",))
FRONT = LinePlan(name="front", flow="main")


def line(number: str = "", prefix: str = "") -> LinePlan:
    return LinePlan(name="back", flow="main", number=number, dial_prefix=prefix)


@pytest.mark.parametrize("own", ["+49 301234567".replace(" ", ""), "0301234567", "0049301234567"])
@pytest.mark.parametrize("typed", ["", "030 1234567", "+49301234567"])
def test_a_lines_own_number_is_dialled_with_outgoing_calls_off(own: str, typed: str) -> None:
    assert judged_loop_number(OFF, FRONT, line(own), typed) == ("0301234567", "", False)


def test_an_extension_may_be_its_own_number_and_the_pbx_gets_its_prefix() -> None:
    assert judged_loop_number(OFF, FRONT, line("21"), "").number == "21"
    assert judged_loop_number(OFF, line(prefix="0"), line("0301234567"), "").number == "00301234567"
    assert judged_loop_number(OutboundPlan(), FRONT, line("5550000001"), "").number == "5550000001"


@pytest.mark.parametrize(
    ("plan", "own", "typed", "why"),
    [
        (OFF, "", "", "own number is not known"),
        (OFF, "", "0301234567", "outgoing calls and texts are off"),
        (OFF, "0307654321", "0301234567", "outgoing calls and texts are off"),
        (ON, "", "0401234567", "is allowed by no prefix"),
        (ON, "", "0900123456", "is a premium number"),
        (OFF, "0900123456", "", "is a premium number"),
        (OFF, "112", "", "is an emergency number"),
        (ON, "", "112", "is an emergency number"),
        (OFF, "+43123456789", "", "is in another country"),
        (OutboundPlan(country_code="49", deny=("030",)), "0301234567", "", "is denied by the prefix 030"),
        (OFF, "*21*0301234567#", "", "codes may turn on forwarding"),
        (OFF, "", "twelve", "is no telephone number"),
    ],
)
def test_nothing_else_is_dialled(plan: OutboundPlan, own: str, typed: str, why: str) -> None:
    verdict = judged_loop_number(plan, FRONT, line(own), typed)
    assert why in verdict.refusal


def test_what_to_set_is_told() -> None:
    told = judged_loop_number(OFF, FRONT, line(), "0301234567").refusal
    assert "[outbound]" in told
    assert 'write number = "…" into the [[line]] back if it is its own' in told
    assert "write number" not in judged_loop_number(OFF, FRONT, line(), "112").refusal


def test_a_prefix_that_makes_it_too_long_is_told() -> None:
    verdict = judged_loop_number(OFF, line(prefix="0000"), line("03012345678901234"), "")
    assert "21 digits with the dial_prefix of back" in verdict.refusal
