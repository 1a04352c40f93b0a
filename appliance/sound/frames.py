"""The unit of all sound: a frame of 20 ms, 160 samples at 8 kHz, int16."""

from collections.abc import Callable
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from appliance.model.words import Ms

RATE = 8_000
FRAME_SAMPLES = 160
FRAME_MS = 20

Samples: TypeAlias = npt.NDArray[np.int16]
"""Any number of samples, shape (n,)."""

Frame: TypeAlias = npt.NDArray[np.int16]
"""Shape (160,). Nobody changes a frame after handing it on."""

Come: TypeAlias = Callable[[Ms], None]
"""Called when there is a frame to say, with how long before its time it came: 0 but for what was known beforehand."""

SILENCE: Frame = np.zeros(FRAME_SAMPLES, dtype=np.int16)
SILENCE.setflags(write=False)
