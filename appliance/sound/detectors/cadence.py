"""Rhythms: which of the known tones the last pieces of sound and pause are."""

from collections import deque

from appliance.model.words import Ms
from appliance.sound.frames import FRAME_MS

LEAST_PIECES = 5
"""Sound, pause, sound, pause, sound: a rhythm is known at the end of its third burst."""

LONGEST_PIECES = 16
"""Kept at most: more than the longest rhythm of any country needs (Spain's congestion: 11)."""

_TOLERANCE = 0.15
"""What exchanges of one country differ by."""

_BLUR_MS = FRAME_MS
"""Both ends of a piece are known to one frame, and bursts seem longer by half the window they are seen through."""


class Rhythm:
    """One cadence to be recognised, in whichever of its bursts listening began."""

    def __init__(self, kind: int, cadence_ms: tuple[Ms, ...]) -> None:
        """Kind is what sounds in the bursts; the cadence is sound, pause, sound, pause …"""
        self.kind = kind
        self.pieces = max(LEAST_PIECES, 2 * len(cadence_ms) - 1)
        bursts = range(0, len(cadence_ms), 2)
        self._rotations = [tuple(reversed((cadence_ms * 6)[: 2 * len(cadence_ms) + burst + 1])) for burst in bursts]
        """Pieces backwards from each burst; long enough for every count of pieces."""

    def matches(self, backwards: list[tuple[int, Ms]]) -> bool:
        """`backwards` are (kind or -1 for a pause, length) from the burst that just ended."""
        if len(backwards) < self.pieces:
            return False
        return any(self._fits(backwards, rotation) for rotation in self._rotations)

    def _fits(self, backwards: list[tuple[int, Ms]], rotation: tuple[Ms, ...]) -> bool:
        expected_kinds = (self.kind, -1)
        return all(
            kind == expected_kinds[i % 2] and abs(length - expected) <= _TOLERANCE * expected + _BLUR_MS
            for i, ((kind, length), expected) in enumerate(
                zip(backwards[: self.pieces], rotation[: self.pieces], strict=True)
            )
        )


class Pieces:
    """Cuts what sounds, frame by frame, into pieces; one odd frame between two equal ones is overheard."""

    def __init__(self) -> None:
        self.kind = -1
        """What sounds now."""
        self.length_ms: Ms = 0
        """For how long already."""
        self._odd = -1
        self._odd_ms: Ms = 0
        self._done: deque[tuple[int, Ms]] = deque(maxlen=LONGEST_PIECES)

    def hear(self, kind: int) -> bool:
        """True when a piece has just ended."""
        if kind == self.kind:
            self.length_ms += self._odd_ms + FRAME_MS
            self._odd_ms = 0
            return False
        if self._odd_ms and kind == self._odd:
            self._done.append((self.kind, self.length_ms))
            self.kind = kind
            self.length_ms = self._odd_ms + FRAME_MS
            self._odd_ms = 0
            return True
        # A third kind after an odd frame: the odd one still belongs to the piece before.
        self.length_ms += self._odd_ms
        self._odd = kind
        self._odd_ms = FRAME_MS
        return False

    def backwards(self) -> list[tuple[int, Ms]]:
        """Pieces that are over, the last one first."""
        return list(reversed(self._done))

    def forget(self) -> None:
        self._done.clear()
