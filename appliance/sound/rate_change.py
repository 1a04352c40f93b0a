"""A stream of frames to and from a sound card's own rate: whole frames of 20 ms, without a seam between them."""

from functools import lru_cache

import numpy as np
import numpy.typing as npt

from appliance.sound.frames import FRAME_SAMPLES, RATE, Samples
from appliance.sound.resample import LowPass

STOP = 1.1
"""80 dB down from here, 4,400 Hz for the telephone: what folds stays above 3,600 Hz, and the delay is 3.4 ms."""

_PIECES = 10
"""A frame is filtered in so many: each row of a matrix is then little longer than the filter itself."""
_RATES_KEPT = 16
"""Matrices of so many pairs of rates are shared by all streams; a house has a few kinds of card, each both ways."""
_LARGEST, _LEAST = 32_767, -32_768


def samples_of_frame(rate: int) -> int:
    """At the card's rate. Raises ValueError for a rate at which 20 ms are no whole number of samples."""
    samples, rest = divmod(rate * FRAME_SAMPLES, RATE)
    if rest or samples <= 0:
        raise ValueError(f"{rate} samples a second: 20 ms of them are no whole number; use 8000, 44100 or 48000")
    return samples


class RateChange:
    """One direction of one stream. Each output sample of a frame is one row of a matrix, made once for all streams."""

    def __init__(self, from_rate: int, to_rate: int, gain_db: float = 0.0) -> None:
        """Raises ValueError as samples_of_frame."""
        self._takes, self._gives = samples_of_frame(from_rate), samples_of_frame(to_rate)
        self._gain = np.float32(10 ** (gain_db / 20))
        self._bank = _bank(from_rate, to_rate) if from_rate != to_rate else None
        history = 2 * self._bank.reach if self._bank is not None else 0
        self._heard = np.zeros(history + self._takes, np.float32)

    def frame(self, samples: Samples) -> Samples:
        """Shape (n,) at the one rate to (m,) at the other, n and m being 20 ms."""
        if self._bank is None:
            return samples if self._gain == 1.0 else _whole(samples * self._gain)
        self._heard[: -self._takes] = self._heard[self._takes :]
        self._heard[-self._takes :] = samples * self._gain
        return _whole(self._bank.filtered(self._heard)[: self._gives])


class _Bank:
    """The filters of one frame from one rate to another, cut into pieces of output."""

    def __init__(self, from_rate: int, to_rate: int) -> None:
        low_pass = LowPass(from_rate, to_rate, STOP)
        self.reach = low_pass.reach
        takes, gives = samples_of_frame(from_rate), samples_of_frame(to_rate)
        each = -(-gives // _PIECES)
        at = np.arange(_PIECES * each) * from_rate / to_rate
        starts = np.floor(at[::each]).astype(np.int64)
        width = int(np.ceil(each * from_rate / to_rate)) + 2 * self.reach + 1
        starts = np.clip(starts, 0, takes + 2 * self.reach - width)
        self._inputs = starts[:, np.newaxis] + np.arange(width)
        distance = np.repeat(self._inputs, each, axis=0) - self.reach - at[:, np.newaxis]
        rows = low_pass.at(distance).astype(np.float32)
        self._rows = rows.reshape(_PIECES, each, width)

    def filtered(self, heard: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """Shape (history + takes,), the newest sample last, to a frame (and a little more where pieces are uneven)."""
        result: npt.NDArray[np.float32] = np.matmul(self._rows, heard[self._inputs][:, :, np.newaxis]).reshape(-1)
        return result


@lru_cache(_RATES_KEPT)
def _bank(from_rate: int, to_rate: int) -> _Bank:
    return _Bank(from_rate, to_rate)


def _whole(samples: npt.NDArray[np.float32]) -> Samples:
    """Too loud stays as loud as can be."""
    whole: Samples = np.clip(np.rint(samples), _LEAST, _LARGEST).astype(np.int16)
    return whole
