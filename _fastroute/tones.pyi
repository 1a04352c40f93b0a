"""DTMF keys. A frame is 160 int16 samples at 8 kHz, C-contiguous."""

import numpy as np
import numpy.typing as npt

KEYS: str
"""123A456B789C*0#D, as the keys lie: four rows of low, four columns of high frequencies."""

class DigitDetector:
    """DTMF keys of one leg."""

    sounding: bool
    """A key is held, or two looks at one are in: what was heard lately is probably a key."""
    purity: float
    """0.7 … 1: what of all energy the two tones of the key told last held in the 25 ms in which they held most."""

    def hear(self, frame: npt.NDArray[np.int16]) -> str:
        """The key that has now been down for 30–55 ms, once; else "". Raises ValueError."""

    def hear_all(self, samples: npt.NDArray[np.int16]) -> list[tuple[int, str]]:
        """As many whole frames as there are: after which sample each key was told. The rest is not kept."""

    def reset(self) -> None:
        """Forgets what was heard: a new call."""
