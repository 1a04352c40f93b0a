"""Calls that wait in invented houses, and what the owner of the shop reads about them."""

import pytest

from appliance.core.explain_waiting import told_waiting
from appliance.model.explanation import Bar, Doing, WhyWaiting
from appliance.model.states import CallState
from tests.core.invented_reasons import agent, lacking, ms, waiting

GERMAN = {"german": 3}


def tell_waiting(why: WhyWaiting) -> tuple[str, ...]:
    told = told_waiting(why)
    return (*told.sentences, *told.ways_out)


def test_a_whole_house_stands_in_the_way() -> None:
    why = waiting(
        need=GERMAN,
        waited_ms=ms("1:10"),
        place=2,
        ahead=(9,),
        overflow_in_ms=ms("8:50"),
        considered=(
            lacking("ben", 2, "1:22"),
            lacking("ivo", 0),
            agent("dora", Doing.ON_BREAK, "12:00", reason="lunch"),
            agent("eva", Doing.TALKING, "2:10", call=7),
            agent("hal", Doing.TALKING, "0:10", call=8),
            agent("leo", Doing.TALKING, "4:00", call=6, then=Doing.SIGNED_OUT),
            agent("jim", Doing.WRAPPING_UP, "0:02", over_in_ms=3_200),
            agent("fay", Doing.SIGNED_OUT),
            agent("gil", bar=Bar.EXCLUDED, asked_again_in_ms=20_500),
        ),
    )
    assert tell_waiting(why) == (
        'Call 12 has waited 1:10 in queue "sales", which needs german 3.',
        "It should have been answered within 0:20.",
        "It is number 2 in line: call 9 comes first.",
        "Eva (2:10, call 7), hal (0:10, call 8) and leo (4:00, call 6, then signs out) are talking.",
        "Jim (0:02) is wrapping up.",
        "Dora (lunch, 12:00) is on break.",
        "Fay is signed out.",
        "Gil did not take it, and is not asked again for another 0:21.",
        "Ben: german 2 where 3 is needed.",
        "Ivo: no german where 3 is needed.",
        "In 0:04 at the latest jim has wrapped up and may take it, unless the call before it does.",
        "In 0:12, from 1:22 of waiting, german 2 is enough: it goes to ben then, unless the call before it does.",
        "In 0:21 gil is asked again.",
        "It goes to eva or hal, whoever is free first, unless the call before it does.",
        "It may go to dora when the break is over.",
        "It may go to fay once signed in.",
        "In 8:50 at the latest the caller goes on without a person.",
    )


def test_nobody_with_the_skill_is_signed_in() -> None:
    away = (lacking("ivo", 0), agent("fay", Doing.SIGNED_OUT), agent("kim", Doing.SIGNED_OUT))
    assert tell_waiting(waiting(need=GERMAN, considered=away))[1:] == (
        "It is next in line.",
        "Fay and kim are signed out.",
        "Ivo: no german where 3 is needed.",
        "Nobody who may take it is signed in: it may go to fay or kim once signed in.",
    )


def test_nobody_will_ever_do() -> None:
    short = waiting(need=GERMAN, considered=(lacking("ivo", 0), lacking("ben", 2)))
    assert tell_waiting(short)[2:] == (
        "Ivo: no german where 3 is needed.",
        "Ben: german 2 where 3 is needed.",
        (
            "Nobody in the plan may ever take it: give somebody german at level 3, or let the queue ask for less "
            "after a while."
        ),
    )
    assert tell_waiting(waiting())[2:] == ("There is no agent at all who might take it.",)


def test_it_is_kept_for_somebody() -> None:
    kept = waiting(
        kept_for="anna",
        kept_for_ms=20_000,
        considered=(agent("anna", Doing.TALKING, call=3), agent("kim", bar=Bar.KEPT)),
    )
    assert tell_waiting(kept)[1:] == (
        "It is next in line.",
        "It is kept for anna, who spoke with this caller last, for another 0:20.",
        "Anna (1:00, call 3) is talking.",
        "Kim is ready, but it is kept for anna.",
        "In 0:20 kim may take it.",
        "It goes to anna as soon as they are free.",
    )


def test_it_rings_already() -> None:
    rings = agent("anna", Doing.OFFERED, "0:05", over_in_ms=10_000, call=12)
    offered = waiting(
        place=0, state=CallState.OFFERED, offered_to=("anna",), considered=(rings, agent("kim", Doing.ON_BREAK))
    )
    assert tell_waiting(offered)[1:] == (
        "It rings at anna now, for another 0:10 at the most.",
        "Kim (1:00) is on break.",
        "If anna does not answer, it keeps its place in line.",
        "It may go to kim when the break is over.",
    )


def test_the_relaxation_that_helps_nobody_at_once() -> None:
    later = waiting(need=GERMAN, considered=(lacking("ben", 2, "0:30", Doing.TALKING),))
    assert tell_waiting(later)[2:] == (
        "Ben: german 2 where 3 is needed.",
        "In 0:20, from 0:30 of waiting, german 2 is enough: ben, now talking, may take it then.",
    )


def test_far_back_in_a_long_line() -> None:
    far = waiting(place=9, ahead=(1, 2, 3, 4, 5), considered=(agent("kim", Doing.TALKING, call=3),))
    assert tell_waiting(far)[1:] == (
        "It is number 9 in line; first come call 1, call 2, call 3, call 4 and call 5.",
        "Kim (1:00, call 3) is talking.",
        "It goes to kim as soon as they are free, unless one of the 8 before it does.",
    )


@pytest.mark.parametrize(
    ("elsewhere", "said"),
    [
        ({"state": None}, "does not wait: it has ended; `callbox explain 12` tells how."),
        ({"state": CallState.TALKING, "talks_with": "anna"}, "does not wait: anna is talking with the caller."),
        ({"state": CallState.IN_FLOW, "step": "menu"}, 'does not wait for anybody: the box has the caller, at "menu".'),
        ({"state": CallState.LEAVING_MESSAGE}, "does not wait: the caller is leaving a message."),
        ({"state": CallState.RINGING}, "rings, and the box has not answered it yet."),
        ({"state": CallState.ANSWERING}, "is being answered by the box."),
    ],
)
def test_who_does_not_wait_at_all(elsewhere: dict[str, object], said: str) -> None:
    facts: dict[str, object] = {"call": 12, **elsewhere}
    assert tell_waiting(WhyWaiting(**facts)) == (f"Call 12 {said}",)  # type: ignore[arg-type]


def test_what_helps_stands_apart_from_what_is() -> None:
    told = told_waiting(waiting(considered=(agent("kim", Doing.TALKING, call=3),)))
    assert told.sentences[-1] == "Kim (1:00, call 3) is talking."
    assert told.ways_out == ("It goes to kim as soon as they are free.",)
