"""Bursts of tone: where they begin, how long they last, at which frequencies; and what is none."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from _fastroute.bursts import ENDED, LASTS, NOTHING, BurstFinder
from appliance.sound import tones
from appliance.sound.levels import power_of_dbm0
from appliance.sound.tone_plan import ToneRule

CHANCE = np.random.default_rng(31)


def finder() -> BurstFinder:
    return BurstFinder(power_of_dbm0(-38))


def hear(listener: BurstFinder, samples) -> list[tuple[int, dict[str, float]]]:
    """What was said, and of which burst."""
    said = []
    for at in range(0, samples.size - 159, 160):
        word = listener.hear(samples[at : at + 160])
        if word != NOTHING:
            names = ("tones", "low", "high", "centre", "began_ms", "length_ms", "power", "unevenness", "drift_hz")
            said.append((word, {name: getattr(listener, name) for name in names} | {"steady_ms": listener.steady_ms}))
    return said


def played(hz, cadence_ms=(), ms=4_000, dbm0=-20.0, before_ms=313, noise_db=15):
    rule = ToneRule(hz=tuple(hz), cadence_ms=cadence_ms)
    sound = np.concatenate([np.zeros(8 * before_ms), tones.progress(rule, ms, dbm0=dbm0), np.zeros(4_000)])
    noise = np.sqrt(power_of_dbm0(dbm0) * len(hz) / 10 ** (noise_db / 10))
    return np.clip(np.rint(sound + CHANCE.normal(0, noise, sound.size)), -32768, 32767).astype(np.int16)


@pytest.mark.parametrize("dbm0", [-5, -20, -35])
@pytest.mark.parametrize("hz", [(345,), (425,), (620,), (350, 440), (480, 620), (480, 595)])
def test_frequencies_and_level_are_measured(hz, dbm0):
    [(word, burst)] = hear(finder(), played(hz, ms=600, dbm0=dbm0))[1:]
    assert word == ENDED
    assert burst["tones"] == len(hz)
    assert [burst["low"], burst["high"]][: len(hz)] == pytest.approx(hz, abs=2)
    assert burst["centre"] == pytest.approx(np.mean(hz), abs=3)
    assert burst["power"] == pytest.approx(power_of_dbm0(dbm0) * len(hz), rel=0.12)


@pytest.mark.parametrize("hz", [(413, 438), (375, 425), (400, 450), (367, 433), (400, 425, 450)])
def test_tones_that_beat_keep_their_middle(hz):
    steady = [burst for word, burst in hear(finder(), played(hz)) if word == LASTS]
    assert [burst["steady_ms"] for burst in steady] == [500, 1_000, 1_500, 2_000, 2_500, 3_000, 3_500]
    assert all(burst["centre"] == pytest.approx(np.mean(hz), abs=4) for burst in steady)


@pytest.mark.parametrize("lengths", [(100, 100), (165, 165), (250, 250), (500, 500), (333, 217)])
@pytest.mark.parametrize("before_ms", range(300, 320, 3))
def test_a_burst_is_as_long_as_it_sounded_wherever_in_a_frame_it_began(lengths, before_ms):
    on, off = lengths
    bursts = [
        burst for word, burst in hear(finder(), played((480, 620), lengths, before_ms=before_ms)) if word == ENDED
    ]
    whole = 4_000 // (on + off)
    assert len(bursts) in {whole, whole + 1}
    for place, burst in enumerate(bursts[:whole]):
        assert burst["length_ms"] == pytest.approx(on, abs=18)
        assert burst["began_ms"] == pytest.approx(before_ms + place * (on + off), abs=12)


def test_a_click_and_a_lost_frame_do_not_cut_a_burst():
    sound = played((425,), (500, 500), ms=900)
    clicked = sound.copy()
    clicked[8 * 500 : 8 * 510] = 20_000
    lost = sound.copy()
    lost[8 * 500 : 8 * 520] = 0
    for spoilt in (clicked, lost):
        [(word, burst)] = hear(finder(), spoilt)
        assert word == ENDED
        assert burst["length_ms"] == pytest.approx(500, abs=25)


def test_a_change_of_pitch_ends_a_burst():
    song = np.concatenate([tones.sine(hz, 300) for hz in (392, 494, 392)] + [np.zeros(1_600, np.int16)])
    bursts = [burst for _, burst in hear(finder(), song)]
    assert [round(burst["centre"]) for burst in bursts] == [392, 494, 392]


def test_a_wavering_or_gliding_tone_is_never_steady():
    places = np.arange(64_000) / 8_000
    wavering = tones.sine(440, 8_000) * (1 + 0.6 * np.sin(2 * np.pi * 1.5 * places))
    gliding = 6_000 * np.sin(2 * np.pi * (400 * places + 6 * places**2))
    for sound in (wavering, gliding):
        steady = [
            burst["steady_ms"] for word, burst in hear(finder(), np.rint(sound).astype(np.int16)) if word == LASTS
        ]
        assert max(steady, default=0) <= 500


@pytest.mark.parametrize(
    "samples",
    [
        np.zeros(8_000, np.int16),
        np.full(8_000, 5_000, np.int16),
        tones.sine(1_004, 1_000),
        tones.sine(2_100, 1_000),
        tones.sine(425, 1_000, -40),
        tones.key("1", 1_000),
        np.rint(CHANCE.normal(0, 3_000, 16_000)).astype(np.int16),
    ],
    ids=["silence", "offset", "1004", "2100", "soft", "key", "noise"],
)
def test_what_is_no_tone_of_an_exchange(samples):
    listener = finder()
    assert hear(listener, samples) == []
    assert not listener.sounding


def test_a_tone_under_louder_speech_is_none():
    speech = CHANCE.normal(0, 3_000, 16_000)
    assert hear(finder(), np.rint(tones.sine(425, 2_000, -20) + speech).astype(np.int16)) == []


def test_sounding_from_60_ms_on_until_the_end():
    listener = finder()
    samples = np.concatenate([tones.sine(425, 400), np.zeros(800, np.int16)])
    sounding = []
    for at in range(0, samples.size, 160):
        listener.hear(samples[at : at + 160])
        sounding.append(listener.sounding)
    assert sounding == [False] * 2 + [True] * 19 + [False] * 4


def test_reset_forgets():
    listener = finder()
    sound = played((425,), ms=2_000, before_ms=0)
    first = hear(listener, sound)
    listener.reset()
    assert not listener.sounding
    assert listener.steady_ms == 0
    assert [burst["began_ms"] for _, burst in hear(listener, sound)] == [burst["began_ms"] for _, burst in first]


@given(st.lists(st.sampled_from([0, 400, 425, 480, 620, 1_000]), max_size=40), st.integers(0, 159))
def test_whatever_sounds_bursts_come_one_after_the_other(notes, shift):
    sound = np.concatenate(
        [np.zeros(shift, np.int16), *(tones.sine(hz, 120) if hz else np.zeros(960, np.int16) for hz in notes)]
    )
    bursts = [burst for word, burst in hear(finder(), sound.astype(np.int16)) if word == ENDED]
    for earlier, later in pairwise(bursts):
        assert later["began_ms"] >= earlier["began_ms"] + 60
    assert all(0 < burst["length_ms"] <= 120 * len(notes) + 40 for burst in bursts)


def test_the_door_checks_its_frame():
    with pytest.raises(ValueError, match="a frame has 160 samples, not 161"):
        finder().hear(np.zeros(161, np.int16))
