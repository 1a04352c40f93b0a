"""Which instrument `python -m benchmarks` takes."""

import importlib.util

import pytest

from benchmarks.__main__ import INSTRUMENTS, chosen


@pytest.mark.parametrize(
    ("arguments", "module", "rest"),
    [
        ([], "benchmarks.parts", []),
        (["-k", "router"], "benchmarks.parts", ["-k", "router"]),
        (["parts", "--write"], "benchmarks.parts", ["--write"]),
        (["live", "--lines", "1"], "benchmarks.live.__main__", ["--lines", "1"]),
        (["routing", "--quick"], "benchmarks.routing.__main__", ["--quick"]),
    ],
)
def test_the_first_word_chooses_and_the_rest_is_passed_on(arguments: list[str], module: str, rest: list[str]) -> None:
    assert chosen(arguments) == (module, rest)


@pytest.mark.parametrize("module", INSTRUMENTS.values())
def test_every_instrument_is_there(module: str) -> None:
    assert importlib.util.find_spec(module) is not None
