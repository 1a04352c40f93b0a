"""Linear samples. Buffers are C-contiguous: codes are bytes, samples are int16 of the same length."""

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

def u8_decode(codes: bytes | bytearray | memoryview, samples: npt.NDArray[np.int16]) -> None:
    """Unsigned, 0x80 is silence. Raises ValueError when the lengths differ."""

def s8_decode(codes: bytes | bytearray | memoryview, samples: npt.NDArray[np.int16]) -> None:
    """Signed, 0x00 is silence. Raises ValueError when the lengths differ."""

def u8_encode(samples: npt.NDArray[np.int16]) -> bytes: ...
def s8_encode(samples: npt.NDArray[np.int16]) -> bytes: ...
def mix(left: npt.NDArray[np.int16], right: npt.NDArray[np.int16], total: npt.NDArray[np.int16]) -> None:
    """Writes left + right, held to int16. Raises ValueError when the lengths differ."""

def mix_all(parts: Iterable[npt.NDArray[np.int16]], total: npt.NDArray[np.int16]) -> None:
    """Writes the sum of all parts, held to int16 once, at the end; at most 65,536 parts.

    Raises ValueError when the lengths differ or are beyond 1024.
    """

def pair_all(
    lefts: list[npt.NDArray[np.int16]], rights: list[npt.NDArray[np.int16]], pairs: npt.NDArray[np.int16]
) -> None:
    """Writes each left and right into `pairs`, shape (count, n, 2). Raises ValueError when counts or lengths differ."""

def power(samples: npt.NDArray[np.int16]) -> float:
    """Mean square without the constant part; 0 for no samples."""
