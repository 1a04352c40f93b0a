"""The inverse questions put to the engine: why a call waits now, why an agent has had nothing."""

from appliance.core.explain_memory import MOST_REMEMBERED, Recent
from appliance.core.explain_tickets import MOST_LOOKED_AT, MOST_PASSED_OVER
from appliance.model import events
from appliance.model.actions import NoteDecision
from appliance.model.explanation import Bar, Idle, Waiting
from appliance.model.plan import AgentPlan, Plan, QueuePlan
from appliance.model.policy import Capacity, Relaxation, RoutingPlan, Strategy
from appliance.model.states import CallState, KeyPart, Trigger
from tests.core.counter import Counter, counter

GERMAN = QueuePlan(name="german", need={"german": 3}, relax=(Relaxation(after_ms=12_000, need={"german": 2}),))
SALES = QueuePlan(name="sales")
ANNA = AgentPlan(name="anna", skills={"german": 3})
BEN = AgentPlan(name="ben", skills={"german": 2})
CID = AgentPlan(name="cid")


def shop(*agents: AgentPlan, strategy: Strategy = Strategy.LONGEST_IDLE) -> Plan:
    return counter([GERMAN, SALES], agents, RoutingPlan(strategy=strategy))


def waits(play: Counter, call: int) -> Waiting:
    why = play.engine.why_waiting(call, play.now)
    assert why is not None
    return why


def idles(play: Counter, agent: str) -> Idle:
    why = play.engine.why_idle(agent, play.now)
    assert why is not None
    return why


def test_a_call_that_waits_for_a_skill() -> None:
    play = Counter(shop(ANNA, BEN, CID))
    play.sign_in("anna", "ben")
    play.ring("german 1")
    play.accept("anna")
    play.at(10).ring("german 2")
    play.at(15)
    why = waits(play, 2)
    assert why.sentences == (
        'Call 2 has waited 0:05 in queue "german", which needs german 3.',
        "It is next in line.",
        "Anna (0:15, call 1) is talking.",
        "Ben: german 2 where 3 is needed.",
        "Cid: no german where 3 is needed.",
    )
    assert why.ways_out == (
        "In 0:07, from 0:12 of waiting, german 2 is enough: it goes to ben then.",
        "It goes to anna as soon as they are free.",
        "In 9:55 at the latest the caller goes on without a person.",
    )


def test_what_the_clock_foretells_comes_true() -> None:
    """Each timed way out is taken at its word."""
    play = Counter(shop(ANNA, BEN))
    play.sign_in("anna", "ben")
    play.ring("german 1")
    play.accept("anna")
    play.at(10).ring("german 2")
    foretold = next(one.enough_at_ms for one in waits(play, 2).facts.considered if one.agent == "ben")
    assert foretold == 12_000
    play.at(21.999)
    assert waits(play, 2).facts.offered_to == ()
    play.at(22)
    assert waits(play, 2).facts.offered_to == ("ben",)
    assert waits(play, 2).sentences[1] == "It rings at ben now, for another 0:15 at the most."


def test_the_wrap_up_and_the_line_before_it() -> None:
    play = Counter(shop(ANNA))
    play.sign_in("anna")
    play.ring("sales 1")
    play.accept("anna")
    for line in ("sales 2", "sales 3"):
        play.at(play.now / 1000 + 1).ring(line)
    play.at(30).hang_up("sales 1")
    play.at(32)
    why = waits(play, 3)
    assert why.facts.ahead == (2,)
    assert (
        why.ways_out[0] == "In 0:03 at the latest anna has wrapped up and may take it, unless the call before it does."
    )
    play.at(35)
    assert waits(play, 2).facts.offered_to == ("anna",)


def test_calls_that_do_not_wait() -> None:
    play = Counter(shop(ANNA))
    play.sign_in("anna")
    play.ring("sales 1")
    play.accept("anna")
    assert waits(play, 1).sentences == ("Call 1 does not wait: anna is talking with the caller.",)
    assert waits(play, 1).facts.state is CallState.TALKING
    assert play.engine.why_waiting(99, play.now) is None


def test_nothing_for_twenty_minutes() -> None:
    play = Counter(shop(ANNA, BEN, CID))
    play.sign_in("anna", "ben")
    play.at(1).sign_in("cid")
    for n in range(3):
        play.at(60 * n + 10).ring("german 1")
        play.accept("anna")
        play.at(60 * n + 20).hang_up("german 1")
    play.at(600).ring("sales 1")
    play.accept("ben")
    play.at(1201)
    why = idles(play, "cid")
    assert why.sentences == (
        "Cid has been ready for 20:00 without a call.",
        "4 calls came in that time.",
        "3 calls needed german 3 (cid has no german): went to anna.",
        "1 call went to ben, who had been ready longer.",
        "What would have helped: german 3 (3 calls).",
    )
    assert [(kind.calls, kind.bar, kind.by) for kind in why.facts.missed] == [
        (3, Bar.SKILL, None),
        (1, Bar.NONE, KeyPart.IDLE_SINCE),
    ]


def test_a_call_that_nobody_may_take_waits_for_the_skill() -> None:
    play = Counter(counter([QueuePlan(name="german", need={"german": 3}, needs_staff=False)], [CID]))
    play.sign_in("cid")
    play.at(10).ring("german 1")
    play.at(60)
    assert idles(play, "cid").sentences[1:] == (
        "1 call came in that time.",
        "1 call needed german 3 (cid has no german): nobody took it.",
        "What would have helped: german 3 (1 call).",
        "Call 1 (german, waiting 0:50) needs german 3; cid has no german.",
    )


def test_a_tier_that_comes_first() -> None:
    play = Counter(counter([QueuePlan(name="sales", tiers={"ben": 1})], [ANNA, BEN]))
    play.sign_in("ben")
    play.at(1).sign_in("anna")
    play.at(2).ring("sales 1")
    play.at(3)
    assert idles(play, "ben").sentences[2] == "1 call went to anna, in a tier that comes first."


def test_a_relaxation_that_opens_the_queue_to_somebody() -> None:
    opens = QueuePlan(name="german", need={"german": 3}, relax=(Relaxation(after_ms=5_000, agents=("cid",)),))
    play = Counter(counter([opens, SALES], [ANNA, CID]))
    play.sign_in("anna")
    play.ring("sales 1")
    play.accept("anna")
    play.ring("german 1")
    assert waits(play, 2).ways_out[0] == ("In 0:05, from 0:05 of waiting, the queue is open to cid, now signed out.")
    play.at(6)
    record = play.engine.record(2)
    play.at(7).sign_in("cid")
    assert waits(play, 2).facts.offered_to == ("cid",)
    assert (
        record.reasons()[-1].sentences[0] == "Cid signed in and was offered it: no other call waits that they may take."
    )


def test_the_strategy_that_prefers_others() -> None:
    play = Counter(shop(ANNA, CID, strategy=Strategy.LEAST_VERSATILE))
    play.sign_in("anna", "cid")
    play.at(2).ring("sales 1")
    play.at(3)
    assert idles(play, "anna").sentences[2] == "1 call went to cid, who has fewer skills."


def test_calls_kept_for_another() -> None:
    waits_for = QueuePlan(name="sales", prefer_last_agent_ms=20_000)
    plan = counter([waits_for], [ANNA, BEN])
    play = Counter(plan)
    play.play(events.BoxStarted(plan=plan, first_call=1, seed=1, spoke_with={"555": "ben"}))
    play.sign_in("anna", "ben")
    play.at(1).ring("sales 1", "555")
    play.accept("ben")
    assert idles(play, "anna").sentences[2] == "1 call was kept for ben, who spoke with the caller last."


def test_nothing_came_at_all() -> None:
    play = Counter(shop(ANNA))
    play.sign_in("anna")
    play.at(1200)
    assert idles(play, "anna").sentences == (
        "Anna has been ready for 20:00 without a call.",
        "Nothing came at all: no caller has asked for a person in that time.",
    )
    assert play.engine.why_idle("nobody", play.now) is None


def test_on_a_break_a_call_waits_all_the_same() -> None:
    play = Counter(counter([QueuePlan(name="sales", needs_staff=False)], [ANNA]))
    play.sign_in("anna")
    play.play(events.BreakBegan("anna", "lunch"))
    play.at(60).ring("sales 1")
    assert idles(play, "anna").sentences == (
        "Anna has been on break (lunch) for 1:00; no call is offered until the break is over.",
        "1 call that anna may take waits now.",
    )


def test_who_takes_no_calls() -> None:
    wim = AgentPlan(name="wim", capacity=Capacity(voice=0))
    play = Counter(counter([SALES], [wim, ANNA]))
    play.sign_in("wim", "anna")
    play.at(1).ring("sales 1")
    assert [kind.bar for kind in idles(play, "wim").facts.missed] == [Bar.NO_CALLS]


def test_a_changed_plan_begins_a_new_memory() -> None:
    play = Counter(shop(ANNA, BEN))
    play.sign_in("anna", "ben")
    play.at(10).ring("sales 1")
    play.accept("anna")
    play.at(20).play(events.PlanPublished(shop(ANNA, BEN, CID)))
    play.at(30)
    assert idles(play, "ben").sentences[1] == (
        "In the last 0:10, which is as far as is remembered, nothing came at all: "
        "no caller has asked for a person in that time."
    )


def test_the_memory_has_an_end() -> None:
    recent = Recent()
    recent.add(1, NoteDecision(trigger=Trigger.FREED, call=None, agent="anna"))
    assert len(recent) == 0
    for now in range(MOST_REMEMBERED + 10):
        recent.add(now, NoteDecision(trigger=Trigger.ARRIVED, call=now, agent=None))
    assert len(recent) == MOST_REMEMBERED
    assert recent.since == 10
    assert [decision.call for decision in recent.after(MOST_REMEMBERED + 8)] == [
        MOST_REMEMBERED + 8,
        MOST_REMEMBERED + 9,
    ]


def test_a_call_in_a_queue_that_the_plan_has_no_more() -> None:
    play = Counter(counter([SALES, GERMAN], [ANNA]))
    play.sign_in("anna")
    play.ring("sales 1")
    play.accept("anna")
    play.at(1).ring("sales 2")
    play.at(2).play(events.PlanPublished(counter([GERMAN], [ANNA])))
    assert waits(play, 2).sentences[0] == 'Call 2 has waited 0:01 in queue "sales".'
    assert idles(play, "anna").facts.waiting_in_all == 1


def test_only_the_head_of_a_long_line_is_looked_at() -> None:
    queue = QueuePlan(name="sales", needs_staff=False, capacity=1_000)
    play = Counter(counter([queue], [ANNA], lines=MOST_LOOKED_AT + 10))
    for n in range(MOST_LOOKED_AT + 5):
        play.now += 10
        play.ring(f"sales {n + 1}")
    facts = idles(play, "anna").facts
    assert (len(facts.waiting), facts.waiting_in_all) == (MOST_PASSED_OVER, MOST_LOOKED_AT + 5)
    why = waits(play, MOST_LOOKED_AT)
    assert why.facts.place == MOST_LOOKED_AT
    assert why.facts.ahead == (1, 2, 3, 4, 5)


def test_a_call_that_waited_before_the_agent_was_ready_has_not_come_since() -> None:
    play = Counter(counter([QueuePlan(name="german", need={"german": 3}, needs_staff=False)], [ANNA, CID]))
    play.ring("german 1")
    play.at(5).sign_in("cid")
    play.at(10).sign_in("anna")
    play.play(events.AgentSignedOut("anna"))
    assert idles(play, "cid").sentences[1] == "Nobody came in that time, but 1 call waited already."


def test_whom_a_call_was_kept_for_is_named_though_nobody_took_it() -> None:
    plan = counter([QueuePlan(name="sales", prefer_last_agent_ms=20_000)], [ANNA, BEN])
    play = Counter(plan)
    play.play(events.BoxStarted(plan=plan, first_call=1, seed=1, spoke_with={"555": "ben"}))
    play.sign_in("ben")
    play.ring("sales 1")
    play.accept("ben")
    play.at(1).sign_in("anna")
    play.at(2).ring("sales 2", "555")
    play.at(3).hang_up("sales 2")
    assert idles(play, "anna").sentences[2] == "1 call was kept for ben, who spoke with the caller last."
