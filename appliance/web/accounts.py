"""The accounts as the pages ask for them: a file of users, sessions, tokens and audit, in a thread of its own."""

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from aiohttp import web

from appliance.model.accounts import AuditRow, Who
from appliance.store.accounts import AccountsFile

T = TypeVar("T")
Clock = Callable[[], int]
"""Milliseconds since 1970."""


def utc_ms() -> int:
    return int(time.time() * 1000)


class Accounts:
    """SQLite syncs its disk at each change, half a second on a small card; the loop must not wait for it."""

    def __init__(self, path: Path | None, clock: Clock = utc_ms) -> None:
        """None: kept in memory. Errors: StoreFault."""
        self.clock = clock
        self._thread = ThreadPoolExecutor(1, "accounts")
        self._file = self._thread.submit(AccountsFile, path).result()
        self._closed = False

    async def ask(self, question: Callable[[AccountsFile], T]) -> T:
        """Raises StoreFault, and NotPossible with what the question cannot have."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, question, self._file)

    async def audit(self, who: Who, request: web.Request, what: str, outcome: str) -> None:
        """Errors: StoreFault."""
        row = AuditRow(
            utc_ms=self.clock(),
            who=who.name,
            way=who.way,
            address=request.remote or "",
            what=what[:200],
            outcome=outcome[:200],
        )
        await self.ask(lambda file: file.write_audit(row))

    def close(self) -> None:
        """May be called again."""
        if not self._closed:
            self._closed = True
            self._thread.submit(self._file.close).result()
            self._thread.shutdown()
