"""Asking the running box: what it knows of its lines, an examination of one of them, a line's trace."""

import time
from collections.abc import Callable, Iterator
from typing import Final

from appliance.control.blocking_client import BlockingClient
from appliance.control.doctor_answers import read_diagnosis, read_trace
from appliance.control.schema import CallBetween, Diagnosed, Examine, GetDiagnosis, GetTrace, Traced, TryCall
from appliance.model.diagnosis import Diagnosis, LoopReport, PortExam, Trace, TraceEntry
from appliance.model.words import LineName

LOOK_S: Final = 0.25
"""Between two questions to the box while something goes on."""
LONGEST_S: Final = 180.0
"""An examination that takes longer has met a modem that answers nothing in time, again and again."""

Told = Callable[[Trace], None]


class TookTooLong(Exception):
    """The text is one sentence."""


def diagnosis(box: BlockingClient) -> Diagnosis:
    """Raises NoBox."""
    reply = box.ask(GetDiagnosis())
    return read_diagnosis(reply) if isinstance(reply, Diagnosed) else Diagnosis()


def examined(box: BlockingClient, line: LineName, *, off_hook: bool, told: Told | None = None) -> PortExam | None:
    """By the box, which lends the line; None when it has no port. Raises Refused (in use), NoBox, TookTooLong.

    `told` hears the line's trace meanwhile.
    """
    follow = following(box, line) if told is not None else None
    box.ask(Examine(line=line, off_hook=off_hook))
    waited_from = time.monotonic()
    while (whole := diagnosis(box)).examining:
        _tell(follow, told)
        if time.monotonic() - waited_from > LONGEST_S:
            sentence = f"{line}: the examination goes on after {LONGEST_S:.0f} s; look again with: callbox doctor"
            raise TookTooLong(sentence)
        time.sleep(LOOK_S)
    _tell(follow, told)
    return next((exam for exam in whole.exams if exam.port.line == line), None)


def tried(box: BlockingClient, request: TryCall | CallBetween, now_does: Callable[[str], None]) -> LoopReport:
    """A test call. Raises Refused (in use), NoBox, TookTooLong."""
    box.ask(request)
    began, told = time.monotonic(), ""
    while (loop := diagnosis(box).loop) is None or not loop.done:
        if loop is not None and loop.now not in {"", told}:
            told = loop.now
            now_does(told)
        if time.monotonic() - began > LONGEST_S:
            sentence = f"the test call goes on after {LONGEST_S:.0f} s; look again with: callbox doctor --json"
            raise TookTooLong(sentence)
        time.sleep(LOOK_S)
    return loop


def following(box: BlockingClient, line: LineName) -> Iterator[Trace]:
    """The line's trace from now on, piece by piece, empty ones included. Raises NotThere."""
    number = 0
    while entries := _trace(box, line, number).entries:
        number = entries[-1].number
    while True:
        trace = _trace(box, line, number)
        number = _last(trace.entries, number)
        yield trace


def history(box: BlockingClient, line: LineName) -> Iterator[Trace]:
    """What is kept of the line's trace, then what comes. Raises NotThere."""
    number = 0
    while True:
        trace = _trace(box, line, number)
        number = _last(trace.entries, number)
        yield trace
        if not trace.entries:
            time.sleep(LOOK_S)


def _tell(follow: Iterator[Trace] | None, told: Told | None) -> None:
    if follow is not None and told is not None:
        told(next(follow))


def _last(entries: tuple[TraceEntry, ...], before: int) -> int:
    return entries[-1].number if entries else before


def _trace(box: BlockingClient, line: LineName, after: int) -> Trace:
    reply = box.ask(GetTrace(line=line, after=after))
    return read_trace(reply) if isinstance(reply, Traced) else Trace(line=line, entries=())
