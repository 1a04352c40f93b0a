"""How the cost of a decision grows: with agents, with tickets that wait, with classes of needs; each alone."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

import msgspec
import numpy as np

from benchmarks.routing import ours
from benchmarks.routing.clock import Play, take_turns
from benchmarks.routing.contest import C_BEST, C_SCAN, TRAFFIC, Differ, assigned
from benchmarks.routing.reference import BEST, FOREVER, SCAN, Reference
from benchmarks.routing.traces import TALK_MS, House, Size, Trace, draw, house

LOAD, OVERLOAD = 0.8, 1.3
AGENTS, NEEDS, WAITING = 100, 100, 10_000
"""What stays as it is while something else grows."""
FILLED = 500
"""By then everybody is there who waits from the beginning; nothing happens at this millisecond."""


class Point(msgspec.Struct, frozen=True):
    size: float
    """Agents, tickets that waited on average, or needs."""
    ns: dict[str, float]
    """Per decision."""


class Sweep(msgspec.Struct, frozen=True):
    what: str
    meanwhile: str
    points: tuple[Point, ...]

    def slope(self, who: str) -> float:
        """Of log(cost) over log(size), by least squares: 1 is linear, 0 is constant."""
        sizes = np.log([point.size for point in self.points])
        return float(np.polyfit(sizes, np.log([point.ns[who] for point in self.points]), 1)[0])


def sweeps(reference: Reference, *, calls: int, rounds: int, scale: int) -> tuple[Sweep, ...]:
    """Sizes go up to a `scale`-th of what the issue asks for."""

    def swept(what: str, meanwhile: str, sizes: Sequence[int], trace: Callable[[int], Trace]) -> Sweep:
        shown = [size for size in sizes if size * scale <= sizes[-1]]
        points = (_point(reference, size if "wait" not in what else None, trace(size), rounds) for size in shown)
        return Sweep(what, meanwhile, tuple(points))

    return (
        swept(
            "agents",
            f"{NEEDS} needs, load {LOAD}",
            (10, 30, 100, 300, 1_000, 3_000, 10_000),
            lambda agents: draw(_house(agents, NEEDS), LOAD, calls),
        ),
        swept(
            "tickets that wait",
            f"{AGENTS} agents, {NEEDS} needs, load {OVERLOAD}",
            (10, 100, 1_000, 10_000, 100_000),
            lambda waiting: crowded(_house(AGENTS, NEEDS), waiting, calls),
        ),
        swept(
            "needs",
            f"{AGENTS} agents, {WAITING // scale:,} tickets wait, load {OVERLOAD}",
            (1, 3, 10, 30, 100, 300, 1_000),
            lambda needs: crowded(_house(AGENTS, needs), WAITING // scale, calls),
        ),
    )


def _house(agents: int, needs: int) -> House:
    return house(Size(agents=agents, needs=needs, skills=24, agent_skills=4))


def crowded(shop: House, waiting: int, calls: int, seed: int = 1) -> Trace:
    """So many come at the first instant, then calls come at OVERLOAD; with that patience so many go on waiting."""
    drawn = draw(shop, OVERLOAD, waiting + calls, seed)
    agents = len(shop.levels)
    patience = waiting * TALK_MS / (agents * (OVERLOAD - 1))
    dice = np.random.default_rng((seed, waiting))
    later = drawn.arrival[waiting:] - drawn.arrival[waiting] + 2 * FILLED + 1
    everybody = np.arange(agents)
    return Trace(
        house=shop,
        arrival=np.concatenate((np.ones(waiting, np.int64), later)),
        need=drawn.need,
        priority=drawn.priority,
        talk=drawn.talk,
        patience=2 * FILLED + dice.exponential(patience, waiting + calls).astype(np.int64),
        shifts=np.column_stack((everybody, 0 * everybody, 0 * everybody + int(later[-1]) // 2 * 2 + 4)),
    )


def _point(reference: Reference, size: int | None, trace: Trace, rounds: int) -> Point:
    """Of what happens between FILLED and the last arrival; without a size it is how many wait meanwhile."""
    begin = FILLED if trace.arrival[0] < FILLED else 0
    end = int(trace.arrival[-1]) + 1
    prepared = reference.prepared(trace)
    expected = prepared.result(BEST)
    if (assigned(ours.rehearsal(trace)(), expected) != expected.agent_of).any():
        raise Differ(f"{TRAFFIC} and the reference do not answer alike with {size} agents or needs")
    decisions = prepared.play(BEST, end) - prepared.play(BEST, begin)
    runs = {name: partial(prepared.play, how) for name, how in ((C_SCAN, SCAN), (C_BEST, BEST))}
    contenders: dict[str, Play] = {}
    for name, until in (("all", end), ("before", begin)):
        contenders |= {f"{who} {name}": _running(partial(run, until)) for who, run in runs.items()}
        contenders[f"{TRAFFIC} {name}"] = _running(ours.rehearsal(trace, until))
    timed = take_turns(contenders, rounds, again=(f"{TRAFFIC} all", f"{TRAFFIC} before"))
    spent = {who: timed.seconds(f"{who} all") - timed.seconds(f"{who} before") for who in (*runs, TRAFFIC)}
    return Point(size or _mean_waiting(trace, prepared.result(BEST, FOREVER).answered), _per(decisions, spent))


def _running(run: Callable[[], object]) -> Play:
    return lambda: run


def _per(decisions: int, seconds: Mapping[str, float]) -> dict[str, float]:
    return {who: spent / decisions * 1e9 for who, spent in seconds.items()}


def _mean_waiting(trace: Trace, answered: np.ndarray) -> float:
    """Over the time between FILLED and the last arrival."""
    end = int(trace.arrival[-1])
    left = np.where(answered >= 0, answered, trace.arrival + trace.patience)
    waited = np.clip(left, FILLED, end) - np.clip(trace.arrival, FILLED, end)
    return float(waited.sum() / (end - FILLED))
