"""Each violation, planted into a copy of the tree, makes the command that is to find it fail."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
COPIED = ("appliance", "_fastroute", "tests", "docs", "benchmarks", "pyproject.toml", "setup.py", "README.md")
NOT_COPIED = shutil.ignore_patterns("__pycache__", "*.so", "*.c", "*.html", ".*")

RUFF = ["ruff", "check", "--no-cache", "."]
MYPY = ["mypy", "--cache-dir", ".mypy_cache", "appliance/model"]
LAYERS = ["lint-imports", "--no-cache"]
HOUSE = ["python", "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/architecture/test_house_rules.py"]

pytestmark = pytest.mark.planted


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the tree's sources that may be spoiled."""
    copy = tmp_path_factory.mktemp("tree")
    for name in COPIED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, copy / name, ignore=NOT_COPIED)
        else:
            shutil.copy(ROOT / name, copy / name)
    return copy


class Plant:
    """Writes into one file of the copy and puts everything back afterwards."""

    def __init__(self, tree: Path) -> None:
        self.tree = tree
        self.before: dict[Path, str | None] = {}

    def write(self, place: str, text: str) -> None:
        path = self.tree / place
        self.before.setdefault(path, path.read_text() if path.exists() else None)
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)

    def undo(self) -> None:
        for path, text in self.before.items():
            if text is None:
                path.unlink()
            else:
                path.write_text(text)


@pytest.fixture
def plant(tree: Path) -> Iterator[Plant]:
    planted = Plant(tree)
    yield planted
    planted.undo()


def told(tree: Path, command: list[str]) -> tuple[bool, str]:
    """Whether the command passes, and what it says."""
    done = subprocess.run([BIN / command[0], *command[1:]], cwd=tree, capture_output=True, text=True, check=False)
    return done.returncode == 0, done.stdout + done.stderr


LONG_FUNCTION = (
    'def long() -> int:\n    """Counts."""\n    number = 0\n' + "    number += 1\n" * 37 + "    return number\n"
)

VIOLATIONS = [
    (
        "core knows the time",
        RUFF,
        "appliance/core/planted.py",
        "import time\n\nNOW = time.monotonic()\n",
        "`time` is banned",
    ),
    (
        "five positional arguments",
        RUFF,
        "appliance/core/planted.py",
        "def f(a, b, c, d, e, g):\n    return a\n",
        "Too many positional arguments",
    ),
    ("a print in core", RUFF, "appliance/core/planted.py", 'print("here")\n', "`print` found"),
    ("an argument without a type", MYPY, "appliance/model/planted.py", "def f(x):\n    return x\n", "no-untyped-def"),
    ("a wrong type", MYPY, "appliance/model/planted.py", 'X: int = "one"\n', "assignment"),
    (
        "model imports core",
        LAYERS,
        "appliance/model/planted.py",
        "import appliance.core.routing\n",
        "appliance.model.planted",
    ),
    (
        "neighbours know each other",
        LAYERS,
        "appliance/sound/planted.py",
        "import appliance.protocol\n",
        "sound.planted",
    ),
    ("core knows asyncio", LAYERS, "appliance/core/planted.py", "import asyncio\n", "asyncio"),
    ("web compiles", LAYERS, "appliance/web/planted.py", "import _fastroute.router\n", "_fastroute"),
    ("a kernel imports the product", LAYERS, "_fastroute/planted.py", "import appliance.model\n", "_fastroute.planted"),
    ("a package in no layer", LAYERS, "appliance/planted/__init__.py", '"""Planted here."""\n', "planted"),
    ("a file of 401 lines", HOUSE, "appliance/core/planted.py", '"""Planted here."""\n' + "#\n" * 400, "401 lines"),
    ("a function of 41 lines", HOUSE, "appliance/core/planted.py", '"""Planted here."""\n' + LONG_FUNCTION, "41 lines"),
    ("an empty file name", HOUSE, "appliance/core/utils.py", '"""Planted here."""\n', "after its subject"),
    (
        "an empty class name",
        HOUSE,
        "appliance/core/planted.py",
        '"""Planted here."""\nclass LineManager: ...\n',
        "LineManager",
    ),
    (
        "a file that does not say what it is",
        HOUSE,
        "appliance/core/planted.py",
        "X = 1\n",
        "planted.py: the first line",
    ),
    (
        "a state set by hand",
        HOUSE,
        "appliance/core/planted.py",
        '"""Planted here."""\nx.state = 1\n',
        "past the machine",
    ),
    (
        "a test that sleeps",
        HOUSE,
        "tests/planted.py",
        '"""Planted here."""\nimport time\ntime.sleep(1)\n',
        "planted.py:3: sleeps",
    ),
    (
        "a test that patches",
        HOUSE,
        "tests/planted.py",
        '"""Planted here."""\nfrom unittest.mock import Mock\n',
        "stand-in",
    ),
]


@pytest.mark.parametrize("command", [RUFF, MYPY, LAYERS, HOUSE], ids=lambda command: command[0])
def test_without_a_violation_the_command_passes(tree: Path, command: list[str]) -> None:
    passes, said = told(tree, command)
    assert passes, said


@pytest.mark.parametrize(
    ("command", "place", "text", "why"), [row[1:] for row in VIOLATIONS], ids=[row[0] for row in VIOLATIONS]
)
def test_the_violation_is_found(plant: Plant, command: list[str], place: str, text: str, why: str) -> None:
    plant.write(place, text)
    passes, said = told(plant.tree, command)
    assert not passes
    assert why in said
