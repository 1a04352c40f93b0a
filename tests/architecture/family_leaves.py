"""Which options of a modem family no code reads: copies of their classes deprecate each, and mypy names the readers."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

FOLDER: Final = "appliance/drivers/line/modem"
FILES: Final = ("family_data.py", "gsm_family.py", "voice_family.py")
READERS: Final = ("appliance/drivers", "appliance/runtime", "appliance/doctor")
"""Where a family's options may be read; nothing else knows of families."""
_DEPRECATED: Final = "from typing_extensions import deprecated\n"
_READ: Final = re.compile(
    r"^(\S+?):(\d+): error: (?:.* is deprecated: leaf (\w+\.\w+)|\"type\[(\w+)\]\" has no attribute \"(\w+)\")",
    re.MULTILINE,
)
_RENAMED: Final = "unread_"


def unread(root: Path, scratch: Path, planted: str = "") -> set[str]:
    """Of the tree at `root`: "Calls.poll", "GsmQuirkName.NAME". `scratch`: a folder for copies and cache.

    `planted`: lines that are added to the end of each file.
    """
    leaves, shadows, readers = set[str](), list[str](), dict[str, set[int]]()
    for name in FILES:
        tree = ast.parse((root / FOLDER / name).read_text("utf-8") + planted)
        leaves |= set(leaves_of(tree))
        watched = _DEPRECATED + ast.unparse(_watched(tree))
        (scratch / name).write_text(watched, "utf-8")
        readers[f"{FOLDER}/{name}"] = _lines_that_read(ast.parse(watched))
        shadows += ["--shadow-file", f"{FOLDER}/{name}", str(scratch / name)]
    options = ["--no-pretty", "--enable-error-code", "deprecated", "--cache-dir", str(scratch / "cache")]
    command = [sys.executable, "-m", "mypy", *options, *shadows, *READERS]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    return leaves - set(_read(done.stdout, readers))


def leaves_of(tree: ast.Module) -> Iterator[str]:
    """Fields of the values and members of the enums, as "Calls.poll"."""
    for owner in tree.body:
        if isinstance(owner, ast.ClassDef):
            yield from (f"{owner.name}.{name}" for each in owner.body if (name := _leaf(each)))


def _leaf(each: ast.stmt) -> str:
    match each:
        case ast.AnnAssign(target=ast.Name(id=name)) | ast.Assign(targets=[ast.Name(id=name)]):
            return name
    return ""


def _watched(tree: ast.Module) -> ast.Module:
    """The same with a deprecated property for each field, and another name for each member of an enum."""
    for owner in tree.body:
        if isinstance(owner, ast.ClassDef):
            owner.body = [_watching(owner.name, each) for each in owner.body]
    return tree


def _watching(owner: str, each: ast.stmt) -> ast.stmt:
    match each:
        case ast.AnnAssign(target=ast.Name(id=name), annotation=kind):
            text = f"@property\n@deprecated('leaf {owner}.{name}')\ndef {name}(self) -> {ast.unparse(kind)}: ..."
            return ast.parse(text).body[0]
        case ast.Assign(targets=[ast.Name(id=name) as target]):
            target.id = _RENAMED + name
    return each


def _read(said: str, readers: dict[str, set[int]]) -> Iterator[str]:
    """What is read outside the files of the families, or by what others call there."""
    for path, line, field, owner, member in _READ.findall(said):
        if path not in readers or int(line) in readers[path]:
            yield field or f"{owner}.{member}"


def _lines_that_read(tree: ast.Module) -> set[int]:
    """Of methods, and of functions for others that are not the ones which look for faults."""
    classes = (each for each in tree.body if isinstance(each, ast.ClassDef))
    functions = [each for owner in classes for each in owner.body if isinstance(each, ast.FunctionDef)]
    functions += [each for each in tree.body if isinstance(each, ast.FunctionDef) and not _only_checks(each)]
    return {line for each in functions for line in range(each.lineno, (each.end_lineno or each.lineno) + 1)}


def _only_checks(function: ast.FunctionDef) -> bool:
    return function.name.startswith("_") or ast.unparse(function.returns or function) == "Iterator[Fault]"
