"""The pages under load: requests beside a bare handler, and fifty who watch: python -m benchmarks pages [--write]."""

import argparse
import asyncio
import socket
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import NamedTuple

import numpy as np
from aiohttp import ClientSession, TCPConnector, WSMsgType

from benchmarks.live.readme import write_section
from benchmarks.live.usage import Cost, cost, load_average, usage
from benchmarks.routing.__main__ import conditions

AT_ONCE = 8
"""Requests in flight: two browsers loading a page."""
ROUNDS = 3
"""The places are asked in turn, so that what else the machine does meets them alike."""
START_S = 30.0
MOST_CORE_PERCENT = 5.0


class Asked(NamedTuple):
    """One place: how often it was answered in how many seconds, and each answer's milliseconds."""

    name: str
    seconds: float
    took_ms: list[float]


class Watched(NamedTuple):
    watchers: int
    web: Cost
    messages: int
    seconds: float
    size: float
    """Bytes of a change, on the average."""


def main(argv: list[str]) -> int:
    arguments = _arguments(argv)
    before = load_average()
    asked, watched = asyncio.run(_measured(arguments))
    note = (
        f"{ROUNDS} rounds of {arguments.seconds} s, {AT_ONCE} requests at once; watched for {arguments.watch_seconds} s"
    )
    text = f"{conditions(before, note)}\n\n{_table(asked)}\n\n{_sentence(watched)}"
    print(text)
    if arguments.write:
        write_section("pages", text)
    return 0


async def _measured(arguments: argparse.Namespace) -> tuple[list[Asked], Watched]:
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="cb")))
        bare, pages = _free_port(), _free_port()
        await stack.enter_async_context(_program("benchmarks.pages.house", f"{folder}/control.sock"))
        await stack.enter_async_context(_program("benchmarks.pages.bare", f"{bare}"))
        web = await stack.enter_async_context(_program("appliance", *_web(folder, pages)))
        await _listening(bare)
        await _listening(pages)
        places = {
            "a bare aiohttp handler, JSON of the same size": f"http://127.0.0.1:{bare}/",
            "/api/v1/snapshot": f"http://127.0.0.1:{pages}/api/v1/snapshot",
            "the live page, gzip": f"http://127.0.0.1:{pages}/",
            "callbox.css, gzip": f"http://127.0.0.1:{pages}/static/{await _version(pages)}/callbox.css",
        }
        asked = {name: Asked(name, 0.0, []) for name in places}
        for _ in range(ROUNDS):
            for name, place in places.items():
                _say(name)
                asked[name] = await _ask(asked[name], place, arguments.seconds)
        _say(f"{arguments.watchers} watchers")
        return [*asked.values()], await _watch(pages, web, arguments)


def _web(folder: Path, port: int) -> list[str]:
    config = folder / "appliance.toml"
    config.write_text(f'[box]\nname = "Benchmark"\nstate_dir = "{folder}"\n\n[web]\nwithout_sign_in = "viewer"\n')
    return ["web", "--config", f"{config}", "--socket", f"{folder}/control.sock", "--port", f"{port}"]


async def _ask(before: Asked, place: str, seconds: float) -> Asked:
    took = list(before.took_ms)
    end = time.perf_counter() + seconds

    async def one_after_the_other(session: ClientSession) -> None:
        while (began := time.perf_counter()) < end:
            async with session.get(place, headers={"Accept-Encoding": "gzip"}) as answer:
                await answer.read()
                if answer.status != 200:
                    raise RuntimeError(f"{place} answered {answer.status}")
            took.append((time.perf_counter() - began) * 1_000)

    began = time.perf_counter()
    async with ClientSession(connector=TCPConnector(limit=AT_ONCE), auto_decompress=False) as session:
        await asyncio.gather(*(one_after_the_other(session) for _ in range(AT_ONCE)))
    return Asked(before.name, before.seconds + time.perf_counter() - began, took)


async def _watch(port: int, pid: int, arguments: argparse.Namespace) -> Watched:
    """From the moment everybody has the house, until so many seconds later."""
    sizes: list[int] = []
    there = asyncio.Semaphore(0)

    async def look(session: ClientSession) -> None:
        async with session.ws_connect(f"http://127.0.0.1:{port}/live?delta=1", max_msg_size=0) as live:
            await live.receive()
            there.release()
            async for message in live:
                if message.type is WSMsgType.TEXT:
                    sizes.append(len(message.data))

    async with AsyncExitStack() as stack:
        # 25 from each of two addresses of this machine: one address has 32 connections at the most (gate.Limits)
        addresses = [(f"127.0.0.{1 + number % 2}", 0) for number in range(arguments.watchers)]
        sessions = [ClientSession(connector=TCPConnector(local_addr=each)) for each in addresses]
        for session in sessions:
            await stack.enter_async_context(session)
        looking = [asyncio.create_task(look(session)) for session in sessions]
        for _ in looking:
            await asyncio.wait_for(there.acquire(), START_S)
        sizes.clear()
        began, before = time.monotonic(), usage(pid)
        await asyncio.sleep(arguments.watch_seconds)
        seconds, after = time.monotonic() - began, usage(pid)
        for task in looking:
            task.cancel()
        await asyncio.wait(looking)
    return Watched(len(looking), cost(before, after, seconds), len(sizes), seconds, float(np.mean(sizes or [0])))


@asynccontextmanager
async def _program(module: str, *arguments: str) -> AsyncIterator[int]:
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", module, *arguments)
    try:
        yield process.pid
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def _listening(port: int) -> None:
    """And, of the pages, knowing the house."""
    async with asyncio.timeout(START_S), ClientSession() as session:
        while True:
            try:
                async with session.get(f"http://127.0.0.1:{port}/api/v1/snapshot") as answer:
                    if answer.status in {200, 404}:  # the bare one has no such place
                        return
            except OSError:
                pass
            await asyncio.sleep(0.1)


async def _version(port: int) -> str:
    async with ClientSession() as session, session.get(f"http://127.0.0.1:{port}/") as answer:
        return (await answer.text()).partition("/static/")[2].partition("/")[0]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _table(asked: Sequence[Asked]) -> str:
    lines = [
        "| asked for | requests a second | ms: median · p99 · most | of the bare handler |",
        "| --- | ---: | ---: | ---: |",
    ]
    first = len(asked[0].took_ms) / asked[0].seconds
    for each in asked:
        rate = len(each.took_ms) / each.seconds
        times = " · ".join(f"{value:.1f}" for value in np.percentile(each.took_ms, (50, 99, 100)))
        lines.append(f"| {each.name} | {rate:,.0f} | {times} | {100 * rate / first:.0f} % |")
    return "\n".join(lines)


def _sentence(watched: Watched) -> str:
    met = "met" if watched.web.total <= MOST_CORE_PERCENT else "**not met**"
    return (
        f"{watched.watchers} watch 32 lines and 50 agents with one change a second: {watched.web.total:.1f} % "
        f"of a core in the pages' program (aim: {MOST_CORE_PERCENT:.0f} %, {met}); "
        f"{watched.messages / watched.seconds:.1f} messages a second of {watched.size:.0f} bytes."
    )


def _say(text: str) -> None:
    sys.stderr.write(f"benchmarks.pages: {text}\n")


def _arguments(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks pages", description=__doc__)
    add = parser.add_argument
    add("--seconds", type=float, default=5.0, help="of asking each place, in each round")
    add("--watchers", type=int, default=50)
    add("--watch-seconds", type=float, default=30.0)
    add("--write", action="store_true", help="put the table into benchmarks/README.md")
    return parser.parse_args(argv)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
