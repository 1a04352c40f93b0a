"""The rehearsed router beside the formulas of Erlang: python -m benchmarks erlang [--calls N] [--seeds N] [--write].

Poisson arrivals, exponential talk and patience, one need, `longest_idle`: then page 5 of the design says what must come
out. Each figure is the mean over batches of successive calls, so that its confidence interval allows for neighbouring
calls being alike; the first batch, which begins with an empty house, is left out.
"""

import argparse
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import sqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from _fastroute.draws import Exponential, poisson_arrivals
from _fastroute.outcome import Ending, Outcome
from _fastroute.trace import ENDLESS, Agent, Need, Staff, Trace
from _fastroute.traffic import replay
from benchmarks.live.readme import write_section
from tests.oracle.erlang import Impatient, Patient

SECOND = 1_000_000
"""Microseconds, so that rounding to whole ones changes nothing that can be seen."""
THRESHOLD_S = 20
BATCHES = 40
STUDENT_99 = 2.7079
"""Half of a 99 % interval in standard errors, for 40 batches: Student's t with 39 degrees of freedom."""


@dataclass(frozen=True)
class Case:
    agents: int
    calls_per_second: float
    talk_s: float
    patience_s: float | None = None
    """None: nobody hangs up."""

    def __str__(self) -> str:
        patience = "nobody hangs up" if self.patience_s is None else f"patience {self.patience_s:g} s"
        calls = f"{self.calls_per_second * 1800:g} calls in 30 min, talk {self.talk_s:g} s"
        return f"{calls}, {self.agents} agents, {patience}"


CASES = (
    *(Case(agents, 100 / 1800, 180) for agents in (11, 13, 14, 15)),
    *(Case(agents, 100 / 1800, 180, 300) for agents in (14, 12)),
    Case(50, 48 / 60, 60, 120),
)


class Compared(NamedTuple):
    figure: str
    formula: float
    rehearsed: float
    margin: float
    """Of the 99 % confidence interval, to either side."""

    @property
    def is_inside(self) -> bool:
        return abs(self.rehearsed - self.formula) <= self.margin


def compare(case: Case, calls: int, seed: int) -> list[Compared]:
    """Every figure of the case, of about so many calls."""
    batches = _figures(case, *_rehearse(case, calls, seed))
    return [
        Compared(name, formula, float(batches[name].mean()), STUDENT_99 * batches[name].std(ddof=1) / sqrt(BATCHES))
        for name, formula in expected(case).items()
    ]


def expected(case: Case) -> dict[str, float]:
    """By the formulas; times in seconds."""
    if case.patience_s is None:
        patient = Patient(case.agents, case.calls_per_second, 1 / case.talk_s)
        return {
            "have to wait": patient.waits,
            "answered within 20 s": patient.answered_within(THRESHOLD_S),
            "mean wait, s": patient.mean_wait,
            "occupancy": patient.occupancy,
        }
    impatient = Impatient(case.agents, case.calls_per_second, 1 / case.talk_s, 1 / case.patience_s)
    levels = impatient.service_levels(THRESHOLD_S)
    return {
        "have to wait": impatient.waits,
        "abandon": impatient.abandons,
        **{f"service level {name}": level for name, level in levels.items()},
        "mean wait, s": impatient.mean_wait,
        "mean line": impatient.mean_line,
        "90th percentile of wait, s": impatient.wait_of(0.9),
        "occupancy": impatient.occupancy,
    }


def _rehearse(case: Case, calls: int, seed: int) -> tuple[Trace, Outcome]:
    dice = np.random.default_rng([seed, CASES.index(case)])
    wanted = calls * (BATCHES + 1) / BATCHES
    arrival = poisson_arrivals([wanted], round(wanted / case.calls_per_second * SECOND), dice)
    patience = None if case.patience_s is None else Exponential(case.patience_s * SECOND).draw(len(arrival), dice)
    trace = Trace(
        arrival=arrival,
        talk=Exponential(case.talk_s * SECOND).draw(len(arrival), dice),
        patience=ENDLESS if patience is None else patience,
    )
    return trace, replay(trace, Staff(agents=[Agent({})] * case.agents), needs=[Need({})])


def _figures(case: Case, trace: Trace, outcome: Outcome) -> dict[str, NDArray[np.float64]]:
    """One number per batch."""
    size = len(outcome.ending) // (BATCHES + 1)

    def in_batches(column: NDArray[np.generic]) -> NDArray[np.float64]:
        return column[size : size * (BATCHES + 1)].reshape(BATCHES, size).astype(np.float64)

    waited = in_batches(outcome.waited) / SECOND
    answered = in_batches(outcome.ending == Ending.ANSWERED)
    within = waited <= THRESHOLD_S
    answered_within, all_within = (answered * within).sum(1), within.sum(1)
    arrival = np.asarray(trace.arrival)[np.arange(1, BATCHES + 2) * size - 1] / SECOND
    span = np.diff(arrival)
    talked = in_batches(np.where(outcome.ending == Ending.ANSWERED, outcome.ended - outcome.answered, 0)) / SECOND
    return {
        "have to wait": (waited > 0).mean(1),
        "abandon": 1 - answered.mean(1),
        "answered within 20 s": within.mean(1),
        "service level negative": answered_within / size,
        "service level ignore": answered_within / (size - all_within + answered_within),
        "service level positive": all_within / size,
        "service level answered": answered_within / answered.sum(1),
        "mean wait, s": waited.mean(1),
        "mean line": waited.sum(1) / span,
        "90th percentile of wait, s": np.quantile(waited, 0.9, axis=1, method="inverted_cdf"),
        "occupancy": talked.sum(1) / span / case.agents,
    }


def table(calls: int, seed: int, seeds: int) -> str:
    """One seed's figures beside the formulas, and over all seeds, how often they are inside their intervals."""
    lines = ["| figure | formula | rehearsed | ± 99 % | inside |", "| --- | ---: | ---: | ---: | --- |"]
    for case in CASES:
        lines.append(f"| **{case}** | | | | |")
        lines.extend(_rows(compare(case, calls, seed)))
    inside = [each.is_inside for each in _all_of(calls, range(seed, seed + seeds))]
    share = f"{sum(inside)} of {len(inside)} figures are inside ({100 * sum(inside) / len(inside):.1f} %)"
    intro = f"{calls:,} calls a case after the first batch, in {BATCHES} batches, seed {seed}."
    return "\n".join([intro, "", *lines, "", f"Over the seeds {seed} to {seed + seeds - 1}, {share}."])


def _rows(compared: Iterable[Compared]) -> Iterator[str]:
    for each in compared:
        verdict = "yes" if each.is_inside else "**no**"
        yield f"| {each.figure} | {each.formula:.5g} | {each.rehearsed:.5g} | {each.margin:.2g} | {verdict} |"


def _all_of(calls: int, seeds: Iterable[int]) -> Iterator[Compared]:
    for seed in seeds:
        for case in CASES:
            yield from compare(case, calls, seed)


def main(argv: list[str]) -> int:
    """Prints the table, and writes it into the README when told to."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks erlang", description=__doc__)
    parser.add_argument("--calls", type=int, default=2_000_000, help="per case; at least a thousand a batch")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seeds", type=int, default=10, help="how many seeds, from --seed on, to count over")
    parser.add_argument("--write", action="store_true", help="put the table into benchmarks/README.md")
    arguments = parser.parse_args(argv)
    if arguments.calls < 1000 * BATCHES or arguments.seeds < 1:
        parser.error(f"at least {1000 * BATCHES} calls and one seed are needed")
    text = table(arguments.calls, arguments.seed, arguments.seeds)
    print(text)
    if arguments.write:
        write_section("erlang", text)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
