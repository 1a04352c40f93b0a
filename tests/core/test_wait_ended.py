"""Of a caller who goes on without a person it is written down when the wait was over; the call may last much longer."""

import msgspec
import pytest

from appliance.control.as_text import outcome_sentence, waited_ms
from appliance.model.actions import CloseCall
from appliance.model.flow import Flow, HangUp, Queue
from appliance.model.plan import Plan
from appliance.model.records import CallRecord
from appliance.model.states import Outcome
from tests.core.houses import PLAIN, with_queue
from tests.core.play import Play

GOODBYE = HangUp(prompts=("goodbye",))
WAIT = Queue(queue="sales", keys={"*": "bye"}, on_overflow="bye")
HOUSE: Plan = msgspec.structs.replace(
    with_queue(PLAIN, needs_staff=False, max_wait_ms=20_000),
    flows=(Flow(name="sales", start="wait", steps={"wait": WAIT, "bye": GOODBYE}),),
)


def ended(key_at: int | None, hung_up_at: int) -> CallRecord:
    """Nobody is there. The caller may press the key, hears goodbye, and hangs up before its end."""
    play = Play(HOUSE)
    play.do(("calls", "line1", "5551234"))
    if key_at is not None:
        play.wait(key_at)
        play.do(("presses", "line1", "*"))
    play.wait(hung_up_at)
    play.do(("hangs up", "line1"))
    return next(action.record for step in play.steps for action in step.actions if isinstance(action, CloseCall))


@pytest.mark.parametrize(
    ("key_at", "hung_up_at", "outcome", "waited"),
    [
        (None, 15_000, Outcome.ABANDONED, None),
        (None, 50_000, Outcome.OVERFLOWED, 20_000),
        (12_000, 50_000, Outcome.LEFT_BY_KEY, 12_000),
    ],
)
def test_a_wait_is_over_when_the_caller_goes_on(
    key_at: int | None, hung_up_at: int, outcome: Outcome, waited: int | None
) -> None:
    record = ended(key_at, hung_up_at)
    assert (record.outcome, record.wait_ended_ms, record.ended_ms) == (outcome, waited, hung_up_at)
    assert waited_ms(record) == (hung_up_at if waited is None else waited)


def test_it_is_told_as_such() -> None:
    assert outcome_sentence(ended(12_000, 50_000)) == "5551234 left the queue by a key after waiting 0:12 for a person."
