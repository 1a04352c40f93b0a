"""What ruff, mypy and import-linter cannot see of the house style: each rule goes from a tree to its faults."""

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

MOST_LINES, MOST_TEST_LINES = 400, 600
MOST_FUNCTION_LINES = 40
PLACES = ("appliance", "_fastroute", "docs", "benchmarks", "tests")
WRITTEN_BY_HAND = {".py", ".pyi", ".pyx", ".pxd", ".js", ".css", ".html", ".sql"}
PYTHONIC = {".py", ".pyi", ".pyx", ".pxd"}
EMPTY_NAMES = {"util", "utils", "helper", "helpers", "common", "base", "manager", "service"}
STATES = {"state", "status", "activity"}
STAND_INS = {"unittest.mock", "mock", "monkeypatch", "patch"}


def files(root: Path, kinds: Iterable[str]) -> Iterator[Path]:
    for place in PLACES:
        yield from sorted(
            path for path in (root / place).rglob("*") if path.suffix in kinds and not _is_annotation(path)
        )
    yield from (path for path in (root / "setup.py",) if path.suffix in kinds)


def _is_annotation(path: Path) -> bool:
    """Cython wrote it: CALLBOX_ANNOTATE=1."""
    return path.suffix == ".html" and path.parent.name == "_fastroute"


def files_too_long(root: Path) -> list[str]:
    """A file that does not fit into a head has a second file in it."""
    faults = []
    for path in files(root, WRITTEN_BY_HAND):
        lines = len(path.read_text().splitlines())
        most = MOST_TEST_LINES if "tests" in path.relative_to(root).parts else MOST_LINES
        if lines > most:
            faults.append(f"{path.relative_to(root)}: {lines} lines, at most {most}; find the second subject in it")
    return faults


def functions_too_long(root: Path) -> list[str]:
    faults = []
    for path in files(root, {".py", ".pyx", ".pxd"}):
        spans = _python_functions(path) if path.suffix == ".py" else _cython_functions(path)
        for line, name, length in spans:
            if length > MOST_FUNCTION_LINES:
                where = f"{path.relative_to(root)}:{line}"
                faults.append(f"{where}: {name} has {length} lines, at most {MOST_FUNCTION_LINES}")
    return faults


def _python_functions(path: Path) -> Iterator[tuple[int, str, int]]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.lineno, node.name, (node.end_lineno or node.lineno) - node.lineno + 1


def _cython_functions(path: Path) -> Iterator[tuple[int, str, int]]:
    """By indentation: a function reaches to its last line that is indented deeper than its head."""
    lines = path.read_text().splitlines()
    for start, line in enumerate(lines):
        head = re.match(r"( *)(?:def|cp?def (?!class)) ?[^=#]*?(\w+)\(", line)
        if head is None:
            continue
        last = start
        for at in range(start + 1, len(lines)):
            closes_head = lines[at].startswith(head[1] + ")")
            if lines[at].strip() and not closes_head and not lines[at].startswith(head[1] + " "):
                break
            if lines[at].strip():
                last = at
        yield start + 1, head[2], last - start + 1


def first_lines_missing(root: Path) -> list[str]:
    """Whoever opens a file reads on its first line what it is."""
    faults = []
    for path in files(root, PYTHONIC):
        first = next(iter(path.read_text().splitlines()), "")
        if not re.match(r'("""|# )\S.{8,}', first):
            faults.append(f"{path.relative_to(root)}: the first line does not say what the file is")
    return faults


def empty_names(root: Path) -> list[str]:
    """Names that would fit everything say nothing about what is inside."""
    faults = []
    for path in files(root, PYTHONIC):
        where = path.relative_to(root)
        if EMPTY_NAMES & {*path.stem.lower().split("_")}:
            faults.append(f"{where}: name the file after its subject")
        for name in re.findall(r"^ *(?:cdef )?class (\w+)", path.read_text(), re.MULTILINE):
            if EMPTY_NAMES & {word.lower() for word in re.findall(r"[A-Z][a-z0-9]*", name)}:
                faults.append(f"{where}: name class {name} after its subject")
    return faults


def states_set_by_hand(root: Path) -> list[str]:
    """In the pure layers a state changes only through the table of its machine."""
    faults = []
    for path in _pure_files(root):
        if path.stem.endswith("_machine") or path.stem == "transitions":
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            targets = node.targets if isinstance(node, ast.Assign) else []
            for target in targets:
                if isinstance(target, ast.Attribute) and target.attr in STATES:
                    faults.append(f"{path.relative_to(root)}:{node.lineno}: {target.attr} is set past the machine")
    return faults


def _pure_files(root: Path) -> Iterator[Path]:
    for layer in ("core", "protocol", "sound", "diagnosis", "model"):
        yield from sorted((root / "appliance" / layer).rglob("*.py"))


def stand_ins_and_naps(root: Path) -> list[str]:
    """Tests neither replace parts of the program nor wait for time to pass."""
    faults = []
    for path in sorted((root / "tests").rglob("*.py")):
        for line, what in _stand_ins_and_naps(ast.parse(path.read_text())):
            faults.append(f"{path.relative_to(root)}:{line}: {what}")
    return faults


def _stand_ins_and_naps(tree: ast.Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names) if STAND_INS & {each.name for each in names}:
                yield node.lineno, "imports a stand-in; use the real part or an invented peer"
            case ast.ImportFrom(module=str(module)) if module in STAND_INS:
                yield node.lineno, "imports a stand-in; use the real part or an invented peer"
            case ast.arg(arg="monkeypatch" | "mocker"):
                yield node.lineno, "patches the program; pass the part in instead"
            case ast.Call(func=ast.Attribute(value=ast.Name(id="time"), attr="sleep")):
                yield node.lineno, "sleeps; wait for the thing itself"
            case ast.Call(func=ast.Attribute(value=ast.Name(id="asyncio"), attr="sleep"), args=[waited]):
                if not (isinstance(waited, ast.Constant) and waited.value == 0):
                    yield node.lineno, "sleeps; wait for the thing itself"
