"""No sound device at all: hears silence, speaks to nobody. For a box whose card is yet to come, and for tests."""

from collections.abc import Callable

from appliance.drivers.line import SoundPort
from appliance.drivers.sound.frame_clock import FrameClock
from appliance.drivers.sound.ways import SoundCounts, Ways
from appliance.drivers.timers import Timers
from appliance.drivers.wire import Lost
from appliance.model.words import Ms, Value
from appliance.sound.frames import SILENCE


class Options(Value, frozen=True, kw_only=True):
    """It has none."""


class Driver:
    """A sound device (see device.py)."""

    def __init__(
        self,
        options: Options,
        port: SoundPort,
        *,
        ways: Ways = Ways.BOTH,
        lost: Lost,
        now: Callable[[], Ms],
        timers: Timers | None = None,
    ) -> None:
        """It is never lost, and nothing of it is to be looked at: `lost` and `now` are of no use to it."""
        del options, lost, now
        self._port, self._ways = port, ways
        self._clock = FrameClock(self._beat, timers)
        self._beats = 0

    async def prepare(self) -> str:
        self._clock.stop()
        self._beats = 0
        return "silence"

    async def ready(self) -> None:
        """Always."""

    def begin(self) -> None:
        self._clock.start()

    def end(self) -> None:
        self._clock.stop()

    def next_wake(self) -> Ms | None:
        return None

    def check(self, now: Ms) -> None:
        """There is nothing that could fail."""

    @property
    def counts(self) -> SoundCounts:
        return SoundCounts(heard=self._beats, lost=self._clock.skipped)

    def close(self) -> None:
        self._clock.stop()

    async def gone(self) -> None:
        """Nothing is left."""

    def _beat(self) -> None:
        self._beats += 1
        if self._ways.heard:
            self._port.heard(SILENCE)
        if self._ways.said:
            self._port.to_say()
