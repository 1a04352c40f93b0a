"""The special information tones: three rising ones before an announcement that a call came to nothing (Q.35 §5)."""

from typing import Final

import numpy as np
import numpy.typing as npt

from appliance.sound.detectors.repeated import HIGHEST_HZ, LOWEST_HZ
from appliance.sound.frames import FRAME_MS, FRAME_SAMPLES, RATE, Frame
from appliance.sound.tone_plan import InformationTone

COMMON: Final = InformationTone(hz=(950.0, 1400.0, 1800.0), sound_ms=330)
"""Q.35 §5, for plans that name none: 950, 1400 and 1800 Hz, 330 ms each."""
OFF_HZ: Final = 60.0
"""Q.35 lets each be off by 50 Hz; the rest is what noise does to the measuring."""
LEAST_SHARE: Final = 0.6
"""Of its length each of the three must be heard for; Q.35 lets it be 70 ms shorter."""
MOST_SHARE: Final = 1.7
"""One that goes on for longer is another tone."""
MISSED_FRAMES: Final = 3
"""Between two of them, or lost in one: the pause is up to 30 ms."""

_PURE: Final = 0.7
"""Share of a frame's energy that its one tone holds: at 15 dB of noise 0.97, of vowels seldom so much."""
_NARROW: Final = 0.85
"""The same of a frame that may be the beginning of any of the exchange's tones."""
_POINTS: Final = 512
_BIN_HZ: Final = RATE / _POINTS
_NEAR_BINS: Final = 8
"""125 Hz: the width of one tone in a frame of 20 ms under a Hann window."""
_WINDOW: Final[npt.NDArray[np.float32]] = np.hanning(FRAME_SAMPLES).astype(np.float32)


class InformationWatch:
    """Listens on one leg; costs a Fourier transform a frame, so only while a call is being made."""

    def __init__(self, wanted: InformationTone = COMMON) -> None:
        self._hz = wanted.hz
        self._least = int(LEAST_SHARE * wanted.sound_ms / FRAME_MS)
        self._most = int(MOST_SHARE * wanted.sound_ms / FRAME_MS)
        self._place = 0
        """Which of the three sounds, or sounded last."""
        self._frames = 0
        """For so long."""
        self._missed = 0
        self.sounding = False
        """This frame is one of the three, or as narrow as a tone of the exchange: two that beat take 100 ms and more to
        be known for a tone, and until then are no voice."""

    def hear(self, frame: Frame) -> bool:
        """Whether the three have been heard, one after the other; told once, in the third."""
        hz, share = self._pitch_of(frame)
        place = self._place_of(hz) if share >= _PURE else None
        self.sounding = place is not None or (share >= _NARROW and LOWEST_HZ <= hz <= HIGHEST_HZ)
        if place == self._place:
            self._frames, self._missed = self._frames + 1, 0
        elif place == self._place + 1 and self._least <= self._frames <= self._most:
            self._place, self._frames, self._missed = place, 1, 0
        elif place == 0:
            self._place, self._frames, self._missed = 0, 1, 0
        else:
            self._missed += 1
        if self._missed > MISSED_FRAMES:
            self._place = self._frames = self._missed = 0
        return place == len(self._hz) - 1 and self._frames == self._least

    def _place_of(self, hz: float) -> int | None:
        return next((place for place, wanted in enumerate(self._hz) if abs(hz - wanted) <= OFF_HZ), None)

    @staticmethod
    def _pitch_of(frame: Frame) -> tuple[float, float]:
        """Hz of the strongest tone, and its share of the frame's energy; 0 of silence."""
        energy = np.square(np.abs(np.fft.rfft(frame * _WINDOW, _POINTS)))
        first = max(int(np.argmax(energy)) - _NEAR_BINS, 0)
        near = energy[first : first + 2 * _NEAR_BINS + 1]
        total, within = float(energy.sum()), float(near.sum())
        if total <= 0:
            return 0.0, 0.0
        places = np.arange(first, first + near.size)
        return float((places * near).sum()) / within * _BIN_HZ, within / total
