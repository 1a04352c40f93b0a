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


def sound_port_faults(**options: str) -> list[str]:
    return [fault for name, fault in option_faults(Options(**options)) if name == "sound_port"]


def test_a_family_with_a_port_of_sound_wants_to_know_which() -> None:
    (fault,) = sound_port_faults(port="/dev/ttyUSB0", family="huawei_e1550")
    assert 'expected that, or port = "usb:VENDOR:PRODUCT"' in fault
    assert sound_port_faults(port="/dev/ttyUSB0", sound_port="/dev/ttyUSB1", family="huawei_e1550") == []
    assert sound_port_faults(port="usb:12d1:1001", family="huawei_e1550") == []
    assert sound_port_faults(port="/dev/ttyUSB0", card="hw:0", family="huawei_e1550") == []
    assert sound_port_faults(port="/dev/ttyUSB0") == []
