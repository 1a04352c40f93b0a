"""Lines in lanes and as trees, more groups than are looked at one by one: the answers of a plain sorted list."""

import random

import pytest

from _fastroute.router import Router

FOREVER = 1 << 40


class Line:
    """A router with one need for which nobody is there, and what its line ought to be."""

    def __init__(self) -> None:
        self.router = Router()
        self.need = self.router.need({})
        self.keys: dict[int, tuple[int, int, int, int]] = {}

    def offer(self, ticket: int, band: int, due: int) -> None:
        self.router.offer_ticket(ticket, self.need, due, due, due, band=band)
        self.keys[ticket] = (band, due, due, ticket)

    def withdraw(self, ticket: int) -> None:
        self.router.withdraw(ticket)
        del self.keys[ticket]

    def expect(self, tickets: list[int]) -> None:
        order = {ticket: place for place, ticket in enumerate(sorted(self.keys, key=self.keys.__getitem__), start=1)}
        for ticket in tickets:
            assert self.router.position(ticket) == order[ticket]

    def expect_served_in_order(self) -> None:
        self.router.add_agent(1, {})
        given = [self.router.sign_in(1, FOREVER)]
        while given[-1] is not None:
            given.append(self.router.free(1, FOREVER))
        assert given[:-1] == sorted(self.keys, key=self.keys.__getitem__)


@pytest.mark.parametrize("bands", [1, 3, 16, 17, 60])
@pytest.mark.parametrize("late", [0.0, 0.02])
@pytest.mark.parametrize("asked", [0.0, 0.05])
def test_a_line_is_in_order_however_its_tickets_come_and_go(bands: int, late: float, asked: float) -> None:
    """More bands than lanes, tickets that go in between, positions near the head and far from it, and empty again."""
    dice = random.Random(f"{bands} {late} {asked}")
    line = Line()
    for ticket in range(600):
        line.offer(ticket, dice.randrange(bands), ticket - (dice.randrange(100) if dice.random() < late else 0))
        if dice.random() < 0.4:
            line.withdraw(dice.choice(list(line.keys)))
        if dice.random() < asked:
            line.expect([dice.choice(list(line.keys))])
        if ticket == 300:
            for each in list(line.keys):
                line.withdraw(each)
    line.expect(list(line.keys)[:5] if asked else [])
    line.expect_served_in_order()


def test_late_tickets_get_their_share_from_lines_that_were_in_lanes() -> None:
    line = Line()
    for ticket in range(50):
        line.offer(ticket, 0, ticket)
    line.router.late_every = 1
    line.offer(50, 0, 20)
    line.expect(list(line.keys))
    line.expect_served_in_order()


@pytest.mark.parametrize("strategy", ["longest_idle", "fewest_calls", "linear"])
def test_of_thousands_of_groups_the_first_two_are_found(strategy: str) -> None:
    """Every agent has a set of skills of their own; each choice is compared with a look at everybody."""
    dice, router, count = random.Random(strategy), Router(strategy), 2_300
    levels = {agent: (1 + agent % 48, 1 + agent // 48) for agent in range(count)}
    needs = {(one, two): router.need({1: one, 2: two}) for one in (1, 24, 47) for two in (1, 30, 47)}
    ready: dict[int, tuple[int, int, int]] = {}
    calls = dict.fromkeys(levels, 0)

    def become_ready(agent: int, now: int) -> None:
        ready[agent] = ({"longest_idle": 0, "fewest_calls": calls[agent], "linear": agent}[strategy], now, agent)

    for agent, (one, two) in levels.items():
        router.add_agent(agent, {1: one, 2: two})
        router.sign_in(agent, agent // 500)
        become_ready(agent, agent // 500)
    busy: list[int] = []
    for now in range(10, 400):
        (one, two), need = dice.choice(list(needs.items()))
        wanted = sorted(ready[each] for each in ready if levels[each][0] >= one and levels[each][1] >= two)
        got = router.offer_ticket(now, need, now, now, now)
        if got is None:
            assert not wanted
            router.withdraw(now)
            continue
        assert got == wanted[0][2]
        decision = router.decision(now)
        assert decision is not None
        assert decision.runner_up == (wanted[1][2] if wanted[1:] else None)
        del ready[got]
        calls[got] += 1
        busy.append(got)
        if len(busy) > 20:
            freed = busy.pop(dice.randrange(len(busy)))
            assert router.free(freed, now) is None
            become_ready(freed, now)
