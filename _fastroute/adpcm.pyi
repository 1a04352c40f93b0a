"""IMA ADPCM, two samples a byte, the first in the low half as WAV files have it. Buffers are C-contiguous."""

import numpy as np
import numpy.typing as npt

class AdpcmTrack:
    """One way of one stream; what a frame led to is where the next begins. A decoder and its encoder hear the same."""

    sample: int
    """The last one heard. Raises ValueError beyond int16."""
    index: int
    """Of the 89 steps. Raises ValueError beyond 0-88."""
    def __init__(self, sample: int = 0, index: int = 0) -> None: ...
    def decode(self, codes: bytes | bytearray | memoryview, samples: npt.NDArray[np.int16]) -> None:
        """Writes two samples per byte. Raises ValueError when the lengths differ."""

    def encode(self, samples: npt.NDArray[np.int16]) -> bytes:
        """One byte per two samples. Raises ValueError for an odd number of them."""

def frames_in(data_bytes: int, block_bytes: int, channels: int) -> int:
    """How many samples each channel has in the data of a WAV file; the last block may be shorter. Raises ValueError."""

def decode_blocks(data: bytes | memoryview, samples: npt.NDArray[np.int16], block_bytes: int) -> None:
    """The data of a WAV file to shape (frames_in, channels).

    A block has 4 bytes of each channel ahead, its first sample and index; then they take turns by 4 bytes, 8 samples.
    Raises ValueError when the shapes do not fit or an index is beyond 88.
    """
