"""Random days for the rehearsal: everything a trace can hold, drawn with a seed, with many equal instants."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from _fastroute.records import Strategy
from _fastroute.trace import (
    ENDLESS,
    FOREVER,
    NO_PROGRAMME,
    NOBODY,
    ROUTERS_OWN,
    Agent,
    Need,
    Programme,
    Shift,
    Staff,
    Step,
    Trace,
)

SKILLS = range(3)
STRATEGIES = list(Strategy)


@dataclass(frozen=True)
class Day:
    trace: Trace
    staff: Staff
    needs: Sequence[Need]
    programmes: Sequence[Programme]
    router: dict[str, Any]
    """Arguments of Router that replay() takes too."""
    until: int | None


def random_day(seed: int, most_at_once: int = 1) -> Day:
    """Small, so that it can be read when it fails. `most_at_once`: the greatest capacity of an agent for texts."""
    dice = random.Random(seed)
    agents, tickets = dice.randint(1, 6), dice.randint(0, 40)
    needs = [_need(dice, agents) for _ in range(dice.randint(1, 4))]
    kinds = [need.kind for need in needs]
    programmes = [_programme(dice, kinds) for _ in range(dice.randint(0, 3))]
    return Day(
        trace=_trace(dice, tickets, agents, kinds, [kind for kind, _ in programmes]),
        staff=Staff(
            agents=[_agent(dice, most_at_once) for _ in range(agents)],
            shifts=[each for agent in range(agents) for each in _shifts(dice, agent, tickets)]
            if _chance(dice, 0.6)
            else None,
        ),
        needs=needs,
        programmes=[steps for _, steps in programmes],
        router={
            "strategy": dice.choice(STRATEGIES),
            "late_every": dice.choice((0, 1, 2, 3)),
            "seed": seed,
            "window": dice.choice((3_600_000, 24)),
        },
        until=dice.choice((None, dice.randint(0, 60))),
    )


def _chance(dice: random.Random, share: float) -> bool:
    return dice.random() < share


def _need(dice: random.Random, agents: int) -> Need:
    tiers = {agent: dice.randint(0, 2) for agent in range(agents)} if _chance(dice, 0.2) else None
    return Need({skill: dice.randint(1, 3) for skill in SKILLS if _chance(dice, 0.4)}, dice.choice((0, 0, 1)), tiers)


def _agent(dice: random.Random, most_at_once: int) -> Agent:
    return Agent(
        {skill: dice.randint(1, 4) for skill in SKILLS if _chance(dice, 0.8)},
        tier=dice.choice((0, 0, 1)),
        position=dice.choice((None, 3)),
        capacity=dice.choice((None, {0: 1, 1: 1}, {0: 1, 1: most_at_once})),
        ring=dice.choice((0, 0, 1, 3)),
    )


def _programme(dice: random.Random, kinds: list[int]) -> tuple[int, list[Step]]:
    """And the kind of work it is for."""
    kind = dice.choice(kinds)
    needs = [need for need, each in enumerate(kinds) if each == kind]
    return kind, [
        Step(
            age,
            need=dice.choice((None, dice.choice(needs))),
            band=dice.choice((None, -1, 2)),
            head_start=dice.choice((0, 0, 5)),
            overflow=_chance(dice, 0.15),
        )
        for age in sorted(dice.sample(range(30), dice.randint(0, 3)))
    ]


def _trace(dice: random.Random, tickets: int, agents: int, kinds: list[int], programme_kinds: list[int]) -> Trace:
    def column(draw: Callable[[], int]) -> np.ndarray[Any, np.dtype[np.int64]]:
        return np.array([draw() for _ in range(tickets)], np.int64)

    def programme(need: int) -> int:
        fitting = [each for each, kind in enumerate(programme_kinds) if kind == kinds[need]]
        return dice.choice([*fitting, NO_PROGRAMME])

    arrival = np.sort(column(lambda: dice.randint(0, 2 * tickets)))
    need = column(lambda: dice.randrange(len(kinds)))
    preferred = column(lambda: dice.choice((NOBODY, NOBODY, dice.randrange(agents))))
    reserved = column(lambda: dice.choice((0, 0, 4)))
    return Trace(
        arrival=arrival,
        need=need,
        talk=column(lambda: dice.choice((0, 1, 5, dice.randint(1, 20)))),
        wrap=dice.choice((0, 0, 3)),
        patience=column(lambda: dice.choice((ENDLESS, 0, 5, dice.randint(1, 30)))),
        due=dice.choice((None, arrival + column(lambda: dice.randint(0, 10)))),
        late_after=dice.choice((None, arrival, arrival + column(lambda: dice.randint(0, 15)))),
        band=column(lambda: dice.choice((0, 0, 1))),
        programme=np.array([programme(each) for each in need], np.int64),
        preferred=preferred,
        reserved_for=np.where(preferred == NOBODY, 0, reserved),
        load=column(lambda: dice.randint(0, 5)),
        ring=dice.choice((0, 0, 2, column(lambda: dice.randint(0, 4)))),
        strategy=column(lambda: dice.choice((ROUTERS_OWN, ROUTERS_OWN, ROUTERS_OWN, dice.randrange(len(STRATEGIES))))),
    )


def _shifts(dice: random.Random, agent: int, tickets: int) -> list[Shift]:
    shifts = []
    begin = dice.randint(-3, 10)
    for _ in range(dice.randint(0, 3)):
        end = dice.choice((begin + dice.randint(1, 40), begin + dice.randint(1, 40), FOREVER))
        turns = (dice.choice((0, dice.randint(0, tickets))) for _ in range(2))
        shifts.append(Shift(agent, begin, end, *turns))
        if end == FOREVER:
            break
        begin = end + dice.randint(1, 6)
    return shifts
