"""Bursts of tone between 300 and 675 Hz. A frame is 160 int16 samples at 8 kHz, C-contiguous."""

import numpy as np
import numpy.typing as npt

NOTHING: int
ENDED: int
LASTS: int

class BurstFinder:
    """The tones of one leg: one or two frequencies that hold nearly all the sound there is, from start to end."""

    tones: int
    """1 or 2 frequencies. This and what follows is of the burst that ended, or that lasts; valid when hear said so."""
    low: float
    """Hz; of two frequencies the lower one."""
    high: float
    """Hz; 0 when there is only one."""
    centre: float
    """Hz; the middle of all its energy. Right also for tones too near each other to be told apart."""
    began_ms: float
    """Since the first frame, to a few milliseconds."""
    length_ms: float
    """To a few milliseconds."""
    power: float
    """Mean square between its ends."""
    unevenness: float
    """Loudest over softest 40 ms between its ends, in power."""
    drift_hz: float
    """Highest minus lowest centre of 40 ms between its ends."""
    steady_ms: int
    """How long it has lasted without change of level (3 dB in half a second) or pitch (4 Hz), in halves of a second."""
    sounding: bool
    """A tone sounds, and has sounded for 60 ms with one pitch."""

    def __init__(self, least_power: float) -> None:
        """Quieter than the mean square least_power is nothing."""

    def hear(self, frame: npt.NDArray[np.int16]) -> int:
        """ENDED: a burst ended 20 to 60 ms ago; LASTS: one has been steady for half a second more; else NOTHING.

        Raises ValueError.
        """

    def reset(self) -> None:
        """Forgets what was heard: a new call."""
