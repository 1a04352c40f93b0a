"""How long a rehearsal takes: a month of 60,000 calls with 20 agents, and 1,000 days of 2,000 calls."""

import sys
from time import perf_counter

import msgspec
import numpy as np

from _fastroute.draws import Exponential, Lognormal, poisson_arrivals
from _fastroute.outcome_figures import figures
from _fastroute.trace import Agent, Need, Shift, Staff, Step, Trace
from _fastroute.traffic import replay

SECOND = 1_000
HALF_HOUR, DAY = 1_800 * SECOND, 86_400 * SECOND
OPENS, CLOSES = 9 * 3_600 * SECOND, 17 * 3_600 * SECOND
AGENTS, CALLS_A_DAY = 20, 2_000
MONTH, MANY_DAYS = 30, 1_000
BY_HALF_HOUR = np.array([2, 4, 6, 7, 7, 6, 5, 4, 4, 5, 6, 6, 5, 4, 3, 2])
"""Calls, in proportion: a morning's rush, a dip at noon, a smaller afternoon."""
ORDERS, REPAIRS, BILLING, ANYBODY = range(4)
SKILLS = 3
WEIGHTS = (0.4, 0.3, 0.2, 0.1)
TARGETS = np.array([20, 30, 60, 20]) * SECOND
NEEDS = (Need({ORDERS: 2}), Need({REPAIRS: 3}), Need({BILLING: 2}), Need({}), Need({REPAIRS: 1}))
RELAXED = 4
PROGRAMMES = (
    (Step(age=120 * SECOND, need=RELAXED),),
    (Step(age=60 * SECOND, head_start=30 * SECOND), Step(age=600 * SECOND, overflow=True)),
)
"""Repairs take any level after two minutes; everybody else moves up after one and leaves after ten."""


class Rehearsed(msgspec.Struct, frozen=True):
    calls: int
    days: int
    drawing_s: float
    replay_s: float
    figures_s: float
    decisions: int
    within_target: float
    """Share answered within 20 s, for the eye: an empty shop would be quick to rehearse."""

    @property
    def seconds(self) -> float:
        return self.drawing_s + self.replay_s + self.figures_s


def rehearse(days: int, *, progress: bool = False) -> Rehearsed:
    """Drawn, played and counted: what `callbox rehearse` does once per setting, less reading the journal."""
    began = perf_counter()
    trace, staff = drawn(days)
    drawn_at = perf_counter()
    outcome = replay(
        trace,
        staff,
        needs=NEEDS,
        late_every=3,
        programmes=PROGRAMMES,
        progress=_show if progress else None,
    )
    replayed_at = perf_counter()
    found = figures(outcome, trace, 20 * SECOND, 5 * SECOND)
    done = perf_counter()
    if progress:
        sys.stderr.write("\n")
    return Rehearsed(
        calls=len(outcome.ending),
        days=days,
        drawing_s=drawn_at - began,
        replay_s=replayed_at - drawn_at,
        figures_s=done - replayed_at,
        decisions=outcome.decisions,
        within_target=found.service_levels.negative,
    )


def drawn(days: int, seed: int = 1) -> tuple[Trace, Staff]:
    """Days of eight hours; twenty agents of whom each knows one or two of three trades."""
    dice = np.random.default_rng(seed)
    day = np.zeros(DAY // HALF_HOUR)
    day[OPENS // HALF_HOUR : CLOSES // HALF_HOUR] = BY_HALF_HOUR / BY_HALF_HOUR.sum() * CALLS_A_DAY
    arrival = poisson_arrivals(np.tile(day, days), HALF_HOUR, dice)
    need = dice.choice(len(WEIGHTS), len(arrival), p=WEIGHTS)
    trace = Trace(
        arrival=arrival,
        need=need,
        due=arrival + TARGETS[need],
        talk=Lognormal(180 * SECOND, 1.2).draw(len(arrival), dice),
        wrap=Exponential(15 * SECOND).draw(len(arrival), dice),
        patience=Exponential(180 * SECOND).draw(len(arrival), dice),
        ring=3 * SECOND,
        programme=(need != REPAIRS).astype(np.int64),
    )
    return trace, Staff(agents=[_agent(each) for each in range(AGENTS)], shifts=_shifts(days))


def _agent(number: int) -> Agent:
    own, other = number % SKILLS, (number + 1) % SKILLS
    return Agent({own: 4, other: 1 + number % 3} if number % 2 else {own: 3})


def _shifts(days: int) -> list[Shift]:
    """Everybody from half an hour before opening to closing, each begins a little later than the one before."""
    return [
        Shift(agent, day * DAY + OPENS - HALF_HOUR + agent * 60 * SECOND, day * DAY + CLOSES + agent * 60 * SECOND)
        for day in range(days)
        for agent in range(AGENTS)
    ]


def _show(come: int, every: int) -> None:
    sys.stderr.write(f"\rrehearsing: {come:>9,} of {every:,} calls, {100 * come // max(1, every):>3} %")
    sys.stderr.flush()
