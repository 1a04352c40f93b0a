"""A message comes to the level of prompts, piece by piece as if it were one, and never clips."""

from itertools import pairwise

import numpy as np
import pytest

from appliance.sound.frames import RATE
from appliance.sound.loudness import PEAK, SPEECH_LUFS, limited, loudness_lufs
from appliance.sound.message_level import MARGIN, MOST_UP_DB, gain_db, raised
from appliance.sound.wav import to_int16


def voice(peak: float, seconds: int = 4) -> np.ndarray:
    """Syllables of noise with pauses."""
    rng = np.random.default_rng(5)
    time = np.arange(seconds * RATE) / RATE
    loud = np.maximum(np.sin(2 * np.pi * 2.5 * time), 0.0) ** 2
    return to_int16(rng.standard_normal(time.size) * loud * peak / 3)


def whole(sound: np.ndarray, decibels: float) -> np.ndarray:
    return raised(sound[:0], sound, sound[:0], decibels)


@pytest.mark.parametrize("peak", [4_000, 12_000, 30_000])
def test_it_comes_to_the_level_of_prompts(peak: int) -> None:
    sound = voice(peak)
    out = whole(sound, gain_db([sound])).astype(np.float64)
    assert loudness_lufs(out, RATE) == pytest.approx(SPEECH_LUFS, abs=2.0)
    assert np.abs(out).max() <= PEAK + 1


def test_silence_and_what_is_right_already_stay_as_they_are() -> None:
    sound = voice(4_000)
    right = whole(sound, gain_db([sound]))
    assert gain_db([np.zeros(8_000, np.int16)]) == gain_db([]) == gain_db([right]) == 0.0


def test_a_whisper_is_raised_so_far_and_no_further() -> None:
    assert gain_db([voice(60)]) == MOST_UP_DB


def test_pieces_sound_as_the_whole_does() -> None:
    sound = voice(12_000)
    edges = [0, 7_000, 7_500, 20_000, sound.size]
    parts = [raised(sound[max(a - MARGIN, 0) : a], sound[a:b], sound[b : b + MARGIN], 12.0) for a, b in pairwise(edges)]
    expected = to_int16(limited(sound * 10 ** (12 / 20)))
    assert np.abs(np.concatenate(parts).astype(int) - expected).max() <= 1
