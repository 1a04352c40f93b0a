"""Tone detection. A frame is 160 int16 samples at 8 kHz, C-contiguous."""

from collections.abc import Sequence

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

class ToneTable:
    """Windowed sines of 1 to 8 frequencies, shared by the banks of all legs. Raises ValueError."""

    hz: tuple[float, ...]

    def __init__(self, hz: Sequence[float]) -> None: ...

class ToneBank:
    """Call-progress tones of one leg: one or two frequencies of the table sound together and nothing else does."""

    power: float
    """Mean square of the last 40 ms, Hann-weighted, without the constant part."""

    def __init__(self, table: ToneTable, rules: Sequence[Sequence[float]], least_power: float) -> None:
        """1 to 8 rules of one or two frequencies of the table; quieter than the mean square least_power is nothing."""

    def hear(self, frame: npt.NDArray[np.int16]) -> int:
        """Which rule holds the energy of the last 40 ms; -1 none. Raises ValueError."""

    def reset(self) -> None:
        """Forgets what was heard: a new call."""
