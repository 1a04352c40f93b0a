"""The automatic level in plain numpy: what `_fastroute.leveller` has to agree with, sample by sample."""

import math
from collections import deque
from typing import Final

import numpy as np

from appliance.sound.frames import FRAME_MS, FRAME_SAMPLES, Frame
from appliance.sound.levels import power_of_dbm0

SOFTEST_DBM0: Final = -24.0
LOUDEST_DBM0: Final = -11.0
"""Speech within is left as it is. Networks carry it at about -20 dBm0, some decibels more or less; softer is hard to
follow in a shop, and of louder speech G.711 clips the peaks, which are 14 dB higher."""
MOST_DB: Final = 9.0
"""Up or down. Both ways together are what a room's or a line's echo may grow by: more of it begins to ring."""
UP_DB: Final = 3.0 * FRAME_MS / 1_000
DOWN_DB: Final = 12.0 * FRAME_MS / 1_000
"""A frame. Too loud hurts, and is mended sooner."""
SPEECH_OVER_NOISE_DB: Final = 10.0
FLOOR_UP_DB: Final = 4.0 * FRAME_MS / 1_000
"""A frame. The softest lately is noise; it may grow as fast as this, and speech has a pause sooner."""
AVERAGED_FRAMES: Final = 50
"""1 s of speech: syllables and pauses between words even out."""
FIRST_FRAMES: Final = 10
"""200 ms of speech before anything is believed."""
LOOK_BACK_FRAMES: Final = 3
"""60 ms: a tone is known for one only so long after it began; its beginning must not be taken for speech."""
PEAK: Final = 30_000
"""Nothing is raised beyond; G.711 clips at 32 124 (mu-law)."""

_SPEECH_OVER_NOISE: Final = 10 ** (SPEECH_OVER_NOISE_DB / 10)
_FLOOR_UP: Final = 10 ** (FLOOR_UP_DB / 10)
_NOTHING: Final = power_of_dbm0(-65.0)
"""Softer than the noise of any line: the sound has not begun, or was left out on the way."""
_SOFTEST, _LOUDEST = power_of_dbm0(SOFTEST_DBM0), power_of_dbm0(LOUDEST_DBM0)
_RAMP: Final = (np.arange(FRAME_SAMPLES) + 1.0) / FRAME_SAMPLES


class Leveller:
    """Of what comes in from one leg; what listens for digits and tones hears it before."""

    def __init__(self) -> None:
        self.gain_db = 0.0
        """At the end of the last frame, but for what a peak took off."""
        self._factor = 1.0
        self._floor = math.inf
        """Mean square of the noise; unknown until something is heard."""
        self._fresh: deque[float] = deque()
        """Of the last LOOK_BACK_FRAMES of what seems to be speech."""
        self._speech = 0.0
        """Mean square of the speech."""
        self._frames = 0
        """Of speech, up to AVERAGED_FRAMES."""

    def levelled(self, frame: Frame, power: float, *, loud: bool, tone: bool) -> Frame:
        """`power`: its mean square; `loud`: no silence; `tone`: a key or a tone of the exchange, which is no speech."""
        if tone:
            self._fresh.clear()
        elif loud and power > _SPEECH_OVER_NOISE * self._floor:
            self._fresh.append(power)
            if len(self._fresh) > LOOK_BACK_FRAMES:
                self._learn(self._fresh.popleft())
        if power > _NOTHING:
            self._floor = min(power, self._floor * _FLOOR_UP)
        before = self._factor
        if self.gain_db == 0.0 and before == 1.0:
            return frame
        return self._scaled(frame, before)

    def _learn(self, power: float) -> None:
        self._frames = min(self._frames + 1, AVERAGED_FRAMES)
        self._speech += (power - self._speech) / self._frames
        if self._frames < FIRST_FRAMES:
            return
        wanted = _decibels(min(max(self._speech, _SOFTEST), _LOUDEST) / self._speech)
        step = min(max(wanted - self.gain_db, -DOWN_DB), UP_DB)
        self.gain_db = min(max(self.gain_db + step, -MOST_DB), MOST_DB)

    def _scaled(self, frame: Frame, before: float) -> Frame:
        """From the factor of the last frame evenly to this one's, and lower where a peak would be clipped."""
        peak = max(int(frame.max()), -int(frame.min()), 1)
        most = max(PEAK / peak, 1.0)
        factor = min(10 ** (self.gain_db / 20), most)
        self._factor = factor
        first = min(before, most)
        scaled: Frame = (frame * (first + (factor - first) * _RAMP)).astype(np.int16)
        return scaled


def _decibels(ratio: float) -> float:
    return 10 * math.log10(ratio)
