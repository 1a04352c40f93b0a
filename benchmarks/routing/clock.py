"""Timing on a machine that is not quiet: contenders take turns, and what is told is ratios of neighbours.

Seconds are of the processor, of this thread: what else the machine does meanwhile does not count.
"""

from collections.abc import Callable, Collection, Mapping
from statistics import median
from time import thread_time
from typing import NamedTuple

Play = Callable[[], Callable[[], object]]
"""Sets up, untimed, and returns what is timed."""


class Timed(NamedTuple):
    """Processor seconds, one per round."""

    rounds: dict[str, list[float]]

    def seconds(self, who: str) -> float:
        return median(self.rounds[who])

    def ratio(self, who: str, other: str) -> float:
        """How many times as long as the other one took, neighbours compared; the median over rounds."""
        return median(one / two for one, two in zip(self.rounds[who], self.rounds[other], strict=True))


QUICK_S = 0.05
"""Who takes less plays again, until so much is spent."""
TIMES = 3


def take_turns(contenders: Mapping[str, Play], rounds: int, *, again: Collection[str] = ()) -> Timed:
    """Everybody plays in each round: who is quick more than once, who is in `again` TIMES; the least counts."""
    taken: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(rounds):
        for name, play in contenders.items():
            taken[name].append(_least(play, TIMES if name in again else 1))
    return Timed(taken)


def _least(play: Play, times: int) -> float:
    spent: list[float] = []
    while len(spent) < times or sum(spent) < QUICK_S:
        run = play()
        before = thread_time()
        run()
        spent.append(thread_time() - before)
    return min(spent)
