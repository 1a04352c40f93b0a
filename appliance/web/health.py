"""Whether the box answers, asked of the box itself, but never more often than once a second."""

import asyncio
import time
from pathlib import Path

from appliance.control.client import NoBox, Refused, connect
from appliance.control.schema import GetStats

FRESH_S = 1.0
"""A flood of questions reaches the box as one a second."""

PATIENCE_S = 2.0


class Health:
    def __init__(self, socket: Path, patience_s: float = PATIENCE_S, fresh_s: float = FRESH_S) -> None:
        self._socket = socket
        self._patience_s = patience_s
        self._fresh_s = fresh_s
        self._asking: asyncio.Task[str] | None = None
        self._asked = 0.0

    def ask(self) -> "asyncio.Task[str]":
        """Empty when well, else one sentence. All who ask within a second share one answer."""
        if self._asking is None or (self._asking.done() and time.monotonic() - self._asked > self._fresh_s):
            self._asked = time.monotonic()
            self._asking = asyncio.create_task(self._ask())
        return self._asking

    async def close(self) -> None:
        if self._asking is not None:
            self._asking.cancel()
            await asyncio.wait([self._asking])

    async def _ask(self) -> str:
        try:
            client = await connect(self._socket, "healthz", patience_s=self._patience_s)
        except NoBox as fault:
            return str(fault)
        try:
            await client.ask(GetStats())
        except (NoBox, Refused) as fault:
            return str(fault)
        finally:
            await client.close()
        return ""
