"""Message boxes: somebody says what becomes of a message, and the engine is told how many wait in each box."""

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any

from appliance.core.boxes import marked
from appliance.model.events import Event
from appliance.model.message_events import BoxesCounted
from appliance.model.records import MessageErased, MessageMark, MessageRecord, TakeUsed
from appliance.model.states import MessageOrder
from appliance.model.words import CallId
from appliance.runtime import clock
from appliance.runtime.archive import Archive
from appliance.store.faults import StoreFault

TAKES_KEPT_MS = 30 * 24 * 3_600_000
"""30 days: who recorded a prompt by phone and has not used it by then records it again."""

Spawn = Callable[[Coroutine[Any, Any, None], str], object]


KEPT_DELETED_MS = 7 * 86_400_000
"""So long a deleted message can be brought back; looked at whenever the boxes are counted."""


class NoMessage(Exception):
    """There is none of that id."""


class MessageBoxes:
    """In the event loop's thread. The database alone says what has become of a message; this is the only one to change
    it.
    """

    def __init__(self, archive: Archive, submit: Callable[[Event], None], spawn: Spawn) -> None:
        self._archive = archive
        self._submit = submit
        self._spawn = spawn
        self._one_at_a_time = asyncio.Lock()

    def changed(self) -> None:
        """A message or a take is new: the boxes are counted anew, and takes that nobody wanted go."""
        self._spawn(self.count(), "message boxes")
        self._spawn(self.forget_old_takes(), "old takes of prompts")

    async def count(self) -> None:
        """What cannot be read is not told: the lamps stay as they are, and the store says its fault itself."""
        try:
            boxes = await self._archive.lookup.boxes()
        except StoreFault:
            return
        self._submit(BoxesCounted(boxes))
        await self._erase_old()

    async def _erase_old(self) -> None:
        """Of what was deleted long ago row and sound go; the row first, so that no list names what is not there."""
        with suppress(StoreFault, OSError):
            for message in await self._archive.lookup.deleted():
                old = clock.utc_ms() - message.changed_utc_ms > KEPT_DELETED_MS
                if old and not await self._durable(MessageErased(message.file)):
                    await asyncio.to_thread((self._archive.database.parent / message.file).unlink, missing_ok=True)

    async def mark(self, name: str, order: MessageOrder, who: str) -> str:
        """Durable when it returns, or one sentence why it is not. Raises NoMessage."""
        async with self._one_at_a_time:
            try:
                message = await self._archive.lookup.message(name)
            except StoreFault as fault:
                return str(fault)
            if message is None:
                raise NoMessage
            mark = marked(message, order, who, clock.utc_ms())
            if isinstance(mark, str):
                return mark
            why_not = await self._durable(mark)
        await self.count()
        return why_not

    def take_used(self, call: CallId) -> None:
        """What was said in the call is a prompt now: its row and its file go. What cannot go is in no list."""
        self._spawn(self._forget_take(call), "take of a prompt")

    async def forget_old_takes(self) -> None:
        """Those of more than 30 days ago; what cannot go goes with the next."""
        with suppress(StoreFault, OSError):
            for take in await self._archive.lookup.old_takes(clock.utc_ms() - TAKES_KEPT_MS):
                await self._forget(take)

    async def _forget_take(self, call: CallId) -> None:
        with suppress(StoreFault, OSError):
            take = await self._archive.lookup.take(call)
            if take is not None:
                await self._forget(take)

    async def _forget(self, take: MessageRecord) -> None:
        """The row first: a kill between the two has the row made anew, as a take, at the next start."""
        if not await self._durable(TakeUsed(take.file)):
            await asyncio.to_thread((self._archive.database.parent / take.file).unlink, missing_ok=True)

    async def _durable(self, row: MessageMark | MessageErased | TakeUsed) -> str:
        """Empty, or a sentence why it is not."""
        done: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._archive.writer.put(row, then=lambda fault: None if done.done() else done.set_result(fault))
        return await done
