"""DTMF keys at the limits of Q.24 and ES 201 235-3: frequency, level, twist, length, pause, noise, codecs."""

import numpy as np
import numpy.typing as npt
import pytest

from _fastroute.tones import KEYS, DigitDetector
from appliance.sound.codecs import CODECS
from appliance.sound.tones import HIGH_HZ, LOW_HZ

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
