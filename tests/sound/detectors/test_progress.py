"""Busy, congestion and dial tone of every country we ship, on bad lines; and what must not be taken for them."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from appliance.drivers.sound.tone_plans import load_tone_plan, tone_plan_names
from appliance.model.states import HangUpCause
from appliance.sound import tones
from appliance.sound.codecs import CODECS
from appliance.sound.detectors.progress import STEADY_MS, ProgressDetector, ProgressTones
from appliance.sound.frames import RATE, Samples
from appliance.sound.tone_plan import TonePlan, ToneRule
from benchmarks import hang_up, hang_up_sounds

COUNTRIES = tone_plan_names()
PLANS = {name: ProgressTones(load_tone_plan(name)) for name in COUNTRIES}
CHANCE = np.random.default_rng(23)
INSTALLED = list(hang_up_sounds.prompts())
MUSIC = [corpus for corpus in hang_up_sounds.music() if corpus[0] != "our music"]
BUSY, DIAL, UNOBTAINABLE = HangUpCause.BUSY_TONE, HangUpCause.DIAL_TONE, HangUpCause.UNOBTAINABLE_TONE
REPEATED, STEADY, CONGESTED = HangUpCause.REPEATED_TONE, HangUpCause.STEADY_TONE, HangUpCause.CONGESTION_TONE


def on_a_line(tone: Samples, *, before_ms: int = 700) -> Samples:
    """After some quiet, over line noise of -60 dBm0."""
    sound = np.concatenate([np.zeros(8 * before_ms), tone])
    return np.rint(sound + CHANCE.normal(0, 16, sound.size)).astype(np.int16)


def heard(tones_of: ProgressTones, samples: Samples) -> list[tuple[int, HangUpCause]]:
    """(ms, cause)"""
    detector = ProgressDetector(tones_of)
    told = []
    for at in range(0, samples.size - 159, 160):
        cause = detector.hear(samples[at : at + 160])
        if cause is not None:
            told.append((at // 8 + 20, cause))
    return told


def causes(country: str, samples: Samples) -> list[HangUpCause]:
    return [cause for _, cause in heard(PLANS[country], samples)]


@pytest.mark.parametrize("level", [-10.0, -35.0])
@pytest.mark.parametrize("country", COUNTRIES)
def test_every_tone_of_every_plan_is_told_within_6_s(country, level):
    """15 dB above noise or hum, off by up to 1.5 % and 10 %, mu-law or A-law, drawn anew for each."""
    chance = np.random.default_rng(COUNTRIES.index(country))
    for told in hang_up.drawn(load_tone_plan(country), level, 1, chance, 6_000):
        assert told is not None
        assert told.seconds <= hang_up.AIM_S
        assert told.cause in {BUSY, CONGESTED, DIAL}


@pytest.mark.parametrize("country", COUNTRIES)
def test_a_tone_is_told_once_and_by_its_name(country):
    plan = load_tone_plan(country)
    for rule, cause in [*((rule, BUSY) for rule in plan.busy), *((rule, DIAL) for rule in plan.dial)]:
        assert causes(country, on_a_line(tones.progress(rule, 12_000))) == [cause]
    both = {(rule.hz, rule.cadence_ms) for rule in plan.busy}
    for rule in plan.congestion:
        cause = BUSY if (rule.hz, rule.cadence_ms) in both else CONGESTED
        assert causes(country, on_a_line(tones.progress(rule, 12_000))) == [cause]


@pytest.mark.parametrize("country", COUNTRIES)
def test_no_such_number_is_told_too(country):
    for rule in load_tone_plan(country).unobtainable:
        [cause] = causes(country, on_a_line(tones.progress(rule, 20_000)))
        assert cause in {UNOBTAINABLE, BUSY, CONGESTED, DIAL, REPEATED}  # some countries have one tone for several


def test_no_ringing_tone_ends_a_call_in_any_country():
    chance = np.random.default_rng(1)
    line = hang_up_sounds.Line(-15, 0.0, 1.1, 0.0, "alaw", 100)
    rules = dict.fromkeys(rule for name in COUNTRIES for rule in load_tone_plan(name).ringing)
    for rule in rules:
        bursts = list(hang_up.bursts_in(hang_up_sounds.on_a_line(rule, line, 12_000, chance)))
        assert not any(hang_up.false_alarms(bursts, plan) for plan in PLANS.values()), rule


@pytest.mark.parametrize(
    "corpus",
    [*hang_up_sounds.music(Path()), hang_up_sounds.keys(), hang_up_sounds.data(CHANCE)],
    ids=["music", "keys", "fax and modem"],
)
def test_music_keys_and_modems_end_no_call_in_any_country(corpus):
    assert hang_up.judged(corpus, PLANS.values()).alarms == 0


@pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="needs Debian's espeak-ng")
def test_speech_ends_no_call_in_any_country():
    for corpus in hang_up_sounds.worse([hang_up_sounds.speech(1, ("en", "it+f2"))]):
        quiet = hang_up.judged(corpus, PLANS.values())
        assert quiet.bursts > 20  # what is left of it is nearly a tone
        assert quiet.alarms == 0


@pytest.mark.parametrize("corpus", INSTALLED or [("none", [])], ids=lambda corpus: corpus[0])
@pytest.mark.skipif(
    not INSTALLED, reason="needs Debian's asterisk-core-sounds-{en,es,fr,it,ru}-wav: ./dev test has them"
)
def test_prompts_end_no_call_in_any_country(corpus):
    """All of them as they are; some as from a bad telephone, which takes longer to make than to judge."""
    name, sounds = corpus[0], list(corpus[1])
    for each in ((name, sounds), *hang_up_sounds.worse([(name, sounds[:60])])):
        assert hang_up.judged(each, PLANS.values()).alarms == 0


@pytest.mark.skipif(not MUSIC, reason="needs Debian's asterisk-moh-opsound-wav: ./dev test has it")
def test_debians_music_ends_no_call_in_any_country():
    [(name, sounds)] = MUSIC
    whole = list(sounds)
    begins = [(name, [sound[: 20 * RATE] for sound in whole])]
    for each in ((name, whole), *hang_up_sounds.worse(begins)):
        assert hang_up.judged(each, PLANS.values()).alarms == 0


@pytest.mark.parametrize("codec", CODECS)
def test_busy_tone_through_every_codec(codec):
    decode, encode = CODECS[codec]
    sound = on_a_line(tones.progress(load_tone_plan("de").busy[0], 4_000, dbm0=-25))
    assert causes("de", decode(encode(sound))) == [BUSY]


@pytest.mark.parametrize("cadence", [(500, 500), (250, 250), (300, 300), (750, 250, 250, 250)])
@pytest.mark.parametrize("hz", [(425,), (400,), (480, 620)])
def test_another_countrys_rhythm_is_told_as_what_it_is(cadence, hz):
    """The United Kingdom has none of these."""
    told = heard(PLANS["uk"], on_a_line(tones.progress(ToneRule(hz=hz, cadence_ms=cadence), 8_000)))
    assert [cause for _, cause in told] == [REPEATED]
    assert told[0][0] - 700 <= 6_000


def test_another_countrys_dial_tone_is_told_as_what_it_is():
    told = heard(PLANS["us"], on_a_line(tones.progress(ToneRule(hz=(425,)), 8_000)))
    assert [cause for _, cause in told] == [STEADY]
    assert told[0][0] - 700 <= 4_700


@pytest.mark.parametrize("cadence", [(500, 1_500), (1_500, 500), (500, 3_000)])
def test_a_rhythm_as_slow_as_ringing_is_not_taken_for_anything(cadence):
    assert causes("etsi425", on_a_line(tones.progress(ToneRule(hz=(425,), cadence_ms=cadence), 12_000))) == []


def test_two_bursts_are_not_yet_a_rhythm():
    assert causes("us", on_a_line(np.pad(tones.progress(load_tone_plan("us").busy[0], 1_500), (0, 8_000)))) == []


def test_listening_may_begin_in_mid_burst():
    assert causes("uk", tones.progress(load_tone_plan("uk").congestion[0], 12_000)[8 * 610 :]) == [CONGESTED]


def test_a_wavering_note_is_no_dial_tone():
    note = tones.sine(440, 8_000, -15) * (1 + 0.6 * np.sin(2 * np.pi * 1.5 * np.arange(64_000) / 8_000))
    assert causes("fr", note.astype(np.int16)) == []


def test_a_held_note_ends_no_call_before_a_phone_would_stop_ringing():
    assert causes("fr", on_a_line(np.pad(tones.sine(440, STEADY_MS - 200, -15), (0, 8_000)))) == []


def test_a_click_in_a_burst_is_overheard():
    tone = tones.progress(load_tone_plan("us").busy[0], 4_000)
    tone[1_200:1_280] = 12_000
    assert causes("us", on_a_line(tone)) == [BUSY]


def test_words_between_the_bursts_do_not_hide_them():
    """Our own prompt comes back from the line 8 dB below the tone."""
    tone = tones.progress(load_tone_plan("us").busy[0], 5_000, dbm0=-20).astype(float)
    echo = CHANCE.normal(0, np.sqrt(2) * 0.4 * np.abs(tone).max() / 2 / np.sqrt(2), tone.size)
    assert causes("us", on_a_line(np.rint(tone + echo).astype(np.int16))) == [BUSY]


def test_after_a_long_pause_a_tone_is_told_again():
    busy = tones.progress(load_tone_plan("us").busy[0], 4_000)
    assert causes("us", on_a_line(np.concatenate([busy, np.zeros(32_000, np.int16), busy]))) == [BUSY] * 2


def test_what_is_kept_of_a_call_is_bounded():
    plan = TonePlan(country="test", source="invented", dial=(), busy=(), ringing=())
    detector = ProgressDetector(ProgressTones(plan))
    uneven = np.concatenate([np.pad(tones.sine(425, ms), (0, 8 * ms)) for ms in range(100, 900, 20)])
    for at in range(0, uneven.size - 159, 160):
        assert detector.hear(uneven[at : at + 160]) is None
    assert detector.kept_bursts == 12
