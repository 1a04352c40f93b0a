"""What would bring a waiting call to somebody: only what can still happen, also while a phone rings for it."""

from appliance.core.explain_waiting import told_waiting
from appliance.model import events
from appliance.model.explanation import Bar, Doing
from appliance.model.plan import AgentPlan, QueuePlan
from appliance.model.states import CallState
from tests.core.counter import Counter, counter
from tests.core.invented_reasons import agent, lacking, waiting

RINGS = agent("anna", Doing.OFFERED, "0:05", over_in_ms=10_000, call=12)
OFFERED = {"place": 0, "state": CallState.OFFERED, "offered_to": ("anna",), "overflow_in_ms": 60_000}


def ways_out(**facts: object) -> tuple[str, ...]:
    return told_waiting(waiting(**facts)).ways_out


def test_while_it_rings_at_the_only_one_who_may_take_it() -> None:
    told = ways_out(**OFFERED, need={"german": 3}, considered=(RINGS, lacking("ben", 0)))
    assert told == (
        "If anna does not answer, it waits until anna is asked again: nobody else may take it.",
        "In 1:00 at the latest the caller goes on without a person.",
    )
    both = agent("ben", Doing.OFFERED, "0:05", over_in_ms=10_000, call=12)
    told = ways_out(**{**OFFERED, "offered_to": ("anna", "ben")}, considered=(RINGS, both))
    assert (
        told[0]
        == "If anna and ben do not answer, it waits until anna and ben are asked again: nobody else may take it."
    )


def test_while_it_rings_and_others_are_ready() -> None:
    assert ways_out(**OFFERED, considered=(RINGS, agent("ben"), agent("cid")))[0] == (
        "If anna does not answer, it goes to ben or cid."
    )


def test_while_it_rings_and_others_may_come() -> None:
    others = (agent("ben", Doing.TALKING, call=3), agent("cid", Doing.SIGNED_OUT))
    assert ways_out(**OFFERED, considered=(RINGS, *others))[:3] == (
        "If anna does not answer, it keeps its place in line.",
        "It goes to ben as soon as they are free.",
        "It may go to cid once signed in.",
    )


def test_when_the_time_is_up_before_the_phone_falls_silent() -> None:
    leaves = ("If anna does not answer, the caller goes on without a person.",)
    considered = (RINGS, agent("ben", Doing.TALKING, call=3), lacking("cid", 2, "0:20"))
    assert ways_out(**{**OFFERED, "overflow_in_ms": 10_000}, considered=considered) == leaves
    assert ways_out(**{**OFFERED, "overflow_in_ms": None, "overdue": True}, considered=considered) == leaves


def test_what_would_come_after_the_call_has_left_is_not_told() -> None:
    excluded = agent("carla", bar=Bar.EXCLUDED, asked_again_in_ms=57_000)
    assert ways_out(overflow_in_ms=4_000, considered=(excluded, lacking("ben", 2, "0:30"))) == (
        "In 0:04 at the latest the caller goes on without a person.",
    )


def test_the_running_box_tells_the_same() -> None:
    play = Counter(counter([QueuePlan(name="sales", max_wait_ms=20_000)], [AgentPlan(name="anna")]))
    play.sign_in("anna")
    play.ring("sales 1")
    for at, told in (
        (3, "If anna does not answer, it waits until anna is asked again: nobody else may take it."),
        (15, "In 0:05 at the latest the caller goes on without a person."),
    ):
        why = play.at(at).engine.why_waiting(1, play.now)
        assert why is not None
        assert why.ways_out[0] == told
    play = Counter(counter([QueuePlan(name="sales", max_wait_ms=20_000, needs_staff=False)], [AgentPlan(name="anna")]))
    play.ring("sales 1")
    play.at(10).play(events.AgentSignedIn("anna"))
    for at in (12, 22):
        why = play.at(at).engine.why_waiting(1, play.now)
        assert why is not None
        assert why.ways_out == ("If anna does not answer, the caller goes on without a person.",)
