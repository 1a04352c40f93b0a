"""The compiled part keeps its own rules: errors are declared, inner loops are C, each kernel has its files."""

import html
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SOURCES = Path(__file__).parents[2] / "_fastroute"
KERNELS = sorted(path.stem for path in SOURCES.glob("*.pyx"))
WITHOUT_A_DOOR = {"answering", "clockwork", "directory", "matcher"}
"""Used by other kernels only: nothing of it can be seen from Python."""

C_FUNCTION = re.compile(
    r"^ *cdef (?:inline )?(?!class|enum|extern|list|dict|object|frozenset)[\w ]+[ *]+\w+\([^)]*\)(.*)$", re.M
)
FUNCTION_HEAD = re.compile(r"^ *c?p?def .*\).*nogil:$|^\) .*nogil:$")


@pytest.mark.parametrize("path", sorted(SOURCES.glob("*.p[yx][xd]")), ids=lambda path: path.name)
def test_every_c_function_says_how_it_fails(path: Path) -> None:
    silent = [
        match[0].strip()
        for match in C_FUNCTION.finditer(path.read_text())
        if not re.match(r" (?:except|noexcept)\b", match[1])
    ]
    assert not silent


@pytest.mark.parametrize("kernel", KERNELS)
def test_every_kernel_has_its_map_and_its_door(kernel: str) -> None:
    assert (SOURCES / f"{kernel}.pxd").exists()
    assert (SOURCES / f"{kernel}.pyi").exists() != (kernel in WITHOUT_A_DOOR)


@pytest.mark.parametrize("kernel", KERNELS)
def test_no_line_of_a_nogil_function_talks_to_python(kernel: str, tmp_path: Path) -> None:
    """The annotated HTML scores each line by the Python it needs; in inner loops the score is 0: white, not yellow."""
    package = tmp_path / "_fastroute"
    shutil.copytree(
        SOURCES, package, ignore=lambda _, names: [n for n in names if Path(n).suffix not in {".pyx", ".pxd", ".py"}]
    )
    directives = [
        f"-X{name}" for name in ("boundscheck=False", "wraparound=False", "cdivision=True", "initializedcheck=False")
    ]
    command = [sys.executable, "-m", "cython", "-3", "--annotate", *directives, f"_fastroute/{kernel}.pyx"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    scores = {
        int(line): int(score)
        for score, line in re.findall(
            r'<pre class="cython line score-(\d+)"[^>]*>.*?<span class="">(\d+)</span>:',
            (package / f"{kernel}.html").read_text(),
        )
    }
    assert scores
    text = (package / f"{kernel}.pyx").read_text().splitlines()
    yellow = [
        f"{kernel}.pyx:{line}: {html.unescape(text[line - 1])}" for line in nogil_lines(text) if scores.get(line, 0)
    ]
    assert not yellow, "\n" + "\n".join(yellow)


def nogil_lines(text: list[str]) -> list[int]:
    """Numbers of the lines inside functions whose head ends in nogil."""
    inside: list[int] = []
    depth = None
    for number, line in enumerate(text, start=1):
        indent = len(line) - len(line.lstrip())
        if line.strip() and depth is not None and indent <= depth:
            depth = None
        if depth is not None:
            inside.append(number)
        if FUNCTION_HEAD.match(line):
            depth = indent
    return inside


def test_the_rules_are_not_blind() -> None:
    assert [
        C_FUNCTION.match(line)[1] for line in ("cdef int f(int a):", "    cdef inline void *g() noexcept nogil:")
    ] == [
        ":",
        " noexcept nogil:",
    ]
    text = [
        "cdef int f(",
        "    int a",
        ") noexcept nogil:",
        "    return a",
        "",
        "    # still",
        "cdef int g():",
        "    return 1",
    ]
    assert nogil_lines(text) == [4, 5, 6]
