"""What would change for whom, in sentences: queues and agents whose figures differ by more than chance explains."""

from collections.abc import Iterator, Sequence

from appliance.rehearsal.comparison import Comparison
from appliance.rehearsal.figures import Row
from appliance.rehearsal.words import value

LEAST_SHARE = 0.005
LEAST_WAIT_MS = 1_000
LEAST_WORK = 0.02
"""What is less nobody would notice: points of a share, a wait, a part of an agent's work."""
PLAIN_WAIT = 0.2
"""A wait that differs by such a part of itself is the one to tell of."""
WAITERS = {
    "wait_80": "8 of 10 callers",
    "wait_90": "9 of 10 callers",
    "wait_95": "95 of 100 callers",
    "wait_50": "half of the callers",
}


def sentences(found: Comparison) -> Iterator[str]:
    yield from _of_queue("all queues", found.every) if len(found.queues) > 1 else ()
    for name, rows in found.queues.items():
        yield from _of_queue(name, rows)
    for name, rows in found.agents.items():
        yield from _of_agent(name, rows)


def _of_queue(name: str, rows: Sequence[Row]) -> Iterator[str]:
    told = {row.figure.id: row for row in rows}
    answered = told["answered_count"]
    if answered.present.value and not answered.draft.value:
        yield f"{name}: nobody would be answered, instead of {value('a day', answered.present.value)} callers a day"
        return
    waits = [told[id_] for id_ in WAITERS if _differs(told[id_], LEAST_WAIT_MS)]
    if waits:
        row = next((each for each in waits if _is_plain(each)), waits[0])
        yield f"{name}: {WAITERS[row.figure.id]} would wait at most {_instead(row)}"
    if _differs(told["negative"], LEAST_SHARE):
        yield f"{name}: {_instead(told['negative'])} would be answered in time"
    if _differs(told["abandonment"], LEAST_SHARE):
        yield f"{name}: {_instead(told['abandonment'])} would hang up while waiting"
    if _differs(told["overflowed"], 0.1):
        yield f"{name}: {_instead(told['overflowed'])} callers a day would leave without a person, by overflow"


def _of_agent(name: str, rows: Sequence[Row]) -> Iterator[str]:
    talk = next(row for row in rows if row.figure.id == "talk")
    before, after = talk.present.value, talk.draft.value
    if not talk.difference.beyond_chance or abs(after - before) < LEAST_WORK * before:
        return
    if before < 1_000:
        yield f"{name} would speak {value('ms', after)} a day, and does not speak with anybody now"
    elif after < 1_000:
        yield f"{name} would not speak with anybody, instead of {value('ms', before)} a day"
    else:
        more = "more" if after > before else "less"
        part = round(100 * abs(after - before) / before)
        yield f"{name} would speak {part} % {more}: {_instead(talk)} a day"


def _instead(row: Row) -> str:
    return f"{value(row.figure.unit, row.draft.value)} instead of {value(row.figure.unit, row.present.value)}"


def _differs(row: Row, least: float) -> bool:
    return row.difference.beyond_chance and abs(row.difference.value) >= least


def _is_plain(wait: Row) -> bool:
    return abs(wait.difference.value) >= PLAIN_WAIT * max(wait.present.value, wait.draft.value)
