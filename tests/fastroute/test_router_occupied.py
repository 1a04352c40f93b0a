"""Least occupied: the share of the last hour that was spent busy, in twelfths; by hand, and unit by unit of time."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from _fastroute.records import KeyPart
from _fastroute.router import Router
from tests.oracle.busy_time import BusyTime, Presence, occupation

MINUTE = 60
HOUR = 60 * MINUTE
ANNA, BEN = 1, 2


def shop(*, came: tuple[int, int] = (0, 0)) -> Router:
    router = Router("least_occupied", window=HOUR)
    for agent, at in zip((ANNA, BEN), came, strict=True):
        router.add_agent(agent, {})
        router.sign_in(agent, at)
    return router


def talks(router: Router, agent: int, begin: int, end: int) -> None:
    other = BEN if agent == ANNA else ANNA
    assert router.offer_ticket(1, {}, 0, 0, begin, excluded=[other]) == agent
    router.free(agent, end)


def shares(router: Router, now: int) -> tuple[int, int | None, int | None]:
    """Who is asked now, and the millionths of both, the winner's first."""
    agent = router.offer_ticket(2, {}, 0, 0, now)
    decision = router.decision(2)
    assert agent is not None
    assert decision is not None
    router.give_back(2, [ANNA, BEN], now)
    router.withdraw(2)
    for each in (ANNA, BEN):
        if router.state(each) == "busy":
            router.free(each, now)
    assert decision.told_by is KeyPart.STRATEGY
    return agent, decision.won_with, decision.lost_with


def test_what_is_longer_ago_than_an_hour_counts_no_more() -> None:
    router = shop()
    talks(router, ANNA, 0, 2 * HOUR)
    assert shares(router, 2 * HOUR + 10 * MINUTE)[0] == BEN
    talks(router, BEN, 3 * HOUR - 30 * MINUTE, 3 * HOUR - 10 * MINUTE)
    assert shares(router, 3 * HOUR)[0] == ANNA


def test_of_a_call_longer_than_the_hour_the_part_inside_counts() -> None:
    router = shop()
    talks(router, ANNA, 0, 5 * HOUR - 1)  # all of the eleven twelfths, and but for a second the present one
    assert shares(router, 5 * HOUR - 1) == (BEN, 0, int((HOUR - 1) / HOUR * 1e6))


def test_who_came_just_now_is_judged_by_the_time_there() -> None:
    router = shop(came=(0, 50 * MINUTE))
    talks(router, ANNA, 10 * MINUTE, 30 * MINUTE)  # 20 of the 60 minutes
    talks(router, BEN, 51 * MINUTE, 55 * MINUTE - 1)  # not quite 4 of two twelfths, 10 minutes
    assert shares(router, 55 * MINUTE) == (ANNA, 333_333, int(239 / 600 * 1e6))


def test_idle_agents_change_places_as_old_work_drops_out() -> None:
    router = shop()
    talks(router, ANNA, 0, 10 * MINUTE)
    talks(router, BEN, 20 * MINUTE, 25 * MINUTE)
    assert [shares(router, at * MINUTE)[0] for at in (26, 59, 66, 79)] == [BEN, BEN, ANNA, ANNA]


def test_time_signed_out_counts_neither_way() -> None:
    router = shop()
    talks(router, ANNA, 0, 10 * MINUTE)
    router.sign_out(ANNA, 10 * MINUTE)
    talks(router, BEN, 20 * MINUTE, 34 * MINUTE)
    router.sign_in(ANNA, 58 * MINUTE)
    assert shares(router, 59 * MINUTE) == (BEN, 233_333, int(10 / 20 * 1e6))  # there in the twelfths 0, 1, 2 and 11


def test_a_ticket_may_ask_for_it_where_the_house_does_not() -> None:
    router = Router(window=HOUR)
    for agent in (ANNA, BEN):
        router.add_agent(agent, {})
        router.sign_in(agent, agent)
    talks(router, BEN, 10, 20)
    talks(router, ANNA, 30, 50)
    assert router.offer_ticket(2, {}, 0, 0, 60, strategy="least_occupied") == BEN
    router.free(BEN, 61)
    assert router.offer_ticket(3, {}, 0, 0, 62) == ANNA
    router.free(ANNA, 63)
    assert router.offer_ticket(4, {}, 0, 0, 2 * HOUR, strategy="least_occupied") == BEN  # both at 0; ready longer


SPANS = st.lists(st.tuples(st.integers(0, 400), st.integers(0, 150)), max_size=6)
TURNS = st.lists(st.integers(0, 400), max_size=8).map(sorted)
TWELFTH = 10


@given(SPANS, TURNS, st.integers(0, 50))
def test_the_oracles_share_is_that_of_counting_every_unit_of_time(
    spans: list[tuple[int, int]], turns: list[int], present: int
) -> None:
    busy, presence = BusyTime(), Presence()
    there: set[int] = set()
    for begin, length in spans:
        busy.add(begin, begin + length)
    for comes, (at, until) in enumerate(pairwise(turns)):
        if comes % 2 == 0:
            presence.come(at // TWELFTH)
            presence.go(until // TWELFTH)
            there |= {*range(at // TWELFTH, until // TWELFTH + 1)}
    window = range((present - 11) * TWELFTH, (present + 1) * TWELFTH)
    worked = sum(1 for begin, length in spans for each in window if begin <= each < begin + length)
    time = TWELFTH * len({each // TWELFTH for each in window} & there)
    assert occupation(busy, presence, present, TWELFTH) == (int(worked / time * 1e6) if time else 0)
