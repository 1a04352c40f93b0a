"""Decisions of invented houses, and what the owner of the shop reads about them."""

import pytest

from appliance.core.explain_decision import tell_decision, tell_overtaken
from appliance.model.explanation import Bar, Considered, Decision, Doing, Lack, Overtaken
from appliance.model.policy import Relaxation, Strategy
from appliance.model.states import KeyPart, Trigger
from tests.core.invented_reasons import agent, decision, freed, lacking, ms, over, told

GERMAN = {"german": 3}

EASED = Relaxation(after_ms=12_000, need={"german": 2})

HOUSE: tuple[Considered, ...] = (
    lacking("ben", 2, "0:12"),
    lacking("ivo", 0),
    agent("dora", Doing.ON_BREAK, "12:00", reason="lunch"),
    agent("eva", Doing.TALKING, "2:10", call=7),
    agent("hal", Doing.WRAPPING_UP, "0:03", over_in_ms=1_500, then=Doing.SIGNED_OUT),
    agent("fay", Doing.SIGNED_OUT),
    agent("gil", bar=Bar.EXCLUDED, asked_again_in_ms=20_500),
)


def test_everybody_has_a_verdict() -> None:
    found = told(
        KeyPart.IDLE_SINCE,
        ms("3:10"),
        ms("0:40"),
        need=GERMAN,
        considered=(
            agent("anna", lasted="3:10", levels={"german": 3}, chosen=True),
            agent("cid", lasted="0:40", levels={"german": 4}, tier=1),
            *HOUSE,
        ),
    )
    assert tell_decision(found) == (
        (
            "Offered to anna, who has german at level 3 – ben's level 2 would do from 0:12 – "
            "and has been ready for 3:10 against cid's 0:40."
        ),
        "Anna: ready for 3:10, has german 3, gets it.",
        "Cid: ready for 0:40, has german 4, in tier 1, would have been next.",
        "Ben: ready for 1:00, german 2 where 3 is needed – may take it from 0:12 of waiting.",
        "Ivo: ready for 1:00, no german where 3 is needed.",
        "Dora: on break (lunch) for 12:00.",
        "Eva: talking for 2:10 (call 7).",
        "Hal: wrapping up for 0:03, for another 0:02, then signs out.",
        "Fay: signed out.",
        "Gil: ready for 1:00, did not take it and is not asked again for another 0:21.",
    )


def test_nobody_is_a_decision_too() -> None:
    nobody = decision(need=GERMAN, considered=HOUSE)
    assert tell_decision(nobody)[0] == (
        "Nobody could take it: eva is talking; hal is wrapping up; fay is signed out; dora is on break (lunch); "
        "ben's german 2 is too low until 0:12; ivo has no german; gil did not take it before."
    )
    assert len(tell_decision(nobody)) == 1 + len(HOUSE)


@pytest.mark.parametrize(
    ("found", "why"),
    [
        (told(KeyPart.ONLY, 0, 0, runner_up=None), "is the only one ready who may take it"),
        (told(KeyPart.PREFERRED, 0, 1), "is the one whom this caller spoke with last, before cid"),
        (told(KeyPart.TIER, 0, 2), "is in tier 0, before cid in tier 2"),
        (told(KeyPart.RING, 0, 1), "meets what was needed at first, which cid does not"),
        (told(KeyPart.IDLE_SINCE, ms("3:10"), ms("0:40")), "has been ready for 3:10 against cid's 0:40"),
        (told(KeyPart.IDLE_SINCE, 5_900, 5_100), "was ready a moment before cid"),
        (told(KeyPart.AGENT, 1, 2), "comes before cid in the plan, both having been ready equally long"),
    ],
)
def test_what_told_two_agents_apart(found: Decision, why: str) -> None:
    assert tell_decision(found) == (f"Offered to anna, who {why}.",)


@pytest.mark.parametrize(
    ("strategy", "won", "lost", "why"),
    [
        (
            Strategy.LEAST_OCCUPIED,
            53_219,
            400_000,
            "was busy for 5.3 % of the time signed in within the last hour against cid's 40.0 %",
        ),
        (Strategy.FEWEST_CALLS, 1, 6, "has had 1 call today against cid's 6"),
        (Strategy.LEAST_TALK_TIME, ms("40:00"), ms("66:40"), "has talked 40:00 today against cid's 1:06:40"),
        (Strategy.ROUND_ROBIN, 0, 5, "is next in turn (no call so far)"),
        (Strategy.ROUND_ROBIN, 3, 5, "is next in turn (cid's last call came later)"),
        (Strategy.LINEAR, 1, 2, "stands before cid in the list"),
        (Strategy.RANDOM, 17, 99, "was drawn by lot before cid"),
        (Strategy.BEST_SKILL, -8, -5, "is better at what is needed than cid (levels of 8 against 5)"),
        (
            Strategy.LEAST_VERSATILE,
            1,
            3,
            "has 1 skill against cid's 3, so that cid stays free for what fewer can do",
        ),
        (Strategy.LIGHTER_NEXT, 128, 900, "has had lighter calls lately than cid"),
    ],
)
def test_every_strategy_has_its_own_reason(strategy: Strategy, won: int, lost: int, why: str) -> None:
    assert tell_decision(told(KeyPart.STRATEGY, won, lost, strategy=strategy)) == (f"Offered to anna, who {why}.",)


def test_all_ring() -> None:
    all_of_them = decision(strategy=Strategy.RING_ALL, told_by=KeyPart.IDLE_SINCE, chosen=("anna", "ben", "cid"))
    assert tell_decision(all_of_them) == ("It rings at anna, ben and cid: the first to answer has it.",)
    joins = decision(strategy=Strategy.RING_ALL, because=Trigger.FREED, chosen=("dora",))
    assert tell_decision(joins) == ("Dora became free, and it rings there too.",)


def test_still_nobody() -> None:
    again = decision(because=Trigger.GIVEN_BACK, considered=(agent("eva", Doing.TALKING, call=7),))
    assert tell_decision(again)[0] == "It was not taken: still nobody could take it: eva is talking."


@pytest.mark.parametrize(
    ("because", "said"),
    [
        (Trigger.GIVEN_BACK, "It was not taken: "),
        (Trigger.READMITTED, "Who was left out for a while may be asked again: "),
        (Trigger.RELEASED, "It is no longer kept for dora: "),
        (Trigger.RELAXED, "From 0:12 of waiting german 2 is enough: "),
    ],
)
def test_what_made_it_look_again(because: Trigger, said: str) -> None:
    again = decision(
        because=because, chosen=("ben",), preferred="dora", need={"german": 2}, relaxed_by=EASED, first_need=GERMAN
    )
    assert tell_decision(again) == (f"{said}offered to ben, who is the only one ready who may take it.",)


def test_an_easier_need_is_told() -> None:
    ben = agent("ben", levels={"german": 2}, chosen=True)
    eased = decision(
        because=Trigger.RELAXED,
        chosen=("ben",),
        need={"german": 2},
        first_need=GERMAN,
        relaxed_by=EASED,
        considered=(ben,),
    )
    assert tell_decision(eased)[0] == (
        "From 0:12 of waiting german 2 is enough: offered to ben, who has german at level 2 – german 3 was needed "
        "at first – and is the only one ready who may take it."
    )


@pytest.mark.parametrize(
    ("found", "why"),
    [
        (freed(KeyPart.ONLY, 0, 0, runner_up_call=None), "no other call waits that they may take"),
        (freed(KeyPart.BAND, -1, 0), "it stands in a higher band than call 17, which is served first"),
        (freed(KeyPart.DUE, 1_000, 13_000), "it is due first, 0:12 before call 17"),
        (freed(KeyPart.ARRIVAL, 5_000, 2_000), "it is due together with call 17, and came 0:03 earlier"),
        (
            freed(KeyPart.ARRIVAL, 50_000, 20_000, late=True),
            "it is past its answer target like call 17, and has waited 0:30 longer",
        ),
        (freed(KeyPart.TICKET, 12, 17), "it came together with call 17 and has the lower number"),
        (
            freed(KeyPart.LATE, -1, 3_000, late=True, late_every=3),
            "it is past its answer target, which call 17 is not, and at least one call in 3 goes to such a one",
        ),
        (
            freed(KeyPart.LATE, -1, 3_000, late=True, late_every=1),
            "it is past its answer target, which call 17 is not",
        ),
        (
            freed(KeyPart.LATE, 3_000, -1, late_every=3),
            "it can still be answered in time; call 17 is past its target, and its turn comes later",
        ),
    ],
)
def test_what_told_two_calls_apart(found: Decision, why: str) -> None:
    assert tell_decision(found) == (f"Anna became free and was offered it: {why}.",)


@pytest.mark.parametrize(("because", "did"), [(Trigger.SIGNED_IN, "signed in"), (Trigger.SKILLED, "may take it now")])
def test_what_the_agent_did(because: Trigger, did: str) -> None:
    found = decision(because=because, chosen=("anna",))
    assert tell_decision(found) == (f"Anna {did} and was offered it: no other call waits that they may take.",)


def test_each_call_that_was_passed_over_has_its_reason() -> None:
    calls = (
        over(17, by=KeyPart.DUE, behind=12_000),
        over(18, by=KeyPart.ARRIVAL, behind=3_000),
        over(19, by=KeyPart.BAND),
        over(20, by=KeyPart.TICKET),
        over(21, by=KeyPart.LATE),
        over(22, by=KeyPart.LATE, late=True),
        over(23, bar=Bar.SKILL, lacks=(Lack("german", 3, 1), Lack("billing", 2, 0))),
        over(24, bar=Bar.KEPT, kept_for="ben", for_ms=9_500),
        over(25, bar=Bar.EXCLUDED, for_ms=3_000),
        over(26, bar=Bar.SKILL),
    )
    said = tell_decision(freed(KeyPart.DUE, 1_000, 13_000, passed_over=calls, passed_over_in_all=12))[1:]
    assert said == (
        "Call 17 (sales, waiting 0:30) is due 0:12 later.",
        "Call 18 (sales, waiting 0:30) came 0:03 later.",
        "Call 19 (sales, waiting 0:30) stands in a lower band, which is served later.",
        "Call 20 (sales, waiting 0:30) came at the same moment and has the higher number.",
        "Call 21 (sales, waiting 0:30) is not past its target, and this was the turn of those that are.",
        "Call 22 (sales, waiting 0:30) is past its target, and the turn of such calls comes later.",
        "Call 23 (sales, waiting 0:30) needs german 3 and billing 2; anna has german 1 and no billing.",
        "Call 24 (sales, waiting 0:30) is kept for ben for another 0:10.",
        (
            "Call 25 (sales, waiting 0:30) was not taken by anna before, and is not held out to anna again "
            "for another 0:03."
        ),
        "Call 26 (sales, waiting 0:30) is not for anna.",
        "And 2 more calls.",
    )


def test_a_call_that_was_overtaken_hears_why() -> None:
    why = over(12, by=KeyPart.DUE, behind=12_000)
    assert tell_overtaken(Overtaken(at_ms=0, agent="anna", took=17, why=why)) == (
        "Anna was offered call 17.",
        "Call 12 (sales, waiting 0:30) is due 0:12 later.",
    )


def test_a_house_of_many_is_cut_short() -> None:
    many = tuple(agent(f"agent {n}", Doing.TALKING, call=n) for n in range(9))
    said = tell_decision(decision(considered=many, considered_in_all=30))
    assert said[0] == "Nobody could take it: agent 0, agent 1, agent 2, agent 3, agent 4 and 4 more are talking."
    assert said[-1] == "And 21 more agents."


def test_who_falls_short_alike_is_told_together() -> None:
    many = [lacking(f"a{number}", number % 2) for number in range(10)]
    assert tell_decision(decision(considered=many))[0] == (
        "Nobody could take it: a0, a2, a4, a6 and a8 have no german; a1, a3, a5, a7 and a9 have german 1, too low."
    )


def test_many_ways_to_fall_short_are_counted() -> None:
    levels = [agent(f"b{need}", bar=Bar.SKILL, lacks=(Lack("german", need, 1),)) for need in range(2, 8)]
    assert tell_decision(decision(considered=levels))[0].endswith(
        "b5's german 1 is too low; 2 more are not skilled enough either."
    )
