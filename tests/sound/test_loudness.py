"""Prompts come to one loudness, without their quiet ends and without clipping."""

import tracemalloc

import numpy as np
import pytest

from appliance.sound.loudness import (
    FLOOR_LUFS,
    PEAK,
    SPEECH_LUFS,
    gate_powers,
    levelled,
    limited,
    loudness_lufs,
    trimmed,
)

RATE = 8_000
SYLLABLES = np.repeat([0.0, 1.0, 0.0, 0.7, 0.0, 1.0, 0.0], [8_000, 2_400, 800, 2_400, 1_600, 2_400, 8_000])
CHANCE = np.random.default_rng(2)


def babble(loudness: float) -> np.ndarray:
    return loudness * SYLLABLES * CHANCE.normal(0, 1, SYLLABLES.size)


def lasting(seconds: float, rate: int, level: float, hz: float = 997.0) -> np.ndarray:
    return 32_768 * 10 ** (level / 20) * np.sin(2 * np.pi * hz * np.arange(round(seconds * rate)) / rate)


@pytest.mark.parametrize("rate", [8_000, 16_000, 44_100, 48_000])
@pytest.mark.parametrize("level", [0.0, -20.0, -40.0])
def test_a_sine_of_997_hz_has_the_loudness_that_the_recommendation_gives_it(rate, level):
    assert loudness_lufs(lasting(5, rate, level), rate) == pytest.approx(level - 3.01, abs=0.01)


@pytest.mark.parametrize(("hz", "gain"), [(20.0, -13.3), (38.135, -6.0), (100.0, -1.1), (3_400.0, 3.8)])
def test_low_sounds_weigh_less_and_high_ones_more(hz, gain):
    """The K curve of the recommendation's figure 4, against 997 Hz where it has +0.69 dB."""
    against = loudness_lufs(lasting(5, 48_000, -20.0, hz), 48_000) - loudness_lufs(lasting(5, 48_000, -20.0), 48_000)
    assert against == pytest.approx(gain - 0.69, abs=0.3)


def test_pauses_and_what_is_much_softer_do_not_count():
    """As the gating cases of EBU Tech 3341: loud, and before and after it soft or silent."""
    loud = lasting(20, 8_000, -20.0)
    softer = np.concatenate((lasting(10, 8_000, -36.0), loud, lasting(10, 8_000, -36.0)))
    silent = np.concatenate((np.zeros(80_000), loud, lasting(10, 8_000, -75.0)))
    assert loudness_lufs(softer, 8_000) == pytest.approx(-23.0, abs=0.1)
    assert loudness_lufs(silent, 8_000) == pytest.approx(-23.0, abs=0.1)


def test_nothing_and_silence_are_at_the_floor_and_a_short_word_is_measured_whole():
    assert loudness_lufs(np.zeros(0), 8_000) == loudness_lufs(np.zeros(9_000), 8_000) == FLOOR_LUFS
    assert loudness_lufs(lasting(0.2, 8_000, -20.0), 8_000) == pytest.approx(-23.0, abs=0.2)


@pytest.mark.parametrize("loudness", [30, 1_000, 9_000])
def test_speech_comes_to_its_level_whatever_it_was(loudness):
    assert loudness_lufs(levelled(babble(loudness)), RATE) == pytest.approx(SPEECH_LUFS, abs=0.5)


def test_a_constant_that_a_cheap_card_adds_is_taken_away():
    assert np.allclose(trimmed(babble(1_000) + 0.0).mean(), trimmed(babble(1_000) + 3_000.0).mean(), atol=20)


def test_what_was_cut_fades_at_its_ends():
    sound = trimmed(np.concatenate((lasting(1, 8_000, -6.0, 300.0), np.zeros(10))))
    assert abs(sound[0]) < 100
    assert abs(sound[-1]) < 100
    assert np.abs(sound[200:400]).max() > 10_000


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


def test_a_long_sound_is_measured_in_pieces_and_as_if_in_one():
    sound = np.random.default_rng(5).normal(0, 2_000, 60 * 8_000) + 3_000.0
    whole = gate_powers(sound, 8_000)
    across = gate_powers(sound[5 * 8_000 : 14 * 8_000], 8_000)  # the first piece ends after 10 s
    assert whole.size == 597
    assert whole[52 : 50 + across.size] == pytest.approx(across[2:], rel=1e-3)
    longer = np.tile(sound, 4)
    tracemalloc.start()
    try:
        loudness_lufs(longer, 8_000)
        assert tracemalloc.get_traced_memory()[1] < longer.nbytes  # in one piece it took ten times as much
    finally:
        tracemalloc.stop()
