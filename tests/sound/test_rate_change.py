"""Frames to a card's rate and back: level, purity and what lies above the telephone's band; and no seams."""

import numpy as np
import numpy.typing as npt
import pytest

from appliance.sound.frames import FRAME_SAMPLES, RATE, Samples
from appliance.sound.rate_change import RateChange, samples_of_frame

RATES = (16_000, 32_000, 44_100, 48_000, 96_000)
LOUD = 8_000.0


def tone(hz: float, rate: int, seconds: float = 2.0, level: float = LOUD) -> Samples:
    at = np.arange(int(seconds * rate))
    return np.round(level * np.sin(2 * np.pi * hz * at / rate)).astype(np.int16)


def through(change: RateChange, sound: Samples, frame: int) -> npt.NDArray[np.float64]:
    frames = [change.frame(sound[at : at + frame]) for at in range(0, len(sound), frame)]
    return np.concatenate(frames).astype(np.float64)


def level_and_rest_db(sound: npt.NDArray[np.float64], hz: float, rate: int) -> tuple[float, float]:
    """Of the tone, against LOUD; of everything else, against the tone."""
    at = 2 * np.pi * hz * np.arange(len(sound)) / rate
    waves = np.column_stack((np.sin(at), np.cos(at)))
    fitted = np.linalg.lstsq(waves, sound, rcond=None)[0]
    level, rest = float(np.hypot(*fitted)), float((sound - waves @ fitted).std()) * np.sqrt(2)
    return 20 * np.log10(level / LOUD), 20 * np.log10(rest / level)


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("hz", [300.0, 1_004.0, 3_400.0])
def test_a_tone_comes_through_both_ways_as_it_was(rate: int, hz: float) -> None:
    up, down = RateChange(RATE, rate), RateChange(rate, RATE)
    at_card = through(up, tone(hz, RATE), FRAME_SAMPLES)
    assert len(at_card) == 2 * rate
    level, rest = level_and_rest_db(at_card[rate:], hz, rate)
    assert level == pytest.approx(0, abs=0.1)
    assert rest < -60
    back = through(down, at_card.astype(np.int16), samples_of_frame(rate))
    level, rest = level_and_rest_db(back[RATE:], hz, RATE)
    assert level == pytest.approx(0, abs=0.2)
    assert rest < -60


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("hz", [4_500.0, 6_000.0, 7_500.0])
def test_what_lies_above_the_telephone_s_band_does_not_fold_into_it(rate: int, hz: float) -> None:
    heard = through(RateChange(rate, RATE), tone(hz, rate), samples_of_frame(rate))
    assert 20 * np.log10(heard[RATE:].std() * np.sqrt(2) / LOUD + 1e-9) < -60


def test_gain_is_exact_and_too_loud_stays_as_loud_as_can_be() -> None:
    sound = tone(1_000.0, RATE)
    louder = through(RateChange(RATE, RATE, 6.0), sound, FRAME_SAMPLES)
    assert level_and_rest_db(louder, 1_000.0, RATE)[0] == pytest.approx(6.0, abs=0.01)
    clipped = through(RateChange(RATE, RATE, 40.0), sound, FRAME_SAMPLES)
    assert clipped.max() == 32_767
    assert clipped.min() == -32_768


def test_without_gain_at_the_telephone_s_own_rate_nothing_is_touched() -> None:
    frame = tone(1_000.0, RATE)[:FRAME_SAMPLES]
    assert RateChange(RATE, RATE).frame(frame) is frame


@pytest.mark.parametrize("rate", [0, -8_000, 11_025, 22_051])
def test_rates_that_fit_no_frame_are_refused(rate: int) -> None:
    with pytest.raises(ValueError, match="no whole number"):
        samples_of_frame(rate)
