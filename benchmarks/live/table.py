"""The table of the live path in Markdown: a row per figure, a column per number of lines, the aim and whether met."""

import datetime
import os
import platform
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from benchmarks.live.figures import Figures
from benchmarks.live.marks import Spread
from benchmarks.live.run import Measured
from benchmarks.live.usage import load_average


class Conditions(msgspec.Struct, frozen=True, kw_only=True):
    """Where and when it was measured."""

    day: str
    machine: str
    seconds: int
    drift_ppm: int
    load_before: float
    load_after: float

    @classmethod
    def now(cls, seconds: int, load_before: float, drift_ppm: int) -> "Conditions":
        return cls(
            day=datetime.datetime.now(datetime.UTC).date().isoformat(),
            machine=f"{_processor()}, {os.cpu_count()} cores, Python {platform.python_version()}",
            seconds=seconds,
            drift_ppm=drift_ppm,
            load_before=load_before,
            load_after=load_average(),
        )

    def sentence(self) -> str:
        return (
            f"Measured on {self.day}, {self.machine}; {self.seconds} s with all lines talking, the modems' clocks "
            f"within ±{self.drift_ppm} ppm; load average before {self.load_before:.2f}, after {self.load_after:.2f}."
        )


class Aim(msgspec.Struct, frozen=True):
    text: str
    met: Callable[[Figures], bool]


class Row(msgspec.Struct, frozen=True):
    name: str
    cell: Callable[[Figures], str]
    aim: Aim | None = None


def _times(name: str, of: Callable[[Figures], Spread | None], p99_at_most: float | None = None) -> Row:
    def cell(figures: Figures) -> str:
        found = of(figures)
        return f"{found.p50:.0f} · {found.p99:.0f} · {found.most:.0f} ({found.count})" if found else "–"

    def met(figures: Figures) -> bool:
        found = of(figures)
        return found is not None and p99_at_most is not None and found.p99 <= p99_at_most

    return Row(name, cell, Aim(f"p99 ≤ {p99_at_most:.0f} ms", met) if p99_at_most is not None else None)


def _number(
    name: str, of: Callable[[Figures], float], unit: str = "", *, digits: int = 0, at_most: float | None = None
) -> Row:
    aim = Aim(f"≤ {at_most:g}{unit}" if at_most else "none", lambda figures: of(figures) <= (at_most or 0))
    return Row(name, lambda figures: f"{of(figures):.{digits}f}{unit}", aim if at_most is not None else None)


ROWS: tuple[Row, ...] = (
    _times("first ring → answer command on the wire, ms", lambda f: f.reached.ring_to_answer),
    _times("caller id sent → answer command on the wire, ms", lambda f: f.reached.identity_to_answer),
    _times("key down → next prompt in the caller's ear, ms", lambda f: f.reached.key_to_prompt),
    _times("accepted → agent's first frame taken, ms", lambda f: f.reached.accepted_to_said, 40),
    _times("accepted → agent hears the caller, ms", lambda f: f.reached.accepted_to_agent_ear, 40),
    _times("accepted → agent's sound written to the modem, ms", lambda f: f.reached.accepted_to_wire, 40),
    _times("accepted → caller hears the agent, ms", lambda f: f.reached.accepted_to_caller_ear),
    _times("mouth to ear, caller → agent, ms", lambda f: f.sound.caller_to_agent, 80),
    _times("mouth to ear, agent → caller, ms", lambda f: f.sound.agent_to_caller, 80),
    _times("… from the modem to the agent's ear, ms", lambda f: f.sound.caller_to_agent_in_box),
    _times("… from the agent's hand-over to the modem, ms", lambda f: f.sound.agent_to_caller_in_box),
    _number("bursts that never arrived", lambda f: f.sound.marks_lost, at_most=0),
    _number("frames lost", lambda f: f.frames_lost, at_most=0),
    _number("frames late", lambda f: f.frames_late),
    _number("holes in what agents heard", lambda f: f.sound.holes_agents),
    _number("holes in what callers heard", lambda f: f.sound.holes_callers),
    Row("modems that ran dry, times · ms of silence", lambda f: f"{f.sound.underruns} · {f.sound.missing_ms:.0f}"),
    _number("sound ticks", lambda f: f.ticks),
    _number("sound ticks skipped", lambda f: f.ticks_skipped, at_most=0),
    _number("latest sound tick since start", lambda f: f.tick_latest_ms, " ms", digits=1),
    _number("core per talking line, without pretend agents", lambda f: f.core_per_line, " %", digits=2, at_most=1.5),
    _number("core process in all", lambda f: f.core_main + f.core_others, " %", digits=1),
    _number("… of it threads that write to the disk", lambda f: f.core_others, " %", digits=1),
    _number("… of it pretend agents, measured alone", lambda f: f.agents_alone, " %", digits=1),
    _number("resident memory", lambda f: f.rss_mb, " MB", at_most=150),
    _number("pretend exchange: processor", lambda f: f.exchange, " %", digits=1),
    _number("pretend exchange: latest piece of sound", lambda f: f.exchange_latest_ms, " ms"),
    _number("pretend exchange: times a modem's clock stood still", lambda f: f.exchange_slips),
    _number("the machine: processor for everything else", lambda f: f.foreign, " %", digits=1),
    _number("the machine: processor taken by the host below it", lambda f: f.stolen, " %", digits=1),
    Row(
        "the machine: how late it wakes an idle real-time program, ms",
        lambda f: f"{f.machine_late.p99:.1f} · {f.machine_late.most:.0f}",
    ),
    _number("… times later than a frame", lambda f: f.machine_late.beyond_a_frame),
)


def text(found: Sequence[Figures], conditions: Conditions, idle: Measured | None, idle_lines: int) -> str:
    """Cells of times are p50 · p99 · most (how many)."""
    heads = ["", *(f"{each.lines} line{'s' if each.lines > 1 else ''}" for each in found), "aim", "met"]
    rules = ["---", *("---:" for _ in found), "---", "---"]
    lines = [_line(heads), _line(rules), *(_line(_cells(row, found)) for row in ROWS)]
    after = ["", _idle(idle, idle_lines)] if idle is not None else []
    return "\n".join([conditions.sentence(), "", *lines, *after])


def _cells(row: Row, found: Sequence[Figures]) -> list[str]:
    cells = [row.name, *(row.cell(each) for each in found)]
    if row.aim is None:
        return [*cells, "", ""]
    missed = [each.lines for each in found if not row.aim.met(each)]
    return [*cells, row.aim.text, f"**no**: {', '.join(map(str, missed))}" if missed else "yes"]


def _idle(idle: Measured, lines: int) -> str:
    web = idle.web.total if idle.web is not None else 0.0
    share = idle.core.total + web
    met = "met" if share <= 0.5 else "**missed**"
    return (
        f"{lines} idle lines for {(idle.ended_ms - idle.began_ms) / 1_000:.0f} s: the core process takes "
        f"{idle.core.total:.2f} % of a core, the pages {web:.2f} %; aim ≤ 0.5 % in all: {met}. "
        f"Resident memory of the core process {idle.core_after.rss_mb:.0f} MB."
    )


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _processor() -> str:
    """As the kernel names it."""
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()
