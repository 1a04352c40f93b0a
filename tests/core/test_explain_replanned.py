"""A changed plan is told to whom it concerns: in the timeline of calls that wait, and in the decisions about them."""

import msgspec

from appliance.model import events
from appliance.model.actions import NoteDecision
from appliance.model.plan import AgentPlan, QueuePlan
from appliance.model.states import Trigger
from tests.core.counter import Counter, counter

GERMAN = QueuePlan(name="german", need={"german": 3}, needs_staff=False)
SALES = QueuePlan(name="sales", need={"sales": 1}, needs_staff=False)
PLAN = counter([GERMAN, SALES], [AgentPlan(name="anna", skills={"german": 2})])
CHANGED = "The settings were changed: who may take the call, or who comes first"


def waiting() -> Counter:
    play = Counter(PLAN)
    play.sign_in("anna")
    play.ring("german 1")
    play.ring("sales 1")
    return play


def with_need(level: int) -> events.PlanPublished:
    german = msgspec.structs.replace(GERMAN, need={"german": level})
    return events.PlanPublished(plan=msgspec.structs.replace(PLAN, queues=(german, SALES)))


def test_who_still_waits_under_a_changed_plan_reads_so() -> None:
    play = waiting()
    record = play.engine.record(1)
    play.at(100).play(with_need(4))
    assert record.reasons()[0].sentences[0] == (
        "The settings were changed: still nobody could take it: anna's german 2 is too low."
    )
    assert play.notes(1)[-1] == CHANGED
    assert CHANGED not in play.notes(2)


def test_who_is_offered_to_somebody_by_it_reads_so() -> None:
    play = waiting()
    record = play.engine.record(1)
    play.at(100).play(with_need(2))
    assert play.notes(1)[-2:] == (CHANGED, "Offered to anna: anna is the only one ready who may take it")
    assert record.reasons()[0].sentences[0].startswith("The settings were changed: offered to anna, who has german")
    notes = [action for *_, actions in play.journal for action in actions if isinstance(action, NoteDecision)]
    assert [note.trigger for note in notes if note.call == 1] == [Trigger.ARRIVED, Trigger.REPLANNED]


def test_a_plan_that_changes_nothing_for_them_is_not_told() -> None:
    play = waiting()
    play.at(5).play(with_need(3))
    assert CHANGED not in play.notes(1)
