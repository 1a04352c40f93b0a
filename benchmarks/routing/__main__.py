"""Routing measured: python -m benchmarks routing [--quick] [--write] [--only PART …]."""

import argparse
import datetime
import os
import platform
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

from benchmarks.live.readme import write_section
from benchmarks.live.usage import load_average
from benchmarks.routing import growth, plot, rehearsal, table
from benchmarks.routing.alone import Order, measured
from benchmarks.routing.contest import Contest, contest
from benchmarks.routing.engine import Idle, Live
from benchmarks.routing.reference import Reference
from benchmarks.routing.traces import LOADS, SIZES, house

CALLS = {10: 50_000, 100: 50_000, 1_000: 50_000, 10_000: 150_000}
"""Agents → calls of a trace: enough for everybody to have some."""


class Effort(NamedTuple):
    scale: int
    """A scale-th of everything is measured."""
    rounds: int
    draws: bool = False
    """The picture, too, into docs/."""


FULL = Effort(scale=1, rounds=3)
QUICK = Effort(scale=10, rounds=1)
"""Tells whether it works, not how fast it is."""


def main(argv: list[str]) -> int:
    """Measures, prints, and writes it into the README when told to."""
    arguments = _arguments(argv)
    effort = QUICK if arguments.quick else FULL._replace(draws=arguments.write)
    began = perf_counter()
    for name in arguments.only or PARTS:
        _say(name)
        text = PARTS[name](effort)
        print(f"## {name}\n\n{text}\n")
        if arguments.write:
            write_section(f"routing {name}", text)
    _say(f"done in {perf_counter() - began:.0f} s")
    return 0


def _contests(effort: Effort) -> str:
    before = load_average()
    reference = Reference()
    found: list[Contest] = []
    for size in SIZES:
        shop = house(size)
        for load in LOADS:
            _say(f"{size.agents} agents, load {load}")
            calls = CALLS[size.agents] // effort.scale
            found.append(contest(reference, shop, load, calls=calls, rounds=effort.rounds))
    where = conditions(before, f"{effort.rounds} rounds, everybody in turn")
    return f"{where}\n\n{table.contests(found)}\n\n{table.calls_from_python(found)}\n\n{table.missed(found)}"


def _growth(effort: Effort) -> str:
    before = load_average()
    sweeps = growth.sweeps(Reference(), calls=50_000 // effort.scale, rounds=effort.rounds, scale=effort.scale)
    tickets = {each: measured(Order(what="ticket bytes", waiting=each), float) for each in (8_192, 65_536, 262_144)}
    if effort.draws and not plot.draw(sweeps):
        _say("no matplotlib here, the picture stays as it was; pip install 'callbox[plots]' brings it")
    where = conditions(before, f"{effort.rounds} rounds, everybody in turn")
    return f"{where}\n\n{table.growth(sweeps)}\n\n{table.tickets(tickets)}"


def _rehearsals(effort: Effort) -> str:
    before = load_average()
    rehearsal.rehearse(2)
    month = rehearsal.rehearse(rehearsal.MONTH)
    days = rehearsal.rehearse(rehearsal.MANY_DAYS // effort.scale, progress=True)
    return f"{conditions(before, 'once each')}\n\n{table.rehearsals(month, days)}"


def _engine(effort: Effort) -> str:
    before = load_average()
    waiting, idle_waiting, calls = (each // effort.scale for each in (4_000, 10_000, 5_000))
    found = table.Engine(
        waiting=waiting,
        live=[measured(Order(what="live", waiting=waiting, calls=calls), Live) for _ in range(effort.rounds)],
        call_bytes=measured(Order(what="call bytes", waiting=idle_waiting), float),
        idle_waiting=idle_waiting,
        idle=measured(Order(what="idle", waiting=idle_waiting, seconds=10 / effort.scale), Idle),
    )
    return f"{conditions(before, f'the median of {effort.rounds} rounds of {calls:,} calls')}\n\n{table.engine(found)}"


PARTS: dict[str, Callable[[Effort], str]] = {
    "traces": _contests,
    "growth": _growth,
    "rehearsals": _rehearsals,
    "engine": _engine,
}
"""Name → what measures it; the README has a section for each."""


def processor() -> str:
    """As the kernel names it."""
    named = (line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name"))
    return next(named, platform.machine()).rpartition(":")[2].strip()


def interpreter() -> str:
    """Whose: the one that comes with the system is built with a profile, which is a sixth of the engine's time."""
    return " of the system" if sys.base_prefix == "/usr" else ""


def conditions(load_before: float, how: str) -> str:
    day = datetime.datetime.now(datetime.UTC).date().isoformat()
    machine = f"{processor()}, {os.cpu_count()} cores, Python {platform.python_version()}{interpreter()}"
    return f"Measured on {day}, {machine}; {how}; load average before {load_before:.2f}, after {load_average():.2f}."


def _say(text: str) -> None:
    sys.stderr.write(f"benchmarks.routing: {text}\n")


def _arguments(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks routing", description="Measures routing.")
    add = parser.add_argument
    either = parser.add_mutually_exclusive_group()
    either.add_argument(
        "--quick", action="store_true", help="a tenth of everything: whether it works, not how fast it is"
    )
    either.add_argument(
        "--write", action="store_true", help="put the tables into benchmarks/README.md, the picture into docs/"
    )
    add("--only", nargs="+", choices=list(PARTS), metavar="PART", help=f"of {', '.join(PARTS)}")
    return parser.parse_args(argv)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
