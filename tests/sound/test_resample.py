"""The filters by measurement, of whole sounds and of streams alike: pass band, stop band, linear phase, no seam."""

from collections.abc import Callable
from itertools import permutations

import numpy as np
import numpy.typing as npt
import pytest

from appliance.sound.rate_change import STOP, RateChange, samples_of_frame
from appliance.sound.resample import PASS, LowPass, resampled, to_8k

Sound = npt.NDArray[np.float64]
Way = Callable[[Sound, int, int], Sound]

RATES = (8_000, 16_000, 44_100, 48_000)
PAIRS = tuple(permutations(RATES, 2))
SECONDS = 2
LEVEL = 16_000.0


def whole(sound: Sound, from_rate: int, to_rate: int) -> Sound:
    return resampled(sound, from_rate, to_rate)


def stream(sound: Sound, from_rate: int, to_rate: int) -> Sound:
    change, size = RateChange(from_rate, to_rate), samples_of_frame(from_rate)
    frames = np.rint(sound).astype(np.int16).reshape(-1, size)
    return np.concatenate([change.frame(frame) for frame in frames]).astype(np.float64)


WAYS = pytest.mark.parametrize(("way", "stop"), [(whole, 1.0), (stream, STOP)], ids=["whole", "stream"])


def sine(hz: float, rate: int) -> Sound:
    return LEVEL * np.sin(2 * np.pi * hz * np.arange(SECONDS * rate) / rate)


def settled(sound: Sound, rate: int) -> Sound:
    """Without the first and the last 100 ms, where the sine begins and ends."""
    return sound[rate // 10 : -rate // 10]


def gain_and_rest_db(sound: Sound, hz: float, rate: int) -> tuple[float, float]:
    at = 2 * np.pi * hz * np.arange(sound.size) / rate
    waves = np.column_stack((np.sin(at), np.cos(at)))
    fitted = np.linalg.lstsq(waves, sound, rcond=None)[0]
    level, rest = float(np.hypot(*fitted)), float((sound - waves @ fitted).std()) * np.sqrt(2)
    return 20 * np.log10(level / LEVEL), 20 * np.log10(rest / LEVEL + 1e-12)


@WAYS
@pytest.mark.parametrize(("from_rate", "to_rate"), PAIRS)
def test_the_pass_band_is_flat_and_without_images(way: Way, stop: float, from_rate: int, to_rate: int) -> None:
    band = min(from_rate, to_rate) / 2
    for share in (0.05, 0.25, 0.5, 0.75, PASS):
        hz = share * band
        heard = settled(way(sine(hz, from_rate), from_rate, to_rate), to_rate)
        gain, rest = gain_and_rest_db(heard, hz, to_rate)
        assert abs(gain) < 0.01, hz
        assert rest < -80, hz


@WAYS
@pytest.mark.parametrize(("from_rate", "to_rate"), [pair for pair in PAIRS if pair[0] > STOP * pair[1]])
def test_what_would_fold_is_80_db_down(way: Way, stop: float, from_rate: int, to_rate: int) -> None:
    lowest, highest = stop * to_rate / 2, from_rate / 2
    for hz in np.linspace(lowest, highest * 0.99, 12):
        heard = settled(way(sine(hz, from_rate), from_rate, to_rate), to_rate)
        assert 20 * np.log10(heard.std() * np.sqrt(2) / LEVEL + 1e-12) < -80, hz


@pytest.mark.parametrize(("from_rate", "to_rate"), PAIRS)
def test_every_frequency_is_delayed_alike(from_rate: int, to_rate: int) -> None:
    """An impulse comes out symmetric about its own moment: linear phase, and with that no delay of its own."""
    middle = SECONDS * from_rate // 2
    impulse = np.zeros(SECONDS * from_rate)
    impulse[middle] = LEVEL
    heard = resampled(impulse, from_rate, to_rate)
    centre = SECONDS * to_rate // 2
    assert np.argmax(heard) == centre
    assert np.allclose(heard[centre : centre + 400], heard[centre : centre - 400 : -1], atol=1e-6 * heard.max())


@pytest.mark.parametrize(("from_rate", "to_rate"), PAIRS)
def test_a_stream_is_the_same_sound_later_without_a_seam(from_rate: int, to_rate: int) -> None:
    chance = np.random.default_rng(5)
    slow = resampled(chance.normal(0, 3_000, SECONDS * 4_000), 4_000, from_rate)
    as_whole, as_stream = whole(slow, from_rate, to_rate), stream(slow, from_rate, to_rate)
    delay = (LowPass(from_rate, to_rate, STOP).reach + 1) / from_rate
    assert delay < 0.0037 * 8_000 / min(from_rate, to_rate)
    turned = np.exp(-2j * np.pi * np.fft.rfftfreq(as_whole.size, 1 / to_rate) * delay)
    shifted = np.fft.irfft(np.fft.rfft(as_whole) * turned, as_whole.size)
    rest = settled(as_stream - shifted, to_rate).std() / settled(as_stream, to_rate).std()
    assert 20 * np.log10(rest) < -60


def test_a_constant_stays_what_it_was_and_nothing_stays_nothing() -> None:
    for from_rate, to_rate in PAIRS:
        steady = resampled(np.full(4_000, 1_000.0), from_rate, to_rate)
        assert np.allclose(steady[steady.size // 2 - 50 : steady.size // 2 + 50], 1_000.0, atol=0.05)
        assert resampled(np.zeros(0), from_rate, to_rate).size == 0
    assert to_8k(np.ones(10), 8_000).size == 10


@pytest.mark.parametrize("rate", [11_025, 22_050, 37_800, 192_000])
def test_rates_of_files_that_no_card_has_come_to_8_khz(rate: int) -> None:
    heard = to_8k(sine(1_000.0, rate), rate)
    assert heard.size == SECONDS * 8_000
    gain, rest = gain_and_rest_db(settled(heard, 8_000), 1_000.0, 8_000)
    assert abs(gain) < 0.01
    assert rest < -80
