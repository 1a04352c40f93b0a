"""One call's sound between modem and frames; outgoing sound has no clock: one frame is said per frame heard."""

from collections.abc import Callable
from typing import Final

import numpy as np

from appliance.drivers.line import SoundPort
from appliance.drivers.line.modem.families import CodecName
from appliance.sound.codecs import CODECS
from appliance.sound.frames import FRAME_SAMPLES, SILENCE, Frame

LEAD_IN: Final = 2
"""Frames written at once when the stream opens: 40 ms ahead. A modem takes 20–60 ms; with less it underruns."""
MOST_EXTRA: Final = 3
"""Frames added, one for each underrun the modem tells; beyond them the added delay would be worse than the gap."""
LEAST_AHEAD: Final = 1
"""Frames the modem must have in hand: a late frame eats into the lead down to this before silence is put in."""
QUIET_FRAMES: Final = 25
"""After 500 ms of saying nothing the modem hears the line alone."""


class CallSound:
    def __init__(self, codec: CodecName, sound: SoundPort, write: Callable[[bytes], None]) -> None:
        """`write` takes coded samples for the modem, not yet shielded."""
        self._decode, self._encode = CODECS[codec]
        self._sound = sound
        self._write = write
        self._rest = b""
        self._extra = 0
        self._ahead = 0
        """Frames the modem has in hand, as far as what was heard and said tells."""
        self._quiet = QUIET_FRAMES
        self.underruns = 0

    @property
    def playing(self) -> bool:
        """Whether we said something within the last 500 ms."""
        return self._quiet < QUIET_FRAMES

    def begin(self) -> None:
        """The stream is open: gives the modem its lead."""
        self._rest = b""
        self._ahead = LEAD_IN + self._extra
        self._write(self._encode(SILENCE) * self._ahead)

    def hear(self, coded: bytes) -> None:
        """Samples from the modem, any number; every 160th makes a frame heard and a frame said."""
        if self._rest:
            coded = self._rest + coded
        whole = len(coded) - len(coded) % FRAME_SAMPLES
        self._rest = coded[whole:]
        if not whole:
            return
        samples = self._decode(coded[:whole] if self._rest else coded)
        for start in range(0, whole, FRAME_SAMPLES):
            self._sound.heard(samples[start : start + FRAME_SAMPLES])
        self._say(whole // FRAME_SAMPLES)

    def underrun(self) -> None:
        """The modem ran dry: from now on it is kept one frame further ahead, up to MOST_EXTRA."""
        self.underruns += 1
        if self._extra < MOST_EXTRA:
            self._extra += 1
            self._ahead += 1
            self._write(self._encode(SILENCE))

    def _say(self, frames: int) -> None:
        """A frame that is late eats into the modem's lead instead of making a gap; it is said when it comes.

        A modem that ran dry has played silence of its own: to make up for that would only delay all that follows.
        """
        self._ahead = max(self._ahead - frames, 0)
        said = self._there(LEAD_IN + self._extra - self._ahead)
        while self._ahead + len(said) < LEAST_AHEAD:
            said.append(self._sound.to_say())
        self._ahead += len(said)
        if any(frame is not SILENCE and frame.any() for frame in said):
            self._quiet = 0
        else:
            self._quiet = min(self._quiet + frames, QUIET_FRAMES)
        if said:
            self._write(self._encode(said[0] if len(said) == 1 else np.concatenate(said)))

    def _there(self, wanted: int) -> list[Frame]:
        """At most so many frames, those that have come."""
        said: list[Frame] = []
        while len(said) < wanted and (frame := self._sound.to_say_if_there()) is not None:
            said.append(frame)
        return said
