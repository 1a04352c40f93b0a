"""Brings a prompt to one loudness: quiet ends cut, speech at one level, peaks held below where G.711 clips."""

import numpy as np
import numpy.typing as npt

from appliance.sound.frames import RATE

SPEECH_DBFS = -16.0
"""Level of the speech itself, pauses left out, below a full-scale sine. -12.8 dBm0: clear on a bad line, not harsh."""

PEAK = 30_000
"""G.711 clips at 32 124 (mu-law) and 32 256 (A-law)."""

_BLOCK = RATE // 100
_ACTIVE_BELOW_PEAK_DB = 30.0
"""Blocks of 10 ms softer than the loudest one by more are pauses."""
_LOOK_AHEAD = 40
"""5 ms in which the gain goes down before a peak and comes back after it."""
_MARGIN = RATE // 20
"""50 ms kept around what is heard."""


def levelled(samples: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Trimmed, at SPEECH_DBFS, no peak beyond PEAK. Silence comes back empty."""
    powers = _block_powers(samples)
    loudest = float(powers.max(initial=0.0))
    if loudest < 1.0:
        return samples[:0]
    active = np.flatnonzero(powers > loudest / 10 ** (_ACTIVE_BELOW_PEAK_DB / 10))
    start = max(int(active[0]) * _BLOCK - _MARGIN, 0)
    end = min((int(active[-1]) + 1) * _BLOCK + _MARGIN, samples.size)
    target = 32_768**2 / 2 * 10 ** (SPEECH_DBFS / 10)
    gain = np.sqrt(target / float(powers[active].mean()))
    return limited(samples[start:end] * gain)


def limited(samples: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """The gain sinks smoothly around each peak beyond PEAK, so that nothing is clipped."""
    wanted = np.minimum(PEAK / np.maximum(np.abs(samples), 1.0), 1.0)
    reach = 2 * _LOOK_AHEAD + 1
    lowest = np.lib.stride_tricks.sliding_window_view(np.pad(wanted, 2 * _LOOK_AHEAD, constant_values=1.0), reach).min(
        axis=1
    )
    weights = np.hanning(reach + 2)[1:-1]
    smooth = np.convolve(lowest, weights / weights.sum(), "valid")
    return samples * smooth


def _block_powers(samples: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    blocks = np.pad(samples, (0, -samples.size % _BLOCK)).reshape(-1, _BLOCK)
    powers: npt.NDArray[np.float64] = np.mean(blocks**2, axis=1)
    return powers
