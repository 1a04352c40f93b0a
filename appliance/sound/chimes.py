"""The signs that the box gives to people in the room: a call rings, callers wait. Struck tones, made here."""

from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt

from appliance.sound.frames import FRAME_SAMPLES, RATE, SILENCE, Frame, Samples
from appliance.sound.levels import power_of_dbm0
from appliance.sound.wav import to_int16

LEVEL_DBM0: Final = -16.0
"""Of their loudest note: well heard in a headset, and no fright."""
_RING_HZ: Final = (660.0, 880.0, 660.0, 880.0)
_RING_EVERY_S: Final = 0.14
_RING_PAUSE_S: Final = 1.9
_WAITING_HZ: Final = (784.0, 659.0, 523.0)
_WAITING_EVERY_S: Final = 0.35
_TAIL_S: Final = 1.2


@lru_cache(maxsize=1)
def ring() -> Samples:
    """A call is offered: two notes, twice, and a pause; to be played round and round."""
    return _struck(_RING_HZ, _RING_EVERY_S, _RING_PAUSE_S)


@lru_cache(maxsize=1)
def waiting() -> Samples:
    """Callers wait: three notes falling, once."""
    return _struck(_WAITING_HZ, _WAITING_EVERY_S, _TAIL_S)


def _struck(notes: tuple[float, ...], every_s: float, tail_s: float) -> Samples:
    """Whole frames."""
    frames = -(-round((len(notes) * every_s + tail_s) * RATE) // FRAME_SAMPLES)
    sound = np.zeros(frames * FRAME_SAMPLES)
    for number, hz in enumerate(notes):
        start = round(number * every_s * RATE)
        time = np.arange(sound.size - start) / RATE
        sound[start:] += _note(hz, time)
    sound *= np.sqrt(2 * power_of_dbm0(LEVEL_DBM0)) / np.abs(sound).max()
    samples = to_int16(sound)
    samples.setflags(write=False)
    return samples


def _note(hz: float, time: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """A bell: two partials, the higher one shorter; no click at its start, none at its end."""
    tone = np.sin(2 * np.pi * hz * time) + 0.3 * np.sin(4 * np.pi * hz * time) * np.exp(-time * 12)
    note: npt.NDArray[np.float64] = tone * np.minimum(time / 0.004, 1) * np.exp(-time * 6)
    return note


class Chimes:
    """Frames of a chime, one after the other; silence when none sounds."""

    def __init__(self) -> None:
        self._frames: npt.NDArray[np.int16] = SILENCE.reshape(1, -1)
        self._left = 0
        """Frames still to be played; those of a round that begins again are not counted."""
        self._place = 0

    def begin(self, chime: Samples, *, rounds: int = 1) -> None:
        """Instead of what sounds now; it ends after so many rounds."""
        self._frames = chime.reshape(-1, FRAME_SAMPLES)
        self._left, self._place = rounds * len(self._frames), 0

    def stop(self) -> None:
        self._left = 0

    @property
    def over(self) -> bool:
        return self._left == 0

    def next_frame(self) -> Frame:
        if self.over:
            return SILENCE
        frame: Frame = self._frames[self._place]
        self._place = (self._place + 1) % len(self._frames)
        self._left -= 1
        return frame
