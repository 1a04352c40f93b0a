"""The loudspeaker: what it plays, when it rests, that a ring ends. Its device is silence, by an invented clock."""

import numpy as np

from appliance.drivers.errors import DriverFault
from appliance.drivers.sound.loudspeaker import MOST_RINGS, Loudspeaker, Rung
from appliance.drivers.sound.silent import Driver, Options
from appliance.drivers.sound.ways import Ways
from appliance.model.settings import DriverChoice
from appliance.sound import chimes
from appliance.sound.frames import FRAME_SAMPLES, Samples
from tests.drivers.invented_timers import InventedTimers
from tests.drivers.line.jumping_time import pass_s


class Shop:
    """What is said is kept by the port's own answers, asked beat by beat."""

    def __init__(self, rung: Rung) -> None:
        self.timers = InventedTimers()
        self.lost: list[DriverFault] = []
        self.speaker = Loudspeaker(DriverChoice(driver="silent"), rung)
        self.said: list[Samples] = []
        port = self.speaker._port
        to_say = port.to_say

        class Kept:
            def to_say(self) -> Samples:
                frame = to_say()
                said.append(frame)
                return frame

        said = self.said
        self.speaker._sound.device = Driver(
            Options(),
            Kept(),
            ways=Ways.SAYS,
            lost=self.lost.append,
            now=lambda: 0,
            timers=self.timers,  # type: ignore[arg-type]
        )

    async def pass_ms(self, ms: int) -> Samples:
        """What was said meanwhile."""
        for _ in range(3):
            await pass_s(0)
        self.said.clear()
        self.timers.pass_ms(ms)
        return np.concatenate(self.said) if self.said else np.zeros(0, np.int16)


async def test_a_chime_is_said_once_and_whole_and_then_the_card_rests() -> None:
    shop = Shop(set())
    await shop.speaker.prepare()
    shop.speaker.chime()
    said = await shop.pass_ms(10_000)
    assert np.array_equal(said[: len(chimes.waiting())], chimes.waiting())
    assert not said[len(chimes.waiting()) :].any()
    assert len(said) == len(chimes.waiting()) + 25 * FRAME_SAMPLES, "half a second of silence, then nothing"
    shop.speaker.chime()
    assert (await shop.pass_ms(1_000)).any()
    await shop.speaker.close()


async def test_it_rings_until_told_otherwise_and_a_chime_does_not_disturb_it() -> None:
    rung: Rung = {"anna"}
    shop = Shop(rung)
    await shop.speaker.prepare()
    shop.speaker.ring()
    shop.speaker.chime()
    said = await shop.pass_ms(10_000)
    assert np.array_equal(said[: len(chimes.ring())], chimes.ring())
    assert np.array_equal(said[len(chimes.ring()) : 2 * len(chimes.ring())], chimes.ring())
    rung.clear()
    shop.speaker.quiet()
    assert not (await shop.pass_ms(1_000)).any()
    await shop.speaker.close()


async def test_a_ring_that_nobody_ends_is_over_some_time() -> None:
    shop = Shop({"anna"})
    await shop.speaker.prepare()
    shop.speaker.ring()
    said = await shop.pass_ms(200_000)
    assert len(said) == MOST_RINGS * len(chimes.ring()) + 25 * FRAME_SAMPLES
    await shop.speaker.close()


async def test_what_it_says_is_counted() -> None:
    shop = Shop(set())
    await shop.speaker.prepare()
    shop.speaker.chime()
    await shop.pass_ms(200)
    assert shop.speaker.counts.heard >= 9
    await shop.speaker.close()
