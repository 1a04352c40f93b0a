"""What has come of today's calls: read from the store once, then counted on with each call that is over."""

import asyncio
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress

from appliance.model.records import CallRecord
from appliance.model.states import Outcome
from appliance.model.words import CallId, Ms, QueueName, Value
from appliance.store.day_reader import MOST_CALLS, DayCall, calls_since, of_record
from appliance.store.faults import StoreFault
from appliance.web.feed import Feed

LOST = frozenset({Outcome.ABANDONED, Outcome.SHORT_ABANDONED, Outcome.MISSED})
"""The caller hung up: while waiting for a person, or before the box answered."""

LOOK_S = 30.0
"""So often at least it is looked whether midnight is past."""


class Count(Value, frozen=True, kw_only=True, tag=False):
    calls: int = 0
    answered: int = 0
    """Spoke with a person."""
    in_time: int = 0
    """Of those, within the queue's target from when they asked for one."""
    lost: int = 0
    level: int | None = None
    """Percent: in_time of answered and lost while waiting (design page 5, "negative"); None: there are none yet."""


class Today:
    """In the event loop of the pages."""

    def __init__(self, feed: Feed, midnight: Callable[[int], int] | None = None) -> None:
        """`midnight`: when the day of this moment began, both in Unix ms."""
        self._feed = feed
        self._midnight = midnight or local_midnight
        self._began = 0
        self._calls: dict[CallId, DayCall] = {}
        feed.finished.append(self.take)

    def take(self, record: CallRecord) -> None:
        """A call is over, and its row on the disk."""
        call = of_record(record)
        if call is not None and call.rang_utc_ms >= self._began and len(self._calls) < MOST_CALLS:
            self._calls[call.call] = call

    def count(self, targets: Mapping[QueueName, Ms], queue: QueueName | None = None) -> Count:
        """Of one queue, or of the house. A queue that is no more has no target: all its answers were in time."""
        calls = (call for call in self._calls.values() if queue is None or call.queue == queue)
        return counted(calls, targets)

    async def run(self) -> None:
        """Until cancelled."""
        known: tuple[int, int] | None = None
        while True:
            changed = self._feed.next_change()
            wanted = (self._feed.connections, self._midnight(self._utc_ms()))
            if self._feed.gone is None and self._feed.database is not None and wanted != known:
                known = wanted if await self._load(wanted[1]) else None
            with suppress(TimeoutError):  # no wait_for: in Python 3.11 it loses a cancellation that comes with a change
                async with asyncio.timeout(LOOK_S):
                    await changed.wait()

    async def _load(self, began: int) -> bool:
        database = self._feed.database
        if database is None:
            return False
        self._began = began
        self._calls = {number: call for number, call in self._calls.items() if call.rang_utc_ms >= began}
        try:
            found = await asyncio.to_thread(calls_since, database, began)
        except StoreFault:
            return False  # counted on from now; read when the box is next heard
        self._calls.update((call.call, call) for call in found)
        self._feed.recounted()
        return True

    def _utc_ms(self) -> int:
        snapshot = self._feed.snapshot()
        return int(time.time() * 1000) if snapshot is None else snapshot.utc_ms


def counted(calls: Iterable[DayCall], targets: Mapping[QueueName, Ms]) -> Count:
    number = answered = in_time = lost = waited = 0
    for call in calls:
        number += 1
        if call.talk_began_ms is not None:
            answered += 1
            wait = call.talk_began_ms - (call.asked_ms if call.asked_ms is not None else call.talk_began_ms)
            in_time += wait <= targets.get(call.queue or "", wait)
        elif call.outcome in LOST:
            lost += 1
            waited += call.outcome is not Outcome.MISSED
    level = None if not answered + waited else round(100 * in_time / (answered + waited))
    return Count(calls=number, answered=answered, in_time=in_time, lost=lost, level=level)


def local_midnight(utc_ms: int) -> int:
    """By the clock on this machine's wall."""
    day = time.localtime(utc_ms / 1000)
    return int(time.mktime((day.tm_year, day.tm_mon, day.tm_mday, 0, 0, 0, 0, 0, -1)) * 1000)
