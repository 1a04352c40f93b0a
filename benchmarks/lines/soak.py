"""The soak: python -m benchmarks lines soak. One box, sixteen lines, call after call, and everything goes wrong.

The box runs as a process of its own from the first call to the last. The exchange lives for an era, with modems that
misbehave otherwise each time; at its end all of them are pulled out, and others come. At last the box is killed, so
that it has no chance to tidy up, and each modem is asked over its port whether its line is on-hook.
"""

import asyncio
import contextlib
import os
import random
import re
import signal
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Final

import msgspec
import serial

from appliance.control.client import Client, connect
from appliance.control.schema import GetSnapshot, GetStats, SnapshotReply, Stats
from appliance.demo.processes import Child, DemoFault
from appliance.model.events import LineFailed, LineReady
from appliance.model.records import CallRecord, TextRecord
from appliance.model.snapshot import Snapshot
from appliance.model.states import LineState
from appliance.model.words import LineName, Ms
from appliance.pretend.report import PretendOutcome, decode_outcomes
from appliance.store.reader import StoreReader
from benchmarks.lines.soak_house import LINES, Era, House, era, is_mobile
from benchmarks.lines.weighed_box import Weight, read_weights
from benchmarks.live.usage import usage

START_S: Final = 60.0
ERA_S: Final = 900.0
"""Longest; eras of 250 calls take two minutes where nothing is wrong."""
IDLE_S: Final = 150.0
"""From the last call until every line is idle again, mended and all: a SIM may be busy for 30 s, twice."""
LOOK_S: Final = 0.5
SAMPLE_S: Final = 5.0
ANSWER_S: Final = 3.0
PAGE: Final = 500


class Sample(msgspec.Struct, frozen=True):
    """Of the box, at one moment."""

    at_s: float
    rss_mb: float
    descriptors: int
    tasks: int


class EraOver(msgspec.Struct, frozen=True, kw_only=True):
    era: Era
    outcomes: list[PretendOutcome]
    hooks: str
    """What the exchange found of its modems at the end."""
    idle: Sample
    """All lines idle, before the plugs are pulled."""
    weight: Weight
    """Then as well."""
    took_s: float


class Soaked(msgspec.Struct, frozen=True, kw_only=True):
    """All that was found."""

    eras: list[EraOver]
    samples: list[Sample]
    records: list[CallRecord]
    texts: list[TextRecord]
    off_hook: list[str]
    """What each modem said that was not on-hook when it was asked after the kill."""
    asked: int
    """Modems that were."""
    cpu_s: float
    faults: list[str]
    """Lines of the box's log that tell of a bug of ours."""
    ready: dict[LineName, list[tuple[Ms, bool]]]
    """From when on each line was ready, or was not, as the journal has it."""


class Box:
    """The box's process and its control socket."""

    def __init__(self, child: Child, client: Client, began: float, weights: Path) -> None:
        self.child, self._client, self._began, self._weights = child, client, began, weights

    async def snapshot(self) -> Snapshot:
        reply = await self._client.ask(GetSnapshot())
        assert isinstance(reply, SnapshotReply)
        return reply.snapshot

    async def sample(self) -> Sample:
        reply = await self._client.ask(GetStats())
        assert isinstance(reply, Stats)
        descriptors = len(os.listdir(f"/proc/{self.child.pid}/fd"))  # noqa: PTH208 – Path.iterdir opens it as well
        rss_mb = usage(self.child.pid).rss_mb
        return Sample(time.monotonic() - self._began, rss_mb, descriptors, int(reply.figures["tasks"]))

    async def weight(self) -> Weight:
        """Raises DemoFault."""
        before = len(read_weights(self._weights))
        os.kill(self.child.pid, signal.SIGUSR2)
        await _until(lambda: len(read_weights(self._weights)) > before, self.child, "the box's weight", START_S)
        return read_weights(self._weights)[-1]

    async def close(self) -> None:
        await self._client.close()


async def soak(folder: Path, *, calls: int, eras: int, seed: int, say: Callable[[str], None]) -> Soaked:
    """Raises DemoFault when a process ends by itself or an era does not come to its end."""
    house, chance = House(folder), random.Random(seed)
    house.write()
    began = time.monotonic()
    over: list[EraOver] = []
    async with AsyncExitStack() as stack:
        box = await _box(stack, house, began)
        child = box.child
        samples: list[Sample] = []
        sampling = asyncio.create_task(_sample(box, samples))
        stack.callback(sampling.cancel)
        for number in range(eras):
            wanted = era(chance, number, calls // eras)
            exchange = await _exchange(stack, house, wanted, number, seed)
            over.append(await _live(box, exchange, house, wanted, number, last=number == eras - 1))
            say(_in_words(number, over[-1]))
        cpu = usage(child.pid)
        sampling.cancel()
        os.kill(child.pid, 9)
        await child.ended()
        off_hook, asked = await asyncio.to_thread(_ask_modems, house)
        hooks = await _stopped(exchange)
        over[-1] = msgspec.structs.replace(over[-1], hooks=hooks)
    records, texts, ready = _stored(house)
    return Soaked(
        eras=over,
        samples=samples,
        records=records,
        texts=texts,
        off_hook=off_hook,
        asked=asked,
        cpu_s=cpu.main_s + cpu.others_s,
        faults=_faults(folder / "run.log"),
        ready=ready,
    )


async def _box(stack: AsyncExitStack, house: House, began: float) -> Box:
    weights = house.folder / "weights.jsonl"
    words = ["--weigh", f"{weights}", "--config", f"{house.config}"]
    child = await Child.start("run", words, house.folder / "run.log", program="benchmarks.lines.weighed_box")
    stack.push_async_callback(child.stop)
    await _until(house.socket.exists, child, "the box's control socket", START_S)
    box = Box(child, await connect(house.socket, "soak", patience_s=30), began, weights)
    stack.push_async_callback(box.close)
    return box


async def _exchange(stack: AsyncExitStack, house: House, wanted: Era, number: int, seed: int) -> Child:
    script, report = house.folder / f"script-{number}.json", _report(house, number)
    script.write_bytes(msgspec.json.encode(wanted.script))
    words = [
        *("--dir", f"{house.ports}", "--lines", f"{LINES}", "--family", ",".join(wanted.families)),
        *("--script", f"{script}", "--report", f"{report}", "--seed", f"{seed}"),
        *("--ring-period-ms", "500", "--drift-ppm", "100"),
    ]
    for line, names in wanted.wrong.items():
        words += ["--misbehave", f"{line}={','.join(names)}"] if names else []
    child = await Child.start("pretend", words, house.folder / f"pretend-{number}.log")
    stack.push_async_callback(child.stop)
    child.like_hardware()
    return child


async def _live(box: Box, exchange: Child, house: House, wanted: Era, number: int, *, last: bool) -> EraOver:
    """Until every call is over, every text on the disk and every line idle."""
    began, report = time.monotonic(), _report(house, number)

    def done() -> bool:
        return exchange_done(report, len(wanted.script.call))

    await _until(done, exchange, f"the end of the {len(wanted.script.call)} calls of era {number}", ERA_S)
    await _until(lambda: _missing_texts(house, wanted) == set(), exchange, "all texts on the disk", IDLE_S)
    await _until_async(lambda: _all_idle(box), exchange, "all lines idle", IDLE_S)
    idle, weight = await box.sample(), await box.weight()
    hooks = "" if last else await _stopped(exchange)
    outcomes = list(decode_outcomes(report.read_bytes()))
    took_s = time.monotonic() - began
    return EraOver(era=wanted, outcomes=outcomes, hooks=hooks, idle=idle, weight=weight, took_s=took_s)


def exchange_done(report: Path, calls: int) -> bool:
    return report.exists() and sum(1 for _ in decode_outcomes(report.read_bytes())) >= calls


async def _all_idle(box: Box) -> bool:
    return all(line.state is LineState.IDLE for line in (await box.snapshot()).lines)


def _missing_texts(house: House, wanted: Era) -> set[str]:
    with StoreReader(house.database) as store:
        return wanted.texts - {text.body for text in _texts(store)}


async def _stopped(exchange: Child) -> str:
    """What it said of its modems' hooks."""
    await exchange.stop()
    log = exchange.fault().args[0]
    found = re.search(r"pretend: (\d+ lines off-hook at the end.*)", log)
    return found[1] if found else "the exchange did not say"


async def _sample(box: Box, samples: list[Sample]) -> None:
    while True:
        await asyncio.sleep(SAMPLE_S)
        samples.append(await box.sample())


async def _until(true: Callable[[], bool], child: Child, what: str, limit_s: float) -> None:
    async def ask() -> bool:
        return true()

    await _until_async(ask, child, what, limit_s)


async def _until_async(true: Callable[[], Awaitable[bool]], child: Child, what: str, limit_s: float) -> None:
    try:
        async with asyncio.timeout(limit_s):
            while not await true():
                if not child.running:
                    raise child.fault()
                await asyncio.sleep(LOOK_S)
    except TimeoutError:
        sentence = f"not within {limit_s:.0f} s: {what}"
        raise DemoFault(sentence) from None


# After the kill


def _ask_modems(house: House) -> tuple[list[str], int]:
    """Each analog modem its +VLS?, each mobile one its list of calls: what is not on-hook, and how many answered."""
    found, answered = [], 0
    for number in range(1, LINES + 1):
        mobile = is_mobile(number)
        said = _said(house.port(number, _AT_INTERFACE[mobile]), "AT+CLCC" if mobile else "AT+VLS?")
        answered += "OK" in said
        on_hook = "+CLCC:" not in said if mobile else re.search(r"^(?:\+VLS:\s*)?0\s*$", said, re.MULTILINE)
        if not on_hook or "OK" not in said:
            found.append(f"line{number}: {said!r}")
    return found, answered


_AT_INTERFACE: Final = {False: 0, True: 2}
"""Of every mobile family of the soak it is the same."""


def _said(port: str, question: str) -> str:
    """The modem's answer, echo and all; a modem that swallows an answer is asked again."""
    with serial.Serial(port, timeout=0.1) as opened:
        for _ in range(3):
            opened.reset_input_buffer()
            opened.write(f"{question}\r".encode())
            said, over = b"", time.monotonic() + ANSWER_S
            while b"OK\r" not in said and time.monotonic() < over:
                said += opened.read(4_096)
            if b"OK\r" in said:
                return said.decode("latin-1")
    return said.decode("latin-1")


def _report(house: House, number: int) -> Path:
    return house.folder / f"report-{number}.jsonl"


def _stored(house: House) -> tuple[list[CallRecord], list[TextRecord], dict[LineName, list[tuple[Ms, bool]]]]:
    ready: dict[LineName, list[tuple[Ms, bool]]] = {}
    with StoreReader(house.database) as store:
        records: list[CallRecord] = []
        while page := store.calls(PAGE, before=records[-1].call if records else None):
            records += page
        for run in store.runs():
            for numbered in store.steps(run.run):
                event = numbered.step.event
                if isinstance(event, LineReady | LineFailed):
                    changes = ready.setdefault(event.line, [])
                    changes.append((numbered.step.now, isinstance(event, LineReady)))
        return records[::-1], list(_texts(store)), ready


def _texts(store: StoreReader) -> Iterator[TextRecord]:
    """All of them: of the soak there are fewer than one page has room for, of a thousand."""
    yield from store.texts(1_000)


def _faults(log: Path) -> list[str]:
    with contextlib.suppress(OSError):
        wanted = re.compile(r"our fault|Traceback|never retrieved|^ERROR|Task was destroyed")
        return [line for line in log.read_text(errors="replace").splitlines() if wanted.search(line)]
    return []


def _in_words(number: int, over: EraOver) -> str:
    ended: dict[str, int] = {}
    for outcome in over.outcomes:
        ended[outcome.ended.value] = ended.get(outcome.ended.value, 0) + 1
    sums = ", ".join(f"{count} {name}" for name, count in sorted(ended.items()))
    idle = over.idle
    return (
        f"era {number}: {len(over.outcomes)} calls in {over.took_s:.0f} s: {sums}; {over.hooks or 'still plugged in'}; "
        f"{idle.rss_mb:.1f} MB, trimmed {over.weight.trimmed_mb:.1f}, {over.weight.blocks} blocks, "
        f"{idle.descriptors} descriptors, {idle.tasks} tasks"
    )
