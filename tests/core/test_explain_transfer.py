"""What is told about a caller whom somebody sent on: who it was, where they wait now, and since when."""

from appliance.model import events
from appliance.model.explanation import Bar, Waiting
from appliance.model.plan import AgentPlan, QueuePlan
from tests.core.counter import Counter, counter

ANNA = AgentPlan(name="anna")
SUPPORT = QueuePlan(name="support", needs_staff=False, max_wait_ms=50_000)


def test_nobody_else_is_there_to_take_it() -> None:
    play = Counter(counter([QueuePlan(name="sales"), SUPPORT], [ANNA]))
    play.sign_in("anna")
    play.ring("sales 1")
    play.accept("anna")
    record = play.engine.record(1)
    play.at(60).play(events.CallTransferred("anna", "support"))
    assert record.reasons()[0].sentences == (
        "Nobody could take it: anna sent it on.",
        "Anna: wrapping up for 0:00 (call 1), for another 0:05, sent it on and is not asked for another 0:30.",
    )


def sent_on() -> Counter:
    """By anna, at 1:00, after she had talked since 0:00."""
    play = Counter(counter([QueuePlan(name="sales"), SUPPORT], [ANNA]))
    play.sign_in("anna")
    play.ring("sales 1")
    play.accept("anna")
    play.at(60).play(events.CallTransferred("anna", "support"))
    return play


def why(play: Counter) -> Waiting:
    told = play.engine.why_waiting(1, play.now)
    assert told is not None
    return told


def test_the_wait_is_told_apart_from_what_came_before_it() -> None:
    play = sent_on()
    play.at(66)
    assert why(play).sentences == (
        'Call 1 has waited 0:06 in queue "support"; the caller first asked for a person 1:06 ago.',
        "It should have been answered within 0:20.",
        "It is next in line.",
        "Anna sent it on, and is not asked again for another 0:24.",
    )
    idle = play.engine.why_idle("anna", play.now)
    assert idle is not None
    assert (
        idle.sentences[-1]
        == "Call 1 (support, waiting 1:06) was sent on by anna, and is not held out to anna for another 0:24."
    )


def test_every_decision_knows_who_sent_it() -> None:
    play = sent_on()
    play.play(events.WrapUpEnded("anna"))
    play.at(70).play(events.AgentSignedOut("anna"))
    record = play.engine.record(1)
    play.at(90).sign_in("anna")
    assert record.reasons()[0].sentences[
        0
    ] == "Who was left out for a while may be asked again: still nobody could " + ("take it: anna is signed out.")
    assert [one.bar for one in why(play).facts.considered] == [Bar.NONE]


def test_it_goes_on_from_where_it_waited() -> None:
    play = sent_on()
    play.play(events.AgentSignedOut("anna"))
    play.at(111)
    assert "Goes on from support without a person: nobody took the call for 0:50" in play.notes(1)
