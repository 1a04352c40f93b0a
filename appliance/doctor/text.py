"""A diagnosis as text for a terminal: a table of ports, then each with what it can do and what is wrong."""

import textwrap
from collections.abc import Iterable, Iterator

from appliance.control.as_text import Column, plain, table
from appliance.diagnosis.capabilities import capabilities
from appliance.model.diagnosis import (
    Diagnosis,
    Finding,
    LineHealth,
    LoopReport,
    PortExam,
    PortState,
    TraceEntry,
    Way,
    Weight,
)

COLUMNS = (
    Column("LINE", 9),
    Column("PORT", 10),
    Column("USB", 2),
    Column("STATE", 8),
    Column("MODEM", 5),
    Column("FOUND", 7),
)
SIGNS = {Weight.FAULT: "FAULT", Weight.DOUBT: "doubt", Weight.NOTE: "note"}


def report(exams: tuple[PortExam, ...], width: int) -> Iterator[str]:
    """The table, then the ports with anything to tell."""
    if not exams:
        yield "No serial ports are here: plug a modem in, and look at `lsusb`."
        return
    yield from table(COLUMNS, [_row(exam) for exam in exams], width)
    for exam in exams:
        if exam.kind is not None or exam.findings:
            yield ""
            yield from _details(exam, width)


def health(lines: tuple[LineHealth, ...], width: int) -> Iterator[str]:
    """Lines of the running box."""
    for line in lines:
        modem = f", {line.modem}" if line.modem else ""
        rung = f"; ladder: {line.rung}" if line.rung and line.rung != "well" else ""
        yield plain(f"{line.line}: {line.state.value}{modem}{rung}")
        for trouble in line.troubles:
            yield from _indented(f"was down: {trouble.why}", width)


def _row(exam: PortExam) -> tuple[str, ...]:
    port = exam.port
    return (
        port.line or "-",
        port.by_id or port.path or port.name,
        port.usb or "-",
        exam.state.value,
        exam.title or port.product or (port.role and f"{port.role} port") or "-",
        _count(exam.findings) or ("-" if exam.state is PortState.LEFT_ALONE else "fine"),
    )


def _count(findings: tuple[Finding, ...]) -> str:
    told = []
    for weight, word in ((Weight.FAULT, "fault"), (Weight.DOUBT, "doubt")):
        number = sum(each.weight is weight for each in findings)
        if number:
            told.append(f"{number} {word}{'s' if number > 1 else ''}")
    return ", ".join(told)


def _details(exam: PortExam, width: int) -> Iterator[str]:
    port = exam.port
    where = port.path or port.name
    yield plain(f"{port.line or 'no line'} on {where}" + (f" ({port.product})" if port.product else ""))
    for each in capabilities(exam):
        yield from _indented(f"{each.name + ':':<11}{each.told}", width)
    yield from findings(exam.findings, width)


def findings(found: Iterable[Finding], width: int) -> Iterator[str]:
    for each in found:
        do = f" – {each.do}" if each.do else ""
        yield from _indented(f"{SIGNS[each.weight]}: {each.says}{do}.", width)


def loop_lines(loop: LoopReport, width: int) -> Iterator[str]:
    """Every step of a loop test."""
    for step in loop.steps:
        sign = {True: "good", False: "FAULT", None: "  ?"}[step.good]
        do = f" – {step.do}" if step.do else ""
        yield from _indented(f"{sign:<6}{step.about + ':':<12}{step.says}{do}.", width)
    if loop.trouble:
        yield from _indented(f"FAULT {loop.trouble}", width)


def trace_line(entry: TraceEntry, clock: str) -> str:
    spaces = "   " if entry.way is Way.TOLD else " "
    return plain(f"{clock} {entry.way.value}{spaces}{entry.text}")


def summary(whole: Diagnosis) -> str:
    """The last line."""
    all_found = [each for exam in whole.exams for each in exam.findings]
    return _count(tuple(all_found)) or "nothing wrong was found"


def _indented(text: str, width: int) -> list[str]:
    return textwrap.wrap(
        plain(text), max(width, 40), initial_indent="  ", subsequent_indent="      ", break_long_words=False
    )
