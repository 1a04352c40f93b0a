"""Tones as samples: the exchange's own generator, so that nothing the box measures was made by the box."""

from functools import lru_cache

import numpy as np

from appliance.model.words import Digit
from appliance.sound.frames import RATE, Samples
from appliance.sound.levels import peak_of_sine

_ROWS, _COLUMNS = (697.0, 770.0, 852.0, 941.0), (1209.0, 1336.0, 1477.0, 1633.0)
DTMF_HZ: dict[Digit, tuple[float, float]] = {
    key: (_ROWS[place // 4], _COLUMNS[place % 4]) for place, key in enumerate("123A456B789C*0#D")
}
"""ITU-T Q.23."""


@lru_cache(maxsize=64)  # 64 seconds of sound, 1 MB: every tone of a script is played many times
def sines(hertz: tuple[float, ...], count: int, dbm0: float) -> Samples:
    """`count` samples of the sum of sines, each of `dbm0`, all beginning at phase 0. Read-only."""
    seconds = np.arange(count) / RATE
    total = sum((np.sin(2 * np.pi * hz * seconds) for hz in hertz), np.zeros(count))
    samples = np.clip(np.rint(total * peak_of_sine(dbm0)), -32_768, 32_767).astype(np.int16)
    samples.setflags(write=False)
    return samples


class EndlessSines:
    """Sines that go on without a step: whole hertz repeat after exactly one second."""

    def __init__(self, hertz: tuple[int, ...], dbm0: float) -> None:
        second = sines(tuple(map(float, hertz)), RATE, dbm0)
        self._twice = np.concatenate((second, second))
        self._place = 0

    def next(self, count: int) -> Samples:
        """At most one second."""
        piece = self._twice[self._place : self._place + count]
        self._place = (self._place + count) % RATE
        return piece
