"""`callbox doctor`: what a technician types. Exit status 0: all well, 1: findings, 2: could not look."""

import argparse
import asyncio
import os
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

import msgspec

from appliance.config import DEFAULT_FILE, SettingsFault
from appliance.control.blocking_client import BlockingClient
from appliance.control.errors import NoBox, Refused
from appliance.control.place import socket_of
from appliance.control.schema import CallBetween, TryCall
from appliance.diagnosis.lines import line_findings, sound_findings
from appliance.diagnosis.ports import worst
from appliance.doctor import alone, arguments, with_box
from appliance.doctor.text import findings, health, loop_lines, report, sound_lines, summary, trace_line
from appliance.drivers.check import checked
from appliance.drivers.errors import DriverFault
from appliance.drivers.examining.around import Target, of_name, targets
from appliance.drivers.wire.port_finder import PortFinder
from appliance.model.diagnosis import Diagnosis, LoopReport, PortExam, Trace, Weight
from appliance.model.settings import Settings
from appliance.model.words import LineName

FINE, FOUND, COULD_NOT_LOOK = 0, 1, 2
WIDTH: Final = 100
"""Where the output is no terminal."""


class CouldNotLook(Exception):
    """The text is one sentence."""


def main(argv: list[str]) -> int:
    chosen = arguments.read(argv)
    act = {"examine": examine, "trace": show_trace, "loop": try_call, "sound": sound_cards}[chosen.command]
    try:
        return act(chosen)
    except (NoBox, Refused, CouldNotLook, DriverFault, with_box.TookTooLong) as fault:
        sys.stderr.write(f"callbox doctor: {fault}\n")
        return COULD_NOT_LOOK
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # `callbox doctor | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FINE


def examine(chosen: argparse.Namespace) -> int:
    """Everything there is, or what is named."""
    settings = _settings(chosen)
    box = _box(chosen, settings)
    told = _trace_teller(chosen)
    if box is None:
        whole = Diagnosis(exams=_alone(_chosen_targets(chosen, settings), chosen, told))
    else:
        with box:
            whole = _with_box(box, chosen, settings, told)
    _show(whole, as_json=chosen.json)
    found = [each for line in whole.lines for each in line_findings(line)]
    found += [each for device in whole.sound for each in sound_findings(device)]
    weighs = {worst(whole.exams), *(each.weight for each in found)}
    return FOUND if weighs & {Weight.FAULT, Weight.DOUBT} else FINE


def sound_cards(chosen: argparse.Namespace) -> int:
    """The library for sound is loaded by those who ask for it only."""
    from appliance.doctor import sound

    return sound.look(chosen, _width())


def show_trace(chosen: argparse.Namespace) -> int:
    """Until Ctrl-C, or until the box ends."""
    tell = _printer(as_json=chosen.json)
    with _needed_box(chosen) as box:
        for trace in with_box.history(box, chosen.line):
            tell(trace)
            if chosen.stop and not trace.entries:
                return FINE
    return FINE


def try_call(chosen: argparse.Namespace) -> int:
    """A call that somebody makes to a line, or one line to another, answered by the doctor."""
    settings = _settings(chosen)
    box = _box(chosen, settings)
    if box is None:
        loop = asyncio.run(_tried_alone(chosen, settings))
    else:
        request = (
            CallBetween(chosen.calling, chosen.called, chosen.number) if chosen.calling else TryCall(chosen.ring_me)
        )
        with box:
            loop = with_box.tried(box, request, _now_does)
    if chosen.json:
        sys.stdout.write(msgspec.json.encode(loop).decode() + "\n")
    else:
        sys.stdout.write("\n".join(loop_lines(loop, _width())) + "\n")
    if not loop.steps:
        return COULD_NOT_LOOK
    return FOUND if loop.trouble or any(step.good is False for step in loop.steps) else FINE


async def _tried_alone(chosen: argparse.Namespace, settings: Settings) -> LoopReport:
    if chosen.calling:
        return await alone.called(chosen.calling, chosen.called, chosen.number, (settings, _now_does))
    return await alone.tried(chosen.ring_me, settings, _now_does)


def _now_does(what: str) -> None:
    """To whoever has the telephone in the hand."""
    sys.stderr.write(f"{what} …\n")


def _settings(chosen: argparse.Namespace) -> Settings:
    """Those of the box; none when they are not there or wrong: ports can be looked at all the same."""
    file = Path(chosen.config) if chosen.config else DEFAULT_FILE
    if not chosen.config and not file.exists():
        _aside(f"{file} is not there: the ports are looked at without settings")
        return Settings()
    try:
        return checked(file).settings
    except SettingsFault as fault:
        _aside(f"{fault}; the ports are looked at without settings")
        return Settings()


def _box(chosen: argparse.Namespace, settings: Settings) -> BlockingClient | None:
    try:
        return BlockingClient(chosen.socket or str(socket_of(settings)), "doctor")
    except NoBox:
        if chosen.socket:
            raise
        return None


def _needed_box(chosen: argparse.Namespace) -> BlockingClient:
    box = _box(chosen, _settings(chosen))
    if box is None:
        sentence = "no box runs here, so there is nothing to read along; examine with: callbox doctor --trace"
        raise CouldNotLook(sentence)
    return box


def _chosen_targets(chosen: argparse.Namespace, settings: Settings) -> list[Target]:
    """Of the names given, or all. Raises CouldNotLook for a line that is none."""
    finder = PortFinder()
    everything = targets(settings.lines, finder)
    if not chosen.what:
        return list(everything)
    return [_target(name, everything, settings, finder) for name in chosen.what]


def _target(name: str, everything: Iterable[Target], settings: Settings, finder: PortFinder) -> Target:
    for target in everything:
        if name in {target.facts.line, target.facts.name, target.facts.path, target.facts.by_id}:
            return msgspec.structs.replace(target, asked=True, why="")
    if name.startswith(("/", "usb:")):
        return of_name(name, finder)
    known = ", ".join(settings.lines) or "none"
    sentence = f"{name}: no such line or port; lines: {known}; a port begins with /dev/ or usb:"
    raise CouldNotLook(sentence)


def _alone(found: list[Target], chosen: argparse.Namespace, told: "_Tell | None") -> tuple[PortExam, ...]:
    begins = (lambda name: None) if chosen.json else _begins
    return asyncio.run(alone.examined_all(found, off_hook=not chosen.on_hook, begins=begins, told=told))


def _with_box(box: BlockingClient, chosen: argparse.Namespace, settings: Settings, told: "_Tell | None") -> Diagnosis:
    """Its lines through it, named ones examined; ports that no line has directly."""
    found = _chosen_targets(chosen, settings)
    exams: list[PortExam] = []
    for target in found if chosen.what else ():
        if line := target.facts.line:
            if not chosen.json:
                _begins(line)
            exam = with_box.examined(box, line, off_hook=not chosen.on_hook, told=told)
            exams += [exam] if exam is not None else []
    whole = with_box.diagnosis(box)
    lines = tuple(line for line in whole.lines if not chosen.what or line.line in chosen.what)
    known = () if chosen.what else tuple(exam for exam in whole.exams if exam.port.line)
    others = _alone([target for target in found if not target.facts.line], chosen, told)
    return msgspec.structs.replace(whole, lines=lines, exams=(*exams, *known, *others))


def _show(whole: Diagnosis, *, as_json: bool) -> None:
    if as_json:
        sys.stdout.write(msgspec.json.encode(whole).decode() + "\n")
        return
    width = _width()
    lines = [*health(whole.lines, width), *sound_lines(whole.sound, width)]
    for line in whole.lines:
        lines += findings(line_findings(line), width)
    if whole.lines and not whole.exams:
        lines += ["Examined when named: callbox doctor LINE (out of service for some seconds).", ""]
    if whole.exams or not whole.lines:
        lines += [*report(whole.exams, width), ""]
    sys.stdout.write("\n".join([*lines, f"{summary(whole)}"]) + "\n")


_Tell = Callable[[Trace], None]


def _trace_teller(chosen: argparse.Namespace) -> _Tell | None:
    return _printer(as_json=chosen.json) if chosen.trace else None


def _printer(*, as_json: bool) -> _Tell:
    """On stdout as text; as JSON one entry a line."""

    def tell(trace: Trace) -> None:
        if trace.lost:
            sys.stdout.write(f"… {trace.lost} entries are no longer kept\n")
        for entry in trace.entries:
            clock = time.strftime("%H:%M:%S", time.localtime(entry.at_ms / 1_000)) + f".{entry.at_ms % 1_000:03}"
            line = msgspec.json.encode(entry).decode() if as_json else trace_line(entry, clock)
            sys.stdout.write(line + "\n")
        sys.stdout.flush()

    return tell


def _begins(name: LineName) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"looking at {name} …\n")


def _aside(sentence: str) -> None:
    sys.stderr.write(f"callbox doctor: {sentence}\n")


def _width() -> int:
    if os.environ.get("COLUMNS", "").isdecimal():
        return max(40, int(os.environ["COLUMNS"]))
    return os.get_terminal_size(sys.stdout.fileno()).columns or WIDTH if sys.stdout.isatty() else WIDTH
