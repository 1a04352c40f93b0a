"""The whole desk: lines in bridges, recorded, listened to, freed of echo: python -m benchmarks desk [--write]."""

import argparse
import gc
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from appliance.drivers.sound.tone_plans import load_tone_plan
from appliance.sound.codecs import ulaw_decode, ulaw_encode
from appliance.sound.desk import Desk
from appliance.sound.frames import FRAME_MS, Frame
from benchmarks.desk.house import Call, Line, calls
from benchmarks.desk.peer import Peer
from benchmarks.live.readme import write_section
from benchmarks.live.usage import load_average
from benchmarks.routing.__main__ import conditions

FIRST_TICKS = 250
"""5 s in which every line looks for its echo; measured by themselves."""
MOST_CORE_PERCENT = 10.0
MOST_TICK_MS = 1.0
_NS_IN_MS = 1e6


class Ticks(NamedTuple):
    """Milliseconds of each tick: of processor time, and as long as it took."""

    name: str
    lines: int
    processor: npt.NDArray[np.float64]
    elapsed: npt.NDArray[np.float64]


def main(argv: list[str]) -> int:
    arguments = _arguments(argv)
    before = load_average()
    found = [ticks for each in arguments.lines for ticks in _measured(each, arguments.seconds, arguments.seed)]
    text = f"{conditions(before, f'{arguments.seconds} s of talk, seed {arguments.seed}')}\n\n{_table(found)}"
    print(text)
    if arguments.write:
        write_section("desk", text)
    return 0


def _measured(count: int, seconds: int, seed: int) -> Iterator[Ticks]:
    scenes = {"lines with echo": True, "lines without": False}
    for name, echo in scenes.items():
        _say(f"{count} {name}")
        house = _House(list(calls(count, seconds, np.random.default_rng(seed), echo=echo)))
        ours, peers = _run(house, seconds * 1_000 // FRAME_MS)
        yield Ticks(f"{name}, first 5 s", count, ours[0][:FIRST_TICKS], ours[1][:FIRST_TICKS])
        yield Ticks(name, count, ours[0][FIRST_TICKS:], ours[1][FIRST_TICKS:])
        if peers is not None and echo:
            yield Ticks(
                "in C with libspandsp, no canceller, no levelling",
                count,
                peers[0][FIRST_TICKS:],
                peers[1][FIRST_TICKS:],
            )


class _House:
    """A desk with its calls joined and recorded, and the far ends of their lines."""

    def __init__(self, several: Sequence[Call]) -> None:
        self.lines = [Line(call) for call in several]
        self.names = [(f"line{number}", f"agent{number}") for number in range(len(several))]
        self.desk = Desk(load_tone_plan("us"), (60_000,), level=True)
        for number, (line, agent) in enumerate(self.names):
            self.desk.add_leg(line)
            self.desk.add_leg(agent, detect=False)
            self.desk.join(line, agent)
            self.desk.record_bridge(number, line, agent)

    def tick(self, coded: Sequence[bytes], agents: Sequence[Frame]) -> list[bytes]:
        """What is measured: from the octets of all lines to those that go back, and all blocks recorded."""
        heard: dict[str, Frame | None] = {}
        for (line, agent), octets, frame in zip(self.names, coded, agents, strict=True):
            heard[line], heard[agent] = ulaw_decode(octets), frame
        frames = self.desk.tick(heard).frames
        return [ulaw_encode(frames[line]) for line, _ in self.names]


_Times = tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]


def _run(house: _House, ticks: int) -> tuple[_Times, _Times | None]:
    """Ours and, tick by tick in turn with it on the same octets, libspandsp's; None where it is not installed."""
    peer = _peer(len(house.lines))
    ours, theirs = _Stopwatch(ticks), _Stopwatch(ticks)
    gc.collect()
    gc.freeze()
    for tick in range(ticks):
        coded, agents = [line.heard() for line in house.lines], [line.agent() for line in house.lines]
        with ours.of(tick):
            gone = house.tick(coded, agents)
        if peer is not None:
            came, said = np.frombuffer(b"".join(coded), np.uint8), np.concatenate(agents)
            with theirs.of(tick):
                peer.tick(came, said)
        for line, octets in zip(house.lines, gone, strict=True):
            line.send(octets)
    gc.unfreeze()
    return ours.times, theirs.times if peer is not None else None


def _peer(lines: int) -> Peer | None:
    try:
        return Peer(lines)
    except (OSError, subprocess.CalledProcessError):
        _say("libspandsp is not here and is left out: apt install libspandsp-dev and a C compiler")
        return None


class _Stopwatch:
    def __init__(self, ticks: int) -> None:
        self.times: _Times = (np.zeros(ticks), np.zeros(ticks))
        self._tick = 0

    def of(self, tick: int) -> "_Stopwatch":
        self._tick = tick
        return self

    def __enter__(self) -> None:
        self._elapsed, self._processor = time.perf_counter_ns(), time.thread_time_ns()

    def __exit__(self, *_: object) -> None:
        self.times[0][self._tick] = (time.thread_time_ns() - self._processor) / _NS_IN_MS
        self.times[1][self._tick] = (time.perf_counter_ns() - self._elapsed) / _NS_IN_MS


def _table(found: Sequence[Ticks]) -> str:
    lines = [
        "| lines in bridges | % of a core | processor ms a tick: median · p99 · most | took: median · p99 | met |",
        "| --- | ---: | ---: | ---: | --- |",
    ]
    for each in found:
        core = 100 * each.processor.mean() / FRAME_MS
        spent, took = (np.percentile(times, (50, 99, 100)) for times in (each.processor, each.elapsed))
        met = "yes" if core <= MOST_CORE_PERCENT and took[1] <= MOST_TICK_MS else "**no**"
        lines.append(
            f"| {each.lines} {each.name} | {core:.1f} | {_dotted(spent)} "
            f"| {_dotted(took[:2])} | {met if 'libspandsp' not in each.name else ''} |"
        )
    return "\n".join(lines)


def _dotted(times: Sequence[float]) -> str:
    return " · ".join(f"{time:.2f}" for time in times)


def _say(text: str) -> None:
    sys.stderr.write(f"benchmarks.desk: {text}\n")


def _arguments(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks desk", description=__doc__)
    add = parser.add_argument
    add("--lines", type=int, nargs="+", default=[1, 8, 32])
    add("--seconds", type=int, default=30)
    add("--seed", type=int, default=1)
    add("--write", action="store_true", help="put the table into benchmarks/README.md")
    return parser.parse_args(argv)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
