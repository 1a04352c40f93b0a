"""What a caller makes of the sound of the box: is there any, is it over, is it one of the marked tones."""

import numpy as np
import numpy.typing as npt

from appliance.model.words import Ms
from appliance.sound.frames import RATE, Samples
from appliance.sound.levels import power_of_dbm0

SURE_MS = 40
"""Sound shorter than this is a click."""
ONSET_DBM0 = -45.0
"""Below is the noise of a line."""
ONSET_SILENCE = RATE // 10
"""Samples (100 ms): what begins after less was not silent on purpose."""
TONE_SURE_MS = 60
TONE_SHARE = 0.7
"""Of the piece's power: a marked tone stands alone, music and speech do not."""


class SoundWatch:
    """Sound louder than a level, and the silence after it."""

    def __init__(self, dbm0: float) -> None:
        self._threshold = power_of_dbm0(dbm0)
        self._loud_ms = 0
        self.silent_ms: Ms = 0
        """Since sound was last heard."""
        self.heard = False

    def hear(self, piece: Samples) -> None:
        piece_ms = len(piece) * 1_000 // RATE
        samples = piece.astype(np.float32)
        if float(samples @ samples) > self._threshold * len(piece):
            self._loud_ms += piece_ms
            self.silent_ms = 0
        else:
            self._loud_ms = 0
            self.silent_ms += piece_ms
        self.heard = self.heard or self._loud_ms >= SURE_MS


class OnsetWatch:
    """Where sound begins after a silence that was meant."""

    def __init__(self) -> None:
        self._threshold = np.sqrt(power_of_dbm0(ONSET_DBM0))
        self._silent = ONSET_SILENCE

    def hear(self, piece: Samples) -> int | None:
        """The place of the first such sample in the piece; only the first, a piece is shorter than the silence."""
        loud = np.flatnonzero(np.abs(piece.astype(np.int32)) >= self._threshold)
        if loud.size == 0:
            self._silent += len(piece)
            return None
        first, silent = int(loud[0]), self._silent
        self._silent = len(piece) - 1 - int(loud[-1])
        return first if silent + first >= ONSET_SILENCE else None


class MarkedToneWatch:
    """Which of some frequencies sounds, once it has for 60 ms."""

    def __init__(self, hertz: tuple[int, ...], dbm0: float) -> None:
        self._hertz = hertz
        self._threshold = power_of_dbm0(dbm0)
        self._probes: npt.NDArray[np.complex64] = np.zeros((0, 0), np.complex64)
        self._sounded_ms = 0
        self._candidate = 0
        self.heard_hz = 0

    def hear(self, piece: Samples) -> None:
        count = len(piece)
        if self._probes.shape[1] != count:
            turns = np.outer(np.array(self._hertz), np.arange(count)) / RATE
            self._probes = np.exp(-2j * np.pi * turns).astype(np.complex64)
        samples = piece.astype(np.float32)
        power = float(samples @ samples) / count
        parts = np.abs(self._probes @ samples) ** 2 * (2 / count**2)  # mean square of each sine
        best = int(np.argmax(parts))
        if power < self._threshold or parts[best] < TONE_SHARE * power:
            self._sounded_ms = 0
            return
        self._sounded_ms = self._sounded_ms + count * 1_000 // RATE if best == self._candidate else 0
        self._candidate = best
        if self._sounded_ms >= TONE_SURE_MS:
            self.heard_hz = self._hertz[best]
