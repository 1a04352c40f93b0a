"""What a pretend agent says: a tone of its own, so that whoever hears it knows who speaks."""

import numpy as np

from appliance.sound.frames import FRAME_SAMPLES, RATE, Frame
from appliance.sound.levels import peak_of_sine


class Mouth:
    """A sine without a step. Whole hertz repeat after exactly one second, so one second is all there is to make."""

    def __init__(self, hertz: int, dbm0: float) -> None:
        sine = np.sin(2 * np.pi * hertz * np.arange(RATE) / RATE) * peak_of_sine(dbm0)
        self._second = np.rint(sine).clip(-32_768, 32_767).astype(np.int16).reshape(-1, FRAME_SAMPLES)
        self._second.setflags(write=False)
        self._next = 0

    def say(self) -> Frame:
        frame: Frame = self._second[self._next]
        self._next = (self._next + 1) % len(self._second)
        return frame
