"""Examining ports directly: those of a box that does not run, and those that no line of it has."""

import asyncio
import time
from collections.abc import Callable, Iterable

import msgspec

from appliance.diagnosis.loop import judged_call
from appliance.diagnosis.pair import judged_pair
from appliance.diagnosis.ports import judged
from appliance.drivers.errors import DriverFault
from appliance.drivers.examining.around import Target
from appliance.drivers.examining.exam import How, examine, serial_wire
from appliance.drivers.examining.loop_calls import line_driver, ordered
from appliance.drivers.examining.pair_call import pair_call
from appliance.drivers.examining.trial_call import trial_call
from appliance.drivers.sound.tone_plans import load_tone_plan
from appliance.drivers.wire.port_finder import PortFinder
from appliance.model.diagnosis import LoopReport, PortExam, Trace, TraceEntry
from appliance.model.settings import Settings
from appliance.model.words import LineName
from appliance.protocol.line_trace import LineTrace

LOOK_S = 0.1
"""Between two looks at the trace, for whoever reads along."""


async def examined_all(
    targets: Iterable[Target], *, off_hook: bool, begins: Callable[[str], None], told: Callable[[Trace], None] | None
) -> tuple[PortExam, ...]:
    """One after the other: modems at one hub would spoil each other's figures. `begins` hears each one's name."""
    exams = []
    for target in targets:
        begins(target.facts.line or target.facts.name)
        trace = LineTrace()
        reading = asyncio.create_task(_read_along(target, trace, told)) if told is not None else None
        how = How(serial_wire, PortFinder(), off_hook=off_hook, trace=trace)
        exam = judged(await examine(target, how))
        exams.append(msgspec.structs.replace(exam, at_utc_ms=_utc_ms()))
        if reading is not None:
            reading.cancel()
            await asyncio.wait((reading,))
    return tuple(exams)


async def tried(line: LineName, settings: Settings, now_does: Callable[[str], None]) -> LoopReport:
    """A test call to a line of a box that does not run. Raises DriverFault for settings that have no such line."""
    if line not in settings.lines:
        sentence = f'no line is called "{line}"; the settings have: {", ".join(settings.lines) or "none"}'
        raise DriverFault(sentence)
    tones = load_tone_plan(settings.sound.country)
    loop = LoopReport(called=line, began_utc_ms=_utc_ms(), done=True)
    try:
        facts = await trial_call(line_driver(line, settings, tones), tones, now_does)
    except DriverFault as fault:
        return msgspec.structs.replace(loop, trouble=str(fault))
    return msgspec.structs.replace(loop, steps=judged_call(facts), trouble=facts.broke)


async def called(
    calling: LineName, line: LineName, number: str, way: tuple[Settings, Callable[[str], None]]
) -> LoopReport:
    """A test call from one line to another of a box that does not run. Raises DriverFault when it may not be made."""
    settings, now_does = way
    order, refusal = ordered(settings, calling, line, number)
    if refusal:
        raise DriverFault(refusal)
    tones = load_tone_plan(settings.sound.country)
    makers = line_driver(calling, settings, tones), line_driver(line, settings, tones)
    loop = LoopReport(calling=calling, called=line, began_utc_ms=_utc_ms(), done=True)
    try:
        facts = await pair_call(*makers, order, (tones, now_does))
    except DriverFault as fault:
        return msgspec.structs.replace(loop, trouble=str(fault))
    return msgspec.structs.replace(loop, steps=judged_pair(facts, calling, line), trouble=facts.broke)


async def _read_along(target: Target, trace: LineTrace, told: Callable[[Trace], None]) -> None:
    number, name = 0, target.facts.line or target.facts.name
    offset_ms = _utc_ms() - time.monotonic_ns() // 1_000_000

    def tell() -> int:
        entries, lost = trace.since(number)
        told(Trace(line=name, entries=tuple(_at_utc(entry, offset_ms) for entry in entries), lost=lost))
        return entries[-1].number if entries else number

    try:
        while True:
            number = tell()
            await asyncio.sleep(LOOK_S)
    finally:
        tell()


def _at_utc(entry: TraceEntry, offset_ms: int) -> TraceEntry:
    return msgspec.structs.replace(entry, at_ms=entry.at_ms + offset_ms)


def _utc_ms() -> int:
    return time.time_ns() // 1_000_000
