"""+CEER as makers write it."""

import pytest

from appliance.protocol.gsm.call_signs import Cause, End
from appliance.protocol.gsm.end_report import read_end_report


@pytest.mark.parametrize(
    ("line", "cause"),
    [
        ("+CEER: Cause 17, user busy", Cause(End.BUSY, 17)),
        ('+CEER: "CC setup error",cause: 1', Cause(End.WRONG_NUMBER, 1)),
        ("+CEER: No user responding", Cause(End.NO_ANSWER)),
        ("+CEER: Call rejected", Cause(End.REJECTED)),
        ("+CEER: cause 999", Cause()),
        ("+CEER: 5,31", Cause()),
        ("+CEER: ", Cause()),
        ("ERROR", Cause()),
    ],
)
def test_what_a_report_says(line: str, cause: Cause) -> None:
    assert read_end_report((line,))[0] == cause


def test_the_words_are_kept_for_people() -> None:
    assert read_end_report(('+CEER: "No cause information available"',))[1] == "No cause information available"
    assert read_end_report(()) == (Cause(), "")
