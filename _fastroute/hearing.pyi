"""All that is done to the sound of a leg and listened for in it, for all legs of a desk in one call."""

import numpy as np
import numpy.typing as npt

from _fastroute.bursts import BurstFinder
from _fastroute.echo import EchoCanceller
from _fastroute.fax import FaxDetector
from _fastroute.leveller import Leveller
from _fastroute.tones import DigitDetector

TOLD_KEY: int
"""`digit` is a key that has now been down long enough."""
TOLD_TONE: int
"""`said` and `bursts` tell of a burst that ended, or that lasts."""
TOLD_FAX: int
"""`machine` tells of a fax or modem."""
TOLD_LOOK: int
"""`canceller` says that somebody should look where the echo is; told each frame until somebody does."""

class Hearing:
    """One leg. What is not asked for is None."""

    canceller: EchoCanceller | None
    digits: DigitDetector | None
    bursts: BurstFinder | None
    fax: FaxDetector | None
    leveller: Leveller | None
    said: int
    """What `bursts` said in the last frame: NOTHING, ENDED or LASTS."""
    machine: int
    """What `fax` said in the last frame: NOTHING mostly."""
    tone: bool
    """A key, or a tone of the exchange, a fax or a modem sounds: what is loud is not speech."""

    def __init__(self, least_tone_power: float, *, detect: bool, cancel: bool, level: bool) -> None:
        """`least_tone_power`: mean square of the softest tone of an exchange."""
    @property
    def digit(self) -> str:
        """The key told in the last frame; else ""."""
    @property
    def power(self) -> float:
        """Mean square of the last frame without its echo and its constant part."""
    @property
    def noise_power(self) -> float:
        """Of the softest lately, which may grow by 4 dB a second; infinity before anything is heard."""
    @property
    def loud(self) -> bool:
        """No silence: -42 dBm0 and more, above the noise of an 8-bit linear codec, below soft speech."""
    @property
    def noise(self) -> bool:
        """For 5 s nothing but noise: no 100 ms were 4.5 dB louder than others, nor louder than -30 dBm0."""
    @property
    def speech(self) -> bool:
        """Loud, no tone, and 10 dB over the noise."""
    @property
    def quiet_frames(self) -> int:
        """In a row of silence, up to the last: not loud, or `noise`."""

def hear_all(
    hearings: list[Hearing], sent: list[npt.NDArray[np.int16]], heard: list[npt.NDArray[np.int16]]
) -> tuple[list[npt.NDArray[np.int16]], list[tuple[int, int]]]:
    """20 ms of many legs: `sent` is what each said in the tick before, `heard` what came in; frames of 160 samples.

    What others hear of each leg – the very frame that came in where nothing was to be done to it – and, for each leg
    that has something to tell, its place and the sum of TOLD_…. Raises ValueError for other frames, TypeError for other
    objects.
    """
