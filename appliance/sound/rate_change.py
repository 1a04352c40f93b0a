"""A stream of frames to and from a sound card's own rate: whole frames of 20 ms, without a seam between them."""

import math

import numpy as np
import numpy.typing as npt

from appliance.sound.frames import FRAME_SAMPLES, RATE, Samples

PASS_HZ = 3_600
"""Flat to here; what lies above 4.4 kHz is 60 dB down."""

_ZERO_CROSSINGS = 24
"""On either side: the delay is half of them, 3 ms."""
_KAISER_BETA = 6.5
_LARGEST, _LEAST = 32_767, -32_768


def samples_of_frame(rate: int) -> int:
    """At the card's rate. Raises ValueError for a rate at which 20 ms are no whole number of samples."""
    samples, rest = divmod(rate * FRAME_SAMPLES, RATE)
    if rest or samples <= 0:
        raise ValueError(f"{rate} samples a second: 20 ms of them are no whole number; use 8000, 44100 or 48000")
    return samples


class RateChange:
    """One direction of one stream. Each output sample of a frame is one row of a matrix, made once."""

    def __init__(self, from_rate: int, to_rate: int, gain_db: float = 0.0) -> None:
        """Raises ValueError as samples_of_frame."""
        self._takes, gives = samples_of_frame(from_rate), samples_of_frame(to_rate)
        self._gain = np.float32(10 ** (gain_db / 20))
        self._rows = _rows(from_rate, to_rate, gives) * self._gain if from_rate != to_rate else None
        history = self._rows.shape[1] - self._takes if self._rows is not None else 0
        self._heard = np.zeros(history + self._takes, np.float32)

    def frame(self, samples: Samples) -> Samples:
        """Shape (n,) at the one rate to (m,) at the other, n and m being 20 ms."""
        if self._rows is None:
            return samples if self._gain == 1.0 else _whole(samples * self._gain)
        self._heard[: -self._takes] = self._heard[self._takes :]
        self._heard[-self._takes :] = samples
        return _whole(self._rows @ self._heard)


def _whole(samples: npt.NDArray[np.float32]) -> Samples:
    """Too loud stays as loud as can be."""
    whole: Samples = np.clip(np.rint(samples), _LEAST, _LARGEST).astype(np.int16)
    return whole


def _rows(from_rate: int, to_rate: int, gives: int) -> npt.NDArray[np.float32]:
    """Windowed sinc, shape (gives, history + takes); the last column is the newest sample of the frame."""
    cutoff = (PASS_HZ + RATE / 2) / 2
    reach = math.ceil(_ZERO_CROSSINGS * from_rate / (2 * cutoff))
    takes = samples_of_frame(from_rate)
    taps = np.arange(-2 * reach, takes)
    at = np.arange(gives) * from_rate / to_rate - reach
    distance = taps[np.newaxis, :] - at[:, np.newaxis]
    window = np.i0(_KAISER_BETA * np.sqrt(np.clip(1 - (distance / (reach + 1)) ** 2, 0, None))) / np.i0(_KAISER_BETA)
    rows = np.sinc(2 * cutoff / from_rate * distance) * window * (np.abs(distance) <= reach + 1)
    normal: npt.NDArray[np.float32] = (rows / rows.sum(axis=1, keepdims=True)).astype(np.float32)
    return normal
