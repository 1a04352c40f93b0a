"""What the box remembers of the calls before its start."""

from appliance.model.caller import Caller, Presentation
from appliance.model.records import CallRecord
from appliance.runtime.beginning import _spoke_with


def call(number: str, agent: str | None, talk_began_ms: int | None = 9) -> CallRecord:
    caller = Caller(number, presentation=Presentation.GIVEN if number else Presentation.WITHHELD)
    return CallRecord(
        call=1, line="line1", caller=caller, rang_ms=0, rang_utc_ms=0, agent=agent, talk_began_ms=talk_began_ms
    )


def test_the_last_conversation_of_each_number_counts_and_calls_nobody_answered_do_not() -> None:
    newest_first = (
        call("5551", None, None),
        call("5552", "ben"),
        call("", "anna"),
        call("5551", "anna"),
        call("5553", "carla", None),
        call("5551", "ben"),
    )
    assert _spoke_with(newest_first) == {"5551": "anna", "5552": "ben"}
