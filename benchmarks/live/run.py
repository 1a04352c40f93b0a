"""One measurement: the processes started, watched while every line talks, ended; what they wrote, gathered."""

import asyncio
import sys
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import msgspec

from appliance.control.client import Client, connect
from appliance.control.schema import GetSnapshot, GetStats, SnapshotReply, Stats
from appliance.demo.evidence import read_outcomes
from appliance.demo.processes import Child, DemoFault
from appliance.demo.site import Place
from appliance.drivers.station.notebook import Conversation
from appliance.model.records import CallRecord
from appliance.model.snapshot import Snapshot
from appliance.model.states import CallState, LineState
from appliance.pretend.report import PretendOutcome
from appliance.store.reader import StoreReader
from benchmarks.live import place as house
from benchmarks.live.probe import Lateness, lateness
from benchmarks.live.usage import Cost, Usage, cost, machine_busy_s, stolen_s, usage

START_S = 30.0
CALM_S = 2.0
"""Between the moment everything is as it is to be measured and the measurement."""
LONGEST_SHORT_CALL_S = 30.0
LOOK_S = 0.25


class Measured(msgspec.Struct, frozen=True, kw_only=True):
    """Of the time in which all lines talked, or all were idle."""

    began_ms: float
    """CLOCK_MONOTONIC."""
    ended_ms: float
    core: Cost
    core_after: Usage
    stats_before: dict[str, float]
    stats_after: dict[str, float]
    exchange: Cost
    web: Cost | None = None
    foreign: float
    """What the rest of the machine did meanwhile, in percent of one core."""
    stolen: float
    """What the machine below this one kept for others, in percent of one core."""
    machine: Lateness


class Gathered(msgspec.Struct, frozen=True, kw_only=True):
    load: house.Load
    measured: Measured
    outcomes: list[PretendOutcome]
    records: list[CallRecord]
    conversations: list[Conversation]


class Processes:
    """Exchange and box of one measurement; ended when the stack is."""

    def __init__(self, place: Place, exchange: Child, box: Child, client: Client) -> None:
        self.place = place
        self.exchange = exchange
        self.box = box
        self.client = client
        self.web: Child | None = None

    async def snapshot(self) -> Snapshot:
        """Raises NoBox, and DemoFault when the exchange is gone."""
        if not self.exchange.running:
            raise self.exchange.fault()
        reply = await self.client.ask(GetSnapshot())
        if not isinstance(reply, SnapshotReply):
            raise DemoFault("the box answered no snapshot")
        return reply.snapshot

    async def stats(self) -> dict[str, float]:
        reply = await self.client.ask(GetStats())
        if not isinstance(reply, Stats):
            raise DemoFault("the box answered no figures")
        return reply.figures

    async def stop(self) -> None:
        """The box first, so that its agents write down what they heard and every call ends as calls do."""
        await self.client.close()
        for child in (self.web, self.box, self.exchange):
            if child is not None:
                await child.stop()


async def talk(place: Place, load: house.Load) -> Gathered:
    """Raises DemoFault when a process fails or the calls do not come up."""
    house.write(place, load)
    async with AsyncExitStack() as stack:
        running = await _start(stack, place, load.drift_ppm)
        before = load.rounds * load.lines
        patience_s = house.FIRST_CALL_MS / 1_000 + load.lines * 0.3 + (load.rounds + 1) * LONGEST_SHORT_CALL_S
        if load.slow:
            await _slow_readers(stack, running, load.slow)
        await _until(lambda: _all_talk(running, before), running.box, "conversations on every line", patience_s)
        measured = await _measure(running, load.seconds)
        await running.stop()
    return _gather(place, load, measured)


async def idle(place: Place, seconds: int) -> Measured:
    """All lines on-hook, the pages served and nobody looking."""
    house.write(place, house.Load(lines=place.lines, seconds=seconds, rounds=0, drift_ppm=0))
    place.script.write_bytes(b"{}")
    async with AsyncExitStack() as stack:
        running = await _start(stack, place, 0)
        running.web = await _child(stack, place, "web", ["--config", f"{place.config}"])
        await _until(lambda: _all_idle(running), running.box, "idle lines", START_S)
        await asyncio.sleep(CALM_S)
        return await _measure(running, seconds)


async def _start(stack: AsyncExitStack, place: Place, drift_ppm: int) -> Processes:
    arguments = [
        *("--dir", f"{place.ports}", "--lines", f"{place.lines}", "--script", f"{place.script}"),
        *("--heard", f"{place.heard}", "--report", f"{place.report}"),
        *("--ring-period-ms", "2000", "--drift-ppm", f"{drift_ppm}"),
    ]
    exchange = await _child(stack, place, "pretend", arguments)
    exchange.like_hardware()
    await _until(_there(place.ports / f"line{place.lines}"), exchange, "the exchange's ports", START_S)
    box = await _child(stack, place, "run", ["--config", f"{place.config}"])
    await _until(_there(place.socket), box, "the box's control socket", START_S)
    client = await connect(place.socket, "benchmark")
    running = Processes(place, exchange, box, client)
    stack.push_async_callback(running.stop)
    return running


async def _child(stack: AsyncExitStack, place: Place, name: str, arguments: list[str]) -> Child:
    child = await Child.start(name, arguments, place.folder / f"{name}.log")
    stack.push_async_callback(child.stop)
    return child


async def _slow_readers(stack: AsyncExitStack, running: Processes, count: int) -> None:
    """The pages, and who asks them so slowly that each holds a place."""
    place = running.place
    running.web = await _child(stack, place, "web", ["--config", f"{place.config}"])
    words = ["127.0.0.1", f"{place.web_port}", f"{count}"]
    loris = await Child.start("loris", words, place.folder / "loris.log", program="benchmarks.pages.loris")
    stack.push_async_callback(loris.stop)


def _there(path: Path) -> Callable[[], Awaitable[bool]]:
    async def look() -> bool:
        return path.exists()

    return look


async def _until(true: Callable[[], Awaitable[bool]], child: Child, what: str, patience_s: float) -> None:
    try:
        async with asyncio.timeout(patience_s):
            while not await true():
                if not child.running:
                    raise child.fault()
                await asyncio.sleep(LOOK_S)
    except TimeoutError:
        raise DemoFault(f"there were no {what} within {patience_s:.0f} s") from None


async def _all_talk(running: Processes, short_calls: int) -> bool:
    if len(read_outcomes(running.place)) < short_calls:
        return False
    view = await running.snapshot()
    return sum(call.state is CallState.TALKING for call in view.calls) == len(view.lines)


async def _all_idle(running: Processes) -> bool:
    return all(line.state is LineState.IDLE for line in (await running.snapshot()).lines)


async def _measure(running: Processes, seconds: int) -> Measured:
    await asyncio.sleep(CALM_S)
    pids = [running.client.welcome.pid, running.exchange.pid]
    if running.web is not None:
        pids.append(running.web.pid)
    stats_before = await running.stats()
    busy, stolen, began, before = machine_busy_s(), stolen_s(), time.monotonic(), [usage(pid) for pid in pids]
    machine = await _probed(seconds)
    ended, after = time.monotonic(), [usage(pid) for pid in pids]
    costs = [cost(first, last, ended - began) for first, last in zip(before, after, strict=True)]
    share = 100 / (ended - began)
    return Measured(
        began_ms=began * 1_000,
        ended_ms=ended * 1_000,
        core=costs[0],
        core_after=after[0],
        stats_before=stats_before,
        stats_after=await running.stats(),
        exchange=costs[1],
        web=costs[2] if len(costs) > 2 else None,
        foreign=max((machine_busy_s() - busy) * share - sum(each.total for each in costs), 0.0),
        stolen=(stolen_s() - stolen) * share,
        machine=machine,
    )


async def _probed(seconds: int) -> Lateness:
    """Lets that time pass and watches the machine meanwhile."""
    command = (sys.executable, "-m", "benchmarks.live.probe")
    probe = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    try:
        await asyncio.sleep(seconds)
    finally:
        probe.terminate()
        said, _ = await probe.communicate()
    return lateness(said.decode())


def _gather(place: Place, load: house.Load, measured: Measured) -> Gathered:
    with StoreReader(place.database) as store:
        records = list(store.calls(1_000))
    lines = place.conversations.read_bytes().splitlines()
    return Gathered(
        load=load,
        measured=measured,
        outcomes=read_outcomes(place),
        records=records,
        conversations=[msgspec.json.decode(line, type=Conversation) for line in lines],
    )
