"""Agents who have had nothing, and what the owner of the shop reads about them."""

import pytest

from appliance.core.explain_idle import tell_idle
from appliance.model.explanation import Bar, Doing, Lack
from appliance.model.policy import Strategy
from appliance.model.states import KeyPart
from tests.core.invented_reasons import idle, missed, over

GERMAN = (Lack("german", 3, 0),)


def test_what_came_and_who_got_it() -> None:
    why = idle(
        came=22,
        missed=(
            missed(9, "ben", "cid", bar=Bar.SKILL, lacks=GERMAN, untaken=2),
            missed(4, "ben", by=KeyPart.IDLE_SINCE),
            missed(3, bar=Bar.SKILL, lacks=(Lack("german", 3, 0), Lack("billing", 2, 1)), untaken=3),
            missed(2, "dora", by=KeyPart.TIER),
            missed(1, "dora", by=KeyPart.PREFERRED),
            missed(1, bar=Bar.KEPT, kept_for=("eva",), untaken=1),
            missed(1, "eva", bar=Bar.EXCLUDED),
            missed(1, bar=Bar.SKILL, untaken=1),
        ),
        waiting=(over(31, bar=Bar.SKILL, lacks=GERMAN),),
        waiting_in_all=3,
    )
    assert tell_idle(why) == (
        "Anna has been ready for 20:15 without a call.",
        "22 calls came in that time.",
        "9 calls needed german 3 (anna has no german): nobody took 2, the others went to ben and cid.",
        "4 calls went to ben, who had been ready longer.",
        "3 calls needed german 3 and billing 2 (anna has no german and billing 1): nobody took them.",
        "2 calls went to dora, in a tier that comes first.",
        "1 call went to dora, who had spoken with this caller last.",
        "1 call was kept for eva, who spoke with the caller last.",
        "1 call had been offered to anna before: went to eva.",
        "1 call was of queue sales, which anna does not serve: nobody took it.",
        "What would have helped: german 3 (9 calls) and german 3 and billing 2 (3 calls).",
        "Call 31 (sales, waiting 0:30) needs german 3; anna has no german.",
        "2 more calls wait.",
    )


@pytest.mark.parametrize("strategy", Strategy)
def test_every_strategy_says_why_others_come_first(strategy: Strategy) -> None:
    why = idle(came=1, missed=(missed(1, "ben", by=KeyPart.STRATEGY, strategy=strategy),))
    assert tell_idle(why)[2].startswith("1 call went to ben, who")
    said = {
        tell_idle(idle(came=1, missed=(missed(1, "ben", by=KeyPart.STRATEGY, strategy=one),)))[2] for one in Strategy
    }
    assert len(said) == len(Strategy)


@pytest.mark.parametrize(
    ("strategy", "one", "several"),
    [
        (Strategy.LEAST_VERSATILE, "who has fewer skills", "who have fewer skills"),
        (Strategy.LINEAR, "who stands before them in the list", "who stand before them in the list"),
        (Strategy.RANDOM, "who was drawn by lot", "who were drawn by lot"),
        (Strategy.BEST_SKILL, "who is better at what was needed", "who are better at what was needed"),
    ],
)
def test_one_agent_and_several_are_told_apart(strategy: Strategy, one: str, several: str) -> None:
    for names, who in ((("ben",), one), (("ben", "cid"), several)):
        kind = missed(2, *names, by=KeyPart.STRATEGY, strategy=strategy)
        assert tell_idle(idle(came=2, missed=(kind,)))[2] == f"2 calls went to {' and '.join(names)}, {who}."
    first = missed(2, "ben", by=KeyPart.AGENT)
    assert tell_idle(idle(came=2, missed=(first,)))[2] == "2 calls went to ben, who comes first in the plan."


@pytest.mark.parametrize(
    ("came", "already", "said"),
    [
        (1, 0, "1 call came in that time."),
        (2, 1, "2 calls came in that time, and 1 call waited already."),
        (0, 2, "Nobody came in that time, but 2 calls waited already."),
    ],
)
def test_who_had_come_before_is_not_said_to_have_come_since(came: int, already: int, said: str) -> None:
    assert tell_idle(idle(came=came, waited_already=already, missed=(missed(came + already, "ben"),)))[1] == said


def test_one_more_waits() -> None:
    assert tell_idle(idle(waiting=(over(31),), waiting_in_all=2))[-1] == "1 more call waits."


def test_nothing_came_at_all() -> None:
    assert tell_idle(idle()) == (
        "Anna has been ready for 20:15 without a call.",
        "Nothing came at all: no caller has asked for a person in that time.",
    )


def test_it_says_how_far_back_it_remembers() -> None:
    assert tell_idle(idle(remembered_ms=600_000))[1] == (
        "In the last 10:00, which is as far as is remembered, nothing came at all: "
        "no caller has asked for a person in that time."
    )


@pytest.mark.parametrize(
    ("doing", "more", "said"),
    [
        (Doing.SIGNED_OUT, {}, "Anna is signed out; nobody is offered a call before signing in."),
        (
            Doing.ON_BREAK,
            {"reason": "lunch"},
            "Anna has been on break (lunch) for 20:15; no call is offered until the break is over.",
        ),
        (
            Doing.OFFERED,
            {"call": 7, "over_in_ms": 9_000},
            "Anna is being rung with call 7, 20:15 so far, for another 0:09 at the most.",
        ),
        (Doing.TALKING, {"call": 7}, "Anna is not idle but talking with call 7, for 20:15."),
        (
            Doing.WRAPPING_UP,
            {"over_in_ms": 2_000},
            "Anna has been wrapping up for 20:15, for another 0:02 at the most; the next call may come then.",
        ),
        (Doing.HOLDING, {"call": 7}, "Anna is not idle but has call 7 on hold, for 20:15."),
    ],
)
def test_who_is_not_ready(doing: Doing, more: dict[str, object], said: str) -> None:
    assert tell_idle(idle(doing, **more)) == (said,)


def test_on_a_break_it_says_what_would_be_there() -> None:
    waiting = (over(3), over(4), over(5, bar=Bar.SKILL, lacks=GERMAN))
    assert tell_idle(idle(Doing.ON_BREAK, waiting=waiting, waiting_in_all=3))[1:] == (
        "2 calls that anna may take wait now.",
    )
