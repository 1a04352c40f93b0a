"""The live path measured on real processes: python -m benchmarks live [--seconds S] [--lines N …] [--write]."""

import argparse
import asyncio
import subprocess
import sys
import tempfile
from pathlib import Path

from appliance.demo.processes import DemoFault
from appliance.demo.site import Place
from benchmarks.live import run, table
from benchmarks.live.figures import Figures, figures
from benchmarks.live.place import Load
from benchmarks.live.readme import write_section
from benchmarks.live.usage import load_average

WEB_PORT = 18_080
ALONE_S = 10


def main(argv: list[str]) -> int:
    """Measures, prints the table, and writes it into the README when told to. 1 when a process failed."""
    arguments = _arguments(argv)
    with tempfile.TemporaryDirectory(prefix="callbox-live-") as temporary:
        folder = arguments.keep.resolve() if arguments.keep is not None else Path(temporary)
        try:
            text = asyncio.run(_measured(arguments, folder))
        except DemoFault as fault:
            sys.stderr.write(f"benchmarks.live: {fault}\n")
            return 1
    print(text)
    if arguments.write:
        write_section(arguments.section, text)
    return 0


async def _measured(arguments: argparse.Namespace, folder: Path) -> str:
    load_before = load_average()
    found: list[Figures] = []
    for lines in arguments.lines:
        load = Load(
            lines=lines,
            seconds=arguments.seconds,
            rounds=arguments.rounds,
            drift_ppm=arguments.drift_ppm,
            slow=arguments.slow,
        )
        _say(f"{lines} lines: {arguments.rounds} short calls on each, then all talk for {load.seconds} s")
        gathered = await run.talk(_place(folder, f"talk-{lines}", lines), load)
        found.append(figures(gathered, _agents_alone(lines)))
    most = max(arguments.lines)
    idle = None
    if arguments.idle_seconds:
        _say(f"{most} idle lines for {arguments.idle_seconds} s")
        idle = await run.idle(_place(folder, f"idle-{most}", most), arguments.idle_seconds)
    return table.text(found, table.Conditions.now(arguments.seconds, load_before, arguments.drift_ppm), idle, most)


def _place(folder: Path, name: str, lines: int) -> Place:
    return Place(folder=folder / name, lines=lines, web_port=WEB_PORT, lamps="off")


def _agents_alone(lines: int) -> float:
    command = [sys.executable, "-m", "benchmarks.live.alone", f"{lines}", f"{ALONE_S}"]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def _say(text: str) -> None:
    sys.stderr.write(f"benchmarks.live: {text}\n")


def _arguments(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks live", description="Measures the live path.")
    add = parser.add_argument
    add("--lines", type=int, nargs="+", default=[1, 8, 16, 32], metavar="N", help="default: 1 8 16 32")
    add("--seconds", type=int, default=30, metavar="S", help="measured while all lines talk (default: 30)")
    add("--rounds", type=int, default=3, metavar="N", help="short calls on each line before (default: 3)")
    add("--idle-seconds", type=int, default=30, metavar="S", help="measured while all lines are idle (default: 30)")
    add("--drift-ppm", type=int, default=100, metavar="P", help="the modems' clocks differ by so much (default: 100)")
    add("--slow", type=int, default=0, metavar="N", help="as many connections drip requests at the pages meanwhile")
    add("--keep", type=Path, metavar="DIR", help="keep all files in this new folder")
    add("--write", action="store_true", help="put the table into benchmarks/README.md")
    add("--section", default="live", metavar="NAME", help="the place in it: live (default) or long")
    return parser.parse_args(argv)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
