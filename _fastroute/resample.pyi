"""Sound at one rate to another. Buffers are C-contiguous float64."""

import numpy as np
import numpy.typing as npt

def filtered(
    samples: npt.NDArray[np.float64], filters: npt.NDArray[np.float64], step: int, out: npt.NDArray[np.float64]
) -> None:
    """Writes as many samples as `out` has: sample i is the sum of filters[i * step % phases] times the samples from
    i * step // phases on; `filters` has the shape (phases, taps).

    Raises ValueError when the last window would reach beyond `samples`, or nothing can be filtered so.
    """
