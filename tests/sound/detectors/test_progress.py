"""Busy, congestion and dial tone of every country we ship, at many levels; and what must not be taken for them."""

import numpy as np
import pytest

from appliance.drivers.sound.tone_plans import TONES_DIR, load_tone_plan
from appliance.model.states import HangUpCause
from appliance.sound import tones
from appliance.sound.codecs import CODECS
from appliance.sound.detectors.progress import STEADY_MS, ProgressDetector, ProgressTones
from appliance.sound.frames import Samples
from appliance.sound.music import hold_music
from appliance.sound.tone_plan import TonePlan, ToneRule

COUNTRIES = sorted(file.stem for file in TONES_DIR.glob("*.toml"))
LEVELS = (-10.0, -20.0, -35.0)
CHANCE = np.random.default_rng(23)


def on_a_line(tone: Samples, *, before_ms: int = 700) -> Samples:
    """After some quiet, over line noise of -60 dBm0."""
    sound = np.concatenate([np.zeros(8 * before_ms), tone])
    return np.rint(sound + CHANCE.normal(0, 16, sound.size)).astype(np.int16)


def heard(plan: TonePlan, samples: Samples) -> list[tuple[int, HangUpCause]]:
    """(ms, cause)"""
    detector = ProgressDetector(ProgressTones(plan))
    told = []
    for at in range(0, samples.size - 159, 160):
        cause = detector.hear(samples[at : at + 160])
        if cause is not None:
            told.append((at // 8 + 20, cause))
    return told


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("country", COUNTRIES)
@pytest.mark.parametrize("name", ["busy", "congestion"])
def test_busy_and_congestion_are_told_once_within_three_rounds(country, name, level):
    plan = load_tone_plan(country)
    rule = getattr(plan, name)
    told = heard(plan, on_a_line(tones.progress(rule, 12_000, dbm0=level)))
    assert [cause for _, cause in told] == [HangUpCause.BUSY_TONE]
    assert told[0][0] - 700 <= 3 * sum(rule.cadence_ms)


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("country", COUNTRIES)
def test_dial_tone_is_told_once(country, level):
    plan = load_tone_plan(country)
    told = heard(plan, on_a_line(tones.progress(plan.dial, 12_000, dbm0=level)))
    assert [cause for _, cause in told] == [HangUpCause.DIAL_TONE]
    assert told[0][0] - 700 <= max(STEADY_MS + 100, 3 * sum(plan.dial.cadence_ms))


@pytest.mark.parametrize("country", COUNTRIES)
def test_ringing_ends_no_call(country):
    plan = load_tone_plan(country)
    assert heard(plan, on_a_line(tones.progress(plan.ringing, 30_000))) == []


@pytest.mark.parametrize("country", COUNTRIES)
def test_our_music_ends_no_call(country):
    assert heard(load_tone_plan(country), np.concatenate([hold_music()] * 2)) == []


@pytest.mark.parametrize("codec", CODECS)
def test_busy_tone_through_every_codec(codec):
    plan = load_tone_plan("de")
    decode, encode = CODECS[codec]
    sound = on_a_line(tones.progress(plan.busy, 4_000, dbm0=-25))
    assert [cause for _, cause in heard(plan, decode(encode(sound)))] == [HangUpCause.BUSY_TONE]


@pytest.mark.parametrize("stretch", [0.88, 1.12])
def test_an_exchange_may_be_12_percent_off_its_cadence(stretch):
    plan = load_tone_plan("etsi425")
    rule = ToneRule(hz=(425.0,), cadence_ms=tuple(round(ms * stretch) for ms in plan.busy.cadence_ms))
    assert [cause for _, cause in heard(plan, on_a_line(tones.progress(rule, 6_000)))] == [HangUpCause.BUSY_TONE]


@pytest.mark.parametrize("cadence", [(500, 1_000), (900, 900), (100, 400), (330, 330)])
def test_another_rhythm_is_not_busy(cadence):
    rule = ToneRule(hz=(425.0,), cadence_ms=cadence)
    assert heard(load_tone_plan("etsi425"), on_a_line(tones.progress(rule, 8_000))) == []


def test_two_bursts_are_not_yet_a_rhythm():
    plan = load_tone_plan("us")
    assert heard(plan, on_a_line(np.pad(tones.progress(plan.busy, 1_500), (0, 8_000)))) == []


def test_listening_may_begin_in_mid_burst():
    plan = load_tone_plan("uk")
    sound = tones.progress(plan.congestion, 12_000)[8 * 610 :]
    assert [cause for _, cause in heard(plan, sound)] == [HangUpCause.BUSY_TONE]


def test_a_wavering_note_is_no_dial_tone():
    plan = load_tone_plan("fr")
    note = tones.sine(440, 8_000, -15) * (1 + 0.6 * np.sin(2 * np.pi * 1.5 * np.arange(64_000) / 8_000))
    assert heard(plan, note.astype(np.int16)) == []


def test_a_click_in_a_burst_is_overheard():
    plan = load_tone_plan("us")
    tone = tones.progress(plan.busy, 4_000)
    tone[1_200:1_280] = 12_000
    assert [cause for _, cause in heard(plan, on_a_line(tone))] == [HangUpCause.BUSY_TONE]


def test_after_a_long_pause_a_tone_is_told_again():
    plan = load_tone_plan("us")
    busy = tones.progress(plan.busy, 4_000)
    sound = np.concatenate([busy, np.zeros(32_000, np.int16), busy])
    assert [cause for _, cause in heard(plan, sound)] == [HangUpCause.BUSY_TONE] * 2
