"""Whether somebody speaks on a line that is being called: sound that comes and goes and is no tone of the exchange."""

from collections import deque
from typing import Final

from appliance.model.words import Ms
from appliance.sound.frames import FRAME_MS
from appliance.sound.levels import power_of_dbm0

LEAST_DBM0: Final = -42.0
"""Softer is silence."""
ABOVE_FLOOR: Final = 8.0
"""9 dB over the steady noise of the line; words are 15 dB and more over it, noise itself varies by 1 dB."""
FLOOR_MS: Final[Ms] = 2_000
"""The softest moment of so long is the line's noise: speech pauses sooner than that."""
SURE_MS: Final[Ms] = 200
"""Of sound within WINDOW_MS, after ringback: a clipped "yes?" has that; what is heard before a tone of the exchange is
known for one, 60 ms at each of its beginnings, has not.
"""
WINDOW_MS: Final[Ms] = 500
LONG_SURE_MS: Final[Ms] = 1_000
"""The same where nothing rang before: then it may be the exchange that crackles, switches, or says something."""
LONG_WINDOW_MS: Final[Ms] = 2_000

_LOUD: Final = power_of_dbm0(LEAST_DBM0)


class VoiceWatch:
    """Told of each frame; the window is what it keeps, at most 2 s."""

    def __init__(self) -> None:
        self._powers: deque[float] = deque(maxlen=FLOOR_MS // FRAME_MS)
        self._voiced: deque[bool] = deque(maxlen=LONG_WINDOW_MS // FRAME_MS)

    def hear(self, power: float, *, tone: bool) -> None:
        """`power` is the frame's mean square; `tone`: one of the exchange's sounds, or it is our own echo."""
        self._powers.append(power)
        self._voiced.append(not tone and power >= max(_LOUD, ABOVE_FLOOR * min(self._powers)))

    def speaks(self, *, rang: bool) -> bool:
        """`rang`: ringback was heard before."""
        recent = list(self._voiced)[-WINDOW_MS // FRAME_MS :] if rang else self._voiced
        return sum(recent) * FRAME_MS >= (SURE_MS if rang else LONG_SURE_MS)
