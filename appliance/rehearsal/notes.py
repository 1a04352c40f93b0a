"""What a reader of a rehearsal must know to judge it: who is supposed, left out or not rehearsed."""

from collections.abc import Iterator, Sequence

from appliance.config.friendly import write_duration
from appliance.model.settings import Settings
from appliance.rehearsal.changes import Changes
from appliance.rehearsal.comparison import Comparison
from appliance.rehearsal.history import History, Read
from appliance.rehearsal.words import number

MANY = 50
"""More than one wait in so many is worth a word."""


def set_aside(found: Read, present: Settings) -> Iterator[str]:
    """Takes callers out for whom nothing can be said, and says so."""
    queues = {queue.name for queue in present.plan.queues}
    for name in sorted({stay.queue for stay in found.stays} - queues):
        count = sum(stay.queue == name for stay in found.stays)
        what = f"{number(count, 'caller')} asked for the queue {name or '(unknown)'}"
        yield f"{what}, which the settings do not have any more; they are left out"
    found.stays = [stay for stay in found.stays if stay.queue in queues]


def notes(history: History, draft: Settings, changed: Changes, compared: Comparison) -> Iterator[str]:
    known = {agent.name for agent in draft.plan.agents}
    gone = [name for name in history.people if name not in known]
    if compared.newcomers:
        yield f"{_and(compared.newcomers)}: new, and supposed to be there whenever anybody was"
    if gone:
        yield f"{_and(gone)}: not in the settings any more; what they did then, others do in the rehearsal"
    if history.several * MANY > len(history.stays.joined):
        what = f"{number(history.several, 'wait')} began in a second queue, after overflow or transfer"
        yield f"{what}; they are rehearsed as they came, whatever the draft would make of the first"
    for queue in draft.plan.queues:
        most = compared.most_waiting.get(queue.name, 0)
        if most > queue.capacity:
            what = f"queue {queue.name}: up to {most} would wait at once"
            yield f"{what}, and its capacity of {queue.capacity} is not rehearsed"
    yield from _measures(draft, compared)
    if changed.others:
        yield f"not rehearsed, though the draft changes it: {'; '.join(changed.others)}"


def _measures(draft: Settings, compared: Comparison) -> Iterator[str]:
    """Both sides are measured alike, by the present targets."""
    for queue in draft.plan.queues:
        target = compared.targets.get(queue.name, queue.target_ms)
        if target != queue.target_ms:
            what = f"queue {queue.name}: in time means within {write_duration(target)}, as at present"
            yield f"{what}, on both sides; its new target only changes who comes first"


def _and(names: Sequence[str]) -> str:
    return ", ".join(names[:-1]) + " and " + names[-1] if len(names) > 1 else names[0]
