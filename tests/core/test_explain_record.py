"""Decisions of the engine itself, written down in full as they are made, and told in sentences."""

import pytest

from appliance.core import explain_record
from appliance.model import events
from appliance.model.explanation import Bar, Decision
from appliance.model.plan import AgentPlan, Plan, QueuePlan
from appliance.model.policy import Capacity, Relaxation, RoutingPlan, Strategy
from appliance.model.states import KeyPart, Trigger
from tests.core.counter import Counter, counter

GERMAN = QueuePlan(name="german", need={"german": 3}, relax=(Relaxation(after_ms=12_000, need={"german": 2}),))
SALES = QueuePlan(name="sales")
ANNA = AgentPlan(name="anna", skills={"german": 3})
BEN = AgentPlan(name="ben", skills={"german": 2})
CID = AgentPlan(name="cid", skills={"german": 4})
DORA = AgentPlan(name="dora", skills={"german": 5})


def shop(*agents: AgentPlan, strategy: Strategy = Strategy.LONGEST_IDLE, late_every: int = 3) -> Plan:
    return counter([GERMAN, SALES], agents, RoutingPlan(strategy=strategy, late_every=late_every))


def test_the_whole_house_is_told() -> None:
    play = Counter(shop(ANNA, BEN, CID, DORA))
    record = play.engine.record(1)
    play.sign_in("ben")
    play.at(10).sign_in("anna")
    play.at(160).sign_in("cid", "dora")
    play.play(events.BreakBegan("dora", "lunch"))
    play.at(200).ring("german 1")
    (reason,) = record.reasons()
    assert reason.sentences == (
        (
            "Offered to anna, who has german at level 3 – ben's level 2 would do from 0:12 – "
            "and has been ready for 3:10 against cid's 0:40."
        ),
        "Anna: ready for 3:10, has german 3, gets it.",
        "Cid: ready for 0:40, has german 4, would have been next.",
        "Dora: on break (lunch) for 0:40, has german 5.",
        "Ben: ready for 3:20, german 2 where 3 is needed – may take it from 0:12 of waiting.",
    )


def test_nobody_then_an_easier_need_then_whoever_became_free() -> None:
    play = Counter(shop(ANNA, BEN))
    play.sign_in("anna", "ben")
    play.ring("german 1")
    play.accept("anna")
    play.ring("sales 1")
    play.accept("ben")
    record = play.engine.record(3)
    play.at(1).ring("german 2")
    play.at(20).hang_up("sales 1")
    play.at(30)
    first = [reason.sentences[0] for reason in record.reasons()]
    assert first == [
        "Nobody could take it: anna is talking; ben's german 2 is too low until 0:12.",
        "From 0:12 of waiting german 2 is enough: still nobody could take it: anna and ben are talking.",
        "Ben became free and was offered it: no other call waits that they may take.",
    ]


def test_who_did_not_take_it_is_not_asked_again_for_a_while() -> None:
    play = Counter(shop(ANNA, BEN))
    play.sign_in("anna", "ben")
    record = play.engine.record(1)
    play.at(1).ring("sales 1")
    play.decline("anna")
    play.decline("ben")
    again = record.reasons()[2]
    assert again.facts.because is Trigger.GIVEN_BACK
    assert [(one.agent, one.bar, one.asked_again_in_ms) for one in again.facts.considered] == [
        ("anna", Bar.EXCLUDED, 30_000),
        ("ben", Bar.EXCLUDED, 30_000),
    ]
    play.at(32)
    back = record.reasons()[3]
    assert back.sentences[0] == (
        "Who was left out for a while may be asked again: offered to anna, who is the only one ready who may take it."
    )


@pytest.mark.parametrize("late_every", [0, 3])
def test_a_freed_agents_choice_tells_every_call_passed_over(late_every: int) -> None:
    play = Counter(shop(ANNA, late_every=late_every))
    play.sign_in("anna")
    play.ring("sales 1")
    play.accept("anna")
    play.at(1).ring("german 1")
    record = play.engine.record(2)
    play.at(5).ring("sales 2")
    play.at(9).hang_up("sales 1")
    play.at(15)
    (_, reason) = record.reasons()
    assert reason.sentences == (
        "Anna became free and was offered it: it is due first, 0:04 before call 3.",
        "Anna: ready for 0:00, has german 3, gets it.",
        "Call 3 (sales, waiting 0:09) is due 0:04 later.",
    )


def test_the_late_have_their_share() -> None:
    slow = QueuePlan(name="slow", target_ms=60_000, need={"german": 1})
    play = Counter(counter([SALES, slow], [ANNA], RoutingPlan(late_every=1)))
    play.sign_in("anna")
    play.ring("sales 1")
    play.accept("anna")
    play.at(1).ring("slow 1")
    play.at(2).ring("sales 2")
    record = play.engine.record(3)
    play.at(30).hang_up("sales 1")
    play.at(36)
    reason = record.reasons()[-1]
    assert reason.sentences[0] == (
        "Anna became free and was offered it: it is past its answer target, which call 2 is not."
    )
    assert reason.sentences[-1] == (
        "Call 2 (slow, waiting 0:34) is not past its target, and this was the turn of those that are."
    )


def test_a_call_is_told_which_came_first() -> None:
    play = Counter(shop(ANNA, late_every=0))
    play.sign_in("anna")
    play.ring("sales 1")
    play.accept("anna")
    play.at(1).ring("sales 2")
    play.at(5).ring("german 1")
    record = play.engine.record(3)
    play.at(9).hang_up("sales 1")
    play.at(15)
    (told,) = record.overtakings()
    assert told.sentences == ("Anna was offered call 2.", "Call 3 (german, waiting 0:09) is due 0:04 later.")
    assert record.overtakings_in_all == 1


TOLD_BY: list[tuple[Plan, KeyPart, str]] = [
    (
        counter([QueuePlan(name="sales", tiers={"anna": 1})], [ANNA, BEN]),
        KeyPart.TIER,
        "is in tier 0, before anna in tier 1",
    ),
    (shop(ANNA, BEN, strategy=Strategy.LEAST_VERSATILE), KeyPart.IDLE_SINCE, ""),
    (
        shop(ANNA, AgentPlan(name="ben"), strategy=Strategy.LEAST_VERSATILE),
        KeyPart.STRATEGY,
        "has 0 skills against anna's 1, so that anna stays free for what fewer can do",
    ),
    (
        shop(ANNA, AgentPlan(name="ben", position=1), strategy=Strategy.LINEAR),
        KeyPart.STRATEGY,
        "stands before anna in the list",
    ),
]


@pytest.mark.parametrize(("plan", "part", "why"), TOLD_BY)
def test_what_told_them_apart(plan: Plan, part: KeyPart, why: str) -> None:
    play = Counter(plan)
    record = play.engine.record(1)
    play.at(1).sign_in("anna")
    play.at(2).sign_in("ben")
    play.at(9).ring("sales 1")
    (reason,) = record.reasons()
    assert reason.facts.told_by is part
    assert why in reason.sentences[0]


COUNTED = {
    Strategy.FEWEST_CALLS: "has had 0 calls today against anna's 1",
    Strategy.LEAST_TALK_TIME: "has talked 0:00 today against anna's 0:10",
    Strategy.LEAST_OCCUPIED: "was busy for 0.0 % of the time signed in within the last hour against anna's 5.0 %",
    Strategy.ROUND_ROBIN: "is next in turn (no call so far)",
    Strategy.LIGHTER_NEXT: "has had lighter calls lately than anna",
}


@pytest.mark.parametrize("strategy", COUNTED)
def test_what_was_done_before_counts(strategy: Strategy) -> None:
    play = Counter(shop(ANNA, BEN, strategy=strategy))
    play.sign_in("anna")
    play.at(1).ring("sales 1")
    play.accept("anna")
    play.at(11).hang_up("sales 1")
    play.at(20).sign_in("ben")
    record = play.engine.record(2)
    play.at(30).ring("sales 2")
    assert record.reasons()[0].sentences[0] == f"Offered to ben, who {COUNTED[strategy]}."


def test_the_better_skilled_come_first() -> None:
    german = QueuePlan(name="german", need={"german": 1}, strategy=Strategy.BEST_SKILL)
    play = Counter(counter([german], [BEN, CID]))
    play.sign_in("ben", "cid")
    record = play.engine.record(1)
    play.at(1).ring("german 1")
    assert record.reasons()[0].sentences[0] == (
        "Offered to cid, who has german at level 4 and is better at what is needed than ben (levels of 4 against 2)."
    )


def test_a_lot_is_drawn() -> None:
    play = Counter(shop(ANNA, BEN, strategy=Strategy.RANDOM))
    play.sign_in("anna", "ben")
    record = play.engine.record(1)
    play.at(1).ring("sales 1")
    assert "was drawn by lot before" in record.reasons()[0].sentences[0]


def test_all_who_ring_are_one_decision() -> None:
    play = Counter(shop(ANNA, BEN, CID, strategy=Strategy.RING_ALL))
    play.sign_in("anna", "ben")
    record = play.engine.record(1)
    play.at(1).ring("sales 1")
    play.at(2).sign_in("cid")
    first, joined = record.reasons()
    assert first.sentences[0] == "It rings at anna and ben: the first to answer has it."
    assert [one.agent for one in first.facts.considered if one.chosen] == ["anna", "ben"]
    assert joined.sentences[0] == "Cid signed in, and it rings there too."


def test_who_spoke_with_the_caller_last_comes_first_and_is_waited_for() -> None:
    waits = QueuePlan(name="sales", prefer_last_agent_ms=20_000)
    play = Counter(counter([waits], [ANNA, BEN]))
    play.play(events.BoxStarted(plan=counter([waits], [ANNA, BEN]), first_call=1, seed=1, spoke_with={"555": "ben"}))
    play.sign_in("anna", "ben")
    record = play.engine.record(1)
    play.at(1).ring("sales 1", "555")
    assert record.reasons()[0].sentences[0] == (
        "Offered to ben, who is the one whom this caller spoke with last, and for whom it is kept."
    )
    play.accept("ben")
    kept = play.engine.record(2)
    play.at(5).ring("sales 2", "555")
    nobody = kept.reasons()[0]
    assert nobody.sentences[0] == "Nobody could take it: ben is talking; it is kept for ben."
    assert "Anna: ready for 0:05, may take it, but it is kept for another." in nobody.sentences
    play.at(26)
    assert kept.reasons()[1].sentences[0] == (
        "It is no longer kept for ben: offered to anna, who is the only one ready who may take it."
    )


def test_who_takes_no_calls_is_told_so() -> None:
    writer = AgentPlan(name="wim", capacity=Capacity(voice=0))
    play = Counter(counter([SALES], [writer]))
    play.sign_in("wim")
    record = play.engine.record(1)
    play.at(1).ring("sales 1")
    assert [reason.sentences for reason in record.reasons()] == []
    assert "Goes on from sales without a person: nobody is signed in who could take the call" in play.notes(1)


def test_lists_have_an_end() -> None:
    agents = [AgentPlan(name=f"agent {n:03}") for n in range(150)]
    play = Counter(counter([SALES], agents))
    play.sign_in(*(plan.name for plan in agents))
    record = play.engine.record(1)
    play.at(1).ring("sales 1")
    (reason,) = record.reasons()
    assert len(reason.facts.considered) == 100
    assert reason.sentences[-1] == "And 50 more agents."
    assert reason.facts.considered[0].chosen


def test_a_call_that_nobody_takes_all_day_is_not_written_down_for_ever() -> None:
    declines = QueuePlan(name="sales", excluded_ms=1_000, max_wait_ms=3_600_000, misses_declined=0)
    play = Counter(counter([declines], [ANNA]))
    play.sign_in("anna")
    record = play.engine.record(1)
    play.ring("sales 1")
    for second in range(1, explain_record.MOST_DECISIONS + 10):
        play.decline("anna")
        play.at(1.5 * second)
    assert len(record.reasons()) == explain_record.MOST_DECISIONS
    assert isinstance(record.reasons()[0].facts, Decision)


def test_the_runner_up_comes_second_and_everybody_ready_has_a_verdict() -> None:
    play = Counter(shop(BEN, CID, ANNA))
    play.sign_in("cid")
    play.at(1).sign_in("anna")
    play.at(2).sign_in("ben")
    record = play.engine.record(1)
    play.at(3).ring("sales 1")
    assert record.reasons()[0].sentences[1:] == (
        "Cid: ready for 0:03, gets it.",
        "Anna: ready for 0:02, would have been next.",
        "Ben: ready for 0:01, could have taken it.",
    )
