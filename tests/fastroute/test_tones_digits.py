"""DTMF keys at the limits of Q.24 and ES 201 235-3: frequency, level, twist, length, pause, noise, codecs."""

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from _fastroute.tones import KEYS, DigitDetector
from appliance.sound.codecs import CODECS
from appliance.sound.tones import HIGH_HZ, LOW_HZ
from tests.oracle import keys as plain

PEAK_AT_0_DBM0 = 22_657.0
ROUND = KEYS * 4
"""64 keys, each four times, none twice in a row."""


def tone_pair(
    key: str, ms: float, levels: tuple[float, float], offsets: tuple[float, float]
) -> npt.NDArray[np.float64]:
    row, column = divmod(KEYS.index(key), 4)
    time = np.arange(int(8 * ms)) / 8_000
    low, high = LOW_HZ[row] * (1 + offsets[0]), HIGH_HZ[column] * (1 + offsets[1])
    return PEAK_AT_0_DBM0 * (
        10 ** (levels[0] / 20) * np.sin(2 * np.pi * low * time + 0.7)
        + 10 ** (levels[1] / 20) * np.sin(2 * np.pi * high * time + 2.1)
    )


def dialled(
    digits: str, *, on=50.0, off=50.0, levels=(-10.0, -10.0), offsets=(0.0, 0.0), noise_dbm0=-65.0
) -> npt.NDArray[np.int16]:
    """Pauses differ by up to 5 ms, so that keys begin anywhere in a frame."""
    chance = np.random.default_rng(11)
    parts = [np.zeros(400)]
    for digit in digits:
        parts += [tone_pair(digit, on, levels, offsets), np.zeros(int(8 * off) + int(chance.integers(0, 40)))]
    sound = np.concatenate([*parts, np.zeros(800)])
    sound += chance.normal(0, PEAK_AT_0_DBM0 / np.sqrt(2) * 10 ** (noise_dbm0 / 20), sound.size)
    return np.clip(np.rint(sound), -32768, 32767).astype(np.int16)


def heard(samples: npt.NDArray[np.int16]) -> str:
    detector = DigitDetector()
    return "".join(detector.hear(samples[at : at + 160]) for at in range(0, samples.size - 159, 160))


def snr(db: float) -> float:
    """Noise level under two tones of -10 dBm0 each."""
    return -10 + 10 * np.log10(2) - db


@pytest.mark.parametrize("on", [40, 50, 65, 100, 500])
def test_every_key_of_40_ms_and_more_is_heard_once(on):
    assert heard(dialled(ROUND, on=on)) == ROUND


@pytest.mark.parametrize("on", [10, 15, 20, 23])
def test_23_ms_and_less_is_no_key(on):
    assert heard(dialled(ROUND, on=on)) == ""


@pytest.mark.parametrize("level", [0, -5, -10, -20, -25, -30, -35, -38])
def test_levels_from_0_to_38_below(level):
    assert heard(dialled(ROUND, on=45, levels=(level, level))) == ROUND


def test_minus_55_is_no_key():
    assert heard(dialled(ROUND, levels=(-55, -55), noise_dbm0=-80)) == ""


@pytest.mark.parametrize("codec", ["ulaw", "alaw", "u8", "s8"])
@pytest.mark.parametrize("level", [-3, -10, -20, -25])
def test_every_codec_a_modem_offers(codec, level):
    decode, encode = CODECS[codec]
    assert heard(decode(encode(dialled(ROUND, levels=(level, level))))) == ROUND


@pytest.mark.parametrize("high_over_low", [-9, -8, -6, -4, 0, 4, 6])
@pytest.mark.parametrize("loudest", [-4, -16])
def test_twist_of_8_db_one_way_and_6_the_other(high_over_low, loudest):
    levels = (loudest + min(0, -high_over_low), loudest + min(0, high_over_low))
    assert heard(dialled(ROUND, levels=levels)) == ROUND


@pytest.mark.parametrize("offsets", [(0.018, 0.018), (-0.018, -0.018), (0.018, -0.018), (-0.018, 0.018)])
def test_frequencies_off_by_what_a_sender_may_be_off(offsets):
    """Q.23 allows a sender 1.8 %, more than the 1.5 % that Q.24 demands of a receiver."""
    assert heard(dialled(ROUND, on=45, offsets=offsets)) == ROUND


@pytest.mark.parametrize("offsets", [(0.03, 0), (-0.03, 0), (0, 0.03), (0, -0.03), (0.035, 0.035), (-0.035, -0.035)])
def test_frequencies_off_by_3_percent_are_no_key(offsets):
    assert heard(dialled(ROUND, on=100, offsets=offsets)) == ""


@pytest.mark.parametrize("pause", [30, 40, 65])
def test_the_same_key_after_a_pause_of_30_ms_counts_again(pause):
    assert heard(dialled("5" * 40, off=pause)) == "5" * 40


@pytest.mark.parametrize("gap", [5, 10, 15])
def test_a_gap_in_a_key_does_not_double_it(gap):
    broken = np.concatenate(
        [dialled("7", on=60, off=0)[:880], np.zeros(8 * gap, np.int16), dialled("7", on=60, off=50)[400:]]
    )
    assert heard(broken) == "7"


@pytest.mark.parametrize("db", [20, 15, 12, 10, 9])
def test_noise_9_db_down(db):
    assert heard(dialled(ROUND, noise_dbm0=snr(db))) == ROUND


@pytest.mark.parametrize(("db", "least"), [(8, 62), (6, 58)])
def test_in_more_noise_keys_are_missed_and_none_is_told_wrong_or_twice(db, least):
    told = heard(dialled(ROUND, noise_dbm0=snr(db)))
    rest = iter(ROUND)
    assert all(key in rest for key in told), "in their order"
    assert len(told) >= least


@pytest.mark.parametrize("hz", [(350, 440), (425,), (400,), (440,)])
@pytest.mark.parametrize("level", [-10, -13, -20])
def test_keys_are_heard_over_dial_tone(hz, level):
    sound = np.concatenate([np.zeros(8_000, np.int16), dialled(ROUND)]).astype(float)
    for each in hz:
        sound += PEAK_AT_0_DBM0 * 10 ** (level / 20) * np.sin(2 * np.pi * each * np.arange(sound.size) / 8_000)
    assert heard(np.clip(np.rint(sound), -32768, 32767).astype(np.int16)) == ROUND


@pytest.mark.parametrize("offset", [-3_000, 1_000, 8_000])
def test_a_constant_part_is_no_sound(offset):
    assert heard((dialled(ROUND, levels=(-13, -13)) + offset).astype(np.int16)) == ROUND


@pytest.mark.parametrize("high_over_low", [-10.2, -12, -15, 8.2, 10])
def test_one_tone_too_loud_for_the_other_is_no_key(high_over_low):
    levels = (-4 + min(0, -high_over_low), -4 + min(0, high_over_low))
    assert heard(dialled(ROUND, on=100, levels=levels)) == ""


def test_a_key_that_fades_away_is_one_key():
    """As an echo canceller leaves it that takes it for echo: 20 dB within 100 ms."""
    sound = tone_pair("6", 200, (-8, -8), (0, 0)) * 10 ** (-np.arange(1_600) / 800)
    assert heard(np.concatenate([np.zeros(400), sound, np.zeros(800)]).astype(np.int16)) == "6"


@pytest.mark.parametrize("glide", [-0.3, 0.3])
def test_a_voice_whose_harmonics_glide_across_a_key_is_none(glide):
    """Two loud harmonics, 5:4 as a vowel has them, 9 dB over two more; their pitch moves by 30 % in a second."""
    time = np.arange(8_000) / 8_000
    phase = 2 * np.pi * 239 * (time + glide * (time - 0.5) ** 2 / 2)
    voice = sum(level * np.sin(n * phase) for n, level in ((3, 2_500), (4, 7_000), (5, 7_000), (6, 2_500)))
    assert heard(np.rint(voice).astype(np.int16)) == ""


@given(
    digits=st.text(KEYS, min_size=1, max_size=8),
    on=st.sampled_from([23.0, 35.0, 40.0, 50.0, 90.0]),
    off=st.sampled_from([30.0, 50.0]),
    offsets=st.tuples(*[st.sampled_from([-0.03, -0.015, 0.0, 0.01, 0.018])] * 2),
    twist=st.sampled_from([-9.0, -4.0, 0.0, 8.0, 11.0]),
    noise=st.sampled_from([-65.0, -25.0, -19.0, -15.0]),
    begin=st.integers(0, 200),
)
def test_it_tells_what_plain_numpy_tells(digits, on, off, offsets, twist, noise, begin):
    levels = (-10 + twist / 2, -10 - twist / 2)
    sound = dialled(digits, on=on, off=off, levels=levels, offsets=offsets, noise_dbm0=noise)
    sound = np.concatenate([np.zeros(begin, np.int16), sound])
    assert DigitDetector().hear_all(sound) == plain.heard(sound)


def test_it_tells_of_gsm_like_tremble_and_of_dial_tone_what_plain_numpy_tells():
    chance = np.random.default_rng(3)
    time = np.arange(8 * 2_000) / 8_000
    dial = 3_000 * (np.sin(2 * np.pi * 350 * time) + np.sin(2 * np.pi * 440 * time))
    parts = []
    for key in KEYS * 2:
        swell = 1 + 0.6 * np.sin(2 * np.pi * 20 * np.arange(640) / 8_000 + chance.uniform(0, 6))
        row, column = divmod(KEYS.index(key), 4)
        low, high = (np.sin(2 * np.pi * hz * np.arange(640) / 8_000) for hz in (LOW_HZ[row], HIGH_HZ[column]))
        parts += [5_000 * low + 2_500 * swell * high, np.zeros(640)]
    trembling = np.concatenate(parts) + chance.normal(0, 100, 32 * 1_280)
    sound = np.rint(np.concatenate([dial, trembling, dial])).astype(np.int16)
    assert DigitDetector().hear_all(sound) == plain.heard(sound)
    assert "".join(key for _, key in plain.heard(sound)) == KEYS * 2


def test_a_whole_recording_is_heard_as_its_frames_are():
    sound = dialled(ROUND, noise_dbm0=-25)
    detector, told = DigitDetector(), []
    for at in range(0, sound.size - 159, 160):
        key = detector.hear(sound[at : at + 160])
        told += [(at + 160, key)] if key else []
    assert DigitDetector().hear_all(sound) == told
    assert DigitDetector().hear_all(sound[:159]) == []


def test_purity_says_how_sure_a_key_is():
    detector = DigitDetector()
    detector.hear_all(dialled("5"))
    assert detector.purity > 0.9
    detector.hear_all(dialled("5", noise_dbm0=snr(8)))
    assert 0.7 <= detector.purity < 0.9


@pytest.mark.parametrize("second", [0.0, 0.02])
def test_two_harmonics_of_a_vowel_are_no_key_and_the_same_two_tones_alone_are(second):
    """3.5 % farther apart than those of 2, as the third and sixth of 228 Hz are heard that glide beside the second."""
    time = np.arange(800) / 8_000
    low, high = 697 * 0.9815, 1_336 * 1.0165
    vowel = 9_000 * np.sin(2 * np.pi * low * time) + 4_000 * np.sin(2 * np.pi * high * time)
    vowel += 9_000 * np.sqrt(4 * second) * np.sin(2 * np.pi * 2 / 3 * low * time)
    sound = np.concatenate([np.zeros(800), vowel, np.zeros(800)]).astype(np.int16)
    assert heard(sound) == ("" if second else "2")


def test_everything_at_once():
    """45 ms, 8 dB of twist, 1.5 % off, 15 dB over noise, mu-law."""
    decode, encode = CODECS["ulaw"]
    sound = dialled(ROUND, on=45, levels=(-15, -23), offsets=(0.015, -0.015), noise_dbm0=-14.4 - 15)
    assert heard(decode(encode(sound))) == ROUND


def test_a_key_is_told_within_60_ms():
    detector = DigitDetector()
    for start in range(0, 160, 8):
        detector.reset()
        sound = np.concatenate([np.zeros(start), tone_pair("8", 200, (-10, -10), (0, 0))]).astype(np.int16)
        told = [at for at in range(0, 1_440, 160) if detector.hear(sound[at : at + 160])]
        assert len(told) == 1
        assert told[0] + 160 - start <= 480


@pytest.mark.parametrize("lonely", [*LOW_HZ, *HIGH_HZ, 1_004, 425])
def test_one_tone_alone_is_no_key(lonely):
    assert heard(np.rint(8_000 * np.sin(2 * np.pi * lonely * np.arange(16_000) / 8_000)).astype(np.int16)) == ""


def test_noise_and_full_scale_nonsense_are_no_key():
    chance = np.random.default_rng(5)
    assert heard(chance.integers(-32768, 32768, 400_000).astype(np.int16)) == ""
    assert heard(np.tile(np.array([-32768, 32767], np.int16), 40_000)) == ""
    assert heard(np.full(8_000, -256, np.int16)) == ""


def test_sounding_says_so_before_the_key_is_told_and_until_it_is_released():
    detector = DigitDetector()
    sound = np.concatenate([tone_pair("1", 100, (-10, -10), (0, 0)), np.zeros(1_600)]).astype(np.int16)
    states = []
    for at in range(0, sound.size, 160):
        detector.hear(sound[at : at + 160])
        states.append(detector.sounding)
    assert states[1:6] == [True] * 5
    assert states[8:] == [False] * len(states[8:])


def test_the_door_checks_its_frame():
    with pytest.raises(ValueError, match="a frame has 160 samples, not 80"):
        DigitDetector().hear(np.zeros(80, np.int16))
    with pytest.raises(ValueError, match="dtype mismatch"):
        DigitDetector().hear(np.zeros(160, np.float64))
