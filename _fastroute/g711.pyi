"""G.711 mu-law and A-law. Buffers are C-contiguous: codes are bytes, samples are int16 of the same length."""

import numpy as np
import numpy.typing as npt

def ulaw_decode(codes: bytes | bytearray | memoryview, samples: npt.NDArray[np.int16]) -> None:
    """Writes one sample per code. Raises ValueError when the lengths differ."""

def alaw_decode(codes: bytes | bytearray | memoryview, samples: npt.NDArray[np.int16]) -> None:
    """Writes one sample per code. Raises ValueError when the lengths differ."""

def ulaw_encode(samples: npt.NDArray[np.int16]) -> bytes: ...
def alaw_encode(samples: npt.NDArray[np.int16]) -> bytes: ...
