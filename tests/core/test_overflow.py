"""The longest wait: it never cuts off a phone that rings, and no further one rings for a caller whose time is up."""

import pytest

from appliance.model import events
from appliance.model.actions import CloseCall
from appliance.model.plan import AgentPlan, QueuePlan
from appliance.model.policy import Relaxation, Strategy
from appliance.model.states import Outcome
from tests.core.counter import Counter, counter

SALES = QueuePlan(name="sales", max_wait_ms=20_000, offer_ms=15_000)
ANNA, BEN = AgentPlan(name="anna"), AgentPlan(name="ben")


def rung_at_ten_seconds(queue: QueuePlan = SALES) -> Counter:
    """Call 2 waits from 0:00 and rings at anna from 0:10 on; ben comes at 0:12."""
    play = Counter(counter([queue], [ANNA, BEN]))
    play.sign_in("anna")
    play.ring("sales 1")
    play.accept("anna")
    play.ring("sales 2")
    play.at(5).hang_up("sales 1")
    play.at(10)
    assert play.offer("anna").call == 2
    play.at(12).sign_in("ben")
    return play


@pytest.mark.parametrize("queue", [SALES, QueuePlan(name="sales", relax=(Relaxation(after_ms=20_000, overflow=True),))])
def test_a_phone_that_rings_when_the_time_is_up_may_be_answered(queue: QueuePlan) -> None:
    play = rung_at_ten_seconds(queue)
    play.at(24).accept("anna")
    assert play.notes(2)[-1] == "anna answered after 0:24 of waiting"


def test_nobody_else_is_rung_for_a_caller_whose_time_was_up() -> None:
    play = rung_at_ten_seconds()
    play.at(25)
    assert play.notes(2)[-3:] == (
        "anna did not answer for 0:15",
        "Goes on from sales without a person: nobody took the call for 0:25",
        "The box ended the call after 0:25",
    )
    closed = [action.record for *_, actions in play.journal for action in actions if isinstance(action, CloseCall)]
    assert [record.outcome for record in closed] == [Outcome.ANSWERED, Outcome.OVERFLOWED]
    assert play.engine.snapshot().agents[0].call is None
    play.at(60)
    assert play.engine.next_wake() is None


def test_of_several_phones_the_last_to_fall_silent_ends_the_wait() -> None:
    play = Counter(counter([QueuePlan(name="sales", max_wait_ms=20_000, strategy=Strategy.RING_ALL)], [ANNA, BEN]))
    play.sign_in("anna")
    play.ring("sales 1")
    play.at(10).sign_in("ben")
    play.at(15)
    assert play.notes(1)[-1] == "anna did not answer for 0:15"
    play.at(24.999)
    assert play.engine.snapshot().calls[0].agent == "ben"
    play.at(25)
    assert "Goes on from sales without a person: nobody took the call for 0:25" in play.notes(1)


def test_what_the_caller_s_patience_ends_is_an_abandoned_call() -> None:
    play = rung_at_ten_seconds()
    play.at(21).hang_up("sales 2")
    closed = [action.record for *_, actions in play.journal for action in actions if isinstance(action, CloseCall)]
    assert closed[-1].outcome is Outcome.ABANDONED
    play.at(22).play(events.AgentSignedOut("ben"))
