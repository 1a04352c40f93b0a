"""Sound at one rate to any other: linear-phase polyphase filters, evaluated only where an output sample lies.

Windowed sinc with Kaiser's window, whose length for a given stop band is Kaiser's own estimate (J. F. Kaiser,
"Nonrecursive digital filter design using the I0-sinh window function", ISCAS 1974).
"""

import math
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from _fastroute import resample
from appliance.sound.frames import RATE

STOP_DB = 86.0
"""Designed for; 80 dB are measured and held by the tests, whatever the rounding does."""
PASS = 0.9
"""Flat (0.01 dB) to this share of the lower rate's band: 3,600 Hz for the telephone."""

_BETA = 0.1102 * (STOP_DB - 8.7)
_RATES_KEPT = 16
"""Filters of so many pairs of rates are shared: a house has a few kinds of card, each both ways, and a file has one.
Odd rates have filters of 40 MB."""


def resampled(samples: npt.NDArray[np.float64], from_rate: int, to_rate: int) -> npt.NDArray[np.float64]:
    """Shape (n,) to (ceil(n · to / from),), a whole sound. Sample 0 stays at time 0; nothing folds back."""
    if from_rate == to_rate or samples.size == 0:
        return samples
    filters, step = phase_filters(from_rate, to_rate, 1.0)
    before = filters.shape[1] // 2 - 1
    padded = np.pad(samples.astype(np.float64, copy=False), (before, before + 1))
    out = np.empty(-(-samples.size * len(filters) // step))
    resample.filtered(padded, filters, step, out)
    return out


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
def phase_filters(from_rate: int, to_rate: int, stop: float) -> tuple[npt.NDArray[np.float64], int]:
    """One filter per place an output sample can have between two input samples, shape (phases, taps); and by how many
    phases each output sample is further than the last. `stop`: as in LowPass.
    """
    divisor = math.gcd(from_rate, to_rate)
    phases = to_rate // divisor
    low_pass = LowPass(from_rate, to_rate, stop)
    taps = np.arange(-low_pass.reach, low_pass.reach + 2)
    rows = low_pass.at(taps[np.newaxis, :] - np.arange(phases)[:, np.newaxis] / phases)
    return rows, from_rate // divisor
