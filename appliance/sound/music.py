"""The music callers hear when nobody brought their own: eight quiet bars, made here, that go round without a seam."""

from functools import lru_cache

import numpy as np
import numpy.typing as npt

from appliance.sound.frames import RATE, Samples
from appliance.sound.levels import power_of_dbm0
from appliance.sound.wav import to_int16

LEVEL_DBM0 = -20.0
"""A little softer than speech: it must not tire, and what returns from the line must not hide a key."""

_BEAT = 5_440
"""Samples: 0.68 s, 88 beats a minute."""

# Four beats a bar, as (MIDI note, start in beats, length in beats).
_CHORDS = (
    (43, 55, 59, 62), (40, 55, 59, 64), (36, 55, 60, 64), (38, 54, 57, 62),
    (43, 55, 59, 62), (47, 54, 59, 62), (36, 52, 55, 60), (38, 54, 57, 60),
)  # fmt: skip
_MELODY = (
    (74, 0, 1.5), (71, 1.5, 0.5), (67, 2, 2), (71, 4, 1.5), (69, 5.5, 0.5), (64, 6, 2),
    (67, 8, 1), (69, 9, 1), (72, 10, 1.5), (71, 11.5, 0.5), (69, 12, 3),
    (74, 16, 1.5), (76, 17.5, 0.5), (74, 18, 2), (71, 20, 1), (69, 21, 1), (66, 22, 2),
    (67, 24, 1), (72, 25, 1), (71, 26, 1), (67, 27, 1), (69, 28, 1.5), (66, 29.5, 0.5), (62, 30, 1.5),
)  # fmt: skip
_BROKEN = (1, 2, 3, 2, 1, 2, 3, 2)
"""Which note of the chord sounds on each half beat."""


@lru_cache(maxsize=1)
def hold_music() -> Samples:
    """21.8 s at 8 kHz. Every tail rings on over the end into the beginning."""
    music = np.zeros(4 * len(_CHORDS) * _BEAT)
    for note, start, length in _MELODY:
        _add(music, _struck(note, length, 0.9), start)
    for bar, chord in enumerate(_CHORDS):
        _add(music, _struck(chord[0] + 12, 3.5, 0.55), 4 * bar)
        for half_beat, part in enumerate(_BROKEN):
            _add(music, _struck(chord[part], 0.9, 0.3), 4 * bar + half_beat / 2)
    music *= np.sqrt(power_of_dbm0(LEVEL_DBM0) / np.mean(music**2))
    samples = to_int16(music)
    samples.setflags(write=False)
    return samples


def _add(music: npt.NDArray[np.float64], sound: npt.NDArray[np.float64], start: float) -> None:
    places = (round(start * _BEAT) + np.arange(sound.size)) % music.size
    music[places] += sound


def _struck(note: float, beats: float, loudness: float) -> npt.NDArray[np.float64]:
    """A struck string: partials that fade the faster the higher they are, damped when the note is over."""
    time = np.arange(round((beats + 0.6) * _BEAT)) / RATE
    hz = 440 * 2 ** ((note - 69) / 12)
    partials = [(1, 1.0), (2, 0.45), (3, 0.22), (4, 0.1), (5, 0.05)]
    sound: npt.NDArray[np.float64] = np.zeros(time.size)
    for number, strength in partials:
        if number * hz < 3_400:
            sound += strength * np.sin(2 * np.pi * number * hz * time) * np.exp(-time * (1.1 + 0.7 * number))
    damped = np.clip((time[-1] - time) / 0.12, 0, 1) ** 2
    struck: npt.NDArray[np.float64] = loudness * sound * np.minimum(time / 0.006, 1) * damped
    return struck
