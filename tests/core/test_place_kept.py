"""Whose connection broke while waiting has the old place when they ring again, by whatever way they come back."""

import pytest

from appliance.model import events
from appliance.model.flow import Ask, Flow, HangUp, Queue
from appliance.model.plan import AgentPlan, LinePlan, Plan, QueuePlan
from appliance.model.states import DigitSource
from tests.core.counter import Counter, counter

SALES, SERVICE = QueuePlan(name="sales", needs_staff=False), QueuePlan(name="service", needs_staff=False)
NUMBER = "5551234"


def arrival(play: Counter, call: int) -> int:
    tickets = (ticket for queue in play.engine.snapshot().queues for ticket in queue.waiting)
    return next(ticket.arrived for ticket in tickets if ticket.call == call)


def broken_off_in_sales(plan: Plan, line: str) -> Counter:
    """Since 0:01."""
    play = Counter(plan)
    play.at(1).ring(line, NUMBER)
    return play


def test_a_call_to_another_queue_in_between_costs_nothing() -> None:
    play = broken_off_in_sales(counter([SALES, SERVICE], [AgentPlan(name="anna")]), "sales 1")
    play.at(20).hang_up("sales 1")
    play.at(25).ring("service 1", NUMBER)
    play.at(27).hang_up("service 1")
    play.at(30).ring("sales 1", NUMBER)
    assert arrival(play, 3) == 1_000
    assert play.notes(3)[2:] == (
        "Has the place in sales of the call that broke off, taken 0:29 ago",
        "Waits in sales at place 1",
    )


@pytest.mark.parametrize(("back", "since"), [(100, 1_000), (145, 25_000)])
def test_nor_does_a_wait_in_another_queue_of_the_same_call(back: int, since: int) -> None:
    """The place is kept for two minutes from 0:20 on."""
    steps = {
        "menu": Ask(prompts=(), choices={"1": "sales", "2": "service"}, on_exhausted="bye"),
        "sales": Queue(queue="sales", on_overflow="bye"),
        "service": Queue(queue="service", on_overflow="bye", keys={"1": "sales"}),
        "bye": HangUp(),
    }
    flow = Flow(name="main", start="menu", steps=steps)
    line = LinePlan(name="line", flow="main", rings=1)
    play = broken_off_in_sales(Plan(lines=(line,), flows=(flow,), queues=(SALES, SERVICE)), "line")
    press = events.DigitPressed("line", "1", DigitSource.HOST)
    play.play(press)
    play.at(20).hang_up("line")
    play.at(25).ring("line", NUMBER)
    play.play(events.DigitPressed("line", "2", DigitSource.HOST))
    play.at(back).play(press)
    assert arrival(play, 2) == since


def test_the_place_is_taken_once() -> None:
    play = broken_off_in_sales(counter([SALES], []), "sales 1")
    play.at(20).hang_up("sales 1")
    play.at(30).ring("sales 1", NUMBER)
    play.at(31).ring("sales 2", NUMBER)
    assert (arrival(play, 2), arrival(play, 3)) == (1_000, 31_000)
