"""What the settings say of a GSM line: the code for credit is held to the rule for codes."""

import pytest

from appliance.drivers.line.gsm.options import Options, option_faults


def credit_faults(code: str) -> list[str]:
    return [fault for name, fault in option_faults(Options(port="/dev/ttyUSB0", credit=code)) if name == "credit"]


@pytest.mark.parametrize("code", ["", "*100#", "*#100*1#"])
def test_a_code_for_credit_is_taken(code: str) -> None:
    assert credit_faults(code) == []


@pytest.mark.parametrize(("code", "said"), [("100", "no service code"), ("**21*0900123456#", "changes forwarding")])
def test_what_is_no_code_or_sets_forwarding_is_not(code: str, said: str) -> None:
    (fault,) = credit_faults(code)
    assert said in fault
