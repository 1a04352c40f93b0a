"""Who comes before a waiting call: in its own line by place, from other lines where the same agents look into them."""

import pytest

from appliance.core.explain_waiting import told_waiting
from appliance.core.precedence import is_next
from appliance.model import events
from appliance.model.actions import PlayPrompts
from appliance.model.explanation import Ahead, WhyWaiting
from appliance.model.plan import AgentPlan, QueuePlan
from appliance.model.policy import RoutingPlan, Strategy
from appliance.model.states import KeyPart
from tests.core.counter import Counter, counter
from tests.core.invented_reasons import waiting

ANNA = AgentPlan(name="anna", skills={"tech": 1})
BEN = AgentPlan(name="ben")
SAYS_NEXT = {"announce_every_ms": 20_000, "announce_next": "you_are_next"}
SALES = QueuePlan(name="sales", **SAYS_NEXT)  # type: ignore[arg-type]
TECH = QueuePlan(name="tech", need={"tech": 1}, **SAYS_NEXT)  # type: ignore[arg-type]


def busy(*queues: QueuePlan, agents: tuple[AgentPlan, ...] = (ANNA,), late_every: int = 3) -> Counter:
    """The first agent talks in call 1."""
    play = Counter(counter(queues, agents, RoutingPlan(late_every=late_every)))
    play.sign_in(agents[0].name)
    play.ring(f"{queues[0].name} 1")
    play.accept(agents[0].name)
    return play


def why(play: Counter, call: int) -> WhyWaiting:
    told = play.engine.why_waiting(call, play.now)
    assert told is not None
    return told.facts


def sentences(play: Counter, call: int) -> tuple[str, ...]:
    told = play.engine.why_waiting(call, play.now)
    assert told is not None
    return told.sentences


def told_next(play: Counter, line: str) -> bool:
    actions = (action for _, _, actions in play.journal for action in actions)
    return any(isinstance(action, PlayPrompts) and action.line == line for action in actions)


def next_taken(play: Counter) -> int:
    """Anna's conversation and notes are over: the call she is offered."""
    play.hang_up(next(line for line, call in play.calls.items() if call == 1))
    play.play(events.WrapUpEnded("anna"))
    return play.offer("anna").call


def test_of_two_lines_served_by_one_agent_only_one_caller_is_next() -> None:
    play = busy(SALES, TECH)
    play.ring("tech 1")
    play.at(5).ring("sales 2")
    play.at(6)
    assert (told_next(play, "tech 1"), told_next(play, "sales 2")) == (True, False)
    assert sentences(play, 3)[1:3] == (
        "It is first in its line.",
        "Call 2 (tech, due 0:05 earlier) of another line comes first.",
    )
    assert "It is next in line." in sentences(play, 2)
    assert why(play, 3).elsewhere == (Ahead(call=2, queue="tech", by=KeyPart.DUE, ahead=5_000),)
    assert next_taken(play) == 2


def test_what_nobody_who_may_take_it_serves_is_not_before_it() -> None:
    play = busy(SALES, TECH, agents=(ANNA, BEN, AgentPlan(name="fay", skills={"tech": 1})))
    play.play(events.AgentSignedIn("ben"))
    play.ring("sales 2")
    play.accept("ben")
    play.at(5).ring("sales 3")
    play.ring("tech 1")
    house = play.engine._house
    assert is_next(house, 3, play.now)
    assert not is_next(house, 4, play.now), "anna serves both, and the other came first"
    play.play(events.AgentSignedOut("anna"))
    assert not is_next(house, 4, play.now), "nobody is here who may take it: of those who may come, anna serves both"


def test_what_is_kept_for_an_agent_stands_beside_what_anybody_may_take() -> None:
    kept = QueuePlan(name="sales", prefer_last_agent_ms=60_000, **SAYS_NEXT)  # type: ignore[arg-type]
    plan = counter([kept], [ANNA, BEN])
    play = Counter(plan)
    play.play(events.BoxStarted(plan=plan, first_call=1, seed=1, spoke_with={"555": "anna"}))
    play.sign_in("anna")
    play.ring("sales 1")
    play.accept("anna")
    play.ring("sales 2", "555")
    play.at(1).ring("sales 3")
    assert (told_next(play, "sales 2"), told_next(play, "sales 3")) == (True, False)
    assert sentences(play, 3)[2] == "Call 2 (sales, due 0:01 earlier) of another line comes first."


@pytest.mark.parametrize(
    ("late_every", "first", "of_the_late", "of_the_other"),
    [
        (0, 2, "comes first", ""),
        (1, 2, "comes first", ""),
        (3, 3, "may come first", "may come first"),
    ],
)
def test_between_late_and_not_yet_late_only_the_share_decides(
    late_every: int, first: int, of_the_late: str, of_the_other: str
) -> None:
    play = busy(SALES, TECH, late_every=late_every)
    play.ring("tech 1")
    play.at(30).ring("sales 2")
    play.at(31)
    other = "past its target" if late_every else "due 0:30 earlier"
    assert f"Call 2 (tech, {other}) of another line {of_the_late}." in sentences(play, 3)
    may = f"Call 3 (sales, which can still be answered in time) of another line {of_the_other}."
    assert (may in sentences(play, 2)) == bool(of_the_other)
    assert is_next(play.engine._house, 2, play.now) != bool(of_the_other)
    assert not is_next(play.engine._house, 3, play.now)
    assert next_taken(play) == first


def test_a_higher_band_comes_first_whatever_came_before() -> None:
    play = busy(SALES, QueuePlan(name="vip", band=1, need={"tech": 1}))
    play.ring("sales 2")
    play.at(9).ring("vip 1")
    assert sentences(play, 2)[2] == "Call 3 (vip, in a higher band) of another line comes first."
    assert is_next(play.engine._house, 3, play.now)


def test_a_call_that_rings_everywhere_keeps_its_place_in_line() -> None:
    rings = QueuePlan(name="sales", strategy=Strategy.RING_ALL)
    play = Counter(counter([rings, TECH], [ANNA, BEN]))
    play.sign_in("ben")
    play.ring("sales 1")
    play.ring("tech 1")
    play.play(events.AgentSignedIn("anna"))
    play.play(events.BreakBegan("anna", "lunch"))
    play.at(1).ring("sales 2")
    facts = why(play, 3)
    assert (facts.place, facts.ahead) == (2, (1,)), "whoever becomes ready joins the first call"
    assert why(play, 1).place == 0


def test_the_place_that_is_told_is_the_routers_for_queues_that_share_a_line() -> None:
    play = busy(SALES, QueuePlan(name="service"))
    play.ring("sales 2")
    play.at(1).ring("service 1")
    views = {queue.name: queue.waiting for queue in play.engine.snapshot().queues}
    assert [(view.call, view.position) for view in views["service"]] == [(3, 2)]
    assert why(play, 3).place == 2
    assert why(play, 3).ahead == (2,)


def test_many_from_other_lines() -> None:
    many = tuple(Ahead(call=call, queue="vip", by=KeyPart.BAND, ahead=1) for call in range(1, 6))
    alike = Ahead(call=6, queue="tech", by=KeyPart.TICKET)
    later = Ahead(call=7, queue="tech", by=KeyPart.ARRIVAL, ahead=61_000)
    told = told_waiting(waiting(elsewhere=(*many[:1], alike, later), elsewhere_in_all=9))
    assert told.sentences[2:] == (
        (
            "Call 1 (vip, in a higher band), call 6 (tech, which came at the same moment) and "
            "call 7 (tech, which came 1:01 earlier) of other lines come first."
        ),
        "And so on: 9 calls of other lines in all.",
    )
