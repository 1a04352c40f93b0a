"""What was measured of routing, in Markdown: each figure beside its aim, and whether it is met."""

from collections.abc import Iterable, Sequence

import msgspec

from benchmarks.routing.contest import (
    C_BEST,
    C_SCAN,
    HEAPS,
    NUMPY,
    OURS,
    OURS_WHOLE,
    PLAIN,
    PLAIN_WHOLE,
    TRAFFIC,
    Contest,
)
from benchmarks.routing.engine import Idle, Live
from benchmarks.routing.growth import Sweep
from benchmarks.routing.rehearsal import Rehearsed

TIMES_BEST_C = 2.0
TIMES_PLAIN = {10: 5, 100: 10, 1_000: 10, 10_000: 8}
"""Agents → how many times as fast as plain Python, one call per operation."""
FREED_MS, CALL_MS, CALLS_PER_S, CALL_BYTES, TICKET_BYTES = 0.5, 0.2, 3_000, 2_000, 200
MONTH_S, DAYS_S = 1.0, 5.0
QUIET_CPU = 0.0005
"""Share of a core below which nothing is burnt: the sleep itself and the clock readings cost that much."""


class Engine(msgspec.Struct, frozen=True, kw_only=True):
    """Of the live engine."""

    waiting: int
    live: Sequence[Live]
    call_bytes: float
    idle_waiting: int
    idle: Idle


def answer(*, met: bool) -> str:
    return "yes" if met else "**no**"


def contests(found: Sequence[Contest]) -> str:
    rows = [
        "| agents · needs · skill sets | load | waited | plain C scan | best C | ours in `traffic` | ÷ best C | ≤ 2 |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | --- |",
    ]
    for each in found:
        c_scan, best, traffic = (f"{each.ns[who]:.0f} ns" for who in (C_SCAN, C_BEST, TRAFFIC))
        rows.append(
            f"| {_size(each)} | {each.load} | {100 * each.waited:.0f} % | {c_scan} | {best} | {traffic} "
            f"| {each.to_best_c:.2f} | {answer(met=each.to_best_c <= TIMES_BEST_C)} |"
        )
    return "\n".join(rows)


def calls_from_python(found: Sequence[Contest]) -> str:
    columns = "agents · needs · skill sets | load | heaps | index by skill | numpy scan | ours"
    ratios = "aim | heaps ÷ ours | met | index ÷ ours | met | index ÷ ours, whole"
    rows = [
        f"| {columns} | {ratios} |",
        "| --- | ---: | ---: | ---: | ---: | ---: | --- | ---: | --- | ---: | --- | ---: |",
    ]
    for each in found:
        times = " | ".join(f"{each.ns[who] / 1e3:.2f} µs" for who in (HEAPS, PLAIN, NUMPY, OURS))
        aim = TIMES_PLAIN[each.agents]
        heaps, index = (
            f"{ratio:.1f} | {answer(met=ratio >= aim)}" for ratio in (each.heaps_per_call, each.index_per_call)
        )
        plain_whole, ours_whole = (f"{each.ns[who] / 1e3:.2f}" for who in (PLAIN_WHOLE, OURS_WHOLE))
        rows.append(
            f"| {_size(each)} | {each.load} | {times} | ≥ {aim} | {heaps} | {index} "
            f"| {plain_whole} ÷ {ours_whole} = {each.whole:.1f} |"
        )
    return "\n".join(rows)


def missed(found: Sequence[Contest]) -> str:
    """Which aims are missed where; the three of issue 3's table."""
    misses = [
        *_missed("÷ best C", ((each, each.to_best_c) for each in found if each.to_best_c > TIMES_BEST_C)),
        *_missed(
            "heaps ÷ ours",
            ((each, each.heaps_per_call) for each in found if each.heaps_per_call < TIMES_PLAIN[each.agents]),
        ),
        *_missed(
            "index ÷ ours",
            ((each, each.index_per_call) for each in found if each.index_per_call < TIMES_PLAIN[each.agents]),
        ),
    ]
    return "Missed: " + "; ".join(misses) + "." if misses else "No aim of these tables is missed."


def _missed(what: str, where: Iterable[tuple[Contest, float]]) -> list[str]:
    """Nothing, or what and all the places."""
    places = [f"{ratio:.2f} with {each.agents:,} agents at load {each.load}" for each, ratio in where]
    return [f"{what}: {', '.join(places)}"] if places else []


def _size(each: Contest) -> str:
    return f"{each.agents:,} · {each.needs:,} · {each.skill_sets:,}"


def growth(sweeps: Sequence[Sweep]) -> str:
    """A table per sweep; what stays as it is stands above it."""
    return "\n\n".join(_sweep(sweep) for sweep in sweeps)


def _sweep(sweep: Sweep) -> str:
    who = (C_SCAN, C_BEST, TRAFFIC)
    rows = [
        f"| {sweep.what} ({sweep.meanwhile}) | plain C scan | best C | ours inside `traffic` |",
        "| ---: | ---: | ---: | ---: |",
        *(
            "| " + " | ".join([f"{point.size:,.0f}", *(f"{point.ns[each]:,.0f} ns" for each in who)]) + " |"
            for point in sweep.points
        ),
        "| slope | " + " | ".join(f"{sweep.slope(each):z.2f}" for each in who) + " |",
    ]
    return "\n".join(rows)


def tickets(sizes: dict[int, float]) -> str:
    """Waiting tickets → bytes each."""
    rows = [
        "| tickets waiting | bytes per ticket | ≤ 200 |",
        "| ---: | ---: | --- |",
        *(
            f"| {waiting:,} | {size:.0f} | {answer(met=size <= TICKET_BYTES)} |"
            for waiting, size in sorted(sizes.items())
        ),
    ]
    return "\n".join(rows)


def rehearsals(month: Rehearsed, days: Rehearsed) -> str:
    rows = [
        "| rehearsed | calls | drawn | played | figures | in all | aim | met | a decision |",
        "| --- | ---: | ---: | ---: | ---: | ---: | --- | --- | ---: |",
    ]
    for name, each, aim in (("a month, 20 agents", month, MONTH_S), ("1,000 days, progress shown", days, DAYS_S)):
        rows.append(
            f"| {name} | {each.calls:,} | {each.drawing_s:.2f} s | {each.replay_s:.2f} s | {each.figures_s:.2f} s "
            f"| {each.seconds:.2f} s | ≤ {aim:g} s | {answer(met=each.seconds <= aim)} "
            f"| {each.replay_s / each.decisions * 1e9:.0f} ns |"
        )
    return "\n".join(rows)


def engine(found: Engine) -> str:
    """Beside what the issue quotes of the field, measured there with the field's own programs."""
    live = sorted(found.live, key=lambda each: each.freed_p99)[len(found.live) // 2]
    cpu_ms = sorted(each.cpu_per_call for each in found.live)[len(found.live) // 2] / 1e3
    rows = [*_of_a_freed_agent(live, found.waiting), *_of_a_call(cpu_ms), *_of_waiting(found)]
    events = ", ".join(f"{name} {times:.0f}" for name, times in live.per_event.items())
    misses = "; ".join(f"{each.name}: {each.ours}, the aim is {each.aim}" for each in rows if not each.met)
    return "\n".join(
        [
            "| | ours, through `Engine.handle` | aim | met | Asterisk app_queue | FreeSWITCH mod_callcenter |",
            "| --- | ---: | --- | --- | ---: | ---: |",
            *(f"| {each.name} | {each.ours} | {each.aim} | {answer(met=each.met)} | {each.field} |" for each in rows),
            "",
            f"Median microseconds of each event of a call: {events}.",
            "",
            f"Missed: {misses}." if misses else "No aim of this table is missed.",
        ]
    )


class Row(msgspec.Struct, frozen=True):
    name: str
    ours: str
    aim: str
    met: bool
    field: str = " | "
    """Asterisk's and FreeSWITCH's."""


def _of_a_freed_agent(live: Live, waiting: int) -> list[Row]:
    return [
        Row(
            f"agent freed → next caller offered, {waiting:,} waiting, p50 · p99 · most",
            f"{live.freed_p50 / 1e3:.3f} · {live.freed_p99 / 1e3:.3f} · {live.freed_most / 1e3:.3f} ms",
            "p99 ≤ 0.5 ms",
            live.freed_p99 / 1e3 <= FREED_MS,
            "600–750 ms, p95 970 | 600–5,000 ms",
        ),
        Row(
            "… p99 in processor time",
            f"{live.freed_cpu_p99 / 1e3:.3f} ms",
            "≤ 0.5 ms",
            live.freed_cpu_p99 / 1e3 <= FREED_MS,
        ),
    ]


def _of_a_call(cpu_ms: float) -> list[Row]:
    per_s = 1_000 / cpu_ms
    return [
        Row(
            "processor per call, ring to end of wrap-up",
            f"{cpu_ms:.3f} ms",
            "≤ 0.2 ms",
            cpu_ms <= CALL_MS,
            "9–12 ms | 11–17 ms",
        ),
        Row("calls per second on one core", f"{per_s:,.0f}", "≥ 3,000", per_s >= CALLS_PER_S, "about 105 | "),
    ]


def _of_waiting(found: Engine) -> list[Row]:
    burnt = found.idle.cpu_s / found.idle.seconds
    return [
        Row(
            "memory per waiting call",
            f"{found.call_bytes / 1e3:.2f} kB",
            "≤ 2 kB",
            found.call_bytes <= CALL_BYTES,
            "74–86 kB, 2 threads, 4 descriptors | 250–280 kB",
        ),
        Row(
            f"idle {found.idle.seconds:.0f} s, {found.idle_waiting:,} waiting, all agents busy: processor · wake-ups",
            f"{100 * burnt:.3f} % · {found.idle.wakes}",
            "nothing",
            burnt <= QUIET_CPU and not found.idle.wakes,
            "8–11 % with 1,000–4,000 | 30–80 % with 100–1,000",
        ),
    ]
