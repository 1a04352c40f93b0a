"""The same lines in plain C with libspandsp, but for echo and level: benchmarks/reference/spandsp.c.

Debian's canceller writes text for each sample, and its time would be that of printf.
"""

import ctypes

import numpy as np
import numpy.typing as npt

from appliance.sound.frames import FRAME_SAMPLES, Samples
from benchmarks.digits.detectors import compiled


class Peer:
    """Raises subprocess.CalledProcessError or OSError where libspandsp-dev or a compiler is not installed."""

    def __init__(self, lines: int) -> None:
        self._library = compiled()
        pointer = ctypes.c_void_p
        self._library.desk_new.restype = pointer
        self._library.desk_tick.argtypes = (pointer,) * 6
        self._library.desk_free.argtypes = (pointer,)
        self._desk = self._library.desk_new(lines)
        if not self._desk:
            raise OSError("libspandsp: no memory for a desk")
        count = lines * FRAME_SAMPLES
        self._gone, self._heard = np.zeros(count, np.uint8), np.zeros(count, np.int16)
        self._recorded = np.zeros(2 * count, np.int16)

    def tick(self, came: npt.NDArray[np.uint8], agents: Samples) -> None:
        places = (came, agents, self._gone, self._heard, self._recorded)
        self._library.desk_tick(self._desk, *(place.ctypes.data for place in places))

    def __del__(self) -> None:
        if getattr(self, "_desk", None):
            self._library.desk_free(self._desk)
