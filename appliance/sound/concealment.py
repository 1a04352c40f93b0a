"""Sound that did not come in time: the last of it goes on for a moment, and what comes then is faded in.

Two clocks that drift by 100 ppm leave a frame out each 200 s, and a busy machine now and then. In a hole of 20 ms a
voice clicks twice; its last period said again is hardly heard (the way of G.711 Appendix I, without its delay).
"""

from collections import deque

import numpy as np
import numpy.typing as npt

from appliance.sound.frames import FRAME_SAMPLES, Frame

GONE_ON_FRAMES = 3
"""60 ms at most: after that no voice would still be the same."""

_REMEMBERED_FRAMES = 3
_LEAST_PERIOD = 32
"""4 ms, 250 Hz: of higher voices several periods are one."""
_SEAM = 40
"""5 ms: over so many samples one sound becomes the other."""
_FULL = FRAME_SAMPLES // 2
"""10 ms without loss of loudness, then evenly down to nothing at the end of the last frame."""
_MOST = GONE_ON_FRAMES * FRAME_SAMPLES
_LOUDNESS = np.clip((_MOST - np.arange(_MOST + _SEAM)) / (_MOST - _FULL), 0.0, 1.0)
_SEAM_IN = (np.arange(_SEAM) + 0.5) / _SEAM

Floats = npt.NDArray[np.float64]


class Concealment:
    """Of one stream of frames; every frame that comes passes it."""

    def __init__(self) -> None:
        self._lately: deque[Frame] = deque(maxlen=_REMEMBERED_FRAMES)
        self._tail: Floats | None = None
        """What is said while nothing comes, and `_SEAM` samples to end it with."""
        self._said = 0
        """Frames of it."""

    def forget(self) -> None:
        self._lately.clear()
        self._tail = None

    def came(self, frame: Frame) -> Frame:
        """What is heard of it: the frame itself, but for its first 5 ms when something was missing before."""
        self._lately.append(frame)
        if self._tail is None:
            return frame
        ending = self._tail[self._said * FRAME_SAMPLES :][:_SEAM]
        joined = frame.copy()
        joined[:_SEAM] = np.rint(ending * (1.0 - _SEAM_IN) + frame[:_SEAM] * _SEAM_IN)
        self._tail = None
        return joined

    def missing(self) -> Frame | None:
        """In the place of a frame that did not come; None when too many did not."""
        if self._tail is None:
            if not self._lately:
                return None
            self._tail, self._said = _gone_on(np.concatenate(self._lately).astype(np.float64)), 0
            self._lately.clear()
        if self._said == GONE_ON_FRAMES:
            return None
        part = self._tail[self._said * FRAME_SAMPLES :][:FRAME_SAMPLES]
        self._said += 1
        frame: Frame = np.clip(np.rint(part), -32_768, 32_767).astype(np.int16)
        return frame


def _gone_on(past: Floats) -> Floats:
    """The last period of it again and again, softer and softer."""
    period = _period(past)
    cycle = past[-period:].copy()
    smooth = min(_SEAM, period)
    cycle[:smooth] += (past[-1] - past[-1 - period]) * (1.0 - (np.arange(smooth) + 1.0) / smooth)
    return np.resize(cycle, _LOUDNESS.size) * _LOUDNESS


def _period(past: Floats) -> int:
    """After how many samples the end of it is most like what was before."""
    compared = min(FRAME_SAMPLES, past.size // 2)
    end, before = past[-compared:], past[:-_LEAST_PERIOD]
    alike = np.correlate(before, end, "valid")
    sums = np.concatenate(([0.0], np.cumsum(before**2)))
    powers = sums[compared:] - sums[:-compared]
    best = int(np.argmax(alike / np.sqrt(powers + 1.0)))
    return past.size - compared - best
