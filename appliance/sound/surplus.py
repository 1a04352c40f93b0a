"""Sound that waits longer than it needs to: when to believe that, and how to lose or win a frame unheard."""

import numpy as np

from appliance.sound.frames import FRAME_SAMPLES, SILENCE, Frame
from appliance.sound.levels import peak_of_sine

CALM_TAKES = 100
"""Takes (2 s) in which something was always left over before it is taken for a surplus: drift of 500 ppm needs one
frame in 40 s."""

WARY_TAKES = 500
"""The same (10 s) after a frame came late: what jittered once will jitter again."""

LONGEST_TAKES = 15_000
"""The same (5 min) when frames keep coming late after every squeeze; each calm spell takes a quarter off."""

PAUSE_SHARE = 4
"""In a pause of the sound a quarter of that is enough: a mistake costs a moment of silence more or less."""

QUIET_PEAK = round(peak_of_sine(-50.0))
"""A frame that never reaches it is a pause: line noise is below, speech 20 dB and more above."""

_FADE_IN = (np.arange(FRAME_SAMPLES) + 0.5) / FRAME_SAMPLES


def faded(first: Frame, second: Frame) -> Frame:
    """One frame that begins as the first and ends as the second.

    In the place of both it shortens the sound by a frame. With the later frame first, put between the two, it makes
    the sound a frame longer: it goes on where the one ended and ends where the other begins. Either without a step.
    """
    mixed: Frame = (first * (1.0 - _FADE_IN) + second * _FADE_IN).astype(np.int16)
    return mixed


def nearly_silent(frame: Frame) -> bool:
    return frame is SILENCE or (int(frame.max()) < QUIET_PEAK and int(frame.min()) > -QUIET_PEAK)


class Patience:
    """How long things must have gone well before less is dared; longer after each time something came late."""

    def __init__(self) -> None:
        self._needed = CALM_TAKES
        self.waited = 0
        """Takes since it began anew."""

    def forget(self) -> None:
        """As new."""
        self._needed, self.waited = CALM_TAKES, 0

    def begin(self) -> None:
        self.waited = 0

    def came_late(self) -> None:
        self._needed, self.waited = min(max(2 * self._needed, WARY_TAKES), LONGEST_TAKES), 0

    def calm_down(self) -> None:
        """It has gone well for so long: a quarter less will do next time."""
        self._needed, self.waited = max(self._needed * 3 // 4, CALM_TAKES), 0

    def over(self, share: int = 1) -> bool:
        """Whether that time, or one part of so many, has passed."""
        return self.waited * share >= self._needed


class Surplus:
    """The least that was left over at each of many takes, in any unit: what is never needed is too much."""

    def __init__(self) -> None:
        self._patience = Patience()
        self._least: int | None = None

    def take(self, left_over: int) -> None:
        """Negative when it was less than there should be."""
        if self._patience.over() and self._least is not None and self._least <= 0:
            self._patience.calm_down()
            self._least = None
        self._patience.waited += 1
        if self._least is None or left_over < self._least:
            self._least = left_over

    def came_late(self) -> None:
        """Something was not there in time: what is left over from now on may be needed for longer."""
        self._patience.came_late()
        self._least = None

    def begin(self) -> None:
        """What was left over so far says nothing of what will be."""
        self._patience.begin()
        self._least = None

    def squeezed(self) -> None:
        """There is less from now on."""
        if self._patience.over():
            self._patience.calm_down()
        self.begin()

    def forget(self) -> None:
        self._patience.forget()
        self._least = None

    def lately(self, takes: int) -> int:
        """Left over at each take since the last change; 0 when those are fewer."""
        return self._least or 0 if self._patience.waited >= takes else 0

    @property
    def in_pause(self) -> int:
        """Left over for long enough to go where nobody hears it."""
        return self._least or 0 if self._patience.over(PAUSE_SHARE) else 0

    @property
    def in_speech(self) -> int:
        """Left over for long enough to go in any case."""
        return self._least or 0 if self._patience.over() else 0
