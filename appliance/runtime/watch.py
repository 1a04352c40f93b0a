"""The watch: strikes the clock every minute, and feeds systemd's watchdog only while everything moves."""

import asyncio
import logging
from collections.abc import Callable

from appliance.model.events import Event
from appliance.model.snapshot import Snapshot
from appliance.model.states import LineState
from appliance.runtime import clock
from appliance.runtime.pump import Pump
from appliance.runtime.systemd import Notifier
from appliance.store.writer import StoreWriter

STATUS_S = 1.0
"""A look costs as much as there are callers, so not every step of theirs has one."""
PUMP_STUCK_S = 2.0
WRITER_STUCK_MS = 30_000
"""A disk may stall for a while; that is the writer's to tell. A thread that has stopped is the watchdog's."""

log = logging.getLogger(__name__)


async def strike_clock(submit: Callable[[Event], None]) -> None:
    """ClockStruck now and at every full minute. Runs until cancelled."""
    while True:
        struck = clock.struck()
        submit(struck)
        await asyncio.sleep(clock.seconds_to_next_minute(struck.utc_ms))


async def feed_watchdog(notifier: Notifier, pump: Pump, writer: StoreWriter) -> None:
    """Feeds it while the very loop this runs in, the pump and the writer's thread all make progress."""
    if notifier.watchdog_s is None:
        return
    while True:
        stuck = why_stuck(pump, writer)
        if stuck:
            log.error("%s: the watchdog is not fed", stuck)
        else:
            notifier.watchdog()
        await asyncio.sleep(notifier.watchdog_s)


def why_stuck(pump: Pump, writer: StoreWriter) -> str:
    """What does not move; empty when everything does."""
    if pump.behind_s(asyncio.get_running_loop().time()) > PUMP_STUCK_S:
        return "the sound pump is stuck"
    health = writer.health()
    if not health.fault and health.waiting_ms > WRITER_STUCK_MS:
        return "the store's writer is stuck"
    return ""


class StatusLine:
    """Keeps the line of `systemctl status` true, with one look at the house a second at the most."""

    def __init__(self, notifier: Notifier, look: Callable[[], Snapshot]) -> None:
        self._notifier = notifier
        self._look = look
        self._due: asyncio.TimerHandle | None = None

    def changed(self) -> None:
        """Something in the house; the line follows."""
        if self._due is None and self._notifier.listening:
            self._due = asyncio.get_running_loop().call_later(STATUS_S, self._tell)

    def stop(self) -> None:
        if self._due is not None:
            self._due.cancel()

    def _tell(self) -> None:
        self._due = None
        self._notifier.status(status_line(self._look()))


def status_line(view: Snapshot) -> str:
    """For `systemctl status`."""
    working = sum(line.state is not LineState.OUT_OF_ORDER for line in view.lines)
    waiting = sum(len(queue.waiting) for queue in view.queues)
    stopping = "stopping; " if view.draining else ""
    return f"{stopping}{working} of {len(view.lines)} lines work, {len(view.calls)} calls, {waiting} waiting"
