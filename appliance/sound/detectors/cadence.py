"""Rhythms: which of a country's tones the last bursts and pauses are."""

from collections.abc import Sequence
from itertools import pairwise

from appliance.model.words import Ms
from appliance.sound.detectors.bursts import Burst, Pitch

LEAST_BURSTS = 3
"""A rhythm is known at the end of its third burst at the soonest."""

LEAST_SPAN_MS: Ms = 1_600
"""Nor sooner than this: quick rhythms are heard more often."""

LONGEST_BURSTS = 12
"""Kept at most: what the quickest rhythm in use, 100 ms of sound and pause, needs for LEAST_SPAN_MS, and more."""

MOST_STRETCH = 0.125
"""How much faster or slower than told an exchange's machine may run: 10 %, and what is misheard of it."""

_BLUR_MS = 20.0
"""How far one piece may be off its place in the stretched rhythm: a lost or doubled frame."""

_BLUR_SHARE = 0.04


class Rhythm:
    """One cadence to be recognised, in whichever of its bursts listening began."""

    def __init__(self, pitch: Pitch, cadence_ms: tuple[Ms, ...]) -> None:
        """The cadence is sound, pause, sound, pause …"""
        self._pitch = pitch
        self.bursts = _bursts_needed(cadence_ms)
        pieces = 2 * self.bursts - 1
        rounds = cadence_ms * (pieces // len(cadence_ms) + 2)
        self._rotations = [rounds[start : start + pieces] for start in range(0, len(cadence_ms), 2)]
        """Expected sound, pause … sound, from each burst of a round on."""

    def matches(self, bursts: Sequence[Burst]) -> bool:
        """`bursts` are those heard lately, the last one last."""
        if len(bursts) < self.bursts or not self._pitch.fits(bursts[-1]):
            return False
        last = bursts[len(bursts) - self.bursts :]
        heard = pieces_of(last)
        return any(_is_played(heard, expected) for expected in self._rotations) and all(map(self._pitch.fits, last))


def pieces_of(bursts: Sequence[Burst]) -> list[float]:
    """Lengths in ms of sound, pause, sound … sound."""
    pieces: list[float] = []
    for earlier, later in pairwise(bursts):
        pieces += (earlier.length_ms, later.began_ms - earlier.ended_ms)
    return [*pieces, bursts[-1].length_ms]


def _bursts_needed(cadence_ms: tuple[Ms, ...]) -> int:
    """A round and a burst, LEAST_BURSTS and LEAST_SPAN_MS."""
    count = max(len(cadence_ms) // 2 + 1, LEAST_BURSTS)
    while count < LONGEST_BURSTS and sum((cadence_ms * count)[: 2 * count - 1]) < LEAST_SPAN_MS:
        count += 1
    return count


def _is_played(heard: Sequence[float], expected: Sequence[Ms]) -> bool:
    """The same rhythm, as a whole a little faster or slower."""
    stretch = sum(heard) / sum(expected)
    return abs(stretch - 1) <= MOST_STRETCH and all(
        abs(piece - stretch * due) <= _BLUR_MS + _BLUR_SHARE * due for piece, due in zip(heard, expected, strict=True)
    )
