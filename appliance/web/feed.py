"""The one connection to the box for all who watch: keeps the newest snapshot, notices silence, comes back by itself."""

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from itertools import chain, repeat
from pathlib import Path

import msgspec

from appliance.control.client import Client, NoBox, Refused, connect
from appliance.control.schema import CallFinished, GetStats, SnapshotChanged, SnapshotReply, Subscribe, Told
from appliance.model.records import CallRecord
from appliance.model.snapshot import Snapshot
from appliance.model.words import Value

PATIENCE_S = (0.25, 0.5, 1.0, 2.0, 5.0)
"""Pauses between tries to reach the box; the last one again and again."""

PING_S = 5.0
"""A quiet box is asked this often whether it is there; so long again it may take to answer."""

log = logging.getLogger(__name__)


class Gone(Value, frozen=True):
    """Why, and since when, what is shown may be old."""

    since_utc_ms: int
    """When the box was last heard."""
    reason: str


class Feed:
    """What is known of the box now. `run()` keeps it up to date until cancelled."""

    def __init__(self, socket: Path, patience_s: Sequence[float] = PATIENCE_S, ping_s: float = PING_S) -> None:
        self.socket = socket
        self.box = "Callbox"
        self.gone: Gone | None = Gone(_utc_ms(), "the box has not been reached yet")
        self.database: Path | None = None
        """Where the box's store is; None before it was reached."""
        self.connections = 0
        """How often it was reached."""
        self.finished: list[Callable[[CallRecord], None]] = []
        """Are told of each call that is over once its row is durable."""
        self._patience_s = patience_s
        self._ping_s = ping_s
        self._snapshot: Snapshot | None = None
        self._taken = 0.0
        self._heard_utc_ms = _utc_ms()
        self._changed = asyncio.Event()

    def snapshot(self) -> Snapshot | None:
        """The newest one with its clock moved on to this moment; None before the first."""
        if self._snapshot is None:
            return None
        age_ms = int((time.monotonic() - self._taken) * 1000)
        then = self._snapshot
        return msgspec.structs.replace(then, now=then.now + age_ms, utc_ms=then.utc_ms + age_ms)

    def next_change(self) -> asyncio.Event:
        """Is set at the next change; take it before looking, so that none slips through."""
        return self._changed

    async def run(self) -> None:
        patience = self._patience()
        while True:
            try:
                client = await connect(self.socket, "web", self._hear, self._ping_s)
                patience = self._patience()
                await self._watch(client)
            except (NoBox, Refused) as fault:
                self._lose(str(fault))
            await asyncio.sleep(next(patience))

    async def _watch(self, client: Client) -> None:
        try:
            reply = await client.ask(Subscribe())
            if isinstance(reply, SnapshotReply):
                self.box = client.welcome.box
                self.gone = None
                self.database = Path(client.welcome.database) if client.welcome.database else None
                self.connections += 1
                log.info("callbox web: connected to %s", self.socket)
                self._take(reply.snapshot)
            while True:
                await self._wait_or_end(client)
                await client.ask(GetStats())
                self._heard_utc_ms = _utc_ms()
        finally:
            await client.close()

    async def _wait_or_end(self, client: Client) -> None:
        try:
            async with asyncio.timeout(self._ping_s):  # wait_for of Python 3.11 loses a cancellation that comes with it
                end = await client.closed()
        except TimeoutError:
            return
        raise end

    def _hear(self, told: Told) -> None:
        if isinstance(told, SnapshotChanged):
            self._take(told.snapshot)
        elif isinstance(told, CallFinished):
            for tell in self.finished:
                tell(told.call)
            self._wake()

    def recounted(self) -> None:
        """What is shown beside the snapshot has changed."""
        self._wake()

    def _take(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._taken = time.monotonic()
        self._heard_utc_ms = _utc_ms()
        self._wake()

    def _lose(self, reason: str) -> None:
        if self.gone is None or self.gone.reason != reason:
            log.warning("callbox web: %s", reason)
            since = self._heard_utc_ms if self.gone is None else self.gone.since_utc_ms
            self.gone = Gone(since, reason)
            self._wake()

    def _wake(self) -> None:
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()

    def _patience(self) -> "chain[float]":
        return chain(self._patience_s, repeat(self._patience_s[-1]))


def _utc_ms() -> int:
    return int(time.time() * 1000)
