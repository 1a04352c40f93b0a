"""The parts, each by itself in a loop: python -m benchmarks parts [--write] [PYTEST OPTIONS], as -k router."""

import sys
import tempfile
from pathlib import Path

import msgspec
import pytest

from benchmarks.live.readme import write_section

HERE = Path(__file__).parent
OPTIONS = [
    *("-o", "python_files=bench_*.py", "-o", "python_functions=bench_* test_*"),
    *("-o", "addopts=--import-mode=importlib --strict-markers"),
    *("--rootdir", str(HERE.parent), "--quiet"),
    *("--benchmark-columns=median,iqr,min,max,rounds", "--benchmark-sort=name"),
    "--benchmark-disable-gc",
]


class Stats(msgspec.Struct, frozen=True):
    """Seconds."""

    median: float
    q1: float
    q3: float
    min: float
    rounds: int


class Timed(msgspec.Struct, frozen=True):
    name: str
    fullname: str
    stats: Stats


class Report(msgspec.Struct, frozen=True):
    """What pytest-benchmark writes, as far as it is read here."""

    benchmarks: list[Timed]


def table(report: Report) -> str:
    """A row per benchmark, by file and name."""
    rows = ["| part | median | quartiles | least | rounds |", "| --- | ---: | ---: | ---: | ---: |"]
    for timed in sorted(report.benchmarks, key=lambda each: each.fullname):
        stats = timed.stats
        name = timed.name.removeprefix("bench_").removeprefix("test_").replace("_", " ")
        quartiles = f"{_time(stats.q1)} – {_time(stats.q3)}"
        rows.append(f"| {name} | {_time(stats.median)} | {quartiles} | {_time(stats.min)} | {stats.rounds} |")
    return "\n".join(rows)


def _time(seconds: float) -> str:
    """Three figures and a unit: 1.23 µs."""
    for factor, unit in ((1, "s"), (1e3, "ms"), (1e6, "µs")):
        if seconds * factor >= 1:
            return f"{seconds * factor:.3g} {unit}"
    return f"{seconds * 1e9:.3g} ns"


def main(argv: list[str]) -> int:
    """Measures, prints the table, and writes it into the README when told to. 0, or what pytest returns."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "report.json"
        asked = [each for each in argv if each != "--write"]
        files = [] if any(each.startswith("benchmarks") for each in asked) else [str(HERE)]
        code = int(pytest.main([*OPTIONS, f"--benchmark-json={file}", *files, *asked]))
        if code == 0:
            text = table(msgspec.json.decode(file.read_bytes(), type=Report))
            print(text)
            if "--write" in argv:
                write_section("parts", text)
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
