"""What is made of measured routing – ratios, slopes, aims met and missed – on invented figures with known answers."""

import math
from collections import deque
from collections.abc import Callable
from functools import partial

import pytest

from benchmarks.live.readme import README
from benchmarks.routing import table
from benchmarks.routing.__main__ import PARTS
from benchmarks.routing.clock import Timed, take_turns
from benchmarks.routing.contest import (
    C_BEST,
    C_SCAN,
    HEAPS,
    NUMPY,
    OURS,
    OURS_WHOLE,
    PLAIN,
    PLAIN_WHOLE,
    TRAFFIC,
    Contest,
)
from benchmarks.routing.contest import without as less
from benchmarks.routing.engine import Idle, Live
from benchmarks.routing.growth import Point, Sweep
from benchmarks.routing.rehearsal import Rehearsed


def a_contest(*, to_best_c: float = 1, heaps: float = 10, index: float = 10) -> Contest:
    figures = (C_SCAN, C_BEST, TRAFFIC, HEAPS, PLAIN, NUMPY, OURS, PLAIN_WHOLE, OURS_WHOLE)
    return Contest(
        agents=1_000,
        needs=895,
        skill_sets=749,
        load=0.8,
        decisions=10,
        waited=0.2,
        ns=dict.fromkeys(figures, 150.0),
        to_best_c=to_best_c,
        heaps_per_call=heaps,
        index_per_call=index,
        whole=1.0,
    )


def test_a_ratio_is_taken_within_rounds() -> None:
    """The machine was ten times as slow in the second round; that changes nothing."""
    timed = Timed({"one": [2.0, 20.0, 2.2], "other": [1.0, 10.0, 1.0]})
    assert timed.ratio("one", "other") == 2.0
    assert timed.seconds("one") == 2.2
    assert less(timed, "one", "other").rounds == {"one": [1.0, 10.0, pytest.approx(1.2)], "other": [1.0, 10.0, 1.0]}


def test_everybody_has_a_turn_in_each_round() -> None:
    turns: list[str] = []

    def playing(name: str) -> Callable[[], None]:
        turns.append(name)
        return lambda: deque(range(5_000_000), maxlen=0)  # longer than clock.QUICK_S

    timed = take_turns({name: partial(playing, name) for name in "ab"}, rounds=2, again="b")
    assert turns == [*"abbb", *"abbb"]
    assert len(timed.rounds["a"]) == len(timed.rounds["b"]) == 2


@pytest.mark.parametrize(("to_best_c", "met"), [(2.0, "yes"), (2.01, "**no**")])
def test_twice_the_best_c_is_met_and_more_is_not(to_best_c: float, met: str) -> None:
    row = table.contests([a_contest(to_best_c=to_best_c)]).splitlines()[-1]
    assert row.startswith("| 1,000 · 895 · 749 | 0.8 | 20 % | 150 ns |")
    assert row.endswith(f"| {to_best_c:.2f} | {met} |")


@pytest.mark.parametrize(("ratio", "met"), [(10, "yes"), (9.9, "**no**")])
def test_ten_times_plain_python_is_met_and_less_is_not(ratio: float, met: str) -> None:
    row = table.calls_from_python([a_contest(heaps=ratio, index=7)]).splitlines()[-1]
    assert f"| ≥ 10 | {ratio:.1f} | {met} | 7.0 | **no** |" in row


def test_what_is_missed_is_told_where() -> None:
    assert table.missed([a_contest()]) == "No aim of these tables is missed."
    found = [a_contest(to_best_c=2.1, index=9), a_contest(index=8)]
    best_c, index = table.missed(found).removeprefix("Missed: ").split("; ")
    assert best_c == "÷ best C: 2.10 with 1,000 agents at load 0.8"
    assert index == "index ÷ ours: 9.00 with 1,000 agents at load 0.8, 8.00 with 1,000 agents at load 0.8."


def test_the_slope_of_a_root_is_a_half() -> None:
    points = tuple(Point(size, {who: math.sqrt(size) for who in (C_SCAN, C_BEST, TRAFFIC)}) for size in (1, 10, 1_000))
    sweep = Sweep("agents", "100 needs", points)
    assert sweep.slope(TRAFFIC) == pytest.approx(0.5)
    assert table.growth([sweep]).splitlines()[-1] == "| slope | 0.50 | 0.50 | 0.50 |"


def test_a_rehearsal_counts_drawing_and_figures_too() -> None:
    quick = Rehearsed(60_000, 30, 0.1, 0.2, 0.1, 100_000, 0.8)
    slow = Rehearsed(2_000_000, 1_000, 1.0, 3.0, 1.5, 4_000_000, 0.8)
    month, days = table.rehearsals(quick, slow).splitlines()[-2:]
    assert "| 0.40 s | ≤ 1 s | yes |" in month
    assert "| 5.50 s | ≤ 5 s | **no** |" in days


def test_the_engine_is_quiet_only_without_wake_ups_and_work() -> None:
    live = Live(100, 400, 900, 300, 150, {"LineRang": 20})
    figures = {"waiting": 4_000, "live": [live] * 3, "call_bytes": 1_500, "idle_waiting": 10_000}
    quiet = table.engine(table.Engine(**figures, idle=Idle(10, 0.001, 0, 0)))
    assert quiet.count("| yes |") == 6
    assert quiet.endswith("No aim of this table is missed.")
    dear = table.engine(table.Engine(**{**figures, "call_bytes": 2_500}, idle=Idle(10, 0.001, 0, 0)))
    assert dear.endswith("Missed: memory per waiting call: 2.50 kB, the aim is ≤ 2 kB.")
    assert table.engine(table.Engine(**figures, idle=Idle(10, 0.001, 3, 3))).count("**no**") == 1
    assert table.engine(table.Engine(**figures, idle=Idle(10, 0.1, 0, 0))).count("**no**") == 1


@pytest.mark.parametrize("part", PARTS)
def test_the_readme_has_a_place_for_each_part(part: str) -> None:
    text = README.read_text()
    assert f"<!-- routing {part}: begin -->" in text
    assert f"<!-- routing {part}: end -->" in text
