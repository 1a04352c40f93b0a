"""DTMF keys. A frame is 160 int16 samples at 8 kHz, C-contiguous."""

import numpy as np
import numpy.typing as npt

KEYS: str
"""123A456B789C*0#D, as the keys lie: four rows of low, four columns of high frequencies."""

class DigitDetector:
    """DTMF keys of one leg."""

    sounding: bool
    """A key is held, or two hits of one are in: what was heard lately is probably a key."""

    def hear(self, frame: npt.NDArray[np.int16]) -> str:
        """The key that has now been down for 30–35 ms, once; else "". Raises ValueError."""

    def reset(self) -> None:
        """Forgets what was heard: a new call."""
