"""The calls of a day that asked for a person or were missed, for figures that are counted live."""

from pathlib import Path
from typing import Any, NamedTuple

from appliance.model.records import CallRecord
from appliance.model.states import Direction, Outcome
from appliance.model.words import CallId, Ms, QueueName
from appliance.store.connection import connect_to_read, sentences
from appliance.store.reader import StoreReader

MOST_CALLS = 20_000
"""Of one day: a call every four seconds around the clock."""

_OF_DAY = """
    SELECT call, rang_utc_ms, queue, asked_person_ms, talk_began_ms, outcome FROM calls
    WHERE rang_utc_ms >= ? AND direction = 'incoming' AND ended_ms IS NOT NULL ORDER BY rang_utc_ms LIMIT ?
"""


class DayCall(NamedTuple):
    """A call that came in and is over."""

    call: CallId
    rang_utc_ms: int
    queue: QueueName | None
    asked_ms: Ms | None
    talk_began_ms: Ms | None
    outcome: Outcome | None


def of_record(record: CallRecord) -> DayCall | None:
    """None for a call that is not over, or went out."""
    if record.ended_ms is None or record.direction is not Direction.INCOMING:
        return None
    return DayCall(
        record.call, record.rang_utc_ms, record.queue, record.asked_person_ms, record.talk_began_ms, record.outcome
    )


def calls_since(path: Path, utc_ms: int) -> tuple[DayCall, ...]:
    """Oldest first. Errors: StoreFault."""
    StoreReader(path).close()
    with sentences(path):
        connection = connect_to_read(path)
        try:
            rows: list[tuple[Any, ...]] = connection.execute(_OF_DAY, (utc_ms, MOST_CALLS)).fetchall()
        finally:
            connection.close()
    return tuple(DayCall._make((*row[:-1], None if row[-1] is None else Outcome(row[-1]))) for row in rows)
