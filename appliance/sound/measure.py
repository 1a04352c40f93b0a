"""What tests and the demo's judges measure in sound: level, frequency, likeness, gaps."""

import msgspec
import numpy as np
import numpy.typing as npt

from _fastroute import pcm
from appliance.sound.frames import RATE, Samples
from appliance.sound.levels import dbm0_of_power

_SMOOTHING = 40
"""Samples (5 ms) over which a marked tone is followed: gaps shorter than half of it are not seen."""


class Likeness(msgspec.Struct, frozen=True):
    score: float
    """1 the same but for loudness, 0 nothing in common, -1 the same upside down."""
    lag: int
    """Samples from the start of the longer sound to where the shorter one fits best."""


def level_dbm0(samples: Samples) -> float:
    """Of the whole, without its constant part; -99 for silence."""
    return dbm0_of_power(pcm.power(np.ascontiguousarray(samples, dtype=np.int16)))


def dominant_hz(samples: Samples) -> float:
    """Frequency of the strongest tone, to a fraction of a hertz from 0.1 s on; 0 for silence."""
    spectrum = np.abs(np.fft.rfft((samples - samples.mean()) * np.hanning(samples.size), 4 * samples.size))
    peak = min(max(int(spectrum.argmax()), 1), spectrum.size - 2)  # at either end it has one neighbour only
    if not spectrum.any():
        return 0.0
    left, middle, right = np.log(spectrum[peak - 1 : peak + 2] + 1e-9)
    bend = left - 2 * middle + right
    offset = 0.5 * (left - right) / bend if bend < 0 else 0.0  # at either end there may be no summit
    return float((peak + offset) * RATE / (4 * samples.size))


def likeness(sound: Samples, part: Samples) -> Likeness:
    """Where in `sound` the shorter `part` fits best, and how well: normalised correlation over all lags."""
    count = sound.size - part.size + 1
    if count < 1 or not part.any():
        return Likeness(0.0, 0)
    wide, narrow = sound.astype(np.float64), part.astype(np.float64)
    size = 1 << (wide.size + narrow.size - 1).bit_length()
    products = np.fft.irfft(np.fft.rfft(wide, size) * np.conj(np.fft.rfft(narrow, size)), size)[:count]
    energies = np.concatenate(([0.0], np.cumsum(wide**2)))
    local = energies[part.size :] - energies[:count]
    # A place with next to nothing in it resembles everything by chance.
    floor = max(1e-6 * float(local.max()), 1.0)
    scores = products / np.sqrt(np.maximum(local, floor) * float(narrow @ narrow))
    lag = int(scores.argmax())
    return Likeness(float(scores[lag]), lag)


def longest_gap_ms(samples: Samples, hz: float) -> float:
    """Longest time the tone of `hz` is missing (below half its usual amplitude) between its first and last moment.

    The whole length when it is never there.
    """
    there = np.flatnonzero(_present(samples, hz))
    if there.size == 0:
        return samples.size * 1_000 / RATE
    return float(np.diff(there).max(initial=1) - 1) * 1_000 / RATE


def span_of_tone(samples: Samples, hz: float) -> Samples:
    """The part from the first to the last moment of the tone of `hz`, gaps included; nothing when it is never there."""
    there = np.flatnonzero(_present(samples, hz))
    return samples[there[0] : there[-1] + 1] if there.size else samples[:0]


def _present(samples: Samples, hz: float) -> npt.NDArray[np.bool_]:
    """For each sample: the tone is there with at least half its usual (90th percentile) amplitude."""
    turned = samples * np.exp(-2j * np.pi * hz * np.arange(samples.size) / RATE)
    amplitude = 2 * np.abs(np.convolve(turned, np.full(_SMOOTHING, 1 / _SMOOTHING), "same"))
    usual = float(np.percentile(amplitude, 90))
    present: npt.NDArray[np.bool_] = amplitude > max(usual / 2, 30.0)
    return present
