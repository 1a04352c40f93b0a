"""What a pretend agent says: a tone of its own, so that whoever hears it knows who speaks."""

import numpy as np

from appliance.model.words import Ms
from appliance.sound.frames import FRAME_MS, FRAME_SAMPLES, RATE, SILENCE, Frame
from appliance.sound.levels import peak_of_sine


class Mouth:
    """A sine without a step. Whole hertz repeat after exactly one second, so one second is all there is to make."""

    def __init__(self, hertz: int, dbm0: float, *, speaks_ms: Ms | None = None, pauses_ms: Ms = 0) -> None:
        """With `speaks_ms` it speaks in bursts of that length with pauses between them, both rounded to frames."""
        self.hertz, self.dbm0 = hertz, dbm0
        self._burst = max(speaks_ms // FRAME_MS, 1) if speaks_ms is not None else 0
        self._round = self._burst + pauses_ms // FRAME_MS if self._burst else 0
        sine = np.sin(2 * np.pi * hertz * np.arange(RATE) / RATE) * peak_of_sine(dbm0)
        self._second = np.rint(sine).clip(-32_768, 32_767).astype(np.int16).reshape(-1, FRAME_SAMPLES)
        self._second.setflags(write=False)
        self._place = 0
        """Frames said since the burst began; without bursts, since the beginning."""
        self.began = False
        """The frame said last is the first one of a burst."""

    def say(self) -> Frame:
        if self._round:
            self._place %= self._round
        self.began = self._place == 0
        place = self._place
        self._place += 1
        if self._burst and place >= self._burst:
            return SILENCE
        frame: Frame = self._second[place % len(self._second)]
        return frame
