"""Prompts come to one loudness, without their quiet ends and without clipping."""

import numpy as np
import pytest

from appliance.sound.loudness import PEAK, SPEECH_DBFS, levelled, limited

RATE = 8_000
SYLLABLES = np.repeat([0.0, 1.0, 0.0, 0.7, 0.0, 1.0, 0.0], [8_000, 2_400, 800, 2_400, 1_600, 2_400, 8_000])
CHANCE = np.random.default_rng(2)


def babble(loudness: float) -> np.ndarray:
    return loudness * SYLLABLES * CHANCE.normal(0, 1, SYLLABLES.size)


@pytest.mark.parametrize("loudness", [30, 1_000, 9_000])
def test_speech_comes_to_its_level_whatever_it_was(loudness):
    sound = levelled(babble(loudness))
    loud = np.sort(np.mean(sound[: sound.size // 80 * 80].reshape(-1, 80) ** 2, axis=1))[-80:]
    dbfs = 10 * np.log10(loud.mean() / (32_768**2 / 2))
    assert dbfs == pytest.approx(SPEECH_DBFS, abs=1.5)


def test_quiet_ends_are_cut_but_for_50_ms():
    assert levelled(babble(1_000)).size == pytest.approx(9_600 + 2 * 400, abs=160)


def test_peaks_stay_below_where_g711_clips():
    sound = levelled(babble(3_000) + 60_000 * (CHANCE.random(SYLLABLES.size) > 0.9995) * SYLLABLES)
    assert np.abs(sound).max() <= PEAK + 1e-6


def test_what_has_no_peak_is_left_alone():
    calm = babble(1_000)
    assert np.allclose(limited(calm), calm)


@pytest.mark.parametrize("nothing", [np.zeros(0), np.zeros(5_000), np.full(5_000, 0.2)])
def test_silence_comes_back_empty(nothing):
    assert levelled(nothing).size == 0
