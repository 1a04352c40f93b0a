"""Plain traces for the textbook rules: who comes when, wants what, how long it takes; and random ones with a seed.

Times are whole numbers of any unit. At one instant things happen in this order: ends of calls by agent id, each wholly
handled before the next; then hang-ups by ticket id; then calls, sign-ins and sign-outs in the order of the trace.
"""

import random
from collections.abc import Mapping
from itertools import accumulate, groupby
from typing import NamedTuple

Levels = Mapping[int, int]
"""Skill → level."""


class Call(NamedTuple):
    at: int
    ticket: int
    need: int
    """Index into the needs of the trace."""
    priority: int
    """1–10, the highest comes first."""
    busy: int
    """How long its agent is taken, wrap-up included."""
    patience: int | None
    """Hangs up when it has waited so long; None: never."""


class SignIn(NamedTuple):
    at: int
    agent: int


class SignOut(NamedTuple):
    at: int
    agent: int
    """Who is busy leaves after the present call; signing in before that takes it back."""


class Trace(NamedTuple):
    skills: tuple[Levels, ...]
    """Of agent 0, 1, 2 …"""
    needs: tuple[Levels, ...]
    inputs: tuple[Call | SignIn | SignOut, ...]
    """By time; input order where equal."""


class Assignment(NamedTuple):
    at: int
    ticket: int
    agent: int


class Day(NamedTuple):
    """What became of a trace, in the order in which it happened."""

    assigned: tuple[Assignment, ...]
    hung_up: tuple[tuple[int, int], ...]
    """Time and ticket."""


class Shape(NamedTuple):
    """How a random trace is made."""

    agents: int
    skills: int
    needs: int
    calls: int
    load: float = 1.0
    """Work that comes, by the work all agents together can do when all are there."""
    busy: int = 20
    """Mean; the least is 1."""


def random_trace(seed: int, shape: Shape) -> Trace:
    """Skills of Zipf's popularity at levels 1–5, priorities 1–10, patience, shifts with breaks; many equal instants."""
    dice = random.Random(seed)
    popularity = list(accumulate(1 / rank for rank in range(1, shape.skills + 1)))

    def levels(most: int, highest: int) -> dict[int, int]:
        wanted = dice.randint(0, most)
        drawn = dice.choices(range(shape.skills), cum_weights=popularity, k=wanted)
        return {skill: dice.randint(1, highest) for skill in drawn}

    skills = tuple(levels(shape.skills, 5) for _ in range(shape.agents))
    needs = tuple(levels(2, 4) for _ in range(shape.needs))
    calls = _calls(dice, shape)
    end = calls[-1].at + 2 * shape.busy if calls else shape.busy
    inputs = [*calls, *(change for agent in range(shape.agents) for change in _shifts(dice, agent, end))]
    dice.shuffle(inputs)
    return Trace(skills, needs, tuple(sorted(inputs, key=lambda each: each.at)))


def in_plain_order(trace: Trace) -> Trace:
    """The same trace with tickets numbered as they come; of comings and goings between two calls, by agent."""
    ordered: list[Call | SignIn | SignOut] = []
    number = 0
    for (_, is_call), group in groupby(trace.inputs, key=lambda each: (each.at, isinstance(each, Call))):
        if not is_call:
            ordered += sorted(group, key=lambda each: each.agent if not isinstance(each, Call) else 0)
            continue
        for each in group:
            assert isinstance(each, Call)
            ordered.append(each._replace(ticket=number))
            number += 1
    return trace._replace(inputs=tuple(ordered))


def _calls(dice: random.Random, shape: Shape) -> list[Call]:
    gap = shape.busy / shape.agents / shape.load
    calls, at = [], 0.0
    for ticket in range(shape.calls):
        at += dice.expovariate(1 / gap)
        calls.append(
            Call(
                at=int(at),
                ticket=ticket,
                need=dice.randrange(shape.needs),
                priority=dice.randint(1, 10),
                busy=1 + int(dice.expovariate(1 / shape.busy)),
                patience=dice.choice((None, int(dice.expovariate(1 / shape.busy)), 4 * shape.busy)),
            )
        )
    return calls


def _shifts(dice: random.Random, agent: int, end: int) -> list[SignIn | SignOut]:
    """In and out in turn, some before anybody comes, some of no length, and some not out before the trace ends."""
    changes: list[SignIn | SignOut] = []
    at = dice.choice((0, 0, dice.randint(0, end // 2)))
    for _ in range(dice.choice((1, 1, 2, 5))):
        changes.append(SignIn(at, agent))
        at += 1 + dice.randint(0, end)
        changes.append(SignOut(at, agent))
        at += 1 + dice.randint(0, end // 8)
    return changes
