"""Keys that the box sends through the network, on their way to the far end as sound."""

from collections import deque

import numpy as np

from appliance.model.words import Digit, Ms
from appliance.pretend.sines import DTMF_HZ, sines
from appliance.sound.frames import RATE, Samples

KEY_DBM0 = -10.0
MOST_KEYS_WAITING = 64
"""Two +VTS of the longest kind; those beyond are lost."""


class KeysOnTheWay:
    def __init__(self) -> None:
        self._keys: deque[Samples] = deque()

    def put(self, key: Digit, ms: Ms) -> None:
        if len(self._keys) < MOST_KEYS_WAITING:
            self._keys.append(sines(DTMF_HZ[key], ms * RATE // 1_000, KEY_DBM0))
            self._keys.append(np.zeros(RATE // 10, np.int16))

    def next(self, count: int) -> Samples:
        piece = np.zeros(count, np.int16)
        if self._keys:
            first = self._keys.popleft()
            piece[: len(first[:count])] = first[:count]
            if len(first) > count:
                self._keys.appendleft(first[count:])
        return piece
