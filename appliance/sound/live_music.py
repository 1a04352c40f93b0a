"""Music from a leg that brings it in, for callers who wait; the box's own where nothing comes."""

from typing import Final

from appliance.model.words import Token
from appliance.sound.frames import Frame
from appliance.sound.leg import Leg
from appliance.sound.players import MusicPlayer

MISSED_TICKS: Final = 25
"""500 ms without a frame from outside: then the box's own music plays, until frames come again."""


class LiveMusic:
    """A player (see players.py): what the source heard in the same tick."""

    token: Token | None = None
    known = False
    over = False

    def __init__(self, source: Leg, otherwise: MusicPlayer) -> None:
        self.source = source
        self._otherwise = otherwise
        self._missed = source.missed_frames
        self._gap = 0
        """Ticks in a row in which nothing came."""

    def next_frame(self) -> Frame:
        missed = self.source.missed_frames
        self._gap = self._gap + 1 if missed != self._missed else 0
        self._missed = missed
        return self._otherwise.next_frame() if self._gap > MISSED_TICKS else self.source.frame
