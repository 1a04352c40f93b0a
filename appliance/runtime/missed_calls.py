"""Callers who rang in vain: somebody says what becomes of them, and the engine is told."""

import asyncio
from collections.abc import Callable

from appliance.core.missed import marked
from appliance.model.events import Event
from appliance.model.message_events import MissedMarked
from appliance.model.missed import MissedMark, MissedOrder
from appliance.runtime import clock
from appliance.runtime.archive import Archive
from appliance.store.faults import StoreFault
from appliance.store.missed_reader import missed_since


class NoMissed(Exception):
    """Nobody of that number has."""


class MissedCalls:
    """In the event loop's thread. The calls say who they are; of what is said of them this is the only one to write."""

    def __init__(self, archive: Archive, submit: Callable[[Event], None]) -> None:
        self._archive = archive
        self._submit = submit
        self._one_at_a_time = asyncio.Lock()

    async def mark(self, number: str, order: MissedOrder, who: str) -> str:
        """Durable when it returns, or one sentence why it is not. Raises NoMissed."""
        async with self._one_at_a_time:
            try:
                found = await asyncio.to_thread(missed_since, self._archive.database, clock.utc_ms(), number)
            except StoreFault as fault:
                return str(fault)
            missed = next((each for each in found if each.key == number), None)
            if missed is None:
                raise NoMissed
            mark = marked(missed, order, who, clock.utc_ms())
            why_not = mark if isinstance(mark, str) else await self._durable(mark)
        if not why_not and isinstance(mark, MissedMark):
            self._submit(MissedMarked(number=mark.number, state=mark.state, who=mark.who))
        return why_not

    async def _durable(self, mark: MissedMark) -> str:
        """Empty, or a sentence why it is not."""
        done: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._archive.writer.put(mark, then=lambda fault: None if done.done() else done.set_result(fault))
        return await done
