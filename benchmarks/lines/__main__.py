"""The lines under load: python -m benchmarks lines latency [OPTIONS], or lines soak [OPTIONS]; see --help of each."""

import argparse
import asyncio
import sys
import tempfile
from pathlib import Path

import msgspec

from appliance.demo.processes import DemoFault
from benchmarks.lines import latency, soak, soak_report
from benchmarks.live.readme import write_section


def main(argv: list[str]) -> int:
    """Measures and prints. 1 when something is not as it must be."""
    arguments = _arguments(argv)
    with tempfile.TemporaryDirectory(prefix="callbox-lines-") as temporary:
        folder = arguments.keep.resolve() if arguments.keep is not None else Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        try:
            return int(arguments.measure(arguments, folder))
        except DemoFault as fault:
            _say(str(fault))
            return 1


def _soak(arguments: argparse.Namespace, folder: Path) -> int:
    found = asyncio.run(soak.soak(folder, calls=arguments.calls, eras=arguments.eras, seed=arguments.seed, say=_say))
    (folder / "soaked.json").write_bytes(msgspec.json.encode(found))
    _show("soak", soak_report.table(found), write=arguments.write)
    faults = list(soak_report.faults(found))
    print("\n".join(faults) or "nothing wrong")
    return 1 if faults else 0


def _latency(arguments: argparse.Namespace, folder: Path) -> int:
    phases, flooded = asyncio.run(latency.measure(folder, arguments.seconds, _say))
    _show("latency", latency.table(phases, flooded, arguments.seconds), write=arguments.write)
    return 0


def _show(section: str, text: str, *, write: bool) -> None:
    print(text)
    if write:
        write_section(section, text)


def _say(text: str) -> None:
    sys.stderr.write(f"benchmarks.lines: {text}\n")
    sys.stderr.flush()


def _arguments(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks lines", description="Measures the lines under load.")
    ways = parser.add_subparsers(required=True)
    soaking = ways.add_parser("soak", help="16 mixed lines, call after call, and everything goes wrong")
    soaking.set_defaults(measure=_soak)
    add = soaking.add_argument
    add("--calls", type=int, default=2_000, metavar="N", help="in all (default: 2000)")
    add("--eras", type=int, default=8, metavar="N", help="times that all modems are others (default: 8)")
    add("--seed", type=int, default=1, metavar="S", help="of callers and misbehaviours (default: 1)")
    timing = ways.add_parser("latency", help="from a modem's line to the event, with 32 lines talking, and in a flood")
    timing.set_defaults(measure=_latency)
    timing.add_argument("--seconds", type=float, default=30.0, metavar="S", help="of each phase (default: 30)")
    for way in (soaking, timing):
        way.add_argument("--write", action="store_true", help="put the table into benchmarks/README.md")
        way.add_argument("--keep", type=Path, metavar="DIR", help="keep all files in this folder")
    return parser.parse_args(argv)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
