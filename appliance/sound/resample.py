"""Sound at one rate to any other: linear-phase polyphase filters, evaluated only where an output sample lies.

Windowed sinc with Kaiser's window, whose length for a given stop band is Kaiser's own estimate (J. F. Kaiser,
"Nonrecursive digital filter design using the I0-sinh window function", ISCAS 1974).
"""

import math
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from appliance.sound.frames import RATE

STOP_DB = 86.0
"""Designed for; 80 dB are measured and held by the tests, whatever the rounding does."""
PASS = 0.9
"""Flat (0.01 dB) to this share of the lower rate's band: 3,600 Hz for the telephone."""

_BETA = 0.1102 * (STOP_DB - 8.7)
_BLOCK = 1_000
"""Output samples filtered at once: bounds the memory (20 MB at 192 kHz), not the result."""
_RATES_KEPT = 4
"""Filters of so many pairs of rates are kept: a file has one, and odd rates have filters of 40 MB."""


def resampled(samples: npt.NDArray[np.float64], from_rate: int, to_rate: int) -> npt.NDArray[np.float64]:
    """Shape (n,) to (ceil(n · to / from),), a whole sound. Sample 0 stays at time 0; nothing folds back."""
    if from_rate == to_rate or samples.size == 0:
        return samples
    divisor = math.gcd(from_rate, to_rate)
    phases, step = to_rate // divisor, from_rate // divisor
    filters = _phase_filters(from_rate, to_rate)
    before = filters.shape[1] // 2 - 1
    padded = np.pad(samples, (before, before + 1))
    windows = np.lib.stride_tricks.sliding_window_view(padded, filters.shape[1])
    count = -(-samples.size * phases // step)
    blocks = [
        _filtered(windows, filters, np.arange(start, min(start + _BLOCK, count)) * step)
        for start in range(0, count, _BLOCK)
    ]
    return np.concatenate(blocks)


def to_8k(samples: npt.NDArray[np.float64], rate: int) -> npt.NDArray[np.float64]:
    """As resampled, to the telephone's rate."""
    return resampled(samples, rate, RATE)


class LowPass:
    """What both a whole sound and a stream are filtered with, at the rate that comes in."""

    def __init__(self, from_rate: int, to_rate: int, stop: float) -> None:
        """`stop` as a share of the lower rate's band: 1 lets nothing fold, more folds above PASS and delays less."""
        band = min(from_rate, to_rate) / 2
        self._cutoff = (PASS + stop) / 2 * band / from_rate
        width = 2 * math.pi * (stop - PASS) * band / from_rate
        self.reach = math.ceil((STOP_DB - 8) / (2.285 * width) / 2)
        """Taps on either side, which is the delay of a stream in samples."""

    def at(self, distance: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Its impulse response so many input samples from its middle; each row is brought to a sum of 1."""
        inside = np.clip(1 - (distance / (self.reach + 1)) ** 2, 0, None)
        window = np.i0(_BETA * np.sqrt(inside)) * (inside > 0)
        taps = np.sinc(2 * self._cutoff * distance) * window
        rows: npt.NDArray[np.float64] = taps / taps.sum(axis=1, keepdims=True)
        return rows


@lru_cache(_RATES_KEPT)
def _phase_filters(from_rate: int, to_rate: int) -> npt.NDArray[np.float64]:
    """One filter per place an output sample can have between two input samples, shape (phases, taps)."""
    phases = to_rate // math.gcd(from_rate, to_rate)
    low_pass = LowPass(from_rate, to_rate, 1.0)
    taps = np.arange(-low_pass.reach, low_pass.reach + 2)
    return low_pass.at(taps[np.newaxis, :] - np.arange(phases)[:, np.newaxis] / phases)


def _filtered(
    windows: npt.NDArray[np.float64], filters: npt.NDArray[np.float64], at: npt.NDArray[np.int64]
) -> npt.NDArray[np.float64]:
    phases = filters.shape[0]
    result: npt.NDArray[np.float64] = np.einsum("ij,ij->i", windows[at // phases], filters[at % phases])
    return result
