"""`callbox demo`: the box, the pages and a pretend exchange full of callers, all as processes of their own.

With --headless the calls of a script are played as fast as the lines allow, and each is judged: ended as its script
says, the greeting as its file, caller and agent have heard each other, the recording has both; then the journal is
replayed. Exit code 0 means all of it held.
"""

import argparse
import asyncio
import signal
import socket
import sys
import tempfile
from collections.abc import Callable
from contextlib import AsyncExitStack
from pathlib import Path

from appliance.config import load
from appliance.control.client import NoBox, connect
from appliance.control.schema import GetSnapshot, SnapshotReply
from appliance.demo import calls, evidence, site, table, texts
from appliance.demo.judge import Verdict, judge
from appliance.demo.processes import Child, DemoFault
from appliance.demo.witness import Witnesses
from appliance.drivers.sound.speech import Speech
from appliance.pretend.gsm.texts import PretendText
from appliance.pretend.script import Script, encode_script

START_S = 30.0
"""Prompts made for the first time take a few seconds on a small computer."""

AGES = 5_000
"""Callers of a demonstration without an end: more than it will ever run."""

MOST_ROUNDS = 5
"""Calls that the machine spoiled are played again; a machine that spoils some each time is no place to judge sound."""

SETTLES_S, SETTLES_LOOKS = 20.0, 200
"""After the last call: a text is fetched and kept within a few seconds of its coming."""

CALM_GAP_MS = 6_000
"""Between callers of the demonstration to look at: four lines are mostly busy, the queue is sometimes empty."""


def main(argv: list[str]) -> int:
    """Plays until all calls are over, Ctrl-C or SIGTERM. Returns 0, or 1 when a call or its sound was wrong."""
    arguments = _arguments(argv)
    with tempfile.TemporaryDirectory(prefix="callbox-demo-") as temporary:
        folder = arguments.keep.resolve() if arguments.keep is not None else Path(temporary) / "demo"
        try:
            return asyncio.run(_play(arguments, folder))
        except asyncio.CancelledError:
            return 128 + signal.SIGTERM
        except DemoFault as fault:
            sys.stderr.write(f"callbox demo: {fault}\n")
        except OSError as fault:
            sys.stderr.write(f"callbox demo: {fault.filename}: {fault.strerror}; --keep needs a folder to write to\n")
        return 1


async def _play(arguments: argparse.Namespace, folder: Path) -> int:
    _leave_nobody_behind()
    if folder.exists() and any(folder.iterdir()):
        raise DemoFault(f"{folder} is not empty; give --keep a new folder")
    if not arguments.headless:
        await _play_to_look_at(arguments, folder)
        return 0
    kinds = calls.drawn(arguments.calls or 40, arguments.seed)
    for number in range(MOST_ROUNDS):
        place = site.Place(folder / f"round-{number + 1}", lines=arguments.lines or 8, lamps="off")
        letters = texts.sent(place, only_first=True)
        verdicts = await _play_and_judge(place, kinds, letters)
        records = texts.kept(place)
        lost = list(texts.faults(letters, records))
        _say("\n".join([table.heading(), *map(table.row, verdicts), table.summary(verdicts)]))
        _say("\n".join(table.text_rows(records, lost)))
        replay = await Child.start("replay", [f"{place.database}"], None)
        if await replay.ended() or lost or any(verdict.faults and not verdict.spoiled for verdict in verdicts):
            return 1
        kinds = tuple(verdict.evidence.outcome.kind for verdict in verdicts if verdict.spoiled)
        if not kinds:
            return 0
        _say(f"Played again: {len(kinds)} calls whose sound this machine spoiled by standing still.")
    _say(f"This machine stands still too often to judge sound by: {len(kinds)} calls left after {MOST_ROUNDS} rounds.")
    return 1


def _leave_nobody_behind() -> None:
    """Told to stop in the middle, the demonstration stops its processes first."""
    this = asyncio.current_task()
    if this is not None:
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, this.cancel)


async def _play_to_look_at(arguments: argparse.Namespace, folder: Path) -> None:
    place = site.Place(folder, lines=arguments.lines or 4, web_port=arguments.port)
    kinds = calls.drawn(arguments.calls or AGES, arguments.seed)
    async with AsyncExitStack() as stack:
        letters = texts.sent(place, only_first=False)
        script = calls.script(kinds, seed=arguments.seed, gap_ms=CALM_GAP_MS, texts=letters)
        running = await _start(stack, place, script)
        await _show(stack, place, running)


async def _play_and_judge(place: site.Place, kinds: tuple[str, ...], letters: tuple[PretendText, ...]) -> list[Verdict]:
    witnesses = Witnesses(place.folder)
    async with AsyncExitStack() as stack:
        exchange, box = await _start(stack, place, calls.script(kinds, texts=letters))
        stack.push_async_callback(witnesses.stop)
        await witnesses.start()
        await _watch(place, exchange, box, len(kinds))
        await _settled(place, len(letters))
    settings = load(place.config)
    text = next(prompt.text for prompt in settings.plan.prompts if prompt.name == "welcome")
    greeting = Speech(place.cache).samples(text, settings.box.language)
    return [judge(each, greeting) for each in evidence.gather(place, witnesses.standstills())]


async def _start(stack: AsyncExitStack, place: site.Place, script: Script) -> tuple[Child, Child]:
    """The exchange first, so that the box finds its modems. Lamps that print need the terminal."""
    site.write(place)
    place.script.write_bytes(encode_script(script))
    exchange = await _child(
        stack,
        place,
        "pretend",
        [
            *("--dir", f"{place.ports}", "--lines", f"{place.lines}", "--script", f"{place.script}"),
            *("--family", ",".join(site.MODEMS)),
            *("--heard", f"{place.heard}", "--report", f"{place.report}"),
            *("--ring-period-ms", "2000", "--drift-ppm", "100"),
        ],
    )
    exchange.like_hardware()
    await _until(place.ports.joinpath(f"line{place.lines}").exists, exchange, "its ports")
    box = await _child(stack, place, "run", ["--config", f"{place.config}"], to_terminal=place.lamps == "console")
    await _until(place.socket.exists, box, "its control socket")
    return exchange, box


async def _child(
    stack: AsyncExitStack, place: site.Place, name: str, arguments: list[str], *, to_terminal: bool = False
) -> Child:
    child = await Child.start(name, arguments, None if to_terminal else place.folder / f"{name}.log")
    stack.push_async_callback(child.stop)
    return child


async def _until(there: Callable[[], bool], child: Child, what: str) -> None:
    """Waits for what a process makes when it is up."""
    for _ in range(int(START_S / 0.05)):
        if there():
            return
        if not child.running:
            raise child.fault()
        await asyncio.sleep(0.05)
    raise DemoFault(f"callbox {child.name} did not make {what} within {START_S:.0f} s")


def _listens(port: int) -> bool:
    """Whether whoever opens the page now finds somebody there."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


async def _show(stack: AsyncExitStack, place: site.Place, running: tuple[Child, ...]) -> None:
    """The demonstration to look at: goes on, also without callers, until Ctrl-C or SIGTERM."""
    web = await _child(stack, place, "web", ["--config", f"{place.config}"])
    await _until(lambda: _listens(place.web_port), web, f"its pages at port {place.web_port}")
    _say(f"Callbox plays at http://127.0.0.1:{place.web_port}/ – Ctrl-C ends it. Files: {place.folder}")
    ends = {asyncio.create_task(child.ended()): child for child in (*running, web)}
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    stopped = asyncio.create_task(stop.wait())
    done, _ = await asyncio.wait({stopped, *ends}, return_when=asyncio.FIRST_COMPLETED)
    if stopped not in done:
        raise ends[next(iter(done & ends.keys()))].fault()


async def _watch(place: site.Place, exchange: Child, box: Child, count: int) -> None:
    """Tells how far it is until every caller has hung up."""
    told = -1
    while (over := len(evidence.read_outcomes(place))) < count:
        for child in (exchange, box):
            if not child.running:
                raise child.fault()
        if over != told:
            told = over
            sys.stderr.write(f"\r{over} of {count} calls are over")
            sys.stderr.flush()
        await asyncio.sleep(0.2)
    sys.stderr.write(f"\r{count} of {count} calls are over\n")


async def _settled(place: site.Place, letters: int) -> None:
    """Waits until the box, too, has no call and no conversation any more, and so many texts; not for ever."""
    try:
        client = await connect(place.socket, "callbox demo")
        for _ in range(SETTLES_LOOKS):
            reply = await client.ask(GetSnapshot())
            calm = isinstance(reply, SnapshotReply) and not reply.snapshot.calls
            if calm and len(texts.kept(place)) >= letters:
                break
            await asyncio.sleep(SETTLES_S / SETTLES_LOOKS)
        await client.close()
    except NoBox as fault:
        raise DemoFault(str(fault)) from fault


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def _from(least: int, most: int) -> Callable[[str], int]:
    def whole_number(text: str) -> int:
        if not text.isdecimal() or not least <= int(text) <= most:
            message = f"{text!r}: expected a whole number from {least} to {most}"
            raise argparse.ArgumentTypeError(message)
        return int(text)

    return whole_number


def _arguments(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="callbox demo", description="Plays simulated calls through the whole box.")
    add = parser.add_argument
    add("--headless", action="store_true", help="no pages: play the calls, judge each, exit 1 if one was wrong")
    add(
        "--calls",
        type=_from(1, 10_000),
        metavar="N",
        help="how many callers; default: 40 with --headless, otherwise no end",
    )
    add("--seed", type=int, default=1, metavar="S", help="the same seed, the same callers (default: 1)")
    add("--lines", type=_from(1, 64), metavar="N", help="default: 4, with --headless 8")
    add("--port", type=_from(1, 65_535), default=8080, help="of the pages (default: 8080)")
    add("--keep", type=Path, metavar="DIR", help="keep all files here, the sound of every wire among them")
    return parser.parse_args(argv)
