"""Any whole sampling rate to 8 kHz, by a windowed-sinc filter evaluated only where an output sample lies."""

import math

import numpy as np
import numpy.typing as npt

from appliance.sound.frames import RATE

PASS_HZ = 3_600
"""Flat to here (0.1 dB); what lies above 4 kHz is 60 dB down where it would fold into the telephone band."""

_ZERO_CROSSINGS = 24
_KAISER_BETA = 6.5
_BLOCK = 8_000
"""Output samples filtered at once: bounds the memory, not the result."""


def to_8k(samples: npt.NDArray[np.float64], rate: int) -> npt.NDArray[np.float64]:
    """Shape (n,) at `rate` to (ceil(n · 8000 / rate),). Sample 0 stays at time 0."""
    if rate == RATE or samples.size == 0:
        return samples
    divisor = math.gcd(rate, RATE)
    phases, step = RATE // divisor, rate // divisor
    filters = _filters(rate, phases)
    before = filters.shape[1] // 2 - 1
    padded = np.pad(samples, (before, before + 1))
    windows = np.lib.stride_tricks.sliding_window_view(padded, filters.shape[1])
    count = -(-samples.size * phases // step)
    blocks = [
        _filtered(windows, filters, np.arange(start, min(start + _BLOCK, count)) * step)
        for start in range(0, count, _BLOCK)
    ]
    return np.concatenate(blocks)


def _filtered(
    windows: npt.NDArray[np.float64], filters: npt.NDArray[np.float64], at: npt.NDArray[np.int64]
) -> npt.NDArray[np.float64]:
    phases = filters.shape[0]
    result: npt.NDArray[np.float64] = np.einsum("ij,ij->i", windows[at // phases], filters[at % phases])
    return result


def _filters(rate: int, phases: int) -> npt.NDArray[np.float64]:
    """One filter per place an output sample can have between two input samples, shape (phases, taps)."""
    nyquist = min(rate, RATE) / 2
    cutoff = (min(PASS_HZ, 0.9 * nyquist) + nyquist) / 2
    reach = math.ceil(_ZERO_CROSSINGS * rate / (2 * cutoff))
    taps = np.arange(-reach, reach + 2)
    distance = taps[np.newaxis, :] - np.arange(phases)[:, np.newaxis] / phases
    window = np.i0(_KAISER_BETA * np.sqrt(np.clip(1 - (distance / (reach + 1)) ** 2, 0, None))) / np.i0(_KAISER_BETA)
    filters = np.sinc(2 * cutoff / rate * distance) * window
    normal: npt.NDArray[np.float64] = filters / filters.sum(axis=1, keepdims=True)
    return normal
