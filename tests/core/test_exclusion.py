"""Who is not asked again: who did not take it, in whatever queue the caller waits; nobody who merely went away."""

import pytest

from appliance.model import events
from appliance.model.actions import OfferCall
from appliance.model.events import Event
from appliance.model.flow import Flow, HangUp, Queue
from appliance.model.plan import AgentPlan, LinePlan, Plan, QueuePlan
from tests.core.counter import Counter, counter

ANNA, BEN = AgentPlan(name="anna"), AgentPlan(name="ben")
SALES = QueuePlan(name="sales", max_wait_ms=20_000, excluded_ms=50_000, offer_ms=10_000, misses=5, needs_staff=False)
BACKUP = QueuePlan(name="backup", excluded_ms=50_000, misses=5, needs_staff=False)


def two_in_a_row(*agents: AgentPlan) -> Plan:
    """Whom nobody answers in sales waits on in backup."""
    steps = {
        "wait": Queue(queue="sales", on_overflow="second"),
        "second": Queue(queue="backup", on_overflow="bye"),
        "bye": HangUp(),
    }
    flow = Flow(name="main", start="wait", steps=steps)
    line = LinePlan(name="line", flow="main", rings=1)
    return Plan(lines=(line,), flows=(flow,), queues=(SALES, BACKUP), agents=agents)


def offers(play: Counter) -> list[tuple[int, str]]:
    """When, and to whom."""
    made = ((at, action) for at, _, actions in play.journal for action in actions)
    return [(at // 1_000, action.agent) for at, action in made if isinstance(action, OfferCall)]


def test_who_missed_a_caller_is_not_rung_for_them_by_the_next_queue() -> None:
    play = Counter(two_in_a_row(ANNA))
    play.sign_in("anna")
    play.ring("line")
    play.at(59.9)
    assert "Waits in backup at place 1" in play.notes(1)
    assert offers(play) == [(0, "anna")]
    play.at(60)
    assert offers(play) == [(0, "anna"), (60, "anna")]


def test_somebody_else_is() -> None:
    play = Counter(two_in_a_row(ANNA, BEN))
    play.sign_in("anna")
    play.ring("line")
    play.at(30).sign_in("ben")
    assert offers(play) == [(0, "anna"), (30, "ben")]


def test_a_conversation_ends_it() -> None:
    """Anna missed the caller; ben took them and, a moment later, sends them to where only anna serves."""
    tech = QueuePlan(name="tech", need={"tech": 1}, needs_staff=False)
    anna = AgentPlan(name="anna", skills={"tech": 1})
    play = Counter(counter([BACKUP, tech], [anna, BEN]))
    play.sign_in("anna")
    play.ring("backup 1")
    play.decline("anna")
    play.at(2).sign_in("ben")
    play.accept("ben")
    play.at(5).play(events.CallTransferred("ben", "tech"))
    assert offers(play) == [(0, "anna"), (2, "ben"), (5, "anna")]


@pytest.mark.parametrize(
    ("goes", "told"),
    [
        (events.AgentSignedOut("anna"), "anna signed out while it rang"),
        (events.BreakBegan("anna", "lunch"), "anna went on break while it rang"),
        (events.StationLost("anna", "closed"), "anna lost the station (closed) while it rang"),
    ],
)
def test_who_goes_away_while_a_phone_rings_has_missed_nothing(goes: Event, told: str) -> None:
    play = Counter(counter([BACKUP], [ANNA]))
    play.sign_in("anna")
    play.ring("backup 1")
    play.at(2).play(goes)
    assert play.notes(1)[-1] == told
    why = play.engine.why_waiting(1, play.now)
    assert why is not None
    assert not any("did not take it" in sentence for sentence in why.sentences)
    play.at(4).sign_in("anna")
    assert offers(play) == [(0, "anna"), (4, "anna")]
    assert play.engine._house.calls[1].record.misses == 0
