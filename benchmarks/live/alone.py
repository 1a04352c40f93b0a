"""What pretend agents cost by themselves: n of them talk in a process of their own, to a port that does nothing."""

import asyncio
import sys
import time
from itertools import cycle

from appliance.drivers.station.mouth import Mouth
from appliance.drivers.station.pretend import Driver, Options
from appliance.model.actions import OfferCall
from appliance.model.caller import Caller
from appliance.model.events import Event
from appliance.sound.frames import FRAME_MS, Come, Frame


class NoBox:
    """Takes every frame and gives bursts of a tone."""

    def __init__(self) -> None:
        mouth = Mouth(1_020, -15.0, speaks_ms=500, pauses_ms=500)
        self._frames = cycle([mouth.say() for _ in range(50)])

    def heard(self, frame: Frame) -> None:
        """Nobody listens."""

    def to_say(self) -> Frame:
        return next(self._frames)

    def to_say_if_there(self) -> Frame | None:
        return next(self._frames)

    def tell_when_said(self, come: Come | None, *, ahead: int = 0) -> None:
        """A pretend agent asks by a clock."""


def _ignore(_: Event) -> None:
    """Nobody decides."""


async def _talk(count: int, seconds: float) -> float:
    """Percent of one core."""
    agents = [
        Driver(f"agent{number}", Options(answers_after_ms=0, speaks_ms=500, kept_ms=1_000), _ignore, NoBox())
        for number in range(count)
    ]
    for number, agent in enumerate(agents):
        offer = OfferCall(agent=f"agent{number}", token=1, call=1, caller=Caller(), queue="agents", waited_ms=0)
        agent.ring(offer)
        await asyncio.sleep(FRAME_MS / 1_000 / count)  # each at a moment of its own, as calls are accepted
        agent.connect(1)
    before = time.process_time()
    await asyncio.sleep(seconds)
    return 100 * (time.process_time() - before) / seconds


if __name__ == "__main__":
    print(asyncio.run(_talk(int(sys.argv[1]), float(sys.argv[2]))))
