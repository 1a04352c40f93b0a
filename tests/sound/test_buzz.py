"""The buzz of a GSM transmitter, made from its bursts: how much of it is left, and what becomes of everything else."""

import numpy as np
import numpy.typing as npt
import pytest

from _fastroute.tones import DigitDetector
from appliance.sound.buzz import BuzzFilter
from appliance.sound.frames import FRAME_SAMPLES, RATE
from appliance.sound.levels import peak_of_sine
from appliance.sound.measure import level_dbm0
from appliance.sound.tones import sine

FINE = 10
"""Bursts are drawn at ten times the rate, their edges lie between samples."""
TDMA_HZ = 13_000 / 60
BUZZ_DBM0 = -25.0
DIGITS = "1234567890*#ABCD"
LOW, HIGH = (697, 770, 852, 941), (1_209, 1_336, 1_477, 1_633)
ROWS = ("123A", "456B", "789C", "*0#D")


def buzz(seconds: float, ppm: float = 0.0) -> npt.NDArray[np.float64]:
    """One slot of eight in each frame, none in each 26th (3GPP 45.002), as wires hear it."""
    at = np.arange(int(seconds * RATE) * FINE) / (RATE * FINE) * (1 + ppm * 1e-6)
    frames = at * TDMA_HZ
    bursts = ((frames % 1 < 1 / 8) & (np.floor(frames) % 26 != 25)).astype(float)
    spectrum, hz = np.fft.rfft(bursts), np.fft.rfftfreq(len(bursts), 1 / (RATE * FINE))
    spectrum[(hz > 3_500) | (hz < 100)] = 0
    heard = np.fft.irfft(spectrum, len(bursts))[::FINE]
    return heard / heard.std() * peak_of_sine(BUZZ_DBM0) / np.sqrt(2)


def filtered(sound: npt.NDArray[np.float64]) -> npt.NDArray[np.int16]:
    buzz_filter, whole = BuzzFilter(), np.round(sound).astype(np.int16)
    frames = [buzz_filter.frame(whole[at : at + FRAME_SAMPLES]) for at in range(0, len(whole), FRAME_SAMPLES)]
    return np.concatenate(frames)


@pytest.mark.parametrize(("ppm", "softer_db"), [(0, 13.5), (50, 12.5), (-100, 11.0)])
def test_the_buzz_is_softer_after_a_second_also_with_a_crystal_that_is_off(ppm: int, softer_db: float) -> None:
    rest = filtered(buzz(4.0, ppm))[RATE:]
    assert level_dbm0(rest) < BUZZ_DBM0 - softer_db


@pytest.mark.parametrize(
    "hz", [350, 400, 425, 440, 450, 480, 620, 697, 770, 852, 941, 1_004, 1_209, 1_336, 1_477, 1_633]
)
def test_tones_of_exchanges_and_keys_pass_however_long_they_last(hz: int) -> None:
    passed = filtered(sine(float(hz), 6_000, -15.0).astype(float))
    assert level_dbm0(passed[3 * RATE :]) == pytest.approx(-15.0, abs=0.3)


def heard_digits(sound: npt.NDArray[np.int16]) -> str:
    detector, digits = DigitDetector(), ""
    for at in range(0, len(sound), FRAME_SAMPLES):
        digits += detector.hear(sound[at : at + FRAME_SAMPLES])
    return digits


def keys(dbm0: float) -> npt.NDArray[np.float64]:
    """All 16, 60 ms each and as long apart, after a second in which the buzz is learnt."""
    parts = [np.zeros(RATE)]
    for digit in DIGITS:
        row = next(number for number, each in enumerate(ROWS) if digit in each)
        column = ROWS[row].index(digit)
        tones = sine(float(LOW[row]), 60, dbm0).astype(float) + sine(float(HIGH[column]), 60, dbm0)
        parts += [tones, np.zeros(len(tones))]
    return np.concatenate([*parts, np.zeros(-sum(map(len, parts)) % FRAME_SAMPLES)])


def test_soft_digits_are_heard_through_a_loud_buzz_with_the_filter_alone() -> None:
    sound = keys(-27.0)
    noisy = sound + buzz(len(sound) / RATE + 0.1, 20.0)[: len(sound)]
    assert heard_digits(filtered(noisy)) == DIGITS
    assert heard_digits(np.round(noisy).astype(np.int16)) != DIGITS


def test_digits_without_buzz_are_not_harmed() -> None:
    assert heard_digits(filtered(keys(-10.0))) == DIGITS
    assert heard_digits(filtered(keys(-35.0))) == DIGITS
