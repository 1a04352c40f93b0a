"""How soon a line tells what its modem said, while 32 lines talk: python -m benchmarks lines latency.

Real driver, pyserial, pseudo-terminals, event loop, pump and desk in this process, in real time like the box; modems in
another one. First all is quiet, then one more port is flooded with 20 kB/s of junk.
"""

import asyncio
import gc
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

import msgspec
import numpy as np

from appliance.app import COLLECT_AFTER
from appliance.drivers.line.voice_modem import Driver, Options
from appliance.drivers.sound.tone_plans import load_tone_plan
from appliance.model.events import DigitPressed, Event, LineAnswered, LineRang
from appliance.model.words import LineName
from appliance.runtime.legs import line_leg
from appliance.runtime.pump import Pump
from appliance.sound.desk import Desk
from appliance.sound.frames import Frame
from appliance.sound.leg_buffer import LegBuffer
from benchmarks.lines.feeder import Fed, go_before_other_boxes
from benchmarks.live.marks import Spread, spread
from benchmarks.live.probe import Lateness, lateness
from benchmarks.live.usage import load_average, usage

TALKING: Final = 32
IDLE: Final = 4
UP_S: Final = 60.0
CALM_S: Final = 2.0
FRAME_MS: Final = 20.0


class Phase(msgspec.Struct, frozen=True, kw_only=True):
    """One of the two, quiet or flooded. Milliseconds."""

    keys: Spread | None
    """A key's bytes written to the port → DigitPressed."""
    rings: Spread | None
    """RING written → LineRang."""
    frames: Spread | None
    """A frame's bytes written → the frame is with the pump."""
    late_frames: int
    """That took longer than a frame lasts."""
    cpu: float
    """Percent of one core."""
    machine: Lateness
    pty: Lateness
    """Of a pseudo-terminal between two programs that do nothing."""


class Listener:
    """Between driver and buffer: notes when each frame came."""

    def __init__(self, buffer: LegBuffer) -> None:
        self._buffer = buffer
        self.heard_ns: list[int] = []
        self.to_say = buffer.to_say
        self.to_say_if_there = buffer.to_say_if_there
        self.tell_when_said = buffer.tell_when_said

    def heard(self, frame: Frame) -> None:
        self.heard_ns.append(time.monotonic_ns())
        self._buffer.heard(frame)


class Bench:
    """The lines of this process, and when they told what."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.pump = Pump(Desk(load_tone_plan("us"), (5_000,)), report=lambda _: None, recorded=lambda _: None)
        self.told_ns: dict[LineName, list[int]] = {}
        self.listeners: dict[LineName, Listener] = {}
        self._answered: set[LineName] = set()
        self.drivers: dict[LineName, Driver] = {}
        self._serving: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        names = [*(f"line{n}" for n in range(1, TALKING + 1)), *(f"idle{n}" for n in range(1, IDLE + 1)), "flood"]
        for name in names:
            self._make(name)
        await asyncio.gather(*(driver.prepare() for driver in self.drivers.values()))
        for name, driver in self.drivers.items():
            self._serving.append(asyncio.create_task(driver.serve()))
            if name.startswith("line"):
                driver.answer(1)
        async with asyncio.timeout(UP_S):
            while len(self._answered) < TALKING:
                await asyncio.sleep(0.05)

    def _make(self, name: LineName) -> None:
        leg = line_leg(name)
        listener = self.listeners[name] = Listener(self.pump.buffer(leg))
        told = self.told_ns[name] = []

        def report(event: Event) -> None:
            now = time.monotonic_ns()
            match event:
                case DigitPressed() | LineRang():
                    told.append(now)
                case LineAnswered():
                    self.pump.open(leg, detect=True)
                    self._answered.add(name)

        self.drivers[name] = Driver(name, Options(port=str(self._folder / name)), report, listener)

    async def close(self) -> None:
        for task in self._serving:
            task.cancel()
        await asyncio.gather(*self._serving, return_exceptions=True)
        await asyncio.gather(*(driver.close() for driver in self.drivers.values()))
        self.pump.stop()


class Span(msgspec.Struct, frozen=True):
    began_ns: int
    ended_ns: int
    cpu: float
    machine: Lateness
    pty: Lateness


async def measure(folder: Path, seconds: float, say: Callable[[str], None]) -> tuple[dict[str, Phase], int]:
    """Quiet, then flooded; and how many bytes the flood had."""
    say(f"this process: {go_before_other_boxes()}")
    arguments = ("-m", "benchmarks.lines.feeder", str(folder), str(TALKING), str(IDLE))
    feeder = await asyncio.create_subprocess_exec(sys.executable, *arguments, stdin=asyncio.subprocess.PIPE)
    assert feeder.stdin
    bench = Bench(folder)
    try:
        async with asyncio.timeout(UP_S):
            while not (folder / "flood").exists():
                await asyncio.sleep(0.05)
        await bench.start()
        gc.collect()
        gc.freeze()  # as the box does when it is up
        gc.set_threshold(*COLLECT_AFTER)
        spans = {}
        for name, order in (("quiet", b"q"), ("flooded", b"f")):
            feeder.stdin.write(order)
            await asyncio.sleep(CALM_S)
            spans[name] = await _span(seconds)
        feeder.stdin.write(b"e")
        await feeder.wait()
    finally:
        await bench.close()
        if feeder.returncode is None:
            feeder.kill()
    fed = msgspec.json.decode((folder / "fed.json").read_bytes(), type=Fed)
    return {name: _phase(bench, fed, span) for name, span in spans.items()}, fed.flooded


async def _span(seconds: float) -> Span:
    probes = [
        await asyncio.create_subprocess_exec(sys.executable, "-m", name, stdout=asyncio.subprocess.PIPE)
        for name in ("benchmarks.live.probe", "benchmarks.lines.pty_probe")
    ]
    await asyncio.sleep(CALM_S)
    before, began = usage(os.getpid()), time.monotonic_ns()
    await asyncio.sleep(seconds)
    ended, after = time.monotonic_ns(), usage(os.getpid())
    for probe in probes:
        probe.terminate()
    machine, pty = [lateness((await probe.communicate())[0].decode()) for probe in probes]
    cpu = 100 * (after.main_s + after.others_s - before.main_s - before.others_s) / ((ended - began) / 1e9)
    return Span(began, ended, cpu, machine, pty)


def _phase(bench: Bench, fed: Fed, span: Span) -> Phase:
    def within(name: str, sent: list[int], came: list[int]) -> np.ndarray:
        """Delays in ms of all that was sent in the span; the n-th that came is the n-th that was sent."""
        count = min(len(sent), len(came))
        if len(sent) - count > 1:
            fault = f"{name}: {len(sent)} were sent and {len(came)} came; expected each of them once"
            raise AssertionError(fault)
        pairs = np.array([sent[:count], came[:count]], np.int64).reshape(2, -1)
        chosen = (pairs[0] >= span.began_ns) & (pairs[0] < span.ended_ns)
        return (pairs[1] - pairs[0])[chosen] / 1e6

    told = {name: within(name, sent, bench.told_ns[name]) for name, sent in fed.events.items()}
    frames = np.concatenate([within(name, sent, bench.listeners[name].heard_ns) for name, sent in fed.pieces.items()])
    keys = [each for name, delays in told.items() if name.startswith("line") for each in delays.tolist()]
    rings = [each for name, delays in told.items() if name.startswith("idle") for each in delays.tolist()]
    return Phase(
        keys=spread(keys),
        rings=spread(rings),
        frames=spread(frames.tolist()),
        late_frames=int((frames > FRAME_MS).sum()),
        cpu=span.cpu,
        machine=span.machine,
        pty=span.pty,
    )


def table(phases: dict[str, Phase], flooded: int, seconds: float) -> str:
    """For people; cells of times are p50 · p99 · most (how many), in ms."""
    rows: dict[str, Callable[[Phase], str]] = {
        "key written to the port → DigitPressed, ms": lambda phase: _cell(phase.keys),
        "RING written to the port → LineRang, ms": lambda phase: _cell(phase.rings),
        "frame written to the port → with the pump, ms": lambda phase: _cell(phase.frames),
        "frames later than a frame is long": lambda phase: f"{phase.late_frames}",
        "processor, % of one core": lambda phase: f"{phase.cpu:.0f}",
        "a real-time program that does nothing is woken late by, p99 · most, ms": lambda phase: (
            f"{phase.machine.p99:.2f} · {phase.machine.most:.1f}"
        ),
        "a pseudo-terminal between programs that do nothing is late by, p99 · most, ms": lambda phase: (
            f"{phase.pty.p99:.2f} · {phase.pty.most:.1f}"
        ),
    }
    head = (f"|  | {' | '.join(phases)} |", f"| --- |{' ---: |' * len(phases)}")
    body = (f"| {what} | {' | '.join(cell(phase) for phase in phases.values())} |" for what, cell in rows.items())
    flood = f"one is flooded with {flooded / seconds / 1_000:.0f} kB/s"
    note = f"{TALKING} lines talk, {IDLE} ring, {flood}; {seconds:.0f} s each; load average {load_average():.1f}."
    return "\n".join((*head, *body, "", note))


def _cell(found: Spread | None) -> str:
    return f"{found.p50:.2f} · {found.p99:.2f} · {found.most:.1f} ({found.count})" if found else ""
