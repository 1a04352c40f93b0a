"""Tells subscribers of a changed house: at most ten snapshots a second, each encoded once for all."""

import asyncio
import logging
from collections.abc import Callable

from appliance.control.framing import JsonPart, pack
from appliance.control.outbox import Full, Outbox
from appliance.control.schema import Happened, SnapshotChanged, Told, to_json
from appliance.model.snapshot import Snapshot

PAUSE_S = 0.1
"""Between two snapshots: faster than an eye follows, and 32 busy lines cost no more than one."""

log = logging.getLogger(__name__)


class Publisher:
    """Costs nothing while nobody is subscribed or nothing changes."""

    def __init__(self, snapshot: Callable[[], Snapshot]) -> None:
        self._snapshot = snapshot
        self._subscribers: dict[Outbox, Callable[[], None]] = {}
        self._due: asyncio.Handle | None = None
        self._changed = False

    def subscribe(self, outbox: Outbox, let_go: Callable[[], None]) -> None:
        """`let_go` is called when the outbox has run full."""
        self._subscribers[outbox] = let_go

    def unsubscribe(self, outbox: Outbox) -> None:
        self._subscribers.pop(outbox, None)

    def changed(self) -> None:
        """The house may look different now. Returns at once; the box's own work goes first."""
        self._changed = True
        if self._due is None and self._subscribers:
            self._due = asyncio.get_running_loop().call_soon(self._publish)

    def tell(self, told: Told) -> None:
        """Tells everybody, in order, none left out."""
        packed = pack(JsonPart(to_json(Happened(told))))
        for outbox, let_go in tuple(self._subscribers.items()):
            try:
                outbox.put(packed)
            except Full:
                log.warning("control socket: a subscriber has not read for too long and is let go")
                self.unsubscribe(outbox)
                let_go()

    def close(self) -> None:
        self._subscribers.clear()
        if self._due is not None:
            self._due.cancel()

    def _publish(self) -> None:
        self._due = None
        if not self._changed or not self._subscribers:
            return
        self._changed = False
        self._due = asyncio.get_running_loop().call_later(PAUSE_S, self._publish)
        packed = pack(JsonPart(to_json(Happened(SnapshotChanged(self._snapshot())))))
        for outbox in self._subscribers:
            outbox.put_snapshot(packed)
