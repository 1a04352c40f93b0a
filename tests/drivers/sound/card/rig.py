"""A card and its owner in a test: what it hears, what it says, and what it is told of."""

import asyncio
import os
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np

from appliance.drivers.errors import DriverFault
from appliance.drivers.sound.card.card import Card, CardTimes, CardWanted
from appliance.drivers.sound.card.finder import CardFinder
from appliance.drivers.sound.card.process import PROGRAM
from appliance.sound.frames import FRAME_SAMPLES, Come, Frame
from tests.drivers.line.jumping_time import pass_s

FAKE = Path(__file__).parent / "fake_child.py"
PATIENCE_S = 60.0
"""On a machine that has much else to do."""
SLOW = CardTimes(gap_ms=20_000, opens_within_s=PATIENCE_S, back_within_s=PATIENCE_S)
QUICK = CardTimes(gap_ms=1_000, opens_within_s=PATIENCE_S, back_within_s=0.5)
"""For what is to be found out in the end."""


def fake(mode: str) -> tuple[str, ...]:
    return sys.executable, str(FAKE), mode


class Ears:
    """Says numbered frames, each of one value, or a sound; keeps what it hears."""

    def __init__(self, sound: Frame | None = None) -> None:
        self.heard_frames: list[Frame] = []
        self.said = 0
        self._sound = sound

    def heard(self, frame: Frame) -> None:
        self.heard_frames.append(np.array(frame))

    def to_say(self) -> Frame:
        self.said += 1
        if self._sound is None:
            return np.full(FRAME_SAMPLES, 1_000 + self.said, np.int16)
        start = self.said * FRAME_SAMPLES % len(self._sound)
        return self._sound[start : start + FRAME_SAMPLES]

    def to_say_if_there(self) -> Frame | None:
        return None

    def tell_when_said(self, come: Come | None, *, ahead: int = 0) -> None:
        """Paced by the card alone."""


class Rig:
    def __init__(
        self,
        mode: str = "steady",
        *,
        name: str = "pcm:fake",
        ears: Ears | None = None,
        finder: CardFinder | None = None,
        times: CardTimes = SLOW,
        **wanted: float,
    ) -> None:
        self.ears = ears or Ears()
        self.lost: list[DriverFault] = []
        loop = asyncio.get_running_loop()
        self.card = Card(
            CardWanted(name=name, **wanted),  # type: ignore[arg-type]
            self.ears,
            lost=self.lost.append,
            now=lambda: int(loop.time() * 1_000),
            finder=finder,
            program=fake(mode) if mode else PROGRAM,
            times=times,
        )

    @property
    def pid(self) -> int:
        return self.card._child.pid if self.card._child else 0

    async def until(self, true: Callable[[], object]) -> None:
        async with asyncio.timeout(PATIENCE_S):
            while not true():
                await pass_s(0.01)

    async def done(self) -> None:
        """Everything ended, and no process left."""
        self.card.close()
        for child in self.card._killed:
            async with asyncio.timeout(PATIENCE_S):
                await child.gone()
            assert not alive(child.pid)


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
