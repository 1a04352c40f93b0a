"""Draws the state diagrams of README.md from the transition tables: python docs/state_diagrams.py [--check]."""

import argparse
import importlib
import sys
from collections.abc import Iterator, Mapping
from enum import Enum
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
BEGIN, END = "<!-- diagrams -->", "<!-- /diagrams -->"

Table = Mapping[Enum, Mapping[Enum, Enum]]


class Machine(NamedTuple):
    """A transition table found in the source; its first row is where a machine starts."""

    module: str
    title: str
    table: Table


def machines() -> Iterator[Machine]:
    """Every table of every appliance/**/*_machine.py."""
    for path in sorted((ROOT / "appliance").rglob("*_machine.py")):
        module = importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
        for value in vars(module).values():
            if _is_table(value):
                yield Machine(module.__name__, _title(next(iter(value))), value)


def _is_table(value: object) -> bool:
    return isinstance(value, Mapping) and all(
        isinstance(state, Enum) and isinstance(row, Mapping) and all(isinstance(after, Enum) for after in row.values())
        for state, row in value.items()
    )


def _title(state: Enum) -> str:
    """LineState → Line state."""
    words = "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in type(state).__name__)
    return words.strip().capitalize()


def diagram(table: Table) -> str:
    """A Mermaid state diagram: states by their value, one arrow per pair of states."""
    lines = ["stateDiagram-v2", *(f'    state "{state.value}" as {state.name}' for state in table)]
    lines.append(f"    [*] --> {next(iter(table)).name}")
    for state, row in table.items():
        arrows: dict[Enum, list[str]] = {}
        for trigger, after in row.items():
            arrows.setdefault(after, []).append(trigger.name.lower().replace("_", " "))
        lines += (f"    {state.name} --> {after.name}: {' / '.join(words)}" for after, words in arrows.items())
        if not row:
            lines.append(f"    {state.name} --> [*]")
    return "\n".join(lines)


def section() -> str:
    parts = [f"### {each.title}\n\n```mermaid\n{diagram(each.table)}\n```\n" for each in machines()]
    return f"{BEGIN}\n" + "\n".join(parts) + END


def with_diagrams(text: str) -> str:
    """The text with the part between the markers made anew. Raises ValueError when the markers are not there."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        msg = f"README.md: no place for the diagrams; expected the lines {BEGIN} and {END}"
        raise ValueError(msg)
    return before + section() + after


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description="Draws the state diagrams of README.md from the transition tables.")
    parser.add_argument("--check", action="store_true", help="write nothing; fail when they are out of date")
    check = parser.parse_args(arguments).check
    readme = ROOT / "README.md"
    text = readme.read_text()
    new = with_diagrams(text)
    if check and new != text:
        print("README.md: the state diagrams are out of date; run python docs/state_diagrams.py", file=sys.stderr)
        return 1
    if new != text:
        readme.write_text(new)
    return 0


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    sys.exit(main(sys.argv[1:]))
