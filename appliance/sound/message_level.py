"""Brings a message to the level of prompts: one gain for all of it, peaks held below where G.711 clips.

Piece by piece, so that an hour needs no more memory than a minute; what comes out is the same as of the whole.
"""

from collections.abc import Iterable
from typing import Final

import numpy as np

from appliance.sound.frames import RATE, Samples
from appliance.sound.loudness import FLOOR_LUFS, SPEECH_LUFS, gate_powers, gated_lufs, limited
from appliance.sound.wav import to_int16

MARGIN: Final = 80
"""Samples, 10 ms: so far a peak is felt by those beside it."""
MOST_UP_DB: Final = 20.0
"""The line's noise comes up with the voice."""
MOST_DOWN_DB: Final = 12.0
LEAST_DB: Final = 1.0
"""Less nobody hears."""


def gain_db(pieces: Iterable[Samples]) -> float:
    """What the whole is to be raised by; 0 for silence and where it is right already."""
    powers = [gate_powers(piece.astype(np.float64), RATE) for piece in pieces]
    lufs = gated_lufs(np.concatenate(powers)) if powers else FLOOR_LUFS
    wanted = 0.0 if lufs <= FLOOR_LUFS else min(max(SPEECH_LUFS - lufs, -MOST_DOWN_DB), MOST_UP_DB)
    return wanted if abs(wanted) >= LEAST_DB else 0.0


def raised(before: Samples, piece: Samples, after: Samples, decibels: float) -> Samples:
    """The piece at its new level; `before` and `after` are the MARGIN samples beside it, fewer at the ends."""
    whole = np.concatenate((before, piece, after)).astype(np.float64)
    return to_int16(limited(whole * 10 ** (decibels / 20))[before.size : before.size + piece.size])
