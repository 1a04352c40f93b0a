"""The live engine with many callers waiting: the time of an event and a call, the room of a caller, and idling."""

import asyncio
import gc
from collections import deque
from time import perf_counter, process_time

import msgspec
import numpy as np

from appliance.core.engine import Engine
from appliance.model.actions import Action
from appliance.model.events import Event
from appliance.model.words import AgentName, LineName, Ms
from appliance.runtime import clock
from appliance.runtime.heart import Heart
from benchmarks.routing.house import LargeHouse
from benchmarks.routing.memory import resident

AGENTS = 100
FREED = "WrapUpEnded"


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
    """Medians."""


class Idle(msgspec.Struct, frozen=True):
    seconds: float
    cpu_s: float
    wakes: int
    asked: int
    """How often the heart asked when it is to wake next."""


def live(waiting: int, calls: int) -> Live:
    """Everybody speaks, so many wait; agents end their calls in turn, and for each call a new one comes."""
    taken: dict[str, list[tuple[int, int]]] = {}
    house = LargeHouse(waiting + AGENTS, AGENTS, watch=lambda name, *ns: taken.setdefault(name, []).append(ns))
    talking = filled(house)
    gc.collect()
    gc.freeze()  # as the box does before its first call
    taken.clear()
    for _ in range(calls):
        agent, line = talking.popleft()
        house.hang_up(agent, line)
        for offer in house.become_free(agent):
            house.accept(offer)
            talking.append((agent, house.line_of.pop(offer.call)))
        house.ring(line)
    gc.unfreeze()
    if len(talking) != AGENTS:
        raise AssertionError(f"{len(talking)} of {AGENTS} agents speak: somebody was freed and got nobody who waits")
    times = {name: np.array(each) / 1e3 for name, each in taken.items()}
    freed, worked = times[FREED].T
    return Live(
        freed_p50=float(np.percentile(freed, 50)),
        freed_p99=float(np.percentile(freed, 99)),
        freed_most=float(freed.max()),
        cpu_per_call=float(sum(each[:, 1].sum() for each in times.values())) / calls,
        freed_cpu_p99=float(np.percentile(worked, 99)),
        per_event={name: float(np.median(each[:, 0])) for name, each in times.items()},
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
