"""`callbox` that weighs itself: python -m benchmarks.lines.weighed_box NAME --weigh FILE ARGUMENTS…

At each SIGUSR2 a line of JSON, a Weight, is added to FILE. The box itself knows nothing of it.
"""

import ctypes
import gc
import os
import signal
import sys
from collections import Counter
from pathlib import Path
from typing import Final

import msgspec

from appliance.cli import main
from benchmarks.live.usage import usage

KINDS: Final = 400
"""Most frequent classes that are told."""


class Weight(msgspec.Struct, frozen=True, kw_only=True):
    """Of the process at one moment. MB are of 10^6 bytes."""

    resident_mb: float
    """As it was found."""
    garbage: int
    """Objects that only a full collection gave back: rings of them, made since the box was up."""
    trimmed_mb: float
    """Resident after that, and after malloc_trim(0): what the C library held in reserve is given back."""
    malloc_mb: float
    """Handed out by malloc and not given back (mallinfo2, uordblks + hblkhd); the allocator's reserve not counted."""
    blocks: int
    """Handed out by Python's own allocator and not given back."""
    kinds: dict[str, int]
    """Class → live objects that the collector knows, made since the box was up."""

    @property
    def objects(self) -> int:
        return sum(self.kinds.values())


_FIGURES: Final = (
    *("arena", "ordblks", "smblks", "hblks", "hblkhd"),
    *("usmblks", "fsmblks", "uordblks", "fordblks", "keepcost"),
)


class _Mallinfo2(ctypes.Structure):
    """mallinfo(3)."""

    _fields_ = [(name, ctypes.c_size_t) for name in _FIGURES]


def weigh() -> Weight:
    """Of this process; a pause of some 100 ms."""
    pid = os.getpid()
    library = ctypes.CDLL(None)
    library.mallinfo2.restype = _Mallinfo2
    resident = usage(pid).rss_mb
    garbage = gc.collect()
    kinds = Counter(f"{type(each).__module__}.{type(each).__qualname__}" for each in gc.get_objects())
    blocks = sys.getallocatedblocks()
    library.malloc_trim(0)
    told = library.mallinfo2()
    return Weight(
        resident_mb=resident,
        garbage=garbage,
        trimmed_mb=usage(pid).rss_mb,
        malloc_mb=(told.uordblks + told.hblkhd) / 1e6,
        blocks=blocks,
        kinds=dict(kinds.most_common(KINDS)),
    )


def read_weights(file: Path) -> list[Weight]:
    """Those that are whole."""
    lines = file.read_bytes().split(b"\n")[:-1] if file.exists() else []
    return [msgspec.json.decode(line, type=Weight) for line in lines]


def _main(argv: list[str]) -> int:
    name, _, file, *rest = argv

    def asked(*_: object) -> None:
        with Path(file).open("ab") as out:
            out.write(msgspec.json.encode(weigh()) + b"\n")

    signal.signal(signal.SIGUSR2, asked)
    return main([name, *rest])


if __name__ == "__main__":
    sys.exit(_main(sys.argv[1:]))
