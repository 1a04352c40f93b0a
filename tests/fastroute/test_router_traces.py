"""Long random days in one shop after the other: the compiled router assigns as the oracle does, to the last ticket."""

import random

import pytest

from _fastroute.faults import RouterFault
from _fastroute.router import Router
from tests.oracle.router import OracleRouter

Question = tuple[object, ...]
ABOUT_A_TICKET = {"offer_ticket", "give_back", "readmit", "withdraw"}
"""Their first argument is a ticket; that of the others is an agent."""


def questions(seed: int, *, agents: int, skills: int, steps: int, busy: float) -> list[Question]:
    """A day: everybody is added, then things happen in an order that mostly, not always, makes sense."""
    dice = random.Random(seed)

    def levels(most: int) -> dict[int, int]:
        return {dice.randrange(skills): dice.randint(1, 5) for _ in range(dice.randint(0, most))}

    asked: list[Question] = []
    for agent in range(agents):
        asked += [("add_agent", agent, levels(skills)), ("sign_in", agent, dice.randint(-5, 0))]
    now, ticket = 0, 0
    for _ in range(steps):
        now += dice.randint(0, 3)
        agent, old = dice.randrange(agents), dice.randint(max(0, ticket - 2 * agents), ticket)
        if dice.random() < busy:
            ticket += 1
            excluded = [dice.randrange(agents) for _ in range(dice.choice((0, 0, 0, 1, 3)))]
            due = now + dice.choice((20, 20, 60, -40))
            asked.append(("offer_ticket", ticket, levels(2), due, now - dice.randint(0, 2), now, excluded))
        else:
            asked.append(
                dice.choice(
                    (
                        ("free", agent, now),
                        ("free", agent, now),
                        ("free", agent, now),
                        ("give_back", old, [agent], now),
                        ("readmit", old, agent, now),
                        ("withdraw", old),
                        ("sign_out", agent, now),
                        ("sign_in", agent, now),
                        ("set_skills", agent, levels(skills), now),
                    )
                )
            )
    return asked


def answers(router: Router | OracleRouter, asked: list[Question]) -> list[object]:
    """What it says to each question, and after a match also why, and how the agent stands."""
    told: list[object] = []
    for name, *arguments in asked:
        try:
            told.append(getattr(router, str(name))(*arguments))
        except RouterFault as fault:
            told.append(type(fault))
        told.append((router.waiting(), router.ready()))
        if name in ABOUT_A_TICKET and isinstance(told[-2], int):
            told += [router.decision(arguments[0]), standing(router, told[-2])]
        elif name not in ABOUT_A_TICKET:
            told.append(standing(router, arguments[0]))
            told.append(router.decision(told[-3]) if isinstance(told[-3], int) else None)
    return told


def standing(router: Router | OracleRouter, agent: object) -> object:
    if isinstance(router, OracleRouter):
        who = router.agents[agent]
        return who.state, who.since, who.ticket
    report = router.explain_agent(agent)
    return report.state, report.since, report.ticket


@pytest.mark.parametrize("busy", [0.2, 0.45, 0.7])
def test_two_thousand_short_days(busy: float) -> None:
    for seed in range(700):
        asked = questions(seed, agents=1 + seed % 6, skills=1 + seed % 4, steps=40, busy=busy)
        assert answers(Router(), asked) == answers(OracleRouter(), asked)


def test_long_days_with_many_agents_grow_every_table() -> None:
    for seed in range(3):
        asked = questions(seed, agents=150, skills=12, steps=2500, busy=0.45)
        assert answers(Router(), asked) == answers(OracleRouter(), asked)


def test_the_same_day_twice_is_answered_the_same() -> None:
    asked = questions(7, agents=20, skills=5, steps=3000, busy=0.4)
    assert answers(Router(), asked) == answers(Router(), asked)
