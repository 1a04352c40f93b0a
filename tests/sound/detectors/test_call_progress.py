"""Calls that we make, by ear: every plan's tones on bad lines, who answers and how, and what is no answer."""

import numpy as np
import pytest

from appliance.drivers.sound.tone_plans import load_tone_plan, tone_plan_names
from appliance.sound import tones
from appliance.sound.detectors.cadence import LONGEST_BURSTS
from appliance.sound.detectors.call_progress import CallProgress, CallTones, Heard
from appliance.sound.detectors.information import COMMON
from appliance.sound.frames import Samples
from appliance.sound.tone_plan import TonePlan, ToneRule
from benchmarks import hang_up_sounds

COUNTRIES = tone_plan_names()
PLANS = {name: load_tone_plan(name) for name in COUNTRIES}
TONES = {name: CallTones(plan) for name, plan in PLANS.items()}
FAILED = {Heard.BUSY, Heard.CONGESTION, Heard.UNOBTAINABLE, Heard.REPEATED, Heard.STEADY, Heard.DIAL_TONE}
LEVELS = pytest.mark.parametrize("level", [-10.0, -35.0])
LOUD_OR_SOFT = (-10.0, -35.0)
"""By turns, country by country, where each level of each would take minutes."""
EACH = pytest.mark.parametrize("country", COUNTRIES)


def quiet(ms: int) -> Samples:
    return np.zeros(8 * ms, np.int16)


def babble(ms: int, dbm0: float = -20.0, seed: int = 3) -> Samples:
    """Syllables: a buzz of many harmonics whose pitch and loudness wander, 150 ms on and 60 ms off."""
    chance = np.random.default_rng(seed)
    at = np.arange(8 * ms) / 8_000
    pitch = 140 + 25 * np.sin(2 * np.pi * 0.7 * at + chance.uniform(0, 6))
    phase = 2 * np.pi * np.cumsum(pitch) / 8_000
    voice = sum(np.sin(n * phase) / n for n in range(1, 18))
    loud = ((at * 1_000) % 210 < 150) * (1 + 0.3 * np.sin(2 * np.pi * 2.3 * at))
    level = np.sqrt(2.567e8 * 10 ** (dbm0 / 10))
    sound = voice * loud
    return np.rint(sound / np.sqrt(np.mean(np.square(sound))) * level).astype(np.int16)


def information(level: float, *, off: float = 0.0, ms: int = 330, pause_ms: int = 0) -> Samples:
    parts = [part for hz in COMMON.hz for part in (tones.sine(hz * (1 + off), ms, level), quiet(pause_ms))]
    return np.concatenate(parts)


def noisy(samples: Samples, level: float, seed: int = 1) -> Samples:
    """Noise 15 dB below a tone of so many dBm0, throughout."""
    power = 2.567e8 * 10 ** ((level - hang_up_sounds.SNR_DB) / 10)
    noise = np.random.default_rng(seed).normal(0, np.sqrt(power), samples.size)
    return np.clip(np.rint(samples + noise), -32768, 32767).astype(np.int16)


def heard(country: str, samples: Samples, *, number_out: bool = True) -> list[tuple[int, Heard]]:
    """(ms, sign)"""
    progress, told = CallProgress(TONES[country]), []
    if number_out:
        progress.number_out()
    for at in range(0, samples.size - 159, 160):
        sign = progress.hear(samples[at : at + 160])
        assert progress.kept_bursts <= LONGEST_BURSTS
        if sign is not None:
            told.append((at // 8 + 20, sign))
    return told


def on_a_line(rule: ToneRule, level: float, ms: int, seed: int) -> tuple[Samples, int]:
    """The tone on a bad line, and when it begins: 15 dB over noise or hum, off by 1.5 % and 10 %, by chance."""
    chance = np.random.default_rng(seed)
    line = hang_up_sounds.drawn_line(level, chance)
    return hang_up_sounds.on_a_line(rule, line, ms, chance), line.lead_ms


@EACH
def test_dial_tone_is_heard_in_time(country: str) -> None:
    for seed, rule in enumerate(PLANS[country].dial):
        samples, lead = on_a_line(rule, LOUD_OR_SOFT[(seed + COUNTRIES.index(country)) % 2], 5_000, seed)
        [(ms, sign), *_] = heard(country, samples, number_out=False)
        assert sign is Heard.DIAL_TONE
        assert ms - lead <= (4_000 if rule.cadence_ms else 3_000)


@EACH
def test_ringing_is_told_once_and_is_neither_a_voice_nor_over_while_it_goes_on(country: str) -> None:
    for seed, rule in enumerate(PLANS[country].ringing):
        samples, lead = on_a_line(rule, LOUD_OR_SOFT[(seed + COUNTRIES.index(country)) % 2], 16_000, seed)
        [(ms, sign)] = heard(country, samples)
        assert sign is Heard.RINGBACK
        assert ms - lead <= sum(rule.cadence_ms) + 3_000


@EACH
def test_what_says_that_nobody_can_be_reached_is_told_within_6_s_and_nothing_else(country: str) -> None:
    plan: TonePlan = PLANS[country]
    for seed, rule in enumerate((*plan.busy, *plan.congestion)):
        samples, lead = on_a_line(rule, LOUD_OR_SOFT[(seed + COUNTRIES.index(country)) % 2], 6_500, seed)
        [(ms, sign), *_] = heard(country, samples)
        assert sign in FAILED, rule
        assert ms - lead <= 6_000


@LEVELS
@pytest.mark.parametrize("country", ["us", "uk", "jp", "it", "eg", "py"])
def test_ringing_that_stops_is_an_answer_when_the_next_ring_is_late(country: str, level: float) -> None:
    for rule in PLANS[country].ringing[:1]:
        longest = max(rule.cadence_ms)
        rings = tones.progress(rule, 2 * sum(rule.cadence_ms), dbm0=level)
        cut = np.concatenate([rings, tones.progress(rule, rule.cadence_ms[0] // 2, dbm0=level)])
        told = heard(country, noisy(np.concatenate([cut, quiet(25_000)]), level))
        assert [sign for _, sign in told] == [Heard.RINGBACK, Heard.RINGBACK_ENDED]
        assert told[1][0] * 8 - cut.size <= 8 * (1.125 * max(longest, 10_000) + 1_500)


@LEVELS
@pytest.mark.parametrize("country", ["us", "uk", "de", "fr"])
def test_who_speaks_after_ringing_has_answered_at_once(country: str, level: float) -> None:
    rings = tones.progress(PLANS[country].ringing[0], 9_000, dbm0=level)
    told = heard(country, noisy(np.concatenate([rings, quiet(300), babble(2_000, level)]), level))
    assert [sign for _, sign in told] == [Heard.RINGBACK, Heard.VOICE]
    assert 9_300 <= told[1][0] <= 9_300 + 600


def test_who_speaks_without_ringing_has_answered_a_little_later_and_a_crackle_has_not() -> None:
    [(ms, sign)] = heard("us", noisy(np.concatenate([quiet(1_000), babble(3_000)]), -30))
    assert sign is Heard.VOICE
    assert 2_000 <= ms <= 3_500
    crackle = np.concatenate([quiet(1_000), babble(150), quiet(700), babble(150), quiet(3_000)])
    assert heard("us", crackle) == []


@pytest.mark.parametrize("level", [-10.0, -25.0])
def test_a_fax_that_answers_has_answered(level: float) -> None:
    rings = tones.progress(PLANS["us"].ringing[0], 8_000, dbm0=level)
    told = heard("us", np.concatenate([rings, quiet(500), tones.sine(2_100, 3_000, level)]))
    assert [sign for _, sign in told] == [Heard.RINGBACK, Heard.VOICE]


@LEVELS
@pytest.mark.parametrize("off", [-0.03, 0.0, 0.03])
@pytest.mark.parametrize(("ms", "pause_ms"), [(330, 0), (276, 0), (380, 30), (330, 30)])
def test_the_three_tones_are_known_and_are_no_voice(level: float, off: float, ms: int, pause_ms: int) -> None:
    sound = np.concatenate([quiet(2_000), information(level, off=off, ms=ms, pause_ms=pause_ms), quiet(500)])
    told = heard("us", noisy(sound, level))
    assert [sign for _, sign in told] == [Heard.INFORMATION]
    rings = tones.progress(PLANS["us"].ringing[0], 7_000, dbm0=level)
    after = heard("us", noisy(np.concatenate([rings, sound, babble(2_000)]), level))
    assert [sign for _, sign in after][:2] == [Heard.RINGBACK, Heard.INFORMATION]


def test_the_three_tones_in_another_order_or_too_long_are_not_them() -> None:
    low, middle, high = (tones.sine(hz, 330, -15) for hz in COMMON.hz)
    for wrong in ((high, middle, low), (low, high, middle), (low, low, low, middle, high), (low, middle)):
        assert Heard.INFORMATION not in [sign for _, sign in heard("us", np.concatenate(wrong))]


def test_dial_tone_that_goes_on_after_the_number_is_told() -> None:
    assert heard("us", tones.progress(PLANS["us"].dial[0], 5_000))[0][1] is Heard.DIAL_TONE


def test_ringing_of_no_known_country_is_ringing_from_the_second_ring_on() -> None:
    odd = ToneRule(hz=(500.0,), cadence_ms=(700, 2_300))
    told = heard("us", np.concatenate([tones.progress(odd, 9_000), quiet(9_000)]))
    assert [sign for _, sign in told] == [Heard.RINGBACK, Heard.RINGBACK_ENDED]


def test_our_own_echo_is_nobody_who_answers() -> None:
    progress = CallProgress(TONES["us"])
    progress.number_out()
    progress.rang()
    echo = babble(3_000, -30)
    for at in range(0, echo.size - 159, 160):
        progress.spoke()
        assert progress.hear(echo[at : at + 160]) is None
    assert progress.listened_ms == 3_000


def test_ringing_that_only_the_modem_heard_is_told_once_and_ends() -> None:
    progress = CallProgress(TONES["us"])
    progress.number_out()
    assert progress.rang() is Heard.RINGBACK
    assert progress.rang() is None
    told = [sign for _ in range(600) if (sign := progress.hear(np.zeros(160, np.int16))) is not None]
    assert told == [Heard.RINGBACK_ENDED]
