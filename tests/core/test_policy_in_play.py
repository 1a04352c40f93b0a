"""Routing policy in the whole engine, where a scenario would be long for what it tells."""

from typing import Any

import msgspec
import pytest

from appliance.core.engine import Engine
from appliance.model import events
from appliance.model.actions import Note, NoteDecision, OfferCall, PlayPrompts, WithdrawOffer, WithdrawReason
from appliance.model.plan import Plan
from appliance.model.policy import Relaxation, RoutingPlan, Strategy
from appliance.model.snapshot import QueueView, TicketView
from tests.core.houses import ANNA, BEN, HOUSES, PLAIN, SALES, VIP, house, with_queue
from tests.core.play import Play

KNOWN = "5551234"
LINES = {f"line{number}": "sales" for number in range(1, 6)}


def play(plan: Plan = PLAIN, *agents: str, houses: dict[str, Plan] | None = None) -> Play:
    played = Play(plan, houses or {})
    for agent in agents:
        played.do(("signs in", agent))
    return played


def offers(played: Play, since: int = 0) -> list[tuple[str, int]]:
    actions = [action for step in played.steps[since:] for action in step.actions]
    return [(action.agent, action.call) for action in actions if isinstance(action, OfferCall)]


def queue(played: Play, place: int = 0) -> QueueView:
    return played.view().queues[place]


def test_who_spoke_with_whom_is_known_from_before_the_start() -> None:
    engine = Engine()
    engine.handle(events.BoxStarted(plan=PLAIN, first_call=1, seed=1, spoke_with={KNOWN: "ben", "1": "nobody"}), 0)
    played = Play(PLAIN, engine=engine)
    for agent in ("anna", "ben"):
        played.do(("signs in", agent))
        played.wait(played.now + 1_000)
    played.do(("calls", "line1", KNOWN))
    assert offers(played) == [("ben", 1)]


def test_an_unknown_number_prefers_nobody() -> None:
    played = play(PLAIN, "anna", "ben")
    for _ in range(2):
        played.do(("calls", "line1", ""))
        played.do(("accepts", "anna"))
        played.do(("ends the call", "anna"))
        played.wait(played.now + 10_000)
        played.do(("hangs up", "line1"))
    assert {action.preferred for action in decisions(played)} == {None}


def decisions(played: Play) -> list[NoteDecision]:
    actions = [action for step in played.steps for action in step.actions]
    return [action for action in actions if isinstance(action, NoteDecision)]


def test_nobody_waits_for_an_agent_who_is_on_a_break_or_cannot_take_it() -> None:
    plan = with_queue(house(LINES, SALES, agents=(ANNA, BEN)), prefer_last_agent_ms=20_000, need={"sales": 3})
    plan = with_queue(plan, needs_staff=False)
    engine = Engine()
    engine.handle(events.BoxStarted(plan=plan, first_call=1, seed=1, spoke_with={KNOWN: "anna", "2": "ben"}), 0)
    played = Play(plan, engine=engine)
    played.do(("signs in", "ben"))
    played.do(("signs in", "anna"))
    played.do(("calls", "line1", "2"))
    assert offers(played) == [("anna", 1)]
    played.do(("accepts", "anna"))
    played.do(("calls", "line2", KNOWN))
    assert queue(played).waiting[0].kept_for == "anna"
    played.do(("takes a break", "anna", "lunch"))
    assert queue(played).waiting[0].kept_for is None
    played.do(("calls", "line3", KNOWN))
    assert [ticket.kept_for for ticket in queue(played).waiting] == [None, None]


def test_counts_begin_anew_with_the_day_and_not_with_the_clock() -> None:
    plan = msgspec.structs.replace(PLAIN, routing=RoutingPlan(strategy=Strategy.FEWEST_CALLS))
    played = play(plan, "anna")
    played.do(("calls", "line1", ""))
    played.do(("accepts", "anna"))
    played.do(("ends the call", "anna"))
    played.do(("hangs up", "line1"))
    played.wait(10_000)
    played.do(("signs in", "ben"))
    same_day = events.ClockStruck(utc_ms=1, date="2026-11-23", day=0, minute=1)
    played.tell(same_day)
    played.do(("calls", "line1", ""))
    played.do(("hangs up", "line1"))
    played.tell(msgspec.structs.replace(same_day, date="2026-11-24"))
    played.wait(20_000)
    played.do(("takes a break", "ben", "coffee"))
    played.do(("comes back", "ben"))
    played.do(("calls", "line1", ""))
    assert offers(played) == [("anna", 1), ("ben", 2), ("anna", 3)]


def test_ring_all_takes_one_answer_and_withdraws_the_others_with_a_reason_of_its_own() -> None:
    played = play(HOUSES["ring all"], "anna", "ben")
    played.do(("calls", "line1", ""))
    assert played.view().calls[0].agent == "anna"
    tokens = [view.token for view in played.view().agents]
    played.tell(events.OfferAccepted("ben", tokens[1] or 0))
    answered = played.steps[-1].actions
    assert [(a.agent, a.reason) for a in answered if isinstance(a, WithdrawOffer)] == [("anna", WithdrawReason.TAKEN)]
    assert played.tell(events.OfferAccepted("anna", tokens[0] or 0)) == ()
    played.do(("calls", "line2", ""))
    assert offers(played)[2:] == [("anna", 2)]


def test_every_phone_falls_silent_when_the_caller_goes() -> None:
    played = play(HOUSES["ring all"], "anna", "ben")
    played.do(("calls", "line1", ""))
    played.do(("hangs up", "line1"))
    withdrawn = [action for step in played.steps for action in step.actions if isinstance(action, WithdrawOffer)]
    assert [(each.agent, each.reason) for each in withdrawn] == [
        ("anna", WithdrawReason.CALLER_GONE),
        ("ben", WithdrawReason.CALLER_GONE),
    ]


@pytest.mark.parametrize(("name", "until", "left"), [("sooner", 20_000, 1), ("ending", 30_000, 0), ("slow", 99_999, 1)])
def test_a_changed_plan_holds_for_who_waits(name: str, until: int, left: int) -> None:
    slow = with_queue(PLAIN, need={"sales": 4}, max_wait_ms=100_000, needs_staff=False)
    houses = {
        "slow": slow,
        "sooner": with_queue(slow, max_wait_ms=40_000, relax=(Relaxation(after_ms=20_000, need={}),)),
        "ending": with_queue(slow, relax=(Relaxation(after_ms=30_000, overflow=True),)),
    }
    played = play(slow, "ben", houses=houses)
    played.do(("calls", "line1", ""))
    played.wait(5_000)
    played.do(("plan", name))
    assert queue(played).waiting[0].arrived == 0
    played.wait(until - 1)
    assert (len(queue(played).waiting), offers(played)) == (1, [])
    played.wait(until)
    assert len(queue(played).waiting) == left
    assert offers(played) == ([("ben", 1)] if name == "sooner" else [])


def test_a_new_plan_with_a_higher_band_lifts_who_waits_when_their_time_has_come() -> None:
    lines = {"line1": "sales", "line2": "vip"}
    equal = house(lines, SALES, msgspec.structs.replace(VIP, band=0), agents=(ANNA,))
    first = with_queue(house(lines, SALES, VIP, agents=(ANNA,)), top_after_ms=60_000)
    played = play(equal, "anna", houses={"vip first": first})
    played.do(("calls", "line2", ""))
    played.do(("accepts", "anna"))
    played.do(("calls", "line1", ""))
    played.do(("plan", "vip first"))
    for until, band in ((59_999, 0), (60_000, 1)):
        played.wait(until)
        assert [ticket.band for ticket in queue(played).waiting] == [band]


def test_the_page_sees_due_band_stage_and_what_was_told() -> None:
    played = play(HOUSES["announced"], "anna")
    played.do(("calls", "line1", ""))
    assert queue(played).expected_ms is None
    played.do(("accepts", "anna"))
    played.do(("calls", "line2", ""))
    played.wait(60_000)
    assert queue(played).waiting == (TicketView(call=2, arrived=0, position=1, due=20_000),)
    played.do(("ends the call", "anna"))
    played.wait(61_000)
    played.do(("accepts", "anna"))
    played.do(("hangs up", "line1"))
    played.do(("calls", "line1", ""))
    view = queue(played)
    assert view.waiting[0].told_ms == 120_000
    assert view.expected_ms is not None
    assert view.expected_ms > 60_000
    played.do(("takes a break", "anna", "lunch"))
    played.do(("ends the call", "anna"))
    played.wait(200_000)
    played.do(("comes back", "anna"))
    played.do(("accepts", "anna"))
    assert (queue(played).foretold, queue(played).kept) == (1, 0)


def test_nobody_waits_while_somebody_is_ready() -> None:
    assert queue(play(PLAIN, "anna")).expected_ms == 0


def test_an_offer_is_not_held_up_by_an_announcement_and_nothing_is_said_while_a_phone_rings() -> None:
    plan = with_queue(HOUSES["announced"], needs_staff=False, offer_ms=60_000)
    played = play(plan)
    played.do(("calls", "line1", ""))
    assert said(played) == ["you_are_next"]
    played.wait(1_000)
    played.do(("signs in", "anna"))
    assert offers(played) == [("anna", 1)]
    played.wait(600_000)
    assert said(played) == ["you_are_next"], "never told the same thing twice"


@pytest.mark.parametrize(("offer_ms", "then"), [(10_000, ["one_minute", "you_are_next"]), (60_000, ["you_are_next"])])
def test_nothing_is_said_while_a_phone_rings(offer_ms: int, then: list[str]) -> None:
    """Call 3 is told two minutes at 1:01; at 2:01 one would be left, at 3:01 none."""
    played = play(with_queue(HOUSES["announced"], offer_ms=offer_ms, max_wait_ms=300_000), "anna")
    played.do(("calls", "line1", ""))
    played.do(("accepts", "anna"))
    played.do(("calls", "line2", ""))
    played.wait(60_000)
    played.do(("ends the call", "anna"))
    played.wait(61_000)
    played.do(("accepts", "anna"))
    played.do(("calls", "line3", ""))
    played.wait(100_000)
    played.do(("ends the call", "anna"))
    played.wait(200_000)
    assert offers(played)[-1] == ("anna", 3)
    assert said(played) == ["you_are_next", "two_minutes", *then]
    played.do(("hangs up", "line3"))
    assert (queue(played).foretold, queue(played).kept) == (1, 0)


def said(played: Play) -> list[str]:
    actions: list[Any] = [action for step in played.steps for action in step.actions]
    return [action.prompts[0] for action in actions if isinstance(action, PlayPrompts)]


def test_a_transfer_to_nobody_s_queue_and_from_nobody_s_call_changes_nothing() -> None:
    played = play(PLAIN, "anna")
    for event in (events.CallTransferred("anna", "sales"), events.HoldBegan("anna"), events.HoldEnded("nobody")):
        assert played.tell(event) == ()


def test_the_journal_of_a_caller_s_wait_grows_with_neither_agents_nor_callers() -> None:
    agents = tuple(msgspec.structs.replace(ANNA, name=f"agent{number}") for number in range(50))
    played = play(house(LINES, SALES, agents=agents), *[agent.name for agent in agents[:1]])
    played.do(("calls", "line1", ""))
    played.do(("calls", "line2", ""))
    assert len(msgspec.json.encode(played.steps[-1].actions)) < 700


AGED = with_queue(
    house(LINES, SALES, VIP, agents=(ANNA, BEN)),
    need={"sales": 4},
    relax=(
        Relaxation(after_ms=30_000, need={"sales": 2}),
        Relaxation(after_ms=40_000, queues=("vip",)),
        Relaxation(after_ms=90_000, overflow=True),
    ),
    keep_place_ms=600_000,
    top_after_ms=60_000,
    needs_staff=False,
    max_wait_ms=90_000,
)


def test_a_ticket_older_than_its_wait_has_from_the_start_what_its_age_brings() -> None:
    played = play(AGED)
    played.do(("calls", "line1", KNOWN))
    played.wait(20_000)
    played.do(("hangs up", "line1"))
    played.wait(100_000)
    played.do(("calls", "line2", KNOWN))
    (ticket,) = queue(played).waiting
    assert (ticket.arrived, ticket.relaxed, ticket.band) == (0, 2, 1)
    notes = [action.text for action in played.steps[-1].actions if isinstance(action, Note)]
    assert notes[-4:-1] == [
        "After 1:40 sales 2 is enough",
        "After 1:40 whoever serves vip may take the call too",
        "After 1:40 joins the highest band: no queue is served before its own any more",
    ]
    wake = played.engine.next_wake()
    assert wake is not None
    assert wake > played.now
    played.do(("signs in", "ben"))
    assert offers(played) == [("ben", 2)]


def test_overflow_goes_by_this_wait_and_not_by_the_age_of_the_ticket() -> None:
    played = play(AGED)
    played.do(("calls", "line1", KNOWN))
    played.wait(20_000)
    played.do(("hangs up", "line1"))
    played.wait(100_000)
    played.do(("calls", "line2", KNOWN))
    played.wait(189_999)
    assert len(queue(played).waiting) == 1
    played.wait(190_000)
    assert not queue(played).waiting


def test_a_wake_is_never_wanted_before_now() -> None:
    """A changed plan whose longest wait is over already."""
    houses = {"short": with_queue(AGED, relax=(), max_wait_ms=10_000)}
    played = play(AGED, houses=houses)
    played.do(("calls", "line1", ""))
    played.wait(50_000)
    played.do(("plan", "short"))
    wake = played.engine.next_wake()
    assert wake == 50_000
    played.engine.wake(wake)
    assert not queue(played).waiting


def test_what_nobody_was_told_is_neither_kept_nor_broken() -> None:
    played = play(house(LINES, SALES, agents=(ANNA,)), "anna")
    for _ in range(3):
        played.do(("calls", "line1", ""))
        played.do(("accepts", "anna"))
        played.do(("calls", "line2", ""))
        played.wait(played.now + 30_000)
        played.do(("ends the call", "anna"))
        played.wait(played.now + 2_000)
        played.do(("accepts", "anna"))
        played.do(("ends the call", "anna"))
        played.wait(played.now + 9_000)
        played.do(("hangs up", "line1"))
        played.do(("hangs up", "line2"))
    assert (queue(played).foretold, queue(played).kept) == (0, 0)
    assert queue(played).expected_ms == 0


def test_who_was_rung_for_at_once_and_not_taken_stands_in_line_like_others() -> None:
    played = play(HOUSES["announced"], "anna")
    played.do(("calls", "line1", ""))
    assert (offers(played), said(played)) == ([("anna", 1)], [])
    played.do(("misses", "anna", "DECLINED"))
    assert said(played) == ["you_are_next"]
    assert played.engine._house.calls[1].lined_up
