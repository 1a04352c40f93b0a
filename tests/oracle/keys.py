"""The rules by which a key is one, in plain numpy and at leisure: what _fastroute.tones is held against.

Written from what `tones.pxd` and the constants of `tones.pyx` say, with complex exponentials, in double precision.
"""

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

KEYS = "123A456B789C*0#D"
LOW_HZ = np.array([697.0, 770, 852, 941])
HIGH_HZ = np.array([1209.0, 1336, 1477, 1633])
HOP, SEGMENT, FRAME = 40, 80, 160
HANN = 0.5 - 0.5 * np.cos(2 * np.pi * (np.arange(SEGMENT) + 0.5) / SEGMENT)
MIDDLE = np.arange(SEGMENT) - (SEGMENT - 1) / 2
LEAST_POWER = 2.567e4
BACK = HOP
"""Samples that are heard again with the next frame, and silence before the first."""


class Toned(NamedTuple):
    place: int
    off_hz: float
    power: float


class Look(NamedTuple):
    key: int
    purity: float
    fair: bool
    low: Toned
    high: Toned


NOTHING = Look(key=-1, purity=0.0, fair=False, low=Toned(0, 0, 0), high=Toned(0, 0, 0))


def heard(samples: npt.NDArray[np.int16]) -> list[tuple[int, str]]:
    """After which sample each key is told; as DigitDetector.hear_all."""
    judge = Judge()
    told = []
    count = samples.size // FRAME
    for hop, look in enumerate(looks(samples[: count * FRAME].astype(float))):
        key = judge.take(look)
        if key is not None:
            told.append(((hop // 4 + 1) * FRAME, KEYS[key]))
    return told


def looks(samples: npt.NDArray[np.float64]) -> list[Look]:
    """One each 5 ms."""
    padded = np.concatenate([np.zeros(BACK), samples])
    places = range(0, padded.size - SEGMENT + 1, HOP)
    segments = np.array([padded[at : at + SEGMENT] for at in places]) * HANN
    hz = np.concatenate([LOW_HZ, HIGH_HZ, [395.0]])
    phasors = segments @ np.exp(-2j * np.pi * np.outer(MIDDLE, hz) / 8_000)
    sums = segments.sum(axis=1)
    energies = ((segments**2) / HANN).sum(axis=1)
    silence = [np.zeros((3, *each.shape[1:]), each.dtype) for each in (phasors, sums, energies)]
    phasors, sums, energies = (
        np.concatenate([nothing, each]) for nothing, each in zip(silence, (phasors, sums, energies), strict=True)
    )
    dial = DialTone()
    return [
        _look(phasors[at : at + 4], sums[at : at + 4].sum() / 160, energies[at : at + 4].sum() / 160, dial)
        for at in range(len(places))
    ]


class DialTone:
    """The least of the last 250 to 500 ms."""

    def __init__(self) -> None:
        self.now, self.before, self.count = 0.0, 0.0, 0

    def under(self, power: float) -> float:
        self.count += 1
        if self.count == 50:
            self.now, self.before, self.count = power, self.now, 0
        self.now = min(self.now, power)
        return min(self.now, self.before)


def _look(phasors: npt.NDArray[np.complex128], mean: float, energy: float, dial: DialTone) -> Look:
    left = energy - mean**2 - dial.under(1.2 * 2 * float(np.mean(np.abs(phasors[:, 8]) ** 2)) / HOP**2)
    if left < 2 * LEAST_POWER:
        return NOTHING
    powers = (np.abs(phasors[:, :8]) ** 2).sum(axis=0)
    low, high = int(powers[:4].argmax()), int(powers[4:].argmax())
    if (powers[low] + powers[4 + high]) * 8 / (0.8 * 160**2) < 0.25 * left:
        return NOTHING
    one, other = _toned(phasors[:, low], LOW_HZ[low], low), _toned(phasors[:, 4 + high], HIGH_HZ[high], high)
    if min(one.power, other.power) < LEAST_POWER or one.power > 40 * other.power or other.power > 10 * one.power:
        return NOTHING
    if abs(one.off_hz) > 0.026 * LOW_HZ[low] or abs(other.off_hz) > 0.026 * HIGH_HZ[high]:
        return NOTHING
    fair = one.power <= 8.9125 * other.power and other.power <= 4.4668 * one.power
    return Look(4 * low + high, (one.power + other.power) / left, fair, one, other)


def _toned(phasors: npt.NDArray[np.complex128], hz: float, place: int) -> Toned:
    turn = np.vdot(phasors[:-1], phasors[1:])
    if turn == 0:
        return Toned(place, 0, 0)
    turn /= abs(turn)
    off = float(np.angle(turn * np.exp(-2j * np.pi * hz * HOP / 8_000))) * 8_000 / (2 * np.pi * HOP)
    passed = 160 * max(1 - 0.645 * (off / 100) ** 2, 0.5)
    return Toned(place, off, 2 * float(abs(np.sum(phasors * turn.conjugate() ** np.arange(4))) / passed) ** 2)


@dataclass
class Steady:
    """Since the tones last moved."""

    count: int = 0
    pure: int = 0
    third: tuple[float, float] = (0.0, 0.0)
    swell: float = 1.0
    offs: list[tuple[float, float]] = field(default_factory=list)


@dataclass
class Run:
    key: int = -1
    count: int = 0
    pure: int = 0
    fair: int = 0
    purest: float = 0.0
    sums: npt.NDArray[np.float64] = field(default_factory=lambda: np.zeros(3))
    """Of purity, and of both tones' shares off."""
    steady: Steady = field(default_factory=Steady)


class Judge:
    """Runs of looks, and what becomes of them."""

    def __init__(self) -> None:
        self.run = Run()
        self.last = NOTHING
        self.down, self.misses = -1, 0
        self.down_powers = (0.0, 0.0)

    def take(self, look: Look) -> int | None:
        """The key that is told."""
        last, self.last = self.last, look
        if self.down >= 0:
            if self._held(look):
                self.misses = 0
                return None
            self.misses += 1
            if self.misses >= 6:
                self.down = -1
        if look.purity < 0.7 or look.key == self.down:
            self._forgive()
            return None
        self._add(look, last)
        if not self._is_digit():
            return None
        self.down, self.misses, self.down_powers = look.key, 0, (look.low.power, look.high.power)
        self.run = Run()
        return look.key

    def _held(self, look: Look) -> bool:
        low, high = self.down_powers
        loud = look.low.power >= 0.25 * low and look.high.power >= 0.25 * high
        return look.key == self.down and (look.purity >= 0.7 or (look.purity >= 0.25 and loud))

    def _forgive(self) -> None:
        run = self.run
        if run.count <= 1:
            self.run = Run()
            return
        run.sums *= (run.count - 1) / run.count
        run.count -= 1
        run.steady.count = max(run.steady.count - 1, 0)

    def _add(self, look: Look, last: Look) -> None:
        steps = (abs(look.low.off_hz - last.low.off_hz), abs(look.high.off_hz - last.high.off_hz))
        goes_on = look.key == self.run.key == last.key
        if look.key != self.run.key or (goes_on and max(steps) > 25):
            self.run = Run(look.key)
        run = self.run
        run.count += 1
        run.pure += look.purity >= 0.9
        run.fair += look.fair and look.purity >= 0.8
        run.purest = max(run.purest, look.purity)
        shares = look.low.off_hz / LOW_HZ[look.low.place], look.high.off_hz / HIGH_HZ[look.high.place]
        run.sums += (look.purity, *shares)
        if not look.fair:
            run.steady = Steady()
            return
        if run.steady.count == 0 or not goes_on or max(steps) > 6:
            run.steady = Steady()
        self._stand(run.steady, look)

    @staticmethod
    def _stand(steady: Steady, look: Look) -> None:
        steady.count += 1
        steady.pure += look.purity >= 0.9
        powers = look.low.power, look.high.power
        if steady.count <= 3:
            steady.third = powers
        ratios = [now / then for now, then in zip(powers, steady.third, strict=True)]
        steady.swell = max(max(ratio, 1 / ratio) for ratio in ratios)
        steady.offs.append((look.low.off_hz, look.high.off_hz))

    def _is_digit(self) -> bool:
        run, steady = self.run, self.run.steady
        purity, low, high = run.sums / run.count
        off = max(abs(low), abs(high))
        if off > 0.0205 or (run.purest < 0.95 and abs(low - high) > 0.024):
            return False
        if (steady.count >= 5 and steady.pure >= 3) or (run.count >= 8 and run.pure >= 6 and run.fair >= 3):
            return True
        if steady.count < 6 or purity < 0.76 or abs(low - high) > 0.012 or off > 0.017 or steady.swell > 1.41:
            return False
        return bool(np.ptp(steady.offs, axis=0).max() <= 8)
