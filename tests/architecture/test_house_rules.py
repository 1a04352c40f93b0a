"""The tree keeps the rules of the house that no other tool holds."""

import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.architecture import house_rules

ROOT = Path(__file__).parents[2]
RULES = [
    house_rules.files_too_long,
    house_rules.functions_too_long,
    house_rules.first_lines_missing,
    house_rules.empty_names,
    house_rules.states_set_by_hand,
    house_rules.stand_ins_and_naps,
]


@pytest.mark.parametrize("rule", RULES)
def test_the_tree_keeps_the_rule(rule: Callable[[Path], list[str]]) -> None:
    faults = rule(ROOT)
    assert not faults, "\n" + "\n".join(faults)


def parts_of_appliance() -> set[str]:
    entries = [
        path for path in (ROOT / "appliance").iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()
    ]
    return {path.stem for path in entries} - {"__init__", "__main__"}


def test_every_package_has_a_layer() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["type"] == "layers")
    assert {name.strip() for row in layers for name in row.split("|")} == parts_of_appliance()


def test_every_package_is_either_pure_or_free_to_know_the_world() -> None:
    """Ruff's list of exceptions and import-linter's list of pure layers are two halves of one whole."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]
    pure = next(
        each["source_modules"] for each in settings["importlinter"]["contracts"] if each["name"].startswith("Pure")
    )
    free = [
        name
        for pattern, codes in settings["ruff"]["lint"]["per-file-ignores"].items()
        if codes == ["TID251"] and pattern.startswith("appliance/")
        for name in pattern[pattern.index("{") + 1 : pattern.index("}")].split(",")
    ]
    assert {name.removeprefix("appliance.") for name in pure} | {*free} - {"__main__"} == parts_of_appliance()
