"""The live engine with many callers waiting: the time of an event and a call, the room of a caller, and idling."""

import asyncio
import gc
from array import array
from collections import deque
from time import perf_counter, perf_counter_ns, process_time, thread_time_ns
from typing import TypeAlias

import msgspec
import numpy as np
from numpy.typing import NDArray

from appliance.app import COLLECT_AFTER
from appliance.core.engine import Engine
from appliance.model.actions import Action
from appliance.model.events import Event
from appliance.model.words import AgentName, LineName, Ms
from appliance.runtime import clock
from appliance.runtime.heart import Heart
from benchmarks.routing.house import LargeHouse
from benchmarks.routing.memory import resident

AGENTS = 100
READINGS = 10_000
FREED = "WrapUpEnded"

Microseconds: TypeAlias = NDArray[np.float64]


class Live(msgspec.Struct, frozen=True):
    """Microseconds."""

    freed_p50: float
    freed_p99: float
    freed_most: float
    """From an agent's end of wrap-up to the offer, which comes out of the same step, by the clock."""
    freed_cpu_p99: float
    """The same in processor time: what a machine with nothing else to do would need."""
    cpu_per_call: float
    """Of all seven events of a call: rang, identified, answered, accepted, hung up, released, wrap-up ended."""
    per_event: dict[str, float]
    """Medians, by the clock."""


class Taken:
    """What each event took, by its name. Plain numbers: objects of its own would be collected at the engine's cost."""

    def __init__(self) -> None:
        self._ns: dict[str, tuple[array[int], array[int]]] = {}

    def add(self, name: str, elapsed: int, work: int) -> None:
        """Nanoseconds by the clock, and of the processor."""
        times = self._ns.setdefault(name, (array("q"), array("q")))
        times[0].append(elapsed)
        times[1].append(work)

    def clear(self) -> None:
        self._ns.clear()

    def microseconds(self) -> dict[str, tuple[Microseconds, Microseconds]]:
        """By the clock, and of the processor, without what it takes to read the two clocks themselves."""
        read = _reading_ns()
        return {
            name: ((np.array(elapsed) - read[0]) / 1e3, (np.array(work) - read[1]) / 1e3)
            for name, (elapsed, work) in self._ns.items()
        }


def _reading_ns() -> tuple[float, float]:
    """The median of doing nothing between two readings of both clocks, read in the order of LargeHouse."""
    taken: list[tuple[int, int]] = []
    for _ in range(READINGS):
        worked, before = thread_time_ns(), perf_counter_ns()
        elapsed, work = perf_counter_ns() - before, thread_time_ns() - worked
        taken.append((elapsed, work))
    elapsed_ns, work_ns = np.median(np.array(taken), axis=0)
    return float(elapsed_ns), float(work_ns)


class Idle(msgspec.Struct, frozen=True):
    seconds: float
    cpu_s: float
    wakes: int
    asked: int
    """How often the heart asked when it is to wake next."""


def live(waiting: int, calls: int) -> Live:
    """Everybody speaks, so many wait; agents end their calls in turn, and for each call a new one comes."""
    taken = Taken()
    house = LargeHouse(waiting + AGENTS, AGENTS, watch=taken.add)
    talking = filled(house)
    present = gc.get_threshold()
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECT_AFTER)  # all three as the box does before its first call
    taken.clear()
    for _ in range(calls):
        agent, line = talking.popleft()
        house.hang_up(agent, line)
        for offer in house.become_free(agent):
            house.accept(offer)
            talking.append((agent, house.line_of.pop(offer.call)))
        house.ring(line)
    gc.set_threshold(*present)
    gc.unfreeze()
    if len(talking) != AGENTS:
        raise AssertionError(f"{len(talking)} of {AGENTS} agents speak: somebody was freed and got nobody who waits")
    times = taken.microseconds()
    freed, worked = times[FREED]
    return Live(
        freed_p50=float(np.percentile(freed, 50)),
        freed_p99=float(np.percentile(freed, 99)),
        freed_most=float(freed.max()),
        cpu_per_call=float(sum(work.sum() for _, work in times.values())) / calls,
        freed_cpu_p99=float(np.percentile(worked, 99)),
        per_event={name: float(np.median(elapsed)) for name, (elapsed, _) in times.items()},
    )


def filled(house: LargeHouse) -> deque[tuple[AgentName, LineName]]:
    """Everybody signs in, a caller comes on each line, who is rung accepts: returns who speaks where. Others wait."""
    house.sign_everybody_in()
    return _filled(house, house.lines)


def _filled(house: LargeHouse, lines: list[LineName]) -> deque[tuple[AgentName, LineName]]:
    talking: deque[tuple[AgentName, LineName]] = deque()
    for line in lines:
        for offer in house.ring(line):
            house.accept(offer)
            talking.append((offer.agent, house.line_of.pop(offer.call)))
    return talking


def call_bytes(waiting: int) -> float:
    """Growth of the process per waiting call: the engine's, the router's and the interpreter's together."""
    house = LargeHouse(waiting + 2 * AGENTS, AGENTS)
    house.sign_everybody_in()
    _filled(house, house.lines[: 2 * AGENTS])
    gc.collect()
    before = resident()
    _filled(house, house.lines[2 * AGENTS :])
    gc.collect()
    return (resident() - before) / waiting


class Watched:
    """An engine, with a count of how often it is asked and woken."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.handle, self.snapshot = engine.handle, engine.snapshot
        self.wakes = self.asked = 0

    def next_wake(self) -> Ms | None:
        self.asked += 1
        return self._engine.next_wake()

    def wake(self, now: Ms) -> tuple[Action, ...]:
        self.wakes += 1
        return self._engine.wake(now)


async def idle(waiting: int, seconds: float) -> Idle:
    """The box's own heart on its own loop, so many wait, everybody is busy: what happens while nothing happens."""
    house = LargeHouse(waiting + AGENTS, AGENTS, now=clock.now_ms(), pace=0)
    filled(house)
    engine = Watched(house.engine)
    heart = Heart(engine, clock.now_ms, write=_write_nothing, perform=_do_nothing)
    heart.submit(house.nothing_new())
    gc.collect()
    engine.wakes = engine.asked = 0
    before, began = process_time(), perf_counter()
    await asyncio.sleep(seconds)
    found = Idle(perf_counter() - began, process_time() - before, engine.wakes, engine.asked)
    heart.stop()
    return found


def _write_nothing(now: Ms, event: Event | None, actions: tuple[Action, ...]) -> None: ...


def _do_nothing(action: Action) -> None: ...
