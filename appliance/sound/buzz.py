"""The buzz of a GSM transmitter in wires that carry sound: found by its rhythm, which is exact, and taken out.

A telephone of GSM sends in one of eight slots of each frame of 60/13 ms (3GPP 45.002 §4.3.2), so that its buzz is made
of 216.67 Hz and its multiples. 13 of those frames are 480 samples, three frames of ours.
"""

import numpy as np
import numpy.typing as npt

from appliance.sound.frames import FRAME_SAMPLES, RATE, Samples

TDMA_HZ = 13_000 / 60
HARMONICS = 16
"""As far as the telephone band reaches."""
ADAPTS = 0.06
"""Share of each 20 ms that what is known of the buzz is corrected by: a third of a second to learn it. Each notch is
then 1 Hz wide, which a card's crystal, 100 ppm off, needs at 3 kHz; and tones of exchanges pass, the nearest of which,
425 and 440 Hz, lie 7 Hz from 433.3.
"""

_CYCLE = 3
"""Frames after which the rhythm stands where it stood."""
_LOUDEST = 32_767


class BuzzFilter:
    """One stream of frames."""

    def __init__(self) -> None:
        self._waves = _WAVES
        self._amplitudes = np.zeros(2 * HARMONICS)
        self._turn = 0

    def frame(self, samples: Samples) -> Samples:
        """The frame without what has been in all frames before it, too."""
        waves = self._waves[self._turn]
        self._turn = (self._turn + 1) % _CYCLE
        rest = samples - waves @ self._amplitudes
        self._amplitudes += ADAPTS * (2 / FRAME_SAMPLES) * (rest @ waves)
        clean: Samples = np.clip(np.rint(rest), -_LOUDEST, _LOUDEST).astype(np.int16)
        return clean


def _waves_of() -> npt.NDArray[np.float64]:
    """Shape (cycle, samples of a frame, cosine and sine of each harmonic)."""
    at = np.arange(_CYCLE * FRAME_SAMPLES)[:, np.newaxis] * np.arange(1, HARMONICS + 1)[np.newaxis, :]
    turns = 2 * np.pi * TDMA_HZ / RATE * at
    return np.hstack((np.cos(turns), np.sin(turns))).reshape(_CYCLE, FRAME_SAMPLES, 2 * HARMONICS)


_WAVES = _waves_of()
