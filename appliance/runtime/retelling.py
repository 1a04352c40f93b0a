"""Telling a call's decisions in full: the journal of its run is played through the engine up to its last step.

Nothing of this is written down when it happens: the engine is pure, so it decides the same again, and who stood where
in that moment can be looked at then.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence

import msgspec

from appliance import __version__
from appliance.core.engine import Engine
from appliance.model.actions import Action, Note
from appliance.model.explanation import Reason, Retelling
from appliance.model.records import TimelineNote
from appliance.model.words import CallId
from appliance.store.reader import StoreReader
from appliance.store.rows import Input, Step

REPORTED_STEPS = 1_000
"""Between two reports of progress; some tenths of a second on a small computer."""

OFFERED = "Offered to "
"""How a note begins that tells of an offer."""


def retell(
    store: StoreReader, call: CallId, progress: Callable[[int, int], None] = lambda _done, _of: None
) -> Retelling:
    """Every decision about the call. `progress(steps done, steps in all)` is called now and then. Raises StoreFault."""
    run = store.run_of(call)
    steps = {} if run is None else {each.seq: each.step for each in store.steps(run, call=call)}
    if run is None or not steps:
        return Retelling(call=call, doubt="The journal has nothing about this call.")
    engine = Engine()
    record = engine.record(call)
    last = max(steps)
    doubt = _play(engine, store.inputs(run, last), steps, lambda done: progress(done, last))
    return Retelling(
        call=call,
        decisions=_beside_notes(record.reasons(), store.timeline(call)),
        overtakings=record.overtakings(),
        overtakings_in_all=record.overtakings_in_all,
        doubt=f"{doubt} {_program(store, run)}".strip() if doubt else "",
    )


def _play(engine: Engine, inputs: Iterable[Input], steps: Mapping[int, Step], progress: Callable[[int], None]) -> str:
    """The first doubt there is, as a sentence; empty when the call's steps are decided as they were."""
    doubt, done = "", 0
    for seq, now, event in inputs:
        if seq != done + 1:
            return f"Steps {done + 1} to {seq - 1} are not in the journal: of what came after them nothing is told."
        try:
            actions = engine.wake(now) if event is None else engine.handle(event, now)
        except Exception as fault:  # whatever it is: what was told until then stands
            return f"The journal cannot be played on from step {seq} ({type(fault).__name__}: {fault})."
        if seq in steps and not doubt and _decided(actions) != _decided(steps[seq].actions):
            doubt = "This program would not have decided all of it as the box did then."
        done = seq
        if done % REPORTED_STEPS == 0:
            progress(done)
    progress(done)
    return doubt


def _decided(actions: Iterable[Action]) -> list[Action]:
    """Without the words in which it was noted: a later version may say the same in others."""
    return [action for action in actions if not isinstance(action, Note)]


def _program(store: StoreReader, run: int) -> str:
    known = store.run(run)
    other = known is not None and known.program != __version__
    return f"It was version {known.program}, and this is {__version__}." if known is not None and other else ""


def _beside_notes(reasons: Sequence[Reason], notes: Sequence[TimelineNote]) -> tuple[Reason, ...]:
    """Each with the note in the timeline that tells of it."""
    free = dict(enumerate(notes))
    told: list[Reason] = []
    for reason in reasons:
        index = _note_of(reason, free)
        if index is not None:
            del free[index]
        told.append(msgspec.structs.replace(reason, note=index))
    return tuple(told)


def _note_of(reason: Reason, notes: Mapping[int, TimelineNote]) -> int | None:
    """The offer's own, or the last word of the moment in which nobody was found."""
    facts = reason.facts
    then = {index: note.text for index, note in notes.items() if note.at_ms == facts.at_ms}
    if facts.chosen:
        start = f"{OFFERED}{facts.chosen[0]}:"
        return next((index for index, text in then.items() if text.startswith(start)), None)
    return next((index for index, text in reversed(then.items()) if not text.startswith(OFFERED)), None)
