"""A call between two lines judged: what was well, and each thing that can be wrong, in words with what to do."""

import msgspec
import pytest

from appliance.diagnosis.pair import PRESSED, judged_pair
from appliance.model.diagnosis import EndFacts, LoopStep, PairFacts
from appliance.model.states import AnswerSign, HangUpCause

WELL = EndFacts(tones={704: -14.0, 1_004: -13.0, 2_804: -15.0}, echo_dbm0=-40.0, keys_heard=PRESSED, released_ms=90)
GONE = msgspec.structs.replace(WELL, hung_up=HangUpCause.LOOP_BREAK, hung_up_after_ms=700)
FINE = PairFacts(
    dialled_ms=3_000,
    rang_ms=200,
    rings=2,
    number_after_ms=800,
    number="10 digits, the last 34",
    number_fits=True,
    answered_ms=60,
    noticed_ms=4_000,
    noticed_by=AnswerSign.RINGBACK_ENDED,
    ringback=True,
    said_dbm0=-13.0,
    calling=WELL,
    called=GONE,
)


def steps(**changes: object) -> tuple[LoopStep, ...]:
    return judged_pair(msgspec.structs.replace(FINE, **changes), "front", "back")


def test_a_good_call_has_nothing_wrong() -> None:
    told = steps()
    assert all(step.good for step in told)
    says = " | ".join(step.says for step in told)
    assert "front → back: 1004 Hz of -13 dBm0 come as -13 dBm0, 704 Hz -1 dB, 2804 Hz -2 dB" in says
    assert "front: its own tones come back 27 dB softer (expected: 10 and more)" in says
    assert "back knew after 700 ms: loop current broke" in says or "back knew after 700 ms" in says


@pytest.mark.parametrize(
    ("changes", "about", "says"),
    [
        ({"dialled_ms": None, "failed": "no dial tone"}, "dialling", "did not get the number out: no dial tone"),
        ({"rang_ms": None, "failed": "busy"}, "ringing", "back did not ring within 30 s; front heard: busy"),
        ({"ringback": False}, "ringing", "front heard no ringback"),
        ({"number_after_ms": None}, "caller id", "back got none in 2 rings"),
        ({"number_fits": False}, "caller id", "which is not that of front"),
        ({"answered_ms": None}, "answering", "back was not answered"),
        ({"noticed_ms": None, "noticed_by": None}, "answer", "front did not notice that it was answered"),
        ({"noticed_ms": 12_000}, "answer", "after 12.0 s"),
        ({"calling": msgspec.structs.replace(WELL, tones={})}, "level", "back → front: no sound came"),
        ({"called": msgspec.structs.replace(GONE, tones={1_004: -50.0})}, "level", "come as -50 dBm0"),
        ({"called": msgspec.structs.replace(GONE, tones={1_004: -13.0, 2_804: -33.0})}, "level", "2804 Hz -20 dB"),
        ({"calling": msgspec.structs.replace(WELL, echo_dbm0=-18.0)}, "echo", "front: its own tones come back 5 dB"),
        ({"called": msgspec.structs.replace(GONE, keys_heard="159")}, "keys", "front → back: heard 1 5 9 of"),
        ({"calling": msgspec.structs.replace(WELL, keys_heard="")}, "keys", "back → front: heard none of"),
        ({"called": WELL}, "hang-up", "back did not notice within 25 s that front hung up"),
        ({"called": msgspec.structs.replace(GONE, hung_up_after_ms=None)}, "hang-up", "while it had not"),
        ({"called": msgspec.structs.replace(GONE, hung_up_after_ms=9_000)}, "hang-up", "after 9.0 s"),
        ({"calling": GONE}, "hang-up", "front was told that back hung up, which it had not"),
        ({"calling": msgspec.structs.replace(WELL, released_ms=None)}, "release", "front did not say"),
    ],
)
def test_what_is_wrong_is_told_where_it_is(changes: dict[str, object], about: str, says: str) -> None:
    wrong = [step for step in steps(**changes) if step.good is False]
    assert [step.about for step in wrong] == [about]
    assert says in wrong[0].says


def test_a_number_that_nobody_can_check_is_told_so() -> None:
    told = next(step for step in steps(number_fits=None) if step.about == "caller id")
    assert told.good
    assert "write number into the [[line]] front" in told.says


def test_no_echo_is_well_and_one_that_cannot_be_heard_is_no_finding() -> None:
    told = steps(
        calling=msgspec.structs.replace(WELL, echo_dbm0=-80.0), called=msgspec.structs.replace(GONE, echo_dbm0=None)
    )
    assert [step.good for step in told if step.about == "echo"] == [True, None]
