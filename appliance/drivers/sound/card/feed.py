"""What is said through a card: a frame for each that it takes, as little ahead of it as its beats allow."""

from appliance.drivers.line import SoundPort
from appliance.drivers.sound.card.memory import SILENT, BoxEnd
from appliance.drivers.sound.ways import Ways
from appliance.sound.codecs import CODECS
from appliance.sound.frames import Frame
from appliance.sound.surplus import Surplus, faded, nearly_silent

MOST_AHEAD = 4
"""Frames. A card whose beats come in pairs needs two; more is delay that a box which stood still has left behind."""


class CardFeed:
    """The card's clock alone counts: one frame is put for each that it has heard.

    A card that found none has said silence, and the one that comes late makes the queue one frame longer by itself;
    a frame left over at every beat for a while goes, as in sound/leg_buffer.
    """

    def __init__(self, end: BoxEnd, port: SoundPort, ways: Ways = Ways.BOTH) -> None:
        """A conversation begins: the card may find a frame at once."""
        self._end = end
        self._port = port
        self._ways = ways
        self._decode, self._encode = CODECS["s16"]
        self._surplus = Surplus()
        self._held: Frame | None = None
        """Waits to be made one with the next."""
        self._missing = end.counts.missing
        end.put_said(SILENT)

    def beat(self, heard: bytes) -> None:
        if self._ways.heard:
            self._port.heard(self._decode(heard))
        if self._ways.said:
            self._say()

    def _say(self) -> None:
        ahead = self._end.said_waiting
        if ahead >= MOST_AHEAD:
            return
        self._watch(ahead)
        frame = self._port.to_say()
        if self._held is not None:
            frame, self._held = faded(self._held, frame), None
        elif self._goes(frame):
            self._surplus.squeezed()
            return
        self._end.put_said(self._encode(frame))

    def _watch(self, ahead: int) -> None:
        missing = self._end.counts.missing
        if missing != self._missing:
            self._missing = missing
            self._surplus.came_late()
        self._surplus.take(ahead)

    def _goes(self, frame: Frame) -> bool:
        """Whether this frame is left out, to be merged with the next one unless it is silent."""
        if self._surplus.in_pause and nearly_silent(frame):
            return True
        if self._surplus.in_speech:
            self._held = frame
            return True
        return False
