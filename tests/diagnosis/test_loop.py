"""A test call judged: every step has its figure, and a bad one says what to do."""

from appliance.diagnosis.loop import judged_call
from appliance.model.diagnosis import CallFacts
from appliance.model.states import HangUpCause

GOOD = CallFacts(
    rings=2,
    number_after_ms=800,
    number="10 digits, the last 34",
    answered_ms=90,
    said_dbm0=-13.0,
    echo_dbm0=-35.0,
    heard_dbm0=-18.0,
    keys_heard="123",
    keys_told=3,
    hung_up=HangUpCause.BUSY_TONE,
    hung_up_after_ms=5_000,
    released_ms=120,
)


def test_a_good_call_is_good_in_every_step() -> None:
    steps = judged_call(GOOD)
    assert [step.good for step in steps] == [True] * 7
    assert [step.about for step in steps] == [
        "caller id", "answering", "hearing", "echo", "keys", "hang-up", "release",
    ]  # fmt: skip
    assert steps[3].says == "our tone of -13 dBm0 comes back 22 dB softer (expected: 10 and more)"
    assert steps[5].says == "busy tone heard, 5.0 s after the sign to hang up (expected: within 8 s)"


def test_what_was_bad_says_so_and_what_to_do() -> None:
    bad = CallFacts(rings=4, answered_ms=90, said_dbm0=-13.0, echo_dbm0=-20.0, heard_dbm0=-45.0)
    steps = {step.about: step for step in judged_call(bad)}
    assert [about for about, step in steps.items() if step.good is False] == [
        "caller id", "hearing", "echo", "keys", "hang-up",
    ]  # fmt: skip
    assert all(step.do for step in steps.values() if step.good is False)


def test_what_could_not_be_told_is_neither_good_nor_bad() -> None:
    early = CallFacts(rings=1, answered_ms=90, hung_up=HangUpCause.LOOP_BREAK)
    steps = {step.about: step for step in judged_call(early)}
    assert (steps["hearing"].good, steps["echo"].good, steps["hang-up"].good) == (None, None, None)


def test_a_caller_who_was_faster_leaves_the_number_only() -> None:
    assert [step.about for step in judged_call(CallFacts(rings=1))] == ["caller id"]
