"""The router's door: how it is held wrong, its limits, and the textbook cases one can do in one's head."""

from collections.abc import Callable

import pytest

from _fastroute import router as compiled
from _fastroute.faults import AlreadyThere, OutOfRange, RouterFault, RouterFull, UnknownId, WrongState
from _fastroute.records import KeyPart, Trigger, Verdict
from _fastroute.router import Router

GERMAN, BILLING = 7, 9


@pytest.fixture
def shop() -> Router:
    """Agent 1 speaks German well, agent 2 a little; nobody is signed in."""
    router = Router()
    router.add_agent(1, {GERMAN: 4})
    router.add_agent(2, {GERMAN: 2, BILLING: 5})
    return router


def test_longest_idle_takes_it(shop: Router) -> None:
    shop.sign_in(2, 10)
    shop.sign_in(1, 20)
    assert shop.offer_ticket(100, {}, due=50, arrival=30, now=30) == 2
    assert shop.decision(100) == (Trigger.ARRIVED, 30, 2, 100, KeyPart.IDLE_SINCE, 1, 10, 20, None)


def test_the_preferred_one_comes_first_in_their_tier_only_and_reserved_nobody_else_does(shop: Router) -> None:
    shop.add_agent(3, {}, tier=1)
    for agent in (1, 2, 3):
        shop.sign_in(agent, agent)
    assert shop.offer_ticket(100, {}, 50, 30, 30, preferred=3) == 1
    assert shop.decision(100) == (Trigger.ARRIVED, 30, 1, 100, KeyPart.IDLE_SINCE, 2, 1, 2, None)
    assert shop.offer_ticket(101, {}, 50, 30, 30, preferred=3, reserved=True) == 3
    assert shop.decision(101) == (Trigger.ARRIVED, 30, 3, 101, KeyPart.ONLY, None, None, None, None)
    assert shop.free(1, 40) is None
    assert shop.offer_ticket(102, {}, 50, 30, 41, preferred=1) == 1
    assert shop.decision(102) == (Trigger.ARRIVED, 41, 1, 102, KeyPart.PREFERRED, 2, 0, 1, None)


def test_who_has_a_head_start_is_not_late_for_it_and_comes_first(shop: Router) -> None:
    shop.late_every = 3
    for ticket, head_start in enumerate((0, 0, 0, 60)):
        shop.offer_ticket(ticket, {}, ticket + 20 - head_start, ticket, 10, late_after=ticket + 20)
    assert [shop.sign_in(1, 11), *(shop.free(1, now) for now in (12, 40, 41))] == [3, 0, 1, 2]


def test_two_lines_are_told_apart_by_who_is_late_and_one_never_is(shop: Router) -> None:
    shop.late_every = 1
    for ticket, need, due, late_after in ((1, {}, 5, 90), (2, {}, 7, 8), (3, {BILLING: 1}, 9, 9), (4, {}, 9, 30)):
        shop.offer_ticket(ticket, need, due, ticket, 4, late_after=late_after)
    taken = [shop.sign_in(2, 10), *(shop.free(2, now) for now in (11, 12, 20))]
    assert taken == [3, 1, 2, 4]  # 2 is late, and behind 1 in its line
    shop.withdraw(4)
    for ticket in (5, 6):
        shop.offer_ticket(ticket, {} if ticket == 5 else {BILLING: 1}, 30, 20, 20, late_after=10 * ticket)
    assert shop.free(2, 55) == 5
    assert shop.decision(5)[4:8] == (KeyPart.LATE, 6, 50, 60)


def test_equally_long_idle_goes_by_agent_id(shop: Router) -> None:
    shop.sign_in(2, 10)
    shop.sign_in(1, 10)
    assert shop.offer_ticket(100, {}, due=50, arrival=30, now=30) == 1
    assert shop.decision(100) == (Trigger.ARRIVED, 30, 1, 100, KeyPart.AGENT, 2, 1, 2, None)


def test_due_then_arrival_then_ticket_decides_what_a_free_agent_takes(shop: Router) -> None:
    for ticket, due, arrival in ((5, 60, 1), (4, 60, 2), (3, 60, 1), (9, 50, 3)):
        assert shop.offer_ticket(ticket, {}, due, arrival, now=5) is None
    taken = [shop.sign_in(1, 10), *(shop.free(1, now) for now in (11, 12, 13, 14))]
    assert taken == [9, 3, 5, 4, None]


def test_only_who_meets_every_level_takes_it(shop: Router) -> None:
    shop.sign_in(1, 0)
    shop.sign_in(2, 0)
    assert shop.offer_ticket(1, {GERMAN: 2, BILLING: 1}, 0, 0, 0) == 2
    assert shop.offer_ticket(2, {GERMAN: 5}, 0, 0, 0) is None
    assert [each.verdict for each in shop.explain(2).verdicts] == [Verdict.UNSKILLED, Verdict.UNSKILLED]
    assert shop.set_skills(1, {GERMAN: 5}, 1) == 2
    decision = shop.decision(2)
    assert decision is not None
    assert decision.trigger is Trigger.SKILLED


def test_a_declined_ticket_goes_to_the_next_at_once_and_back_when_readmitted(shop: Router) -> None:
    shop.sign_in(1, 0)
    shop.sign_in(2, 1)
    assert shop.offer_ticket(100, {}, 50, 30, 30) == 1
    assert shop.give_back(100, [1], 31) == 2
    assert shop.free(1, 31) is None
    assert shop.give_back(100, [2], 32) is None
    assert shop.position(100) == 1
    assert shop.free(2, 32) is None
    assert shop.readmit(100, 1, 60) == 1
    assert shop.explain(100).due == 50


def test_signing_out_while_busy_waits_for_the_end_and_can_be_taken_back(shop: Router) -> None:
    shop.sign_in(1, 0)
    shop.offer_ticket(100, {}, 0, 0, 0)
    shop.offer_ticket(101, {}, 0, 0, 0)
    shop.sign_out(1, 1)
    assert not shop.staffed({})
    assert shop.sign_in(1, 2) is None
    assert shop.staffed({})
    assert shop.free(1, 3) == 101
    shop.sign_out(1, 4)
    assert shop.free(1, 5) is None
    assert shop.state(1) == "signed out"


def test_withdrawing_a_held_ticket_leaves_its_agent_busy(shop: Router) -> None:
    shop.sign_in(1, 0)
    shop.offer_ticket(100, {}, 0, 0, 0)
    shop.withdraw(100)
    assert shop.offer_ticket(100, {}, 0, 0, 0) is None
    assert shop.free(1, 1) == 100


def test_a_new_agent_is_not_excluded_where_a_removed_one_was(shop: Router) -> None:
    shop.offer_ticket(100, {}, 0, 0, 0, excluded=[1, 1, 2])
    shop.remove_agent(1)
    shop.add_agent(3, {})
    assert shop.sign_in(3, 1) == 100


def test_equal_needs_are_one_need(shop: Router) -> None:
    assert shop.need({GERMAN: 2, BILLING: 1}) == shop.need({BILLING: 1, GERMAN: 2})
    assert shop.need({}) != shop.need({GERMAN: 2})


@pytest.mark.parametrize(
    ("wrong", "fault"),
    [
        (lambda r: r.add_agent(1, {}), AlreadyThere),
        (lambda r: r.add_agent(3, {GERMAN: 0}), OutOfRange),
        (lambda r: r.add_agent(3, {GERMAN: 256}), OutOfRange),
        (lambda r: r.add_agent(3, {1 << 63: 1}), OutOfRange),
        (lambda r: r.add_agent(1 << 63, {}), OutOfRange),
        (lambda r: r.set_skills(3, {}, 0), UnknownId),
        (lambda r: r.set_skills(1, {GERMAN: -1}, 0), OutOfRange),
        (lambda r: r.remove_agent(1), WrongState),
        (lambda r: r.remove_agent(3), UnknownId),
        (lambda r: r.sign_in(1, 0), WrongState),
        (lambda r: r.sign_in(2, 1 << 63), OutOfRange),
        (lambda r: r.sign_out(2, 0), WrongState),
        (lambda r: r.free(2, 0), WrongState),
        (lambda r: r.free(3, 0), UnknownId),
        (lambda r: r.need({GERMAN: 1 << 70}), OutOfRange),
        (lambda r: r.offer_ticket(100, 0, 0, 0, 0), AlreadyThere),
        (lambda r: r.offer_ticket(102, 99, 0, 0, 0), UnknownId),
        (lambda r: r.offer_ticket(102, -1, 0, 0, 0), UnknownId),
        (lambda r: r.offer_ticket(102, {}, 0, 0, 0, [1, 3]), UnknownId),
        (lambda r: r.offer_ticket(102, {}, -(1 << 63) - 1, 0, 0), OutOfRange),
        (lambda r: r.offer_ticket(-(1 << 64), {}, 0, 0, 0), OutOfRange),
        (lambda r: r.give_back(101, [1], 0), WrongState),
        (lambda r: r.give_back(100, [3], 0), UnknownId),
        (lambda r: r.readmit(101, 2, 0), WrongState),
        (lambda r: r.withdraw(102), UnknownId),
        (lambda r: r.position(102), UnknownId),
        (lambda r: r.explain(102), UnknownId),
        (lambda r: r.explain_agent(3), UnknownId),
        (lambda r: r.staffed(99), UnknownId),
    ],
)
def test_held_wrong_it_says_so_and_changes_nothing(
    shop: Router, wrong: Callable[[Router], object], fault: type[RouterFault]
) -> None:
    shop.sign_in(1, 5)
    shop.offer_ticket(100, {}, 10, 5, 5)
    shop.offer_ticket(101, {}, 10, 5, 5)
    before = [shop.explain(100), shop.explain(101), shop.explain_agent(1), shop.explain_agent(2)]
    with pytest.raises(fault) as caught:
        wrong(shop)
    assert len(str(caught.value)) > 15
    assert [shop.explain(100), shop.explain(101), shop.explain_agent(1), shop.explain_agent(2)] == before
    assert (shop.waiting(), shop.ready()) == (1, 0)


@pytest.mark.parametrize("value", [1.5, "1", None])
def test_what_is_no_whole_number_is_a_type_error(shop: Router, value: int) -> None:
    with pytest.raises(TypeError):
        shop.offer_ticket(1, {}, value, 0, 0)
    with pytest.raises(TypeError):
        shop.add_agent(3, {GERMAN: value})
    assert shop.waiting() == 0


def test_the_whole_range_of_int64_orders_rightly(shop: Router) -> None:
    least, most = -(1 << 63), (1 << 63) - 1
    shop.offer_ticket(most, {}, most, most, most)
    shop.offer_ticket(least, {}, least, least, least)
    shop.offer_ticket(0, {}, least, most, 0)
    assert [shop.sign_in(1, least), shop.free(1, 0), shop.free(1, most)] == [least, 0, most]


def test_ids_can_be_any_numbers_and_are_used_again() -> None:
    router = Router()
    router.add_agent(-1, {})
    router.sign_in(-1, 0)
    for now in range(2000):  # far more tickets in turn than there is room for at first
        assert router.offer_ticket(now % 3 << 40, {}, now, now, now) == -1
        router.free(-1, now)
    assert router.waiting() == 0


def full_of_agents() -> tuple[Router, Callable[[], object]]:
    router = Router()
    for agent in range(compiled.AGENT_LIMIT):
        router.add_agent(agent, {})
    return router, lambda: router.add_agent(-1, {})


def full_of_needs() -> tuple[Router, Callable[[], object]]:
    router = Router()
    for need in range(compiled.NEED_LIMIT):
        router.need({skill: 1 + (need >> 2 * skill & 3) for skill in range(6)})
    return router, lambda: router.offer_ticket(1, {9: 9}, 0, 0, 0)


def full_of_skills() -> tuple[Router, Callable[[], object]]:
    router = Router()
    router.need(dict.fromkeys(range(compiled.SKILL_LIMIT), 1))
    return router, lambda: router.add_agent(1, {-1: 1})


def full_of_tickets() -> tuple[Router, Callable[[], object]]:
    router = Router()
    need = router.need({})
    for ticket in range(compiled.TICKET_LIMIT):
        router.offer_ticket(ticket, need, -ticket, 0, 0)
    return router, lambda: router.offer_ticket(-1, need, 0, 0, 0)


def full_of_exclusions() -> tuple[Router, Callable[[], object]]:
    router = Router()
    for agent in range(1024):
        router.add_agent(agent, {})
    for ticket in range(compiled.EXCLUSION_LIMIT // 1024):
        router.offer_ticket(ticket, {}, 0, 0, 0, range(1024))
    return router, lambda: router.offer_ticket(-1, {}, 0, 0, 0, [5])


@pytest.mark.parametrize("fill", [full_of_agents, full_of_needs, full_of_skills, full_of_tickets, full_of_exclusions])
def test_each_limit_is_reached_named_and_survived(fill: Callable[[], tuple[Router, Callable[[], object]]]) -> None:
    router, one_more = fill()
    waiting = router.waiting()
    with pytest.raises(RouterFull):
        one_more()
    with pytest.raises(RouterFull):
        one_more()
    assert router.waiting() == waiting


def test_a_full_line_is_served_in_order_and_knows_its_positions() -> None:
    router, _ = full_of_tickets()
    most = compiled.TICKET_LIMIT
    assert [router.position(ticket) for ticket in (most - 1, most - 2, most // 2, 0)] == [1, 2, most // 2, most]
    router.add_agent(1, {})
    taken = [router.sign_in(1, 0), *(router.free(1, 0) for _ in range(1000))]
    assert taken == list(range(most - 1, most - 1002, -1))


def test_sixty_four_skills_at_five_levels_and_ten_thousand_agents() -> None:
    router = Router()
    for agent in range(10_000):
        router.add_agent(agent, {skill: 1 + (agent + skill) % 5 for skill in range(64) if (agent >> skill % 13) & 1})
        router.sign_in(agent, 10_000 - agent)
    need = {3: 4, 40: 2, 63: 5}
    meets = [a for a in range(10_000) if all((a >> s % 13) & 1 and 1 + (a + s) % 5 >= n for s, n in need.items())]
    assert meets
    assert [router.offer_ticket(t, need, 0, 0, 20_000) for t in range(len(meets) + 1)] == [*reversed(meets), None]
