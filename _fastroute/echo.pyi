"""Line echo canceller: takes what was sent, come back from the far side of a line, out of what is heard."""

import numpy as np
import numpy.typing as npt

MOST_LAG: int
"""Samples; 512 ms."""

class EchoCanceller:
    """One line. Affine projection of order 8 (Ozeki and Umeda, Electronics and Communications in Japan 67-A, 1984),
    whose ridge follows how far the filter is off (delay coefficients: Mader, Puder and Schmidt, "Step-size control for
    acoustic echo cancellation filters", Signal Processing 80, 2000), so that a voice or a key at the near end of the
    hybrid does not drive it away.

    160 samples of int16 at 8 kHz go in and out; nothing is delayed.
    """

    sent_power: float
    """Of the last frame: mean square of what could come back in it."""
    heard_power: float
    left_power: float

    def __init__(self) -> None: ...
    @property
    def lag(self) -> int:
        """Samples from sending to the beginning of the filter's 24 ms; the strongest echo belongs 4 ms behind it.

        A new lag forgets the path. Raises ValueError outside 0 … MOST_LAG.
        """
    @lag.setter
    def lag(self, samples: int) -> None: ...
    def cancel(self, sent: npt.NDArray[np.int16], heard: npt.NDArray[np.int16], left: npt.NDArray[np.int16]) -> None:
        """Writes into `left` what is heard without the echo of what was sent up to and with `sent`.

        Raises ValueError unless all three have 160 samples.
        """
    @property
    def cancelling(self) -> bool:
        """The lag was set since the call began."""
    @property
    def overdue(self) -> int:
        """For how many frames with something sent somebody should have looked where the echo is.

        0: not yet, or the filter takes out enough of it.
        """
    def look_after(self, frames: int) -> None:
        """The next look is due after so many frames in which something was sent."""
    def take_out(self, sent: npt.NDArray[np.int16], heard: npt.NDArray[np.int16], left: npt.NDArray[np.int16]) -> bool:
        """What a leg does each 20 ms: remembers both and, once the lag was set, cancels and learns, from what it
        remembers of the 480 ms before as well.

        False: `left` was not written, what was heard is to be taken as it is. Nothing is done 550 ms after the last
        that was sent. Raises as cancel.
        """
    def came_lately(self, count: int) -> npt.NDArray[np.float32]:
        """The last samples that take_out heard, oldest first. Raises ValueError beyond 4096."""
    def follow(self, sent: npt.NDArray[np.int16]) -> None:
        """Only remembers what was sent: nothing was heard that is worth cleaning. Raises ValueError for other sizes."""
    def recent(self, count: int) -> npt.NDArray[np.float32]:
        """The last samples sent, oldest first; zeros before the first. Raises ValueError beyond 8448."""
    def reset(self) -> None:
        """Forgets path and history: a new call."""
