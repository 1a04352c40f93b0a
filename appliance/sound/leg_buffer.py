"""The two small queues between one driver and the desk; they meet jitter and clocks that drift."""

from collections import deque

import numpy as np

from appliance.model.words import Value
from appliance.sound.frames import FRAME_SAMPLES, SILENCE, Frame

HEARD_BOUND = 5
"""Frames. 100 ms bridges a late timer of a busy machine (measured: 126 ms at worst, rare); more would be heard."""

TO_SAY_BOUND = 3
"""Frames. The pump is steady: the reasons to wait are the phase between two clocks and one late turn of the loop."""

CALM_TAKES = 100
"""Takes (2 s) in which a frame was always left over before one is squeezed out: drift of 500 ppm needs one in 40 s."""

WARY_TAKES = 500
"""The same (10 s) after a frame came late: what jittered once will jitter again."""

LONGEST_TAKES = 15_000
"""The same (5 min) when frames keep coming late after every squeeze; each calm spell takes a quarter off."""

WATCHED_TAKES = 5
"""100 ms: a frame left over at each of so many takes is one too many, where it can go unheard."""

_FADE_IN = (np.arange(FRAME_SAMPLES) + 0.5) / FRAME_SAMPLES


class QueueCounts(Value, frozen=True, kw_only=True):
    """Since the leg was made."""

    frames: int = 0
    """Put in."""
    late: int = 0
    """Takes that found nothing although sound was flowing: a silent frame was heard instead."""
    dropped: int = 0
    """Frames thrown away because the queue was full."""
    squeezed: int = 0
    """Frames merged with their neighbour to shorten a queue that stayed longer than it needs to be."""


class FrameQueue:
    """Frames one side puts and the other takes, at the same pace by two clocks.

    Depth is not set but found: a late frame makes the queue one frame longer by itself, because the taker hears a
    silent frame in its place; a frame that was left over at every take for a while is squeezed out by fading the next
    two into one. In steady state a frame is taken before the next one comes.
    """

    def __init__(self, bound: int) -> None:
        self._bound = bound
        self._frames: deque[Frame] = deque()
        self._flowing = False
        self._spare = bound
        """Fewest frames left over since the last squeeze or late frame."""
        self._patience = self._takes_left = CALM_TAKES
        self._put = self._late = self._dropped = self._squeezed = 0

    def put(self, frame: Frame) -> None:
        """The oldest frame gives way when the queue is full."""
        if len(self._frames) == self._bound:
            self._frames.popleft()
            self._dropped += 1
        self._frames.append(frame)
        self._flowing = True
        self._put += 1

    def take(self) -> Frame | None:
        if not self._frames:
            self._run_dry()
            return None
        frame = self._frames.popleft()
        self._spare = min(self._spare, len(self._frames))
        self._takes_left -= 1
        if self._takes_left <= 0:
            frame = self._shorten(frame)
        return frame

    def clear(self) -> None:
        """A new conversation starts with nothing old in it; an empty queue is not late before the next put."""
        self._frames.clear()
        self._flowing = False
        self._be_patient(CALM_TAKES)

    def cut(self) -> None:
        """The sound changes here in any case: what was left over at every take lately goes at once, without a fade."""
        if self._patience - self._takes_left < WATCHED_TAKES:
            return
        for _ in range(min(self._spare, len(self._frames))):
            self._frames.popleft()
            self._squeezed += 1
        self._be_patient(self._patience)

    @property
    def depth(self) -> int:
        """Frames waiting now."""
        return len(self._frames)

    @property
    def counts(self) -> QueueCounts:
        return QueueCounts(frames=self._put, late=self._late, dropped=self._dropped, squeezed=self._squeezed)

    def _run_dry(self) -> None:
        if self._flowing:
            self._late += 1
            self._be_patient(min(max(2 * self._patience, WARY_TAKES), LONGEST_TAKES))

    def _shorten(self, frame: Frame) -> Frame:
        surplus = self._spare > 0
        self._be_patient(max(self._patience * 3 // 4, CALM_TAKES))
        if not surplus:
            return frame
        self._squeezed += 1
        return faded(frame, self._frames.popleft())

    def _be_patient(self, takes: int) -> None:
        self._patience = self._takes_left = takes
        self._spare = self._bound


class LegBuffer:
    """One leg's way in and out. Keeps drivers.line.SoundPort on the driver's side. One thread, the loop's."""

    def __init__(self) -> None:
        self._heard = FrameQueue(HEARD_BOUND)
        self._to_say = FrameQueue(TO_SAY_BOUND)

    def heard(self, frame: Frame) -> None:
        """Driver: a frame came in from the far end."""
        self._heard.put(frame)

    def to_say(self) -> Frame:
        """Driver: the next frame for the far end; silence when there is none."""
        frame = self._to_say.take()
        return SILENCE if frame is None else frame

    def to_say_if_there(self) -> Frame | None:
        """Driver with sound in hand: the next frame, or None when it has not come yet, which is not late."""
        return self._to_say.take() if self._to_say.depth else None

    def take_heard(self) -> Frame | None:
        """Pump: the next frame for the desk; None when none came in time."""
        return self._heard.take()

    def put_to_say(self, frame: Frame) -> None:
        """Pump: a frame the desk made."""
        self._to_say.put(frame)

    def cut_to_say(self) -> None:
        """Pump: what is played changes with the next frame, so that a surplus may go unheard."""
        self._to_say.cut()

    def cut_heard(self) -> None:
        """Pump: somebody begins to listen with the next frame, so that a surplus may go unheard."""
        self._heard.cut()

    def clear(self) -> None:
        """Between two calls: forgets what is queued, keeps the counts."""
        self._heard.clear()
        self._to_say.clear()

    @property
    def heard_counts(self) -> QueueCounts:
        return self._heard.counts

    @property
    def to_say_counts(self) -> QueueCounts:
        return self._to_say.counts

    @property
    def depth(self) -> tuple[int, int]:
        """Frames waiting now: heard, to say."""
        return self._heard.depth, self._to_say.depth


def faded(first: Frame, second: Frame) -> Frame:
    """One frame that begins as the first and ends as the second."""
    mixed: Frame = (first * (1.0 - _FADE_IN) + second * _FADE_IN).astype(np.int16)
    return mixed
