"""A comparison as text for a terminal: what would change first, then the figures, then how far to trust them."""

import textwrap
from collections.abc import Iterable, Iterator, Sequence

from appliance.control.as_text import Column, duration, table
from appliance.model.words import Value
from appliance.rehearsal.comparison import Comparison, Validation
from appliance.rehearsal.figures import COUNTS, LEVELS, LONGEST, MEANS, WAITS, Row
from appliance.rehearsal.sentences import sentences
from appliance.rehearsal.words import cells, number, value

INDENT = "  "
ALWAYS = {LEVELS[0].id, *(wait.id for wait in WAITS), LONGEST.id, MEANS[1].id}
WHERE_ANY = {COUNTS[3].id, COUNTS[4].id}
"""Shown where there is one at all; the rest with --all."""


class Subject(Value, frozen=True, kw_only=True):
    """What was rehearsed."""

    draft: str
    first_day: str
    last_day: str
    days: int
    callers: int
    ways: int
    changes: tuple[str, ...]
    notes: tuple[str, ...]


def report(subject: Subject, found: Comparison, width: int, *, everything: bool) -> Iterator[str]:
    yield from _wrapped(
        f"{subject.draft}, rehearsed on {number(subject.callers, 'caller')} who asked for a person on "
        f"{number(subject.days, 'day')} from {subject.first_day} to {subject.last_day}",
        width,
        "",
    )
    yield from _list("The draft changes", subject.changes, width)
    told = tuple(sentences(found)) or ("nothing that could be told from chance",)
    yield from _list("What would change (each 95 % sure)", told, width)
    if len(found.queues) > 1:
        yield from _figures("All queues", found.every, width, everything=everything)
    for name, rows in found.queues.items():
        yield from _figures(f"{name}, in time: {duration(found.targets[name])}", rows, width, everything=everything)
    yield from _agents(found, width, everything=everything)
    yield from _trust(found.validation, width)
    yield from _list("To know", subject.notes, width)
    if everything:
        yield from _formulas(found, width)


def _figures(title: str, rows: Iterable[Row], width: int, *, everything: bool) -> Iterator[str]:
    shown = [row for row in rows if everything or _is_shown(row)]
    yield ""
    yield from _side_by_side(title, [(row.figure.title, *cells(row)) for row in shown], width)


def _is_shown(row: Row) -> bool:
    there = max(row.present.value, row.draft.value) > 0
    return row.figure.id in ALWAYS or (row.figure.id in WHERE_ANY and there)


def _side_by_side(
    title: str, lines: Sequence[Sequence[str]], width: int, sides: tuple[str, str] = ("present", "draft")
) -> Iterator[str]:
    columns = [
        Column(title, 9),
        Column(sides[0], 8, right=True),
        Column(sides[1], 8, right=True),
        Column("difference", 7, right=True),
        Column("95 % sure", 6),
    ]
    indented = [(INDENT + first, *rest) for first, *rest in lines]
    yield from table(columns, indented, width)


def _agents(found: Comparison, width: int, *, everything: bool) -> Iterator[str]:
    wanted = {"occupancy": "Occupancy", "calls": "Calls a day", "talk": "Speaks a day"}
    for id_, title in wanted.items():
        lines = [(name, *cells(row)) for name, rows in found.agents.items() for row in rows if row.figure.id == id_]
        yield ""
        yield from _side_by_side(title, lines, width)
    if everything and found.newcomers:
        yield from _wrapped(f"new: {', '.join(found.newcomers)}", width, INDENT)


def _trust(checked: Validation, width: int) -> Iterator[str]:
    days = number(checked.days, "day")
    where = (
        f"on the {days} since {checked.since}, when these settings were in effect"
        if checked.since is not None
        else f"on all {days}, although other settings were in effect then: they may differ for that alone"
    )
    yield ""
    yield from _wrapped(f"How far to trust it – the present settings, simulated {where}", width, "")
    lines = [(row.figure.title, *cells(row)) for row in checked.rows]
    yield from _side_by_side("", lines, width, ("truth", "simulated"))
    yield from _wrapped(_verdict(checked), width, INDENT)


def _verdict(checked: Validation) -> str:
    if not checked.far:
        return "The simulation is close to what truly happened."
    told = ", ".join(f"{row.figure.title} {value(row.figure.unit, row.present.value)}" for row in checked.far)
    return (
        "Warning: the simulation of the present settings is far from what truly happened "
        f"({told} in truth); do not rely on the figures above, and take differences for a direction at most."
    )


def _formulas(found: Comparison, width: int) -> Iterator[str]:
    every = [*found.every, *next(iter(found.agents.values()), ())]
    lines = [f"{row.figure.title}: {row.figure.formula}" for row in every]
    legend = (
        "A answered, B hung up while waiting; At and Bt of them within the queue's present target, Bs within its short "
        "threshold; intervals: days drawn again, the same for both sides, Student's t"
    )
    yield from _list("Formulas", (*lines, legend), width)


def _list(title: str, lines: Sequence[str], width: int) -> Iterator[str]:
    if lines:
        yield ""
        yield title
        for line in lines:
            yield from _wrapped(line, width, INDENT)


def _wrapped(text: str, width: int, indent: str) -> list[str]:
    return textwrap.wrap(text, max(width, 40), initial_indent=indent, subsequent_indent=indent + INDENT * bool(indent))
