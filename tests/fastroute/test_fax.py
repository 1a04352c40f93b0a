"""Fax and modem tones at the limits of T.30, V.8, V.21 and V.25: frequency, times, level, noise, codecs; and none."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from _fastroute import fax
from _fastroute.fax import FaxDetector
from appliance.sound.codecs import CODECS
from appliance.sound.frames import FRAME_SAMPLES, RATE, Samples
from appliance.sound.tones import keys, sine
from benchmarks.fax.machines import SHARED_FLAG, Manner, answering, calling, data, flags

CED_KINDS = {
    fax.ANSWER: {},
    fax.ANSWER_REVERSED: {"turns": True},
    fax.ANSWER_AM: {"beats": True},
    fax.ANSWER_BELL: {"hz": 2_225.0},
}


def chance() -> np.random.Generator:
    return np.random.default_rng(3)


def kinds(samples: Samples) -> list[int]:
    return [kind for _, kind in FaxDetector().hear_all(samples)]


@pytest.mark.parametrize("noise_db", [None, 20, 10, 6])
@pytest.mark.parametrize("off_hz", [-38, 0, 38])
@pytest.mark.parametrize("stretch", [0.85, 1.0, 1.15])
def test_a_fax_that_calls_is_told_by_its_second_burst(stretch, off_hz, noise_db):
    sound = calling(Manner(off_hz=off_hz, stretch=stretch, noise_db=noise_db), chance())
    [(at, kind)] = FaxDetector().hear_all(sound)
    began = 8 * (100 + 1_400 * np.random.default_rng(3).uniform())
    assert kind == fax.CALLING_FAX
    assert at - began <= 8 * (stretch * 4_000 + 60)


@pytest.mark.parametrize("dbm0", [0, -15, -30, -42])
def test_levels(dbm0):
    manner = Manner(dbm0=dbm0)
    assert kinds(calling(manner, chance())) == [fax.CALLING_FAX]
    assert kinds(answering(manner, chance())) == [fax.ANSWER]
    assert kinds(flags(manner, chance())) == [fax.FLAGS]


@pytest.mark.parametrize("lost", [FRAME_SAMPLES, 30])
def test_a_frame_lost_in_each_burst_is_overheard(lost):
    sound = calling(Manner(), chance()).copy()
    begins = np.flatnonzero(np.abs(np.diff((sound != 0).astype(int))))
    for begin in begins[np.concatenate([[True], np.diff(begins) > 8_000])]:
        sound[begin + 1_500 : begin + 1_500 + lost] = 0
    assert kinds(sound) == [fax.CALLING_FAX]


def test_softer_is_nobody():
    for make in (calling, answering, flags):
        assert kinds(make(Manner(dbm0=-46), chance())) == []


def test_a_modem_that_calls():
    sound = calling(Manner(noise_db=15), chance(), hz=1_300, on_ms=600, off_ms=1_800)
    assert kinds(sound) == [fax.CALLING_DATA]


@pytest.mark.parametrize("noise_db", [None, 20, 10, 6, 3])
@pytest.mark.parametrize("kind", CED_KINDS)
def test_answering_tones_are_told_apart(kind, noise_db):
    for off in (-12, 0, 12):
        manner = Manner(off_hz=off, noise_db=noise_db)
        assert kinds(answering(manner, chance(), **CED_KINDS[kind])) == [kind]


@pytest.mark.parametrize("noise_db", [None, 20, 10, 6])
@pytest.mark.parametrize("flag", ["01111110", SHARED_FLAG])
def test_flags_are_a_fax(flag, noise_db):
    assert kinds(flags(Manner(noise_db=noise_db), chance(), flag=flag)) == [fax.FLAGS]


@pytest.mark.parametrize("codec", CODECS)
def test_through_every_codec(codec):
    decode, encode = CODECS[codec]
    for make, kind in ((calling, fax.CALLING_FAX), (answering, fax.ANSWER), (flags, fax.FLAGS)):
        assert kinds(decode(encode(make(Manner(), chance())))) == [kind]


@pytest.mark.parametrize(
    "how",
    [
        {"hz": 1_040},
        {"hz": 1_160},
        {"on_ms": 250},
        {"on_ms": 750},
        {"off_ms": 1_000},
        {"off_ms": 5_000},
        {"hz": 2_100},
        {"hz": 440},
    ],
)
def test_other_bursts_are_no_machine(how):
    assert kinds(calling(Manner(), chance(), **how)) == []


@pytest.mark.parametrize("hz", [1_100, 1_300, 2_040, 2_160, 2_300])
def test_other_tones_that_last_are_no_machine(hz):
    assert kinds(answering(Manner(), chance(), hz=hz)) == []


def test_bits_by_lot_are_no_flags():
    assert kinds(data(Manner(), chance())) == []


@pytest.mark.parametrize("noise_dbm0", [-20, -35, -50])
def test_noise_keys_and_silence_are_no_machine(noise_dbm0):
    noise = chance().normal(0, 16_000 * 10 ** (noise_dbm0 / 20), 60 * RATE).astype(np.int16)
    assert kinds(noise) == []
    assert kinds(keys("123456789*0#ABCD" * 4, on_ms=500, off_ms=100)) == []
    assert kinds(np.zeros(RATE, np.int16)) == []


def test_what_sounds_is_no_speech_from_60_ms_on():
    detector, tone = FaxDetector(), sine(1_100, 200, -15.0)
    sounding = []
    for at in range(0, tone.size, FRAME_SAMPLES):
        detector.hear(tone[at : at + FRAME_SAMPLES])
        sounding.append(detector.sounding)
    assert sounding.index(True) in {2, 3}
    assert all(sounding[4:])
    detector.hear(np.zeros(FRAME_SAMPLES, np.int16))
    assert not detector.sounding


def test_each_kind_is_told_once_until_it_is_reset():
    detector, sound = FaxDetector(), flags(Manner(), chance())
    assert [kind for _, kind in detector.hear_all(np.tile(sound, 3))] == [fax.FLAGS]
    detector.reset()
    assert [kind for _, kind in detector.hear_all(sound)] == [fax.FLAGS]


def test_other_frames_are_refused():
    with pytest.raises(ValueError, match="160 samples, not 80"):
        FaxDetector().hear(np.zeros(80, np.int16))


@given(st.binary(min_size=320, max_size=3_200))
def test_whatever_comes_is_heard_frame_by_frame_as_in_one(content):
    samples = np.frombuffer(content[: len(content) // 320 * 320], np.int16)
    whole, piecewise = FaxDetector(), FaxDetector()
    told = [(at + 160, k) for at in range(0, samples.size, 160) if (k := piecewise.hear(samples[at : at + 160]))]
    assert whole.hear_all(samples) == told
    assert whole.sounding == piecewise.sounding
