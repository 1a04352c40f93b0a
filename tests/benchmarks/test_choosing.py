"""Which instrument `python -m benchmarks` takes."""

from pathlib import Path

import pytest

import benchmarks.__main__
from benchmarks.__main__ import INSTRUMENTS, chosen, main


@pytest.mark.parametrize(
    ("arguments", "module", "rest"),
    [
        ([], "benchmarks.parts", []),
        (["-k", "router"], "benchmarks.parts", ["-k", "router"]),
        (["parts", "--write"], "benchmarks.parts", ["--write"]),
        (["live", "--lines", "1"], "benchmarks.live.__main__", ["--lines", "1"]),
        (["routing", "--quick"], "benchmarks.routing.__main__", ["--quick"]),
        (["hang_up", "--draws", "1"], "benchmarks.hang_up", ["--draws", "1"]),
    ],
)
def test_the_first_word_chooses_and_the_rest_is_passed_on(arguments: list[str], module: str, rest: list[str]) -> None:
    assert chosen(arguments) == (module, rest)


def test_every_module_that_measures_is_an_instrument_and_is_named_by_help(capsys: pytest.CaptureFixture[str]) -> None:
    folder = Path(benchmarks.__main__.__file__).parent
    with_main = {path for path in folder.rglob("*.py") if "def main(a" in path.read_text()} - {folder / "__main__.py"}
    known = {folder.parent.joinpath(*module.split(".")).with_suffix(".py") for module in INSTRUMENTS.values()}
    assert known == with_main
    assert main(["--help"]) == 0
    told = capsys.readouterr().out
    assert all(f"\n  {name} " in told for name in INSTRUMENTS)
