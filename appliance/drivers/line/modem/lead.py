"""How far ahead a modem is kept: what it has in hand, how long before its time each frame came, and what follows."""

from collections import deque
from typing import Final

from appliance.model.words import Ms
from appliance.sound.frames import FRAME_MS, FRAME_SAMPLES, RATE
from appliance.sound.surplus import Patience, Surplus

LEAD_IN: Final = 2
"""Frames written at once when the stream opens: 40 ms ahead. A modem takes 20–60 ms; with less it underruns."""
LEAST_EARLY_MS: Final = 5
"""Frames that come later than this before their time may soon come too late: the pump is 2 ms late now and then."""
MOST_EARLY_MS: Final = LEAST_EARLY_MS + FRAME_MS + 3
"""Frames that always come earlier than this are delayed for nothing: with one frame less there is still 3 ms more than
the least, so that making the lead shorter and longer do not take turns."""
BEGINS_EARLY_MS: Final = LEAST_EARLY_MS + FRAME_MS + 2
"""The first frame of a flow that would come earlier is made one with the next: nobody misses 20 ms of a beginning, and
nothing need be left out in the middle of a greeting."""
MOST_EXTRA: Final = 3
"""Frames added, one for each underrun that nothing else explains; beyond them delay would be worse than the gap. As
many, together with these, of what is known before its time: a prompt goes on while the box stands still for 60 ms."""
HASTY_FRAMES: Final = 2
"""Frames in a row that were not early enough before the lead is made longer; one alone was late, which will pass."""
CATCHING_UP: Final = 1
"""Frames in hand beyond the lead-in, as a box that stood still brings them at once; more are squeezed together."""
MOST_IN_HAND: Final = LEAD_IN + CATCHING_UP + MOST_EXTRA
"""Frames, whatever the clock says: 120 ms of delay, and about what the smallest modem holds."""
FLOW_ENDS_MS: Final = 35
"""Nothing came between three pieces of 20 ms: it is not late, there is nothing. The time between two reads counts as a
frame at most, so that a box that stood still does not take its own absence for that."""


class Lead:
    """The modem's queue, told by counting: what is written goes in, what it sends us it takes out as much of.

    A frame is early by the time from its writing to the moment its first sample is taken; that is what it waits in the
    modem, and what it may come late by. Kept between LEAST_EARLY_MS and MOST_EARLY_MS, where a frame that came before
    its time (see SoundPort) counts as written at its time. One call after the other.
    """

    def __init__(self) -> None:
        self._written: deque[tuple[Ms, Ms] | None] = deque(maxlen=MOST_IN_HAND + 1)
        """Of each frame in hand, the oldest first, its time and how long before it was written; None when that tells
        nothing."""
        self._taken = 0
        """Samples of the oldest that are taken."""
        self._wrote_last: Ms = 0
        self._early_ms: Ms | None = None
        """Of the frame measured last, from its writing on, unless something has changed since."""
        self._hasty = 0
        """Frames in a row that were not early enough."""
        self._surplus = Surplus()
        """Of milliseconds beyond MOST_EARLY_MS and the extra frames."""
        self._calm = Patience()
        """Before one extra frame is given up again."""
        self._extra = 0
        self._dry = False
        """The last piece the modem took was not there in full: it has played silence of its own."""
        self._flowing = False
        """Frames come; before and after, the modem is fed silence."""
        self._begun = False
        """The first of them is written."""
        self._came = False
        self._read_at: Ms = 0
        self._piece_ms: Ms = FRAME_MS
        """What the last read brought, and the modem took as much at once."""
        self._idle_ms: Ms = 0
        """Since the read that saw that a frame had come."""

    def begin(self, now: Ms) -> int:
        """A stream is open; returns the frames of silence to write at once."""
        self._read_at = now
        self._written.clear()
        self._written.extend([None] * (LEAD_IN + self._extra))
        self._taken = 0
        self._surplus.forget()
        self._unmeasured()
        self._dry = self._flowing = self._begun = self._came = False
        return len(self._written)

    def wrote(self, now: Ms, before: Ms = 0) -> None:
        """A frame that came just now, so long before its time."""
        due = now + before
        if due - self._wrote_last < FRAME_MS // 2:
            self._disregard()  # of frames that come at once for one time only the last is in time
        self._wrote_last = due
        self._write((due, before))

    def put_in(self) -> None:
        """A frame of no time, before one that came."""
        self._write(None)

    def _write(self, when: tuple[Ms, Ms] | None) -> None:
        self._written.append(when)
        self._flowing = self._begun = self._came = True

    def filled_in(self) -> None:
        """Silence, because nothing came."""
        self._written.append(None)
        self._flowing = self._begun = False

    def changed(self) -> None:
        """A frame that came is left out, or one put in: how early those in hand came says nothing of those to come."""
        self._flowing = self._came = True
        self._disregard()
        self._unmeasured()
        self._surplus.squeezed()

    def took(self, samples: int, now: Ms) -> bool:
        """The modem sent so many samples, and took as many, or played silence. Returns whether ours came too late."""
        self._piece_ms = min(samples * 1_000 // RATE, FRAME_MS)
        self._idle_ms = 0 if self._came else self._idle_ms + min(now - self._read_at, FRAME_MS)
        self._came, self._read_at = False, now
        self._taken += samples
        while self._written and self._taken > FRAME_SAMPLES:
            self._written.popleft()
            self._taken -= FRAME_SAMPLES
        if not self._written:
            return self._ran_dry()
        self._dry = False
        self._measure(now)
        if self._taken == FRAME_SAMPLES:
            self._written.popleft()
            self._taken = 0
        return False

    def underrun(self) -> None:
        """The modem says it ran dry. If by our count it had sound in hand, it wants more: it takes it further ahead.

        Where our count says the same, or that it was close, its own silence has made the lead longer already.
        """
        close = self._flowing and (self._early_ms is None or self._early_ms < LEAST_EARLY_MS)
        if self._dry or close:
            self._unmeasured()
        elif self._extra < MOST_EXTRA:
            self._extra += 1
            self._calm.came_late()
            self._surplus.begin()

    @property
    def short(self) -> bool:
        """The next frame should be preceded by one more."""
        return self._hasty >= HASTY_FRAMES

    def begins_too_early(self, now: Ms, before: Ms = 0) -> bool:
        """The flow begins, and its first frame would wait in the modem for longer than it has to."""
        if self._begun:
            return False
        in_hand_ms = len(self._written) * FRAME_MS - self._taken * 1_000 // RATE
        early_ms = in_hand_ms + self._piece_ms - (now + before - self._read_at)
        return early_ms > BEGINS_EARLY_MS + self._extra * FRAME_MS

    def full(self, now: Ms, before: Ms = 0) -> bool:
        """No more may be written. A modem whose sound comes late has gone on taking ours meanwhile."""
        in_hand = len(self._written)
        taken = max(now - self._read_at, 0) // FRAME_MS
        most = LEAD_IN + CATCHING_UP + self._extra + before // FRAME_MS
        return in_hand - taken >= most or in_hand >= MOST_IN_HAND

    @property
    def room_ahead(self) -> int:
        """Frames that may be written before their time."""
        return MOST_EXTRA - self._extra

    @property
    def too_long_for_pause(self) -> bool:
        """A frame in which nothing is said should be left out."""
        return self._surplus.in_pause > 0

    @property
    def too_long(self) -> bool:
        """Two frames should be made one. What is too long by a frame and more goes as soon as a pause would."""
        return self._surplus.in_speech > 0 or self._surplus.in_pause > FRAME_MS

    @property
    def missing(self) -> int:
        """Frames of silence to fill in now."""
        if self._flowing:
            return 1 if not self._written and self._idle_ms >= FLOW_ENDS_MS else 0
        return max(1 + self._extra - len(self._written), 0)

    def _ran_dry(self) -> bool:
        late = self._flowing and not self._dry
        if late:
            self._surplus.came_late()
        self._dry, self._taken = True, 0
        self._unmeasured()
        return late

    def _disregard(self) -> None:
        """When those in hand were written tells nothing."""
        for place in range(len(self._written)):
            self._written[place] = None

    def _unmeasured(self) -> None:
        self._early_ms, self._hasty = None, 0

    def _measure(self, now: Ms) -> None:
        """Each frame once, when its first sample is taken."""
        written = self._written[0]
        if written is None:
            return
        self._written[0] = None
        due, before = written
        more = now - due - self._extra * FRAME_MS
        self._early_ms = now - due + before
        self._hasty = self._hasty + 1 if more + before < LEAST_EARLY_MS else 0
        self._surplus.take(more - MOST_EARLY_MS)
        self._calm.waited += 1
        if self._extra and self._calm.over():
            self._extra -= 1
            self._calm.calm_down()
            self._surplus.begin()
