"""Looking things up in the store from the event loop: in a thread of its own, because a disk may take its time."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from appliance.model.outbound import LedgerRecord
from appliance.model.records import CallRecord, MessageRecord, OutgoingText, TextRecord, TimelineNote
from appliance.model.snapshot import BoxView
from appliance.model.states import MessageState, TextKind
from appliance.model.words import CallId
from appliance.store.faults import StoreFault
from appliance.store.reader import MOST_ROWS, StoreReader

T = TypeVar("T")


class Lookup:
    """Opens the file on first use. A store that cannot be read raises StoreFault to whoever asked."""

    def __init__(self, database: Path) -> None:
        self._database = database
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="lookup")
        self._reader: StoreReader | None = None

    async def calls(self, limit: int, before: CallId | None) -> tuple[CallRecord, ...]:
        return await self._ask(lambda reader: reader.calls(limit, before=before))

    async def texts(self, limit: int) -> tuple[TextRecord, ...]:
        """That came in, newest first, without reports of what was sent."""
        rows = await self._ask(lambda reader: reader.texts(MOST_ROWS))
        return tuple(row for row in rows if row.kind is not TextKind.REPORT)[:limit]

    async def outgoing(self, limit: int) -> tuple[OutgoingText, ...]:
        """Texts sent from here, newest first."""
        return await self._ask(lambda reader: reader.outgoing(limit))

    async def granted(self, since_utc_ms: int) -> tuple[LedgerRecord, ...]:
        """What went out since then, oldest first."""
        rows = await self._ask(lambda reader: reader.ledger(MOST_ROWS, since_utc_ms=since_utc_ms, granted=True))
        return tuple(reversed(rows))

    async def message(self, name: str) -> MessageRecord | None:
        """By its id."""
        return await self._ask(lambda reader: reader.message(name))

    async def deleted(self) -> tuple[MessageRecord, ...]:
        """Messages, newest first."""
        return await self._ask(lambda reader: reader.messages(MOST_ROWS, state=MessageState.DELETED))

    async def take(self, call: CallId) -> MessageRecord | None:
        """What was said in the call to become a prompt."""
        return await self._ask(lambda reader: reader.take(call))

    async def old_takes(self, before_utc_ms: int) -> tuple[MessageRecord, ...]:
        """What was said before then to become a prompt and has not."""
        return await self._ask(lambda reader: reader.old_takes(before_utc_ms))

    async def boxes(self) -> tuple[BoxView, ...]:
        return await self._ask(lambda reader: reader.boxes())

    async def explain(self, call: CallId) -> tuple[CallRecord, tuple[TimelineNote, ...]] | None:
        def ask(reader: StoreReader) -> tuple[CallRecord, tuple[TimelineNote, ...]] | None:
            record = reader.call(call)
            return (record, reader.timeline(call)) if record is not None else None

        return await self._ask(ask)

    def close(self) -> None:
        self._thread.submit(self._let_go)
        self._thread.shutdown(wait=True, cancel_futures=True)

    async def _ask(self, question: Callable[[StoreReader], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._answer, question)

    def _answer(self, question: Callable[[StoreReader], T]) -> T:
        if self._reader is None:
            self._reader = StoreReader(self._database)
        try:
            return question(self._reader)
        except StoreFault:
            self._let_go()
            raise

    def _let_go(self) -> None:
        if self._reader is not None:
            self._reader.close()
            self._reader = None
