"""Ten million random operations leave the router's memory flat: python -m benchmarks soak_router [--operations N].

First one router lives through half of them, then each lives 20,000 operations and is thrown away. What counts is
what the system says the process holds (resident set), for the router's tables are not Python's to trace.
"""

import argparse
import gc
import sys
from collections.abc import Iterator
from pathlib import Path
from resource import getpagesize
from time import perf_counter

from _fastroute.router import Router
from tests.oracle.player import House, Player, perform

HOUSE = House(agents=60, skills=8, needs=40, most_waiting=2000, rare=0.02)
LIFE = 20_000
LOOKS = 20
WARM_UP = 0.2
"""So much of a half may go by until every table has grown to what it needs."""
MOST_GROWTH_KB = 1024
"""After that; the list of tickets of the player itself breathes by some hundred kB. A ticket lost has 200 bytes."""


def resident_kb() -> int:
    gc.collect()
    return int(Path("/proc/self/statm").read_text().split()[1]) * getpagesize() // 1024


def one_life(operations: int) -> Iterator[int]:
    """One router; tells every now and then how many operations are done."""
    yield from played(Router(late_every=3), 1, operations, operations // LOOKS)


def many_lives(operations: int) -> Iterator[int]:
    for life in range(operations // LIFE):
        strategy = ("longest_idle", "least_occupied", "ring_all", "random")[life % 4]
        for _ in played(Router(strategy), life, LIFE, LIFE):
            if life % max(1, operations // LIFE // LOOKS) == 0:
                yield (life + 1) * LIFE


def played(router: Router, seed: int, operations: int, look_every: int) -> Iterator[int]:
    player = Player(router, seed, HOUSE)
    for done in range(1, operations + 1):
        perform(router, player.choose())
        if done % look_every == 0:
            yield done


def growth_kb(name: str, lives: Iterator[int], operations: int) -> int:
    """How far the memory after the warm-up goes up: the mean of the last quarter over that of the first."""
    begin = perf_counter()
    held = []
    for done in lives:
        now = resident_kb()
        print(f"{name}: {done:>10,} operations, {now:,} kB, {perf_counter() - begin:.0f} s", flush=True)
        if done >= WARM_UP * operations:
            held.append(now)
    quarter = max(1, len(held) // 4)
    return (sum(held[-quarter:]) - sum(held[:quarter])) // quarter


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--operations", type=int, default=10_000_000)
    half = parser.parse_args(arguments).operations // 2
    growths = {
        "one router": growth_kb("one router", one_life(half), half),
        "many routers": growth_kb("many routers", many_lives(half), half),
    }
    for name, growth in growths.items():
        print(f"{name}: {growth:+,} kB after the warm-up; at most {MOST_GROWTH_KB:+,} are allowed")
    return int(max(growths.values()) > MOST_GROWTH_KB)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
