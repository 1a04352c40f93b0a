"""Pitch, level and gaps against sounds whose answer is known."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.drivers.station.ear import KEPT_FRAMES, MOST_ONSETS, Ear, Heard, pitch
from appliance.sound.frames import SILENCE, Samples
from appliance.sound.levels import peak_of_sine


def sine(hertz: float, seconds: float, dbm0: float) -> Samples:
    samples: Samples = np.rint(
        np.sin(2 * np.pi * hertz * np.arange(int(8_000 * seconds)) / 8_000) * peak_of_sine(dbm0)
    ).astype(np.int16)
    return samples


@settings(deadline=None)  # other programs of a small machine are not its fault
@given(st.integers(300, 3_400), st.floats(-30, -3), st.floats(0.3, 4))
def test_a_sine_has_its_pitch(hertz: int, dbm0: float, seconds: float) -> None:
    found, share = pitch(sine(hertz, seconds, dbm0))
    assert found == pytest.approx(hertz, abs=1.0)
    assert share > 0.95


def test_the_louder_of_two_is_heard_and_is_not_alone() -> None:
    found, share = pitch(sine(800, 1, -10) + sine(1_300, 1, -13))
    assert found == pytest.approx(800, abs=1)
    assert share == pytest.approx(2 / 3, abs=0.02)


def test_noise_has_no_tone() -> None:
    noise = np.random.default_rng(1).normal(0, 3_000, 8_000).astype(np.int16)
    assert pitch(noise)[1] < 0.1


def test_gaps_are_told_to_two_and_a_half_milliseconds() -> None:
    sound = sine(1_000, 1, -10)
    sound[4_000:4_100] = 0  # 12.5 ms
    ear = Ear()
    for number, frame in enumerate(sound.reshape(-1, 160)):
        ear.hear(frame, number * 20)
    assert ear.judge().longest_gap_ms == 12.5


def test_one_minute_is_kept_and_the_rest_is_still_measured() -> None:
    ear = Ear()
    for number in range(KEPT_FRAMES + 50):
        ear.hear(SILENCE, number * 20)
    assert len(ear.kept) == KEPT_FRAMES
    assert ear.judge().frames == KEPT_FRAMES + 50


def burst_ear(sound: Samples) -> Heard:
    ear = Ear()
    for number, frame in enumerate(sound.reshape(-1, 160)):
        ear.hear(frame, 5_000 + number * 20)
    return ear.judge()


def test_each_sound_after_silence_is_an_onset_told_to_the_sample() -> None:
    sound = np.zeros(16_000, np.int16)
    for start in (1_003, 4_567, 9_000):
        sound[start : start + 1_600] = sine(1_000, 0.2, -12)
    heard = burst_ear(sound)
    assert heard.onsets_ms == pytest.approx([5_000 + start / 8 for start in (1_003, 4_567, 9_000)], abs=0.26)
    assert heard.holes == 0


def test_a_short_silence_is_a_hole_and_no_onset() -> None:
    sound = sine(1_000, 1, -12)
    sound[3_200:3_360] = 0
    heard = burst_ear(sound)
    assert len(heard.onsets_ms) == heard.holes == 1


def test_onsets_are_bounded() -> None:
    ear, loud = Ear(most_kept=50), sine(1_000, 0.02, -12)
    for number in range((MOST_ONSETS + 5) * 6):
        ear.hear(loud if number % 6 == 0 else SILENCE, number * 20)
    heard = ear.judge()
    assert len(heard.onsets_ms) == MOST_ONSETS
    assert len(ear.kept) == 50
