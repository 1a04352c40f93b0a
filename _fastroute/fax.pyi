"""Fax and modem tones: who calls, who answers, and the flags by which a fax begins to speak.

A frame is 160 int16 samples at 8 kHz, C-contiguous.
"""

import numpy as np
import numpy.typing as npt

NOTHING: int
CALLING_FAX: int
"""CNG, T.30 §4.3.3: 1100 Hz ± 38 Hz, 0.5 s on, 3 s off, each within 15 %; by the second burst."""
CALLING_DATA: int
"""Calling tone, V.25: 1300 Hz, 0.5 to 0.7 s on, 1.5 to 2 s off; by the second burst."""
ANSWER: int
"""CED or ANS, T.30 §4.3.2 and V.25: 2100 Hz ± 15 Hz; after 1.1 s, as the next three."""
ANSWER_REVERSED: int
"""The same with its phase turned round every 450 ms, V.25: a modem, or a fax of more than 14.4 kbit/s."""
ANSWER_AM: int
"""The same, its amplitude moved by 20 % 15 times a second, with or without turns: ANSam, V.8."""
ANSWER_BELL: int
"""2225 Hz, Bell 103."""
FLAGS: int
"""Flags of HDLC in V.21 channel 2 (1650 and 1850 Hz, 300 bit/s), T.30 §5.3.1: nothing else does that; six in a row."""

class FaxDetector:
    """Of one leg. Each kind is told once."""

    sounding: bool
    """One of the tones has sounded for 60 ms, or three flags have: what is loud is not speech."""

    def hear(self, frame: npt.NDArray[np.int16]) -> int:
        """What became certain in this frame; NOTHING mostly. Raises ValueError."""

    def hear_all(self, samples: npt.NDArray[np.int16]) -> list[tuple[int, int]]:
        """As many whole frames as there are: after which sample each kind was told. The rest is not kept."""

    def reset(self) -> None:
        """Forgets what was heard: a new call."""
