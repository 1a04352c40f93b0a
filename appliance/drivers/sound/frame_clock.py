"""A beat each 20 ms by the box's own clock, for sound devices that have none."""

import asyncio
from collections.abc import Callable
from typing import Final

from appliance.drivers.timers import Timer, Timers
from appliance.sound.frames import FRAME_MS

FRAME_S: Final = FRAME_MS / 1_000
MOST_LATE: Final = 5
"""Beats made up for when the machine was late, as much as the box's buffers hold; more are skipped."""


class FrameClock:
    """Beat n comes at n × 20 ms after start(), however late the one before."""

    def __init__(self, beat: Callable[[], None], timers: Timers | None = None) -> None:
        self._beat = beat
        self._timers = timers
        self._timer: Timer | None = None
        self._due = 0.0
        self.skipped = 0

    @property
    def runs(self) -> bool:
        return self._timer is not None

    def start(self) -> None:
        """Harmless when it runs."""
        if self._timer is None:
            timers = self._loop()
            self._due = timers.time()
            self._timer = timers.call_at(self._due, self._tick)

    def stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _tick(self) -> None:
        timers = self._loop()
        late = int((timers.time() - self._due) / FRAME_S)
        if late > MOST_LATE:
            self.skipped += late - MOST_LATE
            self._due += (late - MOST_LATE) * FRAME_S
        for _ in range(min(late, MOST_LATE) + 1):
            self._due += FRAME_S
            self._beat()
        if self._timer is not None:  # a beat may have stopped it
            self._timer = timers.call_at(self._due, self._tick)

    def _loop(self) -> Timers:
        if self._timers is None:
            self._timers = asyncio.get_running_loop()
        return self._timers
