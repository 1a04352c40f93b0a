"""A stream of frames to and from a sound card's own rate: whole frames of 20 ms, without a seam between them."""

import numpy as np
import numpy.typing as npt

from _fastroute import resample
from appliance.sound.frames import FRAME_SAMPLES, RATE, Samples
from appliance.sound.resample import phase_filters

STOP = 1.1
"""80 dB down from here, 4,400 Hz for the telephone: what folds stays above 3,600 Hz, and the delay is 3.4 to 3.6 ms."""

_LARGEST, _LEAST = 32_767, -32_768


def samples_of_frame(rate: int) -> int:
    """At the card's rate. Raises ValueError for a rate at which 20 ms are no whole number of samples."""
    samples, rest = divmod(rate * FRAME_SAMPLES, RATE)
    if rest or samples <= 0:
        raise ValueError(f"{rate} samples a second: 20 ms of them are no whole number; use 8000, 44100 or 48000")
    return samples


class RateChange:
    """One direction of one stream. A frame begins with a sample at both rates: all are filtered alike."""

    def __init__(self, from_rate: int, to_rate: int, gain_db: float = 0.0) -> None:
        """Raises ValueError as samples_of_frame."""
        self._takes, self._gives = samples_of_frame(from_rate), samples_of_frame(to_rate)
        self._gain = float(10 ** (gain_db / 20))
        self._filters: npt.NDArray[np.float64] | None = None
        self._step = 0
        if from_rate != to_rate:
            self._filters, self._step = phase_filters(from_rate, to_rate, STOP)
        before = self._filters.shape[1] - 1 if self._filters is not None else 0
        self._heard = np.zeros(before + self._takes)

    def frame(self, samples: Samples) -> Samples:
        """Shape (n,) at the one rate to (m,) at the other, n and m being 20 ms."""
        if self._filters is None:
            return samples if self._gain == 1.0 else _whole(samples * self._gain)
        self._heard[: -self._takes] = self._heard[self._takes :]
        self._heard[-self._takes :] = samples * self._gain
        out = np.empty(self._gives)
        resample.filtered(self._heard, self._filters, self._step, out)
        return _whole(out)


def _whole(samples: npt.NDArray[np.floating]) -> Samples:
    """Too loud stays as loud as can be."""
    whole: Samples = np.clip(np.rint(samples), _LEAST, _LARGEST).astype(np.int16)
    return whole
