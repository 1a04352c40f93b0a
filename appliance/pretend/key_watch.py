"""Which key the exchange hears in the sound of the box (ITU-T Q.24), told once for each press."""

import numpy as np
import numpy.typing as npt

from appliance.model.words import Digit
from appliance.pretend.sines import DTMF_HZ
from appliance.sound.frames import RATE, Samples
from appliance.sound.levels import power_of_dbm0

BLOCK = RATE // 50
"""Samples, 20 ms: 50 Hz apart is told apart; the keys' tones are 73 Hz apart and more."""
SURE_BLOCKS = 2
LEAST_DBM0 = -30.0
SHARE = 0.7
"""Of the block's power that the two tones hold."""


class KeyWatch:
    def __init__(self) -> None:
        self._hertz = sorted({hz for pair in DTMF_HZ.values() for hz in pair})
        turns = np.outer(np.array(self._hertz), np.arange(BLOCK)) / RATE
        self._probes = np.exp(-2j * np.pi * turns).astype(np.complex64)
        self._keys = {pair: key for key, pair in DTMF_HZ.items()}
        self._rest: npt.NDArray[np.int16] = np.zeros(0, np.int16)
        self._candidate: Digit = ""
        self._blocks = 0

    def hear(self, piece: Samples) -> str:
        """The keys that became certain in this piece, mostly none."""
        samples = np.concatenate((self._rest, piece))
        whole = len(samples) - len(samples) % BLOCK
        self._rest = samples[whole:]
        return "".join(self._block(samples[start : start + BLOCK]) for start in range(0, whole, BLOCK))

    @property
    def sounding(self) -> Digit:
        """The key that is certain and goes on."""
        return self._candidate if self._blocks >= SURE_BLOCKS else ""

    def _block(self, block: Samples) -> Digit:
        key = self._key_of(block)
        self._blocks = self._blocks + 1 if key == self._candidate else 1
        self._candidate = key
        return key if self._blocks == SURE_BLOCKS else ""

    def _key_of(self, block: Samples) -> Digit:
        samples = block.astype(np.float32)
        power = float(samples @ samples) / BLOCK
        if power < power_of_dbm0(LEAST_DBM0):
            return ""
        parts = np.abs(self._probes @ samples) ** 2 * (2 / BLOCK**2)
        low, high = int(np.argmax(parts[:4])), 4 + int(np.argmax(parts[4:]))
        if parts[low] + parts[high] < SHARE * power:
            return ""
        return self._keys[self._hertz[low], self._hertz[high]]
