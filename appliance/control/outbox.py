"""What one client has still to be sent: replies and news in order, and of snapshots only the newest."""

import asyncio
from collections import deque

MOST_WAITING = 64
"""Replies and news for one client. A finished call every ten seconds fills it after ten minutes without a read."""


class Full(Exception):
    """The client has not read for too long; it is let go rather than kept for ever or told lies by omission."""


class Outbox:
    """Filled by the box's loop without ever waiting, emptied by the client's writer at the client's pace."""

    def __init__(self) -> None:
        self._waiting: deque[bytes] = deque()
        self._snapshot: bytes | None = None
        self._filled = asyncio.Event()
        self._emptied = asyncio.Event()
        self._emptied.set()

    def put(self, packed: bytes) -> None:
        """Raises Full."""
        if len(self._waiting) >= MOST_WAITING:
            raise Full
        self._waiting.append(packed)
        self._emptied.clear()
        self._filled.set()

    def put_snapshot(self, packed: bytes) -> None:
        """Takes the place of a snapshot that still waits."""
        self._snapshot = packed
        self._filled.set()

    async def take(self) -> bytes:
        """The next one to send: what waits in order comes before the snapshot."""
        await self._filled.wait()
        if self._waiting:
            packed = self._waiting.popleft()
        else:
            packed, self._snapshot = self._snapshot or b"", None
        if not self._waiting:
            self._emptied.set()
            if self._snapshot is None:
                self._filled.clear()
        return packed

    async def emptied(self) -> None:
        """Returns when no reply waits: a client that does not read its replies is not read either."""
        await self._emptied.wait()
