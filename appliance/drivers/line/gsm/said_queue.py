"""What is said in a call and not yet asked for: a modem asks by its own clock, and each frame is there a little before.

Two clocks meet here, the pump's and the modem's, at any phase and each late by chance. A frame that came 1 ms before it
was asked for will be missing the next time; so the first one waits until there is something in reserve.
"""

from collections import deque
from collections.abc import Callable
from typing import Final, NamedTuple

from appliance.drivers.line import SoundPort
from appliance.model.words import Ms
from appliance.sound.frames import FRAME_MS, SILENCE, Frame
from appliance.sound.surplus import Surplus, faded, nearly_silent

BEGINS_EARLY_MS: Final[Ms] = 10
"""A flow begins once its last frame of the first beat has been there for so long, one beat later otherwise."""
LEAST_EARLY_MS: Final[Ms] = 3
"""Frames that came later than this before their time may soon come too late: the pump is 2 ms late now and then."""
HASTY_BEATS: Final = 2
"""In a row before a frame is put in; one alone was late, which will pass."""
MOST_DRY: Final = 5
"""Beats without anything before the flow is over, and not merely late."""
MOST_EARLY_MS: Final[Ms] = BEGINS_EARLY_MS + FRAME_MS
"""Frames that always come earlier than this wait for nothing."""
MOST_SPARE: Final = 3
"""Frames beyond those of one beat, as a box that stood still brings them at once; of more the oldest go."""


AHEAD: Final = 3
"""Frames of what is known beforehand, a prompt, that are taken before their time: it goes on while the box stands
still for 60 ms."""


class _Waiting(NamedTuple):
    frame: Frame
    due: Ms
    """Its time; it waits in reserve from then on."""
    came: Ms
    """Before it, where it was known."""


class SaidQueue:
    def __init__(self, frames: int, sound: SoundPort, now: Callable[[], Ms]) -> None:
        """`frames`: of 20 ms, that the modem asks for at a time."""
        self._frames = frames
        self._sound = sound
        self._now = now
        self._waiting: deque[_Waiting] = deque(maxlen=frames + MOST_SPARE + AHEAD)
        self._flowing = False
        self._dry = 0
        """Beats in a row that found nothing."""
        self._hasty = 0
        self._last = SILENCE
        self._surplus = Surplus()
        """Of milliseconds beyond MOST_EARLY_MS."""

    def begin(self) -> None:
        self.end()
        self._surplus.forget()
        self._sound.tell_when_said(self._came, ahead=AHEAD)

    def end(self) -> None:
        """Harmless when it has not begun."""
        self._sound.tell_when_said(None)
        self._waiting.clear()
        self._flowing, self._dry, self._hasty, self._last = False, 0, 0, SILENCE

    def take(self) -> list[Frame]:
        """One beat of the modem: the frames for it, silence in the place of those that are not there."""
        now = self._now()
        if not self._flowing and not self._may_begin(now):
            return [SILENCE] * self._frames
        self._dry = 0 if self._waiting else self._dry + 1
        self._flowing = self._dry <= MOST_DRY
        taken = [self._next() for _ in range(self._frames)]
        self._last = taken[-1]
        return taken

    def _came(self, before: Ms) -> None:
        now = self._now()
        while (frame := self._sound.to_say_if_there()) is not None:
            if len(self._waiting) >= self._frames + MOST_SPARE + before // FRAME_MS:
                self._waiting.popleft()
            self._waiting.append(_Waiting(frame, now + before, now))

    def _may_begin(self, now: Ms) -> bool:
        """Whether a beat's frames are there early enough. What is more than that is made one now: nobody misses 20 ms
        of a beginning, and nothing need be left out in the middle of a greeting.
        """
        while self._early(self._frames, now):
            first = self._waiting.popleft()
            following = self._waiting.popleft()
            self._waiting.appendleft(following._replace(frame=faded(first.frame, following.frame)))
        return self._early(self._frames - 1, now)

    def _early(self, place: int, now: Ms) -> bool:
        return len(self._waiting) > place and now - self._waiting[place].due >= BEGINS_EARLY_MS

    def _next(self) -> Frame:
        if not self._waiting:
            self._surplus.came_late()
            self._hasty = 0
            return self._sound.to_say()  # counted as late
        if self._hasty >= HASTY_BEATS:
            return self._lengthened()
        now, next_one = self._now(), self._waiting.popleft()
        self._hasty = self._hasty + 1 if now - next_one.came < LEAST_EARLY_MS else 0
        self._surplus.take(now - next_one.due - MOST_EARLY_MS)
        return self._shortened(next_one.frame)

    def _lengthened(self) -> Frame:
        """One more between the last and the next, which waits for 20 ms more."""
        self._hasty = 0
        self._surplus.came_late()
        return faded(self._waiting[0].frame, self._last)

    def _shortened(self, frame: Frame) -> Frame:
        unheard = self._surplus.in_pause > 0 and nearly_silent(frame)
        if not self._waiting or not (unheard or self._surplus.in_speech > 0):
            return frame
        following = self._waiting.popleft().frame
        self._surplus.squeezed()
        return following if nearly_silent(frame) else faded(frame, following)
