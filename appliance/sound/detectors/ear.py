"""All that is listened for on one leg, frame by frame."""

from _fastroute import pcm
from _fastroute.tones import DigitDetector
from appliance.model.states import HangUpCause
from appliance.sound.detectors.progress import ProgressDetector, ProgressTones
from appliance.sound.frames import Frame
from appliance.sound.levels import power_of_dbm0

SILENCE_DBM0 = -42.0
"""Softer is silence: above the noise of an 8-bit linear codec (-47 dBm0), below soft speech (-35 dBm0)."""

_LOUD = power_of_dbm0(SILENCE_DBM0)


class Ear:
    """Holds what the last frame said; `digit` and `hang_up` are there for one frame only."""

    def __init__(self, tones: ProgressTones, *, detect: bool) -> None:
        """Without `detect` only the level is measured."""
        self.detect = detect
        self._digits = DigitDetector()
        self._progress = ProgressDetector(tones)
        self.power = 0.0
        """Mean square without the constant part."""
        self.loud = False
        self.tone = False
        """A key or a tone of the exchange sounds: what is loud is not speech."""
        self.digit = ""
        self.confidence_percent = 0
        """Of the last digit."""
        self.hang_up: HangUpCause | None = None

    def hear(self, frame: Frame) -> None:
        self.power = pcm.power(frame)
        self.loud = self.power >= _LOUD
        if self.detect:
            self.digit = self._digits.hear(frame)
            if self.digit:
                self.confidence_percent = round(100 * self._digits.purity)
            self.hang_up = self._progress.hear(frame)
            self.tone = self._digits.sounding or self._progress.sounding
