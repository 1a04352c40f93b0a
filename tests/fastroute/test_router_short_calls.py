"""The short way into the router and the long one: plain ints, which take it, are told what other integers are told."""

import random
from collections.abc import Callable
from typing import Any

import pytest

from _fastroute.faults import RouterFault
from _fastroute.router import TICKET_LIMIT, Router

INT32 = 1 << 31
INT64 = 1 << 63


class Long(int):
    """Not exactly an int: it goes the long way."""


def told(call: Callable[[], object]) -> object:
    """What came back, or what was wrong."""
    try:
        return call()
    except (RouterFault, TypeError) as fault:
        return type(fault), str(fault)


def asked(kind: type[int], seed: int) -> list[object]:
    """A day with wrong questions in it: tickets that are there already, agents nobody knows, numbers out of range."""
    dice = random.Random(seed)
    router: Any = Router(seed=1)
    for agent in range(6):
        router.add_agent(agent * 10, {dice.randrange(3): 3, 3: 1})
        router.sign_in(agent * 10, agent)
    for need in ({}, {0: 2}, {1: 3}, {3: 1}):
        router.need(need)
    answers: list[object] = []
    for now in range(10, 2_000):
        ticket, need, agent = kind(dice.randrange(400)), kind(dice.randrange(-1, 5)), kind(10 * dice.randrange(7))
        named = {
            "late_after": kind(now + dice.randrange(50)),
            "band": kind(dice.choice((0, 0, 1, -5, INT32 - 1, INT32, -INT32 - 1, INT64))),
            "load": kind(dice.choice((1, 1, 2, 0, -1, 65_535, 65_536))),
        }
        chosen = {name: named[name] for name in dice.sample(list(named), dice.randrange(4))}
        which = dice.randrange(9)
        at = kind(now)
        if which < 4:
            answers.append(told(lambda: router.offer_ticket(ticket, need, at + 20, at, at, **chosen)))  # noqa: B023 – called here
        elif which < 7:
            answers.append(told(lambda: router.free(agent, at)))  # noqa: B023
        else:
            answers.append(told(lambda: router.withdraw(ticket)))  # noqa: B023
        answers.append((router.matches(), router.waiting(), router.ready()))
    answers += [told(lambda: router.explain(ticket)) for ticket in range(400)]  # noqa: B023
    return answers


@pytest.mark.parametrize("seed", range(20))
def test_plain_ints_are_told_what_other_integers_are_told(seed: int) -> None:
    assert asked(int, seed) == asked(Long, seed)


def test_keywords_lists_and_too_few_go_the_long_way() -> None:
    router: Any = Router()
    router.add_agent(1, {7: 3})
    router.sign_in(agent=1, now=0)
    need = router.need({7: 1})
    assert router.offer_ticket(now=5, arrival=5, due=5, need=need, ticket=8) == 1
    assert router.offer_ticket(9, {7: 2}, 6, 6, 6, band=True) is None
    assert router.free(agent=1, now=7) == 9
    assert router.withdraw(ticket=9) is None
    assert router.free(1, 8, 0) is None
    for wrong in (
        lambda: router.offer_ticket(1, need, 5, 5),
        lambda: router.offer_ticket(1, need, 5, 5, 5, bond=1),
        lambda: router.offer_ticket(1, need, 5, 5, 5, due=5),
        lambda: router.offer_ticket(1, need, 5, 5, 5.0),
        lambda: router.free(1),
        lambda: router.free(1, 5, 0, 0),
        router.withdraw,
        lambda: router.withdraw(1.5),
    ):
        assert isinstance(told(wrong), tuple)
    assert router.waiting() == 0


def test_ids_and_times_of_any_size_come_back_whole() -> None:
    router = Router()
    for agent in (0, -1, 1 << 30, 1 << 60, INT64 - 1, -INT64):
        router.add_agent(agent, {})
        router.sign_in(agent, 0)
        assert router.offer_ticket(agent, router.need({}), agent, agent, 5) == agent
        router.sign_out(agent, 6)
        assert router.free(agent, 7) is None


def test_a_full_router_says_so_on_the_short_way_too() -> None:
    router = Router(explaining=False)
    need = router.need({})
    for ticket in range(TICKET_LIMIT):
        router.offer_ticket(ticket, need, 0, 0, 0)
    with pytest.raises(RouterFault, match="the most"):
        router.offer_ticket(TICKET_LIMIT, need, 0, 0, 0)
    router.withdraw(7)
    assert router.offer_ticket(TICKET_LIMIT, need, 0, 0, 0) is None
    assert router.waiting() == TICKET_LIMIT


def test_the_methods_are_what_they_were() -> None:
    assert Router.offer_ticket.__name__ == "offer_ticket"
    with pytest.raises(TypeError):
        Router.free(object(), 1, 2)  # type: ignore[arg-type]
