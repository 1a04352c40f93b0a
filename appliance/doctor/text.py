"""A diagnosis as text for a terminal: a table of ports, then each with what it can do and what is wrong."""

import textwrap
import time
from collections.abc import Iterable, Iterator

from appliance.control.as_text import Column, plain, table
from appliance.diagnosis.capabilities import capabilities
from appliance.diagnosis.lines import line_findings, sound_findings
from appliance.model.diagnosis import (
    Diagnosis,
    Finding,
    LineHealth,
    LoopReport,
    PortExam,
    PortState,
    SoundHealth,
    TraceEntry,
    Trouble,
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
        for trouble in _each_once(line.troubles):
            clock = time.strftime("%d %b %H:%M:%S", time.localtime(trouble.utc_ms / 1_000))
            yield from _indented(f"{clock}: {trouble.why}", width)


def sound_lines(devices: tuple[SoundHealth, ...], width: int) -> Iterator[str]:
    """Sound devices of the running box."""
    for each in devices:
        what = f", {each.what}" if each.what else ""
        yield plain(f"{each.device}: {'works' if each.works else 'does not work'}{what}")
        if each.fault:
            yield from _indented(each.fault, width)
        if each.missing or each.lost or each.rough:
            late = f"{each.missing} not ready for it to say, {each.lost} not fetched"
            yield from _indented(f"of {each.heard} frames {late}; {each.rough} overruns and underruns", width)


def _each_once(troubles: tuple[Trouble, ...]) -> tuple[Trouble, ...]:
    """The last of those that differ only in what is done about them."""
    found: dict[str, Trouble] = {}
    for trouble in troubles:
        found.setdefault(trouble.why.rpartition("; ")[0] or trouble.why, trouble)
    return tuple(found.values())


def _row(exam: PortExam) -> tuple[str, ...]:
    port = exam.port
    return (
        port.line or "-",
        port.name if port.line else port.by_id or port.path or port.name,
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
    told = ", ".join(part for part in (port.path if port.path != port.name else "", port.product) if part)
    yield plain(f"{port.line or 'no line'} on {port.name}" + (f" ({told})" if told else ""))
    for each in capabilities(exam):
        yield from _indented(f"{each.name + ':':<12}{each.told}", width)
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
    of_lines = (each for line in whole.lines for each in line_findings(line))
    of_ports = (each for exam in whole.exams for each in exam.findings)
    of_sound = (each for device in whole.sound for each in sound_findings(device))
    return _count((*of_lines, *of_ports, *of_sound)) or "nothing wrong was found"


def _indented(text: str, width: int) -> list[str]:
    return textwrap.wrap(
        plain(text), max(width, 40), initial_indent="  ", subsequent_indent="      ", break_long_words=False
    )
