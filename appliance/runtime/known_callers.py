"""Whom the address book and the blocklist treat in a way of their own, read for the engine: at the start, and anew."""

import asyncio
from collections.abc import Callable
from pathlib import Path

from appliance.model.caller_events import CallersKnown
from appliance.model.events import Event
from appliance.store.contacts import CONTACTS_DATABASE_NAME, read_marks
from appliance.store.faults import StoreFault


class KnownCallers:
    def __init__(self, folder: Path, submit: Callable[[Event], None], notice: Callable[[str], None]) -> None:
        """`folder`: of the box's store."""
        self._path = folder / CONTACTS_DATABASE_NAME
        self._submit = submit
        self._notice = notice
        self._told = CallersKnown()
        self._one_at_a_time = asyncio.Lock()

    async def read(self) -> None:
        """In a thread; the engine is told when it is something else than before. A fault leaves it as it was."""
        async with self._one_at_a_time:  # else what was read first might be told last
            try:
                marks, blocks = await asyncio.to_thread(read_marks, self._path)
            except StoreFault as fault:
                self._notice(str(fault))
                return
            known = CallersKnown(marks=marks, blocks=blocks)
            if known != self._told:
                self._told = known
                self._submit(known)
