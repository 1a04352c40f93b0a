"""Brings a prompt to one loudness: quiet ends cut softly, speech at one level, peaks held below where G.711 clips.

Loudness is measured as Recommendation ITU-R BS.1770-4 annex 1 does, of one channel.
"""

import math

import numpy as np
import numpy.typing as npt

from appliance.sound.frames import RATE

SPEECH_LUFS = -16.0
"""What is agreed on for speech that is heard in noisy places; -10 dBm0 while somebody speaks."""

PEAK = 30_000
"""G.711 clips at 32 124 (mu-law) and 32 256 (A-law)."""

FLOOR_LUFS = -70.0
"""The absolute gate: what is softer counts as silence."""

_Poly = tuple[float, float, float]
_SHELF: tuple[_Poly, _Poly] = (
    (1.53512485958697, -2.69169618940638, 1.19839281085285),
    (1.0, -1.69065929318241, 0.73248077421585),
)
_HIGH_PASS: tuple[_Poly, _Poly] = ((1.0, -2.0, 1.0), (1.0, -1.99004745483398, 0.99007225036621))
_THEIR_RATE = 48_000
"""Tables 1 and 2: numerator and denominator of each stage of the K weighting, which are for this rate."""
_OFFSET = -0.691
_GATE_BLOCK_S, _GATE_STEP_S = 0.4, 0.1
_BLOCKS_AT_ONCE = 100
"""10 s are weighted at once: ten minutes of 48 kHz in one piece took 3 GB of memory."""
_RELATIVE_GATE_LU = 10.0

_BLOCK = RATE // 100
_ACTIVE_BELOW_PEAK_DB = 30.0
"""Blocks of 10 ms softer than the loudest one by more are pauses."""
_LOOK_AHEAD = 40
"""5 ms in which the gain goes down before a peak and comes back after it."""
_MARGIN = RATE // 20
"""50 ms kept around what is heard."""
_EDGE = RATE // 100
"""10 ms in which what was cut fades, so that no edge clicks."""
_PASSES = 3
"""Where peaks were held, the rest is louder than it was meant to be short: made up for in so many passes."""


def levelled(samples: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """At 8 kHz: trimmed, at SPEECH_LUFS, no peak beyond PEAK. Silence comes back empty."""
    sound = trimmed(samples)
    for _ in range(_PASSES if sound.size else 0):
        short = SPEECH_LUFS - loudness_lufs(sound, RATE)
        sound = limited(sound * 10 ** (short / 20))
    return sound


def trimmed(samples: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """At 8 kHz: without its mean and its quiet ends but for 50 ms, of which 10 ms fade. Silence comes back empty."""
    sound = samples - samples.mean() if samples.size else samples
    powers = _block_powers(sound)
    loudest = float(powers.max(initial=0.0))
    if loudest < 1.0:
        return samples[:0]
    active = np.flatnonzero(powers > loudest / 10 ** (_ACTIVE_BELOW_PEAK_DB / 10))
    start = max(int(active[0]) * _BLOCK - _MARGIN, 0)
    end = min((int(active[-1]) + 1) * _BLOCK + _MARGIN, samples.size)
    sound = sound[start:end].copy()
    edge = min(_EDGE, sound.size // 2)
    fade = (1 - np.cos(np.pi * (np.arange(edge) + 0.5) / max(edge, 1))) / 2
    sound[:edge] *= fade
    sound[sound.size - edge :] *= fade[::-1]
    return sound


def loudness_lufs(samples: npt.NDArray[np.float64], rate: int) -> float:
    """Gated loudness on int16's scale, FLOOR_LUFS for silence. What is shorter than a block of 400 ms is one block."""
    return gated_lufs(gate_powers(samples, rate))


def gate_powers(samples: npt.NDArray[np.float64], rate: int) -> npt.NDArray[np.float64]:
    """Weighted mean squares of the gating blocks; of a long sound they may be measured piece by piece and joined."""
    if not samples.size:
        return np.empty(0)
    length, step = min(round(_GATE_BLOCK_S * rate), samples.size), round(_GATE_STEP_S * rate)
    starts = np.arange(0, samples.size - length + 1, step)
    pieces = [starts[at : at + _BLOCKS_AT_ONCE] for at in range(0, starts.size, _BLOCKS_AT_ONCE)]
    return np.concatenate([_powers_of(samples, rate, piece, length) for piece in pieces])


def _powers_of(
    samples: npt.NDArray[np.float64], rate: int, starts: npt.NDArray[np.int64], length: int
) -> npt.NDArray[np.float64]:
    """Of the blocks that begin there, with enough before them for the filters to have settled."""
    first, end = int(starts[0]), int(starts[-1]) + length
    before = min(first, rate // 5)
    weighted = _weighted(samples[first - before : end] / 32_768, rate)[before:]
    energy = np.concatenate(([0.0], np.cumsum(weighted**2)))
    powers: npt.NDArray[np.float64] = (energy[starts - first + length] - energy[starts - first]) / length
    return powers


def gated_lufs(powers: npt.NDArray[np.float64]) -> float:
    """FLOOR_LUFS where every block is silence."""
    heard = powers[_lufs_of(powers) > FLOOR_LUFS]
    if not heard.size:
        return FLOOR_LUFS
    gate = _lufs_of(heard.mean()) - _RELATIVE_GATE_LU
    return float(_lufs_of(heard[_lufs_of(heard) > gate].mean()))


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


def _weighted(samples: npt.NDArray[np.float64], rate: int) -> npt.NDArray[np.float64]:
    """The two filters' response as it is at their own rate, applied to the spectrum: exact at every rate."""
    size = 2 ** math.ceil(math.log2(samples.size + rate // 5))
    response = np.ones(size // 2 + 1)
    turn = np.exp(-2j * np.pi * np.fft.rfftfreq(size, 1 / rate) / _THEIR_RATE)
    for above, below in (_SHELF, _HIGH_PASS):
        response = response * (_at(above, turn) / _at(below, turn))
    weighted: npt.NDArray[np.float64] = np.fft.irfft(np.fft.rfft(samples, size) * response, size)[: samples.size]
    return weighted


def _at(polynomial: _Poly, turn: npt.NDArray[np.complex128]) -> npt.NDArray[np.complex128]:
    first, second, third = polynomial
    return first + second * turn + third * turn**2


def _lufs_of(power: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    lufs: npt.NDArray[np.float64] = _OFFSET + 10 * np.log10(np.maximum(power, 1e-12))
    return lufs


def _block_powers(samples: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    blocks = np.pad(samples, (0, -samples.size % _BLOCK)).reshape(-1, _BLOCK)
    powers: npt.NDArray[np.float64] = np.mean(blocks**2, axis=1)
    return powers
