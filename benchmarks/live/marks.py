"""The arithmetic of marks: bursts of sound found where they arrive, and how long each was under way."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import pairwise

import msgspec
import numpy as np

from appliance.drivers.station.ear import AUDIBLE_DBM0, ONSET_SILENCE_MS
from appliance.sound.frames import RATE, Samples
from appliance.sound.levels import power_of_dbm0

ONSET_SILENCE = ONSET_SILENCE_MS * RATE // 1_000
SHORTEST_HOLE = 20
"""Samples (2.5 ms): tones of marks are never as quiet for so long by themselves."""

_LOUD = float(np.sqrt(power_of_dbm0(AUDIBLE_DBM0)))

Anchor = tuple[int, float]
"""A sample's number in a line's sound, and the millisecond at which it was seen to pass."""


class Heard(msgspec.Struct, frozen=True):
    """What stands in a piece of sound, by the same rules as the pretend agent's ear."""

    onsets: list[int]
    """Number of each first sample after a silence of ONSET_SILENCE."""
    holes: list[int]
    """Number of each first sample after a shorter silence between two sounds."""


def heard_in(samples: Samples) -> Heard:
    loud = np.flatnonzero(np.abs(samples.astype(np.int32)) >= _LOUD)
    if loud.size == 0:
        return Heard([], [])
    silences = np.diff(loud) - 1
    meant, holes = silences >= ONSET_SILENCE, (silences >= SHORTEST_HOLE) & (silences < ONSET_SILENCE)
    return Heard([int(loud[0]), *loud[1:][meant].tolist()], loud[1:][holes].tolist())


class LineClock:
    """When each sample of one line passed, on CLOCK_MONOTONIC.

    Anchors may be late, never early, and the line's time may have stood still between them, never run ahead: at any
    sample the clock is behind by as much as the least of the anchors from there on says.
    """

    def __init__(self, anchors: Iterable[Anchor], ppm: float) -> None:
        """Anchors in order, at least one; `ppm` is how much faster than real time the line's samples pass."""
        samples, times = (np.array(each, np.float64) for each in zip(*anchors, strict=True))
        self._ms_per_sample = 1_000 / RATE / (1 + ppm / 1e6)
        behind = times - samples * self._ms_per_sample
        self._samples = samples
        self._behind = np.minimum.accumulate(behind[::-1])[::-1]

    def at_ms(self, sample: float) -> float:
        at = min(int(np.searchsorted(self._samples, sample)), self._behind.size - 1)
        return float(self._behind[at]) + sample * self._ms_per_sample


class Passage(msgspec.Struct, frozen=True):
    delays_ms: list[float]
    lost: int
    """Marks of which nothing arrived before the next one was sent."""


def passage(sent_ms: Sequence[float], arrived_ms: Sequence[float]) -> Passage:
    """Both in order. The last mark sent is left out: nothing says until when it could have arrived."""
    delays = []
    for sent, following in pairwise(sent_ms):
        first = bisect_left(arrived_ms, sent)
        if first < len(arrived_ms) and arrived_ms[first] < following:
            delays.append(arrived_ms[first] - sent)
    return Passage(delays, max(len(sent_ms) - 1, 0) - len(delays))


class Spread(msgspec.Struct, frozen=True):
    """A distribution in three figures and how many it is of."""

    p50: float
    p99: float
    most: float
    count: int


def spread(values: Sequence[float]) -> Spread | None:
    """None of nothing."""
    if not values:
        return None
    p50, p99 = (float(np.percentile(values, share, method="higher")) for share in (50, 99))
    return Spread(p50, p99, max(values), len(values))
