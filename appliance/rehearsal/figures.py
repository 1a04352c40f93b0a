"""The figures of design page 5 from tallies, each with its formula, for any weighting of the days at once."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np

from appliance.rehearsal.intervals import Floats, Interval, interval
from appliance.rehearsal.tally import Tally


class Figure(NamedTuple):
    id: str
    title: str
    formula: str
    unit: str
    """share, ms or a day (so many on a day with calls)."""
    above: tuple[str, ...] = ()
    """Counts of the tally, added; those with a minus are taken away."""
    below: tuple[str, ...] = ()


LEVELS = (
    Figure("negative", "answered in time", "At / (A + B)", "share", ("answered_in",), ("answered", "abandoned")),
    Figure(
        "ignore",
        "ignore",
        "At / (A + B − Bt)",
        "share",
        ("answered_in",),
        ("answered", "abandoned", "-abandoned_in"),
    ),
    Figure(
        "positive",
        "positive",
        "(At + Bt) / (A + B)",
        "share",
        ("answered_in", "abandoned_in"),
        ("answered", "abandoned"),
    ),
    Figure("answered", "answered", "At / A", "share", ("answered_in",), ("answered",)),
    Figure(
        "short_credit",
        "short credit",
        "(At + Bs) / (A + B)",
        "share",
        ("answered_in", "short"),
        ("answered", "abandoned"),
    ),
    Figure(
        "short_ignored",
        "short ignored",
        "At / (A + B − Bs)",
        "share",
        ("answered_in",),
        ("answered", "abandoned", "-short"),
    ),
)
"""Service levels; the first is ours."""

PERCENTILES = {
    "wait_50": ("half wait at most", 0.50),
    "wait_80": ("8 of 10 wait at most", 0.80),
    "wait_90": ("9 of 10", 0.90),
    "wait_95": ("95 of 100", 0.95),
    "wait_99": ("99 of 100", 0.99),
}
WAITS = tuple(
    Figure(id_, title, "least whole second that this share of those who got into the queue did not exceed", "ms")
    for id_, (title, _) in PERCENTILES.items()
)
LONGEST = Figure("longest", "longest wait", "max wait, on average over the ways it may have been", "ms")
MEANS = (
    Figure(
        "speed_of_answer",
        "mean wait of the answered",
        "Σ wait of answered / A",
        "ms",
        ("wait_answered",),
        ("answered",),
    ),
    Figure("abandonment", "hang up waiting", "B / came", "share", ("abandoned",), ("came",)),
)
COUNTS = (
    Figure("came", "callers a day", "callers / days with calls", "a day", ("came",)),
    Figure("answered_count", "answered a day", "A / days with calls", "a day", ("answered",)),
    Figure("abandoned_count", "hung up a day", "B / days with calls", "a day", ("abandoned",)),
    Figure(
        "overflowed", "overflowed a day", "waited too long or nobody there / days with calls", "a day", ("overflowed",)
    ),
    Figure("left", "left by key a day", "callers / days with calls", "a day", ("left",)),
)
OF_QUEUES = (*LEVELS, *WAITS, LONGEST, *MEANS, *COUNTS)

OF_AGENTS = (
    Figure("calls", "calls", "calls / days with calls", "a day"),
    Figure("talk", "speaks", "talk / days with calls", "ms"),
    Figure("occupancy", "occupancy", "(talk + wrap-up) / (talk + wrap-up + ready)", "share"),
)


def of_queue(tally: Tally, weights: Floats, queue: int | None) -> dict[str, Floats]:
    """Figure → one value per row of weights; of one queue or of all."""
    chosen = slice(None) if queue is None else slice(queue, queue + 1)
    sums = {name: weights @ each[chosen].sum(axis=0) for name, each in tally.sums.items()}
    days = weights.sum(axis=1)
    found = {figure.id: _ratio(_added(sums, figure.above), _added(sums, figure.below)) for figure in (*LEVELS, *MEANS)}
    found |= {figure.id: _added(sums, figure.above) / days for figure in COUNTS}
    found |= dict(zip(PERCENTILES, _percentiles(tally.waits[chosen].sum(axis=0), weights), strict=True))
    found["longest"] = np.full(len(weights), tally.longest[chosen].max(initial=0.0))
    return found


def of_agent(tally: Tally, weights: Floats, person: int) -> dict[str, Floats]:
    days = weights.sum(axis=1)
    calls, talk, wrap, ready = (weights @ each[person] for each in (tally.calls, tally.talk, tally.wrap, tally.ready))
    return {"calls": calls / days, "talk": talk / days, "occupancy": _ratio(talk + wrap, talk + wrap + ready)}


class Row(NamedTuple):
    """One figure under two plans, or in truth and under a plan."""

    figure: Figure
    present: Interval
    draft: Interval
    difference: Interval
    """Paired by days: draft − present."""


def rows(figures: Iterable[Figure], present: dict[str, Floats], draft: dict[str, Floats], days: int) -> Iterator[Row]:
    for figure in figures:
        one, other = present[figure.id], draft[figure.id]
        sides = (interval(values, days) for values in (one, other, other - one))
        yield Row(figure, *(_bounded(each) if figure is LONGEST else each for each in sides))


def _bounded(each: Interval) -> Interval:
    """The longest of all has no interval: it is what it is because of one caller."""
    return each._replace(low=float("nan"), high=float("nan"))


def _added(sums: dict[str, Floats], names: Iterable[str]) -> Floats:
    signed = (-sums[name[1:]] if name.startswith("-") else sums[name] for name in names)
    total: Floats = np.sum(list(signed), axis=0, dtype=np.float64)
    return total


def _ratio(above: Floats, below: Floats) -> Floats:
    share: Floats = np.divide(above, below, out=np.full(len(above), np.nan), where=below > 0)
    return share


def _percentiles(waits: Floats, weights: Floats) -> list[Floats]:
    """Milliseconds, of whole seconds; nan where nobody waited."""
    seen = np.flatnonzero(waits.any(axis=0))
    upto = np.cumsum(weights @ waits[:, : seen[-1] + 1 if len(seen) else 1], axis=1)
    every = upto[:, -1:]
    nobody = every[:, 0] <= 0
    found = []
    for _, share in PERCENTILES.values():
        second = (upto >= share * every * (1 - 1e-12)).argmax(axis=1) * 1_000.0
        second[nobody] = np.nan
        found.append(second)
    return found
