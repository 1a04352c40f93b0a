"""Runs every benchmark and prints the table: python -m benchmarks [PYTEST OPTIONS], as -k router."""

import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
OPTIONS = [
    *("-o", "python_files=bench_*.py", "-o", "python_functions=bench_* test_*"),
    *("-o", "addopts=--import-mode=importlib --strict-markers"),
    *("--rootdir", str(HERE.parent), "--quiet"),
    *("--benchmark-columns=median,iqr,min,max,rounds", "--benchmark-sort=name"),
    "--benchmark-disable-gc",
]


def main(arguments: list[str]) -> int:
    chosen = [] if any(each.startswith("benchmarks") for each in arguments) else [str(HERE)]
    return int(pytest.main([*OPTIONS, *chosen, *arguments]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
