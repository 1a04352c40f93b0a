"""Timing on a machine that is not quiet: contenders take turns, and what is told is ratios of neighbours."""

from collections.abc import Callable, Mapping
from statistics import median
from time import perf_counter
from typing import NamedTuple

Play = Callable[[], Callable[[], object]]
"""Sets up, untimed, and returns what is timed."""


class Timed(NamedTuple):
    """Seconds, one per round."""

    rounds: dict[str, list[float]]

    def seconds(self, who: str) -> float:
        return median(self.rounds[who])

    def ratio(self, who: str, other: str) -> float:
        """How many times as long as the other one took, neighbours compared; the median over rounds."""
        return median(one / two for one, two in zip(self.rounds[who], self.rounds[other], strict=True))


def take_turns(contenders: Mapping[str, Play], rounds: int, quick: float = 0.05) -> Timed:
    """Each round plays everybody once, who is quick again until `quick` seconds are over: then the least counts."""
    taken: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(rounds):
        for name, play in contenders.items():
            taken[name].append(_least(play, quick))
    return Timed(taken)


def _least(play: Play, quick: float) -> float:
    least, spent = float("inf"), 0.0
    while spent < quick or least == float("inf"):
        run = play()
        before = perf_counter()
        run()
        least = min(least, perf_counter() - before)
        spent += perf_counter() - before
    return least
