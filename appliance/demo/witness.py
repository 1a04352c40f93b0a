"""The witness: wakes every 5 ms on one core, before every other program, and writes down when the machine stood still.

`python -m appliance.demo.witness CORE FILE`, until SIGTERM. What it misses, everybody on that core misses: no program
can have held it up, only the kernel or a machine below this one. Without the right to real-time scheduling it would
blame the machine for what other programs do, so it says nothing then.
"""

import asyncio
import os
import signal
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TypeAlias

from appliance.model.words import Ms

STEP_S = 0.005
PRIORITY = 50
"""Above the box and the exchange, which have 1."""
NOTED_S = 0.010
"""Shorter standstills harm nobody."""

TOGETHER_MS = 200
"""Standstills so close count as one: what one took out of a queue is not put back before the next."""

Standstill: TypeAlias = tuple[Ms, Ms]
"""From, to; CLOCK_MONOTONIC."""


def go_before_all() -> bool:
    """Whether this process may, and from now on does."""
    try:
        os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(PRIORITY))
    except PermissionError:
        return False
    return True


def wakes(over: Sequence[int]) -> Iterator[tuple[float, float]]:
    """When it should have woken, and when it did, in seconds of CLOCK_MONOTONIC; until something is in `over`."""
    due = time.monotonic()
    while not over:
        due = max(due + STEP_S, time.monotonic())
        time.sleep(max(due - time.monotonic(), 0))
        yield due, time.monotonic()


class Witnesses:
    """One for each core that this process may use."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._processes: list[asyncio.subprocess.Process] = []

    async def start(self) -> None:
        for core in sorted(os.sched_getaffinity(0)):
            command = (sys.executable, "-m", "appliance.demo.witness", str(core), str(self._file(core)))
            self._processes.append(await asyncio.create_subprocess_exec(*command, process_group=0))

    async def stop(self) -> None:
        for process in self._processes:
            if process.returncode is None:
                process.terminate()
        await asyncio.gather(*(process.wait() for process in self._processes))

    def standstills(self) -> list[Standstill]:
        """Of all cores, all that was noted so far."""
        return [standstill for file in self._folder.glob("core-*.txt") for standstill in read(file)]

    def _file(self, core: int) -> Path:
        return self._folder / f"core-{core}.txt"


def read(file: Path) -> Iterator[Standstill]:
    """A last line that is still being written is left out."""
    whole, _, _ = file.read_text().rpartition("\n")
    for line in whole.splitlines():
        began, ended = line.split()
        yield int(began), int(ended)


def most_within(standstills: Iterable[Standstill], began: Ms, ended: Ms) -> Ms:
    """The most that was lost within any TOGETHER_MS, of the standstills that touch that time; 0 when there are none."""
    lost = _laid_together(each for each in standstills if each[0] <= ended and each[1] >= began)
    return max((_lost_from(since, lost) for since, _ in lost), default=0)


def _laid_together(standstills: Iterable[Standstill]) -> list[Standstill]:
    """In order, those of several cores at one time as one."""
    together: list[Standstill] = []
    for since, to in sorted(standstills):
        if together and since <= together[-1][1]:
            together[-1] = together[-1][0], max(to, together[-1][1])
        else:
            together.append((since, to))
    return together


def _lost_from(since: Ms, standstills: Sequence[Standstill]) -> Ms:
    return sum(to - began for began, to in standstills if since <= began < since + TOGETHER_MS)


def main(arguments: list[str]) -> int:
    core, file = arguments
    over: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _: over.append(number))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.sched_setaffinity(0, {int(core)})
    with Path(file).open("w", buffering=1) as notes:
        if not go_before_all():
            return 0
        for due, woke in wakes(over):
            if woke - due >= NOTED_S:
                notes.write(f"{int(due * 1_000)} {int(woke * 1_000)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
