"""How far it is, on a terminal: one line of stderr that is written over, and is gone at the end."""

import time
from typing import TextIO

EVERY_S = 0.1


class Gauge:
    """Silent where nobody looks: into a file or a pipe nothing is written."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._shown = stream.isatty()
        self._last = 0.0

    def show(self, doing: str, share: float) -> None:
        if self._shown and (share >= 1 or time.monotonic() - self._last >= EVERY_S):
            self._last = time.monotonic()
            self._stream.write(f"\r\x1b[K{doing} {100 * min(max(share, 0.0), 1.0):.0f} %")
            self._stream.flush()

    def clear(self) -> None:
        if self._shown:
            self._stream.write("\r\x1b[K")
            self._stream.flush()
