"""Busy time of which old parts count less, as least_occupied orders by it: double arithmetic, one step at a time.

Time is cut into slices of fading // 32. When a slice is over, all that came before counts 2^(−1/32); after 32 of them,
half. The key is the logarithm of what would be left at a time common to all: it stands still while nothing is added.
"""

import struct
from dataclasses import dataclass
from decimal import Decimal

SLICES = 32
FADES = tuple(float(Decimal(2) ** (Decimal(-each) / SLICES)) for each in range(SLICES))
"""2^(−i/32), rounded once."""
NEVER_BUSY = -(1 << 63)
MOST_HALVINGS = 1 << 21


@dataclass
class FadingTime:
    busy: float = 0.0
    """As it counted in the slice below."""
    slice: int = 0

    def add(self, begin: int, end: int, fading: int) -> None:
        now = end // max(1, fading // SLICES)
        if self.busy == 0.0:
            self.slice = now
        elif now > self.slice:
            self.busy *= fade(now - self.slice)
            self.slice = now
        self.busy += float(min(max(0, end - begin), (1 << 63) - 1))

    def key(self) -> int:
        if self.busy == 0.0:
            return NEVER_BUSY
        halvings, rest = divmod(self.slice, SLICES)
        at_common_time = self.busy if rest == 0 else self.busy * (2.0 * FADES[SLICES - rest])
        bits: int
        (bits,) = struct.unpack("<q", struct.pack("<d", at_common_time))
        exponent = (bits >> 52) + min(max(halvings, -MOST_HALVINGS), MOST_HALVINGS)
        return (exponent << 40) + ((bits & ((1 << 52) - 1)) >> 12)


def fade(slices: int) -> float:
    return 0.0 if slices >= 1000 * SLICES else FADES[slices % SLICES] * 2.0 ** -(slices // SLICES)
