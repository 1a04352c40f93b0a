"""The yardsticks themselves, on sounds whose answers are known."""

import numpy as np
import pytest

from appliance.sound import measure
from appliance.sound.codecs import ulaw_decode, ulaw_encode
from appliance.sound.frames import SILENCE
from appliance.sound.tones import sine

CHANCE = np.random.default_rng(41)
VOICE = CHANCE.normal(0, 3_000, 12_000).astype(np.int16)


def test_silence_has_no_level_no_frequency_and_resembles_nothing():
    assert measure.level_dbm0(SILENCE) == -99.0
    assert measure.dominant_hz(SILENCE) == 0.0
    assert measure.likeness(VOICE, SILENCE).score == 0.0
    assert measure.likeness(SILENCE, VOICE).score == 0.0
    assert measure.longest_gap_ms(np.zeros(8_000, np.int16), 1_000) == 1_000.0


def test_the_strongest_of_two_tones_is_dominant():
    assert measure.dominant_hz(sine(700.3, 300, -10) + sine(1_900, 300, -16)) == pytest.approx(700.3, abs=0.3)


@pytest.mark.parametrize("count", [1, 2, 3, 160, 161])
def test_what_is_strongest_at_either_end_of_the_spectrum_has_a_frequency_too(count):
    assert measure.dominant_hz(np.resize(np.array([9_000, -9_000], np.int16), count)) >= 0.0
    assert measure.dominant_hz(np.resize(np.array([9_000, -9_000], np.int16), 800)) == pytest.approx(4_000, abs=20)


@pytest.mark.parametrize("lag", [0, 1, 777, 20_000])
def test_a_part_is_found_where_it_is_however_loud(lag):
    sound = np.concatenate([np.zeros(lag, np.int16), VOICE // 4, np.zeros(500, np.int16)])
    found = measure.likeness(sound, VOICE)
    assert found.lag == lag
    assert found.score > 0.999


def test_a_part_is_found_through_a_codec_and_under_noise():
    sound = np.concatenate([CHANCE.normal(0, 300, 4_000), VOICE + CHANCE.normal(0, 300, VOICE.size)]).astype(np.int16)
    found = measure.likeness(ulaw_decode(ulaw_encode(sound)), VOICE)
    assert found.lag == 4_000
    assert found.score > 0.99


def test_strangers_do_not_resemble_each_other():
    assert abs(measure.likeness(CHANCE.normal(0, 3_000, 40_000).astype(np.int16), VOICE).score) < 0.1


@pytest.mark.parametrize("gap_ms", [10, 20, 40, 200])
@pytest.mark.parametrize("hz", [1_004, 440])
def test_a_gap_in_a_tone_is_measured(gap_ms, hz):
    tone = sine(hz, 2_000)
    tone[7_000 : 7_000 + 8 * gap_ms] = 0
    assert measure.longest_gap_ms(tone, hz) == pytest.approx(gap_ms, abs=1.5)


def test_quiet_before_and_after_a_tone_is_no_gap():
    sound = np.concatenate([np.zeros(4_000, np.int16), sine(1_004, 1_000), np.zeros(4_000, np.int16)])
    assert measure.longest_gap_ms(sound, 1_004) == 0.0


def test_another_tone_in_the_place_of_the_marked_one_is_a_gap():
    sound = np.concatenate([sine(1_004, 500), sine(1_700, 60), sine(1_004, 500)])
    assert measure.longest_gap_ms(sound, 1_004) == pytest.approx(60, abs=2)
