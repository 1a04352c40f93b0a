"""The two small queues between one driver and the desk; they meet jitter and clocks that drift."""

from collections import deque

from appliance.model.words import Value
from appliance.sound.concealment import Concealment
from appliance.sound.frames import FRAME_MS, SILENCE, Come, Frame
from appliance.sound.surplus import Surplus, faded, nearly_silent

HEARD_BOUND = 5
"""Frames. 100 ms bridges a late timer of a busy machine (measured: 126 ms at worst, rare); more would be heard."""

TO_SAY_BOUND = 3
"""Frames. The pump is steady: the reasons to wait are the phase between two clocks and one late turn of the loop."""

WATCHED_TAKES = 5
"""100 ms: a frame left over at each of so many takes is one too many, where it can go unheard."""


class QueueCounts(Value, frozen=True, kw_only=True):
    """Since the leg was made."""

    frames: int = 0
    """Put in."""
    late: int = 0
    """Takes that found nothing although sound was flowing: what was last heard goes on for a moment, then silence."""
    dropped: int = 0
    """Frames thrown away because the queue was full."""
    squeezed: int = 0
    """Frames merged with their neighbour to shorten a queue that stayed longer than it needs to be."""


class FrameQueue:
    """Frames one side puts and the other takes, at the same pace by two clocks.

    Depth is not set but found: a late frame makes the queue one frame longer by itself, because the taker hears the
    last sound go on in its place. A frame that was left over at every take for a while goes: the next two are faded
    into one, or sooner, in a pause, a silent one is left out. In steady state a frame is taken before the next one
    comes.
    """

    def __init__(self, bound: int) -> None:
        self._bound = bound
        self._frames: deque[Frame] = deque()
        self._flowing = False
        self._surplus = Surplus()
        self._concealment = Concealment()
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
        """None before sound flows, and when it has not for more than 60 ms."""
        if not self._frames:
            return self._missed() if self._flowing else None
        frame = self._frames.popleft()
        self._surplus.take(len(self._frames))
        return self._concealment.came(self._shortened(frame) if self._surplus.in_pause else frame)

    def clear(self) -> None:
        """A new conversation starts with nothing old in it; an empty queue is not late before the next put."""
        self._frames.clear()
        self._flowing = False
        self._surplus.forget()
        self._concealment.forget()

    def cut(self) -> None:
        """The sound changes here in any case: what was left over at every take lately goes at once, without a fade."""
        spare = min(self._surplus.lately(WATCHED_TAKES), len(self._frames))
        for _ in range(spare):
            self._frames.popleft()
        if spare:
            self._squeezed += spare
            self._surplus.begin()

    @property
    def depth(self) -> int:
        """Frames waiting now."""
        return len(self._frames)

    @property
    def counts(self) -> QueueCounts:
        return QueueCounts(frames=self._put, late=self._late, dropped=self._dropped, squeezed=self._squeezed)

    def _missed(self) -> Frame | None:
        self._late += 1
        self._surplus.came_late()
        return self._concealment.missing()

    def _shortened(self, frame: Frame) -> Frame:
        """The frame taken, without the surplus where it may go."""
        if nearly_silent(frame):
            frame = self._frames.popleft()
        elif self._surplus.in_speech:
            frame = faded(frame, self._frames.popleft())
        else:
            return frame
        self._squeezed += 1
        self._surplus.squeezed()
        return frame


class LegBuffer:
    """One leg's way in and out. Keeps drivers.line.SoundPort on the driver's side. One thread, the loop's."""

    def __init__(self, heard: int = HEARD_BOUND) -> None:
        """`heard`: frames that may wait for the desk, more where they come in gusts."""
        self._heard = FrameQueue(heard)
        self._to_say = FrameQueue(TO_SAY_BOUND)
        self._come: Come | None = None
        self.ahead = 0
        """Frames the driver would have before their time, where they are known."""

    def heard(self, frame: Frame) -> None:
        """Driver: a frame came in from the far end."""
        self._heard.put(frame)

    def to_say(self) -> Frame:
        """Driver: the next frame for the far end; silence when there has been none for a while."""
        frame = self._to_say.take()
        return SILENCE if frame is None else frame

    def to_say_if_there(self) -> Frame | None:
        """Driver with sound in hand: the next frame, or None when it has not come yet, which is not late."""
        return self._to_say.take() if self._to_say.depth else None

    def tell_when_said(self, come: Come | None, *, ahead: int = 0) -> None:
        """Driver that does not ask by a clock: `come` is called after each put_to_say; None for no more."""
        self._come, self.ahead = come, ahead

    def take_heard(self) -> Frame | None:
        """Pump: the next frame for the desk; None when none has come for a while."""
        return self._heard.take()

    def put_to_say(self, frame: Frame, early: int = 0) -> None:
        """Pump: a frame the desk made, so many frames before its time."""
        self._to_say.put(frame)
        if self._come is not None:
            self._come(early * FRAME_MS)

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
