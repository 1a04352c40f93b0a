"""callbox replay: runs a journal through the engine again and proves that it decides the same, step by step."""

import argparse
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Protocol

import msgspec

from appliance.model.actions import Action, RecordMessage, WithdrawOffer, WithdrawReason
from appliance.model.events import Event
from appliance.model.words import CallId, Ms, Value
from appliance.store.faults import StoreFault
from appliance.store.reader import StoreReader
from appliance.store.rows import Numbered
from appliance.store.wording import call_in_words, in_words, step_lines

SAME, DIFFERENT, UNUSABLE = 0, 1, 2
"""Exit codes."""


class Decider(Protocol):
    """The pure engine, as far as replay needs it."""

    def handle(self, event: Event, now: Ms, /) -> tuple[Action, ...]: ...

    def wake(self, now: Ms, /) -> tuple[Action, ...]: ...


class Difference(Value, frozen=True):
    """The first step at which the engine decided otherwise than the journal says."""

    step: Numbered
    got: tuple[Action, ...]


class Broken(Value, frozen=True):
    """The engine raised at this step."""

    step: Numbered
    error: str


class Gap(Value, frozen=True):
    """Steps were lost between two that are there; what follows cannot be proven."""

    after: int
    before: int


class Verdict(Value, frozen=True, kw_only=True):
    steps: int
    """Run with identical actions."""
    actions: int
    failure: Difference | Broken | Gap | None = None


def compare(engine: Decider, journal: Iterable[Numbered]) -> Verdict:
    """Feeds the engine what it was fed, and stops at the first difference."""
    steps = actions = 0
    for step in journal:
        failure = _gap(steps, step) or _difference(engine, step)
        if failure is not None:
            return Verdict(steps=steps, actions=actions, failure=failure)
        steps, actions = steps + 1, actions + len(step.step.actions)
    return Verdict(steps=steps, actions=actions)


def _gap(done: int, step: Numbered) -> Gap | None:
    return None if step.seq == done + 1 else Gap(done, step.seq)


def _difference(engine: Decider, step: Numbered) -> Difference | Broken | None:
    event, now = step.step.event, step.step.now
    try:
        got = engine.wake(now) if event is None else engine.handle(event, now)
    except Exception as error:  # whatever the engine raises is the finding
        return Broken(step, f"{type(error).__name__}: {error}")
    got = _as_then(step.step.actions, got)
    same = len(got) == len(step.step.actions) and all(map(_same, step.step.actions, got))
    return None if same else Difference(step, got)


def _as_then(journalled: tuple[Action, ...], decided: tuple[Action, ...]) -> tuple[Action, ...]:
    """A program that did not tell stations of declined offers decided nothing else otherwise."""
    if any(map(_takes_declined_back, journalled)):
        return decided
    return tuple(action for action in decided if not _takes_declined_back(action))


def _takes_declined_back(action: Action) -> bool:
    return isinstance(action, WithdrawOffer) and action.reason is WithdrawReason.DECLINED


def _same(journalled: Action, decided: Action) -> bool:
    """A journal of a program that did not write a recording's box down says nothing against any."""
    if isinstance(journalled, RecordMessage) and isinstance(decided, RecordMessage) and not journalled.box:
        decided = msgspec.structs.replace(decided, box="")
    return journalled == decided


def verdict_lines(verdict: Verdict) -> Iterator[str]:
    """What the verdict says, as lines for people."""
    match verdict.failure:
        case None:
            yield f"{verdict.steps} steps, {verdict.actions} actions: identical"
        case Gap(after, before):
            yield f"steps {after + 1} to {before - 1} are not in the journal; {after} before them are identical"
        case Broken(step, error):
            yield f"step {step.seq} broke the engine: {error}"
            yield from step_lines(step.step)
        case Difference(step, got):
            yield f"step {step.seq} differs; {verdict.steps} steps before it are identical"
            event = step.step.event
            yield f"  at {step.step.now} ms: {'time passed' if event is None else in_words(event)}"
            yield from _both(step.step.actions, got)


def _both(expected: Sequence[Action], got: Sequence[Action]) -> Iterator[str]:
    """The actions of the journal and of now, side by side where they part."""
    for place in range(max(len(expected), len(got))):
        then, now = expected[place : place + 1], got[place : place + 1]
        if then and now and _same(then[0], now[0]):
            yield f"    both     {in_words(then[0])}"
        else:
            yield from (f"    journal  {in_words(action)}" for action in then)
            yield from (f"    now      {in_words(action)}" for action in now)


def main(argv: list[str]) -> int:
    """`callbox replay DB [--call N] [--run R] [--quiet]`; 0 identical, 1 different, 2 nothing to replay."""
    asked = _arguments(argv)
    try:
        with StoreReader(asked.database) as reader:
            return _replay(reader, asked)
    except StoreFault as fault:
        _print(f"callbox replay: {fault}", to_error=True)
        return UNUSABLE


def _arguments(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="callbox replay", description=__doc__)
    parser.add_argument("database", type=Path, help="the box's callbox.db, or a copy of it")
    parser.add_argument("--call", type=int, metavar="N", help="print what was decided about this call, and why")
    parser.add_argument(
        "--run", type=int, metavar="R", help="the start of the box to replay; default: the call's, or the last one"
    )
    parser.add_argument("--quiet", action="store_true", help="print nothing when all is identical")
    return parser.parse_args(argv)


def _replay(reader: StoreReader, asked: argparse.Namespace) -> int:
    from appliance.core.engine import Engine

    run = asked.run or _run(reader, asked.call)
    if reader.run(run) is None:
        raise StoreFault(f"{asked.database}: has no run {run}; runs are {_span(reader)}")
    if asked.call is not None:
        for line in _call_lines(reader, run, asked.call):
            _print(line)
    verdict = compare(Engine(), reader.steps(run))
    if verdict.failure is not None or not asked.quiet:
        for line in verdict_lines(verdict):
            _print(line)
    return SAME if verdict.failure is None else DIFFERENT


def _run(reader: StoreReader, call: CallId | None) -> int:
    if call is None:
        return max((known.run for known in reader.runs(1)), default=0)
    run = reader.run_of(call)
    if run is None:
        raise StoreFault(f"call {call} is not in this database; see callbox calls")
    return run


def _span(reader: StoreReader) -> str:
    runs = [known.run for known in reader.runs()]
    return f"{runs[-1]} to {runs[0]}" if runs else "not there yet: the box was never started"


def _call_lines(reader: StoreReader, run: int, call: CallId) -> Iterator[str]:
    record = reader.call(call)
    if record is not None:
        yield call_in_words(record)
    for step in reader.steps(run, call=call):
        yield from step_lines(step.step, 0 if record is None else record.rang_ms)


def _print(line: str, *, to_error: bool = False) -> None:
    (sys.stderr if to_error else sys.stdout).write(line + "\n")
