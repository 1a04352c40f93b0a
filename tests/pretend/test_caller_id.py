"""Caller id as the two forms of +VCID show it."""

from appliance.model.caller import Presentation
from appliance.pretend.caller_id import CallerIdentity, formatted, raw

KNOWN = CallerIdentity(number="5045551234", name="DOE JOHN", presentation=Presentation.GIVEN, at="03211405")
WITHHELD = CallerIdentity(number="", name="", presentation=Presentation.WITHHELD, at="03211405")


def test_formatted_with_and_without_spaces() -> None:
    assert formatted(KNOWN, spaces=True) == ("DATE = 0321", "TIME = 1405", "NMBR = 5045551234", "NAME = DOE JOHN")
    assert formatted(WITHHELD, spaces=False) == ("DATE=0321", "TIME=1405", "NMBR=P", "NAME=P")


def test_a_missing_name_is_a_missing_line() -> None:
    nameless = CallerIdentity(number="123", name="", presentation=Presentation.GIVEN, at="03211405")
    assert formatted(nameless, spaces=True)[-1] == "NMBR = 123"


def test_raw_is_a_multiple_data_message_whose_bytes_sum_to_nothing() -> None:
    message = bytes.fromhex(raw(KNOWN))
    assert message[0] == 0x80
    assert message[1] == len(message) - 3
    assert sum(message) % 256 == 0
    assert message[2:12] == b"\x01\x0803211405"
    assert b"\x02\x0a5045551234" in message
    assert b"\x07\x08DOE JOHN" in message


def test_raw_tells_why_there_is_no_number() -> None:
    assert b"\x04\x01P" in bytes.fromhex(raw(WITHHELD))
