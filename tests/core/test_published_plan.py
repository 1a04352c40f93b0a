"""A plan published in mid-work: what is gone goes once nobody needs it, and the timeline says what became of it."""

import msgspec
import pytest

from appliance.model import events
from appliance.model.plan import AgentPlan, QueuePlan
from appliance.model.states import AgentActivity, CallState
from tests.core.counter import Counter, counter

SALES = QueuePlan(name="sales", needs_staff=False, max_wait_ms=60_000)
SERVICE = QueuePlan(name="service", needs_staff=False)
ANNA, BEN = AgentPlan(name="anna", wrap_up_ms=1_000), AgentPlan(name="ben")
PLAN = counter([SALES, SERVICE], [ANNA, BEN])
ONLY_SERVICE = msgspec.structs.replace(
    PLAN,
    queues=(SERVICE,),
    flows=tuple(flow for flow in PLAN.flows if flow.name == "service"),
    lines=tuple(line for line in PLAN.lines if line.flow == "service"),
)
GONE = "The settings have no queue sales any more; waits on by the rules it had"


def publish(play: Counter, plan: object = ONLY_SERVICE) -> None:
    play.play(events.PlanPublished(plan=plan))  # type: ignore[arg-type]


def test_who_waits_in_a_queue_that_goes_waits_on_and_is_told_once() -> None:
    play = Counter(PLAN)
    play.ring("sales 1")
    publish(play.at(5))
    publish(play.at(6), msgspec.structs.replace(ONLY_SERVICE, agents=(ANNA,)))
    assert play.notes(1).count(GONE) == 1
    play.sign_in("anna")
    assert play.offer("anna").call == 1


def test_who_waits_there_in_vain_goes_on_when_the_wait_is_over() -> None:
    play = Counter(PLAN)
    play.ring("sales 1")
    publish(play.at(5))
    play.at(61)
    assert any(note.startswith("Goes on from sales without a person") for note in play.notes(1))


def test_the_line_of_a_call_goes_when_the_call_is_over() -> None:
    play = Counter(PLAN)
    play.ring("sales 1")
    publish(play.at(5))
    lines = {line.name for line in play.engine.snapshot().lines}
    assert "sales 1" in lines
    assert "sales 2" not in lines
    play.hang_up("sales 1")
    assert "sales 1" not in {line.name for line in play.engine.snapshot().lines}
    play.play(events.LineRang("sales 1"))
    assert not play.engine.snapshot().calls


@pytest.mark.parametrize("signs_out_first", [True, False])
def test_an_agent_who_goes_ends_the_conversation_first(*, signs_out_first: bool) -> None:
    play = Counter(PLAN)
    play.sign_in("anna")
    call = play.ring("sales 1")
    play.play(events.OfferAccepted("anna", play.offer("anna").token))
    play.at(5)
    if signs_out_first:  # as the box does it
        play.play(events.AgentSignedOut("anna"))
    publish(play, msgspec.structs.replace(PLAN, agents=(BEN,)))
    (view,) = play.engine.snapshot().calls
    assert (view.call, view.state, view.agent) == (call, CallState.TALKING, "anna")
    play.play(events.AgentHungUp("anna"))
    play.play(events.LineReleased("sales 1"))
    play.at(10)
    agents = {agent.name: agent.activity for agent in play.engine.snapshot().agents}
    if signs_out_first:
        assert agents == {"ben": AgentActivity.IDLE}
        play.sign_in("anna")
        play.ring("sales 2")
        assert "anna" not in {agent.name for agent in play.engine.snapshot().agents}


def test_a_conversation_does_not_notice_that_its_queue_and_line_changed() -> None:
    play = Counter(PLAN)
    play.sign_in("anna")
    play.ring("sales 1")
    play.play(events.OfferAccepted("anna", play.offer("anna").token))
    before = play.engine.snapshot().calls
    sales = msgspec.structs.replace(SALES, target_ms=99_000, max_wait_ms=5_000)
    lines = tuple(msgspec.structs.replace(line, rings=7) for line in PLAN.lines)
    publish(play.at(3), msgspec.structs.replace(PLAN, queues=(sales, SERVICE), lines=lines))
    assert play.engine.snapshot().calls == before
    play.at(30)
    assert play.engine.snapshot().calls == before
