"""What is said of recordings: too short, silent, clipped, quiet, noisy, long; and nothing of good ones."""

from pathlib import Path

import numpy as np
import pytest

from appliance.sound import wav
from appliance.sound.recording_check import LONGEST_MS, clipped_share, judge
from appliance.sound.resample import to_8k

RATE = 8_000
CHANCE = np.random.default_rng(3)
SYLLABLES = np.tile(np.repeat([0.0, 1.0, 0.02, 0.7, 0.0], [800, 2_400, 800, 2_400, 1_600]), 2)
DEBIANS = Path("/usr/share/asterisk/sounds")


def speech(loudness: float = 2_000) -> np.ndarray:
    return loudness * SYLLABLES * CHANCE.normal(0, 1, SYLLABLES.size)


def judged(sound: np.ndarray, rate: int = RATE):
    return judge(to_8k(sound, rate), sound, rate)


def test_good_speech_is_fit_and_measured():
    found = judged(speech())
    assert (found.faults, found.doubts) == ((), ())
    assert found.length_ms == pytest.approx(1_800, abs=20)
    assert -30 < found.lufs < -15


@pytest.mark.parametrize(
    ("sound", "sentence"),
    [
        (np.zeros(16_000), "silent; check the microphone"),
        (np.zeros(0), "silent; check the microphone"),
        (CHANCE.normal(0, 3, 16_000), "silent; check the microphone"),
        (np.pad(np.full(80, 9_000.0) * (-1) ** np.arange(80), 4_000), "ms of sound in it; expected 160 ms"),
        (CHANCE.normal(0, 2_000, RATE * (LONGEST_MS // 1_000 + 1)), "601 s of sound; expected 600 s"),
    ],
)
def test_what_is_of_no_use_is_refused(sound, sentence):
    (fault,) = judged(sound).faults
    assert sentence in fault


@pytest.mark.parametrize(
    ("sound", "sentence"),
    [
        (np.clip(speech(40_000), -32_768, 32_767), "clipped: "),
        (np.clip(speech(40_000), -20_000, 20_000), "clipped: "),
        (speech(60), "very quiet (-5"),
        (speech(2_000) + CHANCE.normal(0, 1_500, SYLLABLES.size), "noisy, or music"),
        (np.tile(speech(), 35), "s long: fine for music"),
    ],
)
def test_what_will_be_heard_is_told(sound, sentence):
    found = judged(sound)
    assert found.faults == ()
    assert any(sentence in doubt for doubt in found.doubts)


@pytest.mark.parametrize("rate", [8_000, 44_100, 48_000])
def test_clipping_is_found_at_every_rate_and_a_loud_sine_is_not_clipped(rate):
    sine = 32_767 * np.sin(2 * np.pi * 440 * np.arange(rate) / rate)
    assert clipped_share(np.clip(2 * sine, -32_768, 32_767)) > 0.3
    assert clipped_share(np.rint(sine * 0.5)) < 0.05
    assert clipped_share(CHANCE.normal(0, 6_000, rate)) == 0.0


@pytest.mark.skipif(not DEBIANS.is_dir(), reason="needs Debian's asterisk-core-sounds")
def test_studio_recordings_are_hardly_ever_doubted():
    doubted = seen = 0
    for file in sorted(DEBIANS.glob("*/queue-*.wav")) + sorted(DEBIANS.glob("*/vm-[a-m]*.wav")):
        content, rate = wav.mono_from_bytes(file.read_bytes())
        found = judged(content, rate)
        assert found.faults == (), file
        seen += 1
        doubted += bool(found.doubts)
    assert doubted <= seen / 50
