"""The sound pump: every 20 ms, and only while somebody is in a call, frames go between the drivers and the desk."""

import asyncio
import logging
from collections.abc import Callable

from appliance.model.words import Value
from appliance.sound.desk import Desk
from appliance.sound.frames import FRAME_MS
from appliance.sound.leg_buffer import HEARD_BOUND, LegBuffer
from appliance.sound.recorders import Block
from appliance.sound.reports import LegName, Report

FRAME_S = FRAME_MS / 1_000

TOO_LATE_S = 0.2
"""Behind by more than this, ticks are left out in any case: to make up for them would only fill the buffers."""

log = logging.getLogger(__name__)


class PumpCounts(Value, frozen=True, kw_only=True):
    """Since the start of the box."""

    ticks: int = 0
    skipped: int = 0
    """Ticks left out because the loop was too late."""
    latest_ms: float = 0.0
    """The latest tick of all."""


class Pump:
    """Owns the desk and one buffer per leg. In the event loop's thread; costs nothing while no leg is open."""

    def __init__(self, desk: Desk, *, report: Callable[[Report], None], recorded: Callable[[Block], None]) -> None:
        self.desk = desk
        self._report = report
        self._recorded = recorded
        self._buffers: dict[LegName, LegBuffer] = {}
        self._open: dict[LegName, LegBuffer] = {}
        self._timer: asyncio.TimerHandle | None = None
        self._due = 0.0
        self._ticks = self._skipped = 0
        self._latest_s = 0.0

    def buffer(self, leg: LegName, heard: int = HEARD_BOUND) -> LegBuffer:
        """The leg's way in and out, for its driver; the same one for as long as the box runs, with room for `heard`
        frames as it was first asked for.
        """
        return self._buffers.setdefault(leg, LegBuffer(heard))

    def open(self, leg: LegName, *, detect: bool) -> None:
        """The leg takes part from the next tick on; `detect` listens for digits and tones. Harmless when it does."""
        if leg in self._open:
            return
        buffer = self.buffer(leg)
        buffer.clear()
        self._open[leg] = buffer
        self.desk.add_leg(leg, detect=detect)
        self._keep_ticking()

    def close(self, leg: LegName) -> None:
        """The leg is gone; what was recorded from it is handed out by one more tick. Harmless when it is closed."""
        if self._open.pop(leg, None) is not None:
            self.desk.remove_leg(leg)

    def cut(self, leg: LegName, *, heard: bool = False) -> None:
        """What is played on the leg changes now: the moment to lose a surplus of its buffer. Harmless if closed.

        With `heard`, also of what comes in: nobody has listened to it so far.
        """
        buffer = self._open.get(leg)
        if buffer is not None:
            buffer.cut_to_say()
            if heard:
                buffer.cut_heard()

    def is_open(self, leg: LegName) -> bool:
        return leg in self._open

    def stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    @property
    def counts(self) -> PumpCounts:
        return PumpCounts(ticks=self._ticks, skipped=self._skipped, latest_ms=self._latest_s * 1_000)

    @property
    def late_frames(self) -> int:
        """Frames that were not there when they were due, both ways, over all legs."""
        return sum(buffer.heard_counts.late + buffer.to_say_counts.late for buffer in self._buffers.values())

    @property
    def lost_frames(self) -> int:
        """Frames thrown away because a buffer was full, both ways, over all legs."""
        return sum(buffer.heard_counts.dropped + buffer.to_say_counts.dropped for buffer in self._buffers.values())

    def behind_s(self, now: float) -> float:
        """How long the next tick is overdue; 0 when it is not or none is due. A watchdog reads this."""
        return max(0.0, now - self._due) if self._timer is not None else 0.0

    def _keep_ticking(self) -> None:
        if self._timer is None and self.desk.busy:
            loop = asyncio.get_running_loop()
            self._due = loop.time() + FRAME_S
            self._timer = loop.call_at(self._due, self._tick)

    def _tick(self) -> None:
        loop = asyncio.get_running_loop()
        late = loop.time() - self._due
        self._latest_s = max(self._latest_s, late)
        if late > TOO_LATE_S or (late > FRAME_S and not self._far_ends_went_on()):
            missed = int(late / FRAME_S)
            self._skipped += missed
            self._due += missed * FRAME_S
        self._ticks += 1
        try:
            self._move_frames()
        except Exception:
            log.exception("a tick of the sound pump failed")
        self._due += FRAME_S
        self._timer = loop.call_at(self._due, self._tick) if self.desk.busy else None

    def _far_ends_went_on(self) -> bool:
        """Whether sound came in while this process was late. If not, the whole machine stood still, and so may we.

        Ticks made up for then would find nothing and play silence into every conversation.
        """
        with_sound = sum(buffer.depth[0] > 0 for buffer in self._open.values())
        return 2 * with_sound > len(self._open)

    def _move_frames(self) -> None:
        ahead = {leg: buffer.ahead for leg, buffer in self._open.items() if buffer.ahead}
        tick = self.desk.tick({leg: buffer.take_heard() for leg, buffer in self._open.items()}, ahead)
        for leg, frame, early in tick.given:
            self._open[leg].put_to_say(frame, early)
        for block in tick.recorded:
            self._recorded(block)
        for report in tick.reports:
            self._report(report)
