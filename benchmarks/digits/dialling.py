"""Calls in which keys are pressed: on what line, how well, and under what else."""

from collections.abc import Callable, Iterator
from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from _fastroute.tones import KEYS
from appliance.sound.frames import RATE, Samples
from appliance.sound.levels import peak_of_sine, power_of_dbm0
from appliance.sound.tones import HIGH_HZ, LOW_HZ

KEYS_A_CALL = 100
TAIL_MS = 200
IDLE_DBM0 = -65.0
"""Noise of a quiet line, everywhere."""

Floats: TypeAlias = npt.NDArray[np.float64]
Chance: TypeAlias = np.random.Generator


class Manner(NamedTuple):
    """How keys are pressed."""

    on_ms: float = 50.0
    off_ms: float = 50.0
    lead_ms: float = 100.0
    """Before the first."""
    jitter_ms: float = 5.0
    """Pauses are longer by up to so much, so that keys begin anywhere in a block."""
    dbm0: float = -10.0
    """Per tone; of two different ones, the mean."""
    low_over_high_db: float = 0.0
    offsets: tuple[tuple[float, float], ...] = ((0.0, 0.0),)
    """Shares by which the low and the high tone are off; calls take one pair after the other."""
    noise_db: float | None = None
    """So far below the power of both tones together, in 0 to 4 kHz; None: IDLE_DBM0."""
    keys: str = KEYS


class Call(NamedTuple):
    samples: Samples
    keys: str
    begins: list[int]
    """The first sample of each key."""


def pressed(manner: Manner, count: int, chance: Chance, turn: int = 0) -> tuple[Floats, str, list[int]]:
    """The keys of one call without noise, what they are, and where each begins."""
    off_low, off_high = manner.offsets[turn % len(manner.offsets)]
    on = round(manner.on_ms * RATE / 1_000)
    time = np.arange(on) / RATE
    low_peak = peak_of_sine(manner.dbm0 + manner.low_over_high_db / 2)
    high_peak = peak_of_sine(manner.dbm0 - manner.low_over_high_db / 2)
    indices = chance.integers(0, len(manner.keys), count)
    pauses = (manner.off_ms + chance.uniform(0, manner.jitter_ms, count)) * RATE / 1_000
    begins = (
        round(manner.lead_ms * RATE / 1_000)
        + int(chance.integers(0, 160))
        + np.concatenate([[0], np.cumsum(on + np.rint(pauses[:-1]))]).astype(int)
    )
    sound = np.zeros(begins[-1] + on + round(TAIL_MS * RATE / 1_000))
    phases = chance.uniform(0, 2 * np.pi, (count, 2))
    for index, begin, (low_phase, high_phase) in zip(indices, begins, phases, strict=True):
        row, column = divmod(KEYS.index(manner.keys[index]), 4)
        sound[begin : begin + on] += low_peak * np.sin(2 * np.pi * LOW_HZ[row] * (1 + off_low) * time + low_phase)
        sound[begin : begin + on] += high_peak * np.sin(
            2 * np.pi * HIGH_HZ[column] * (1 + off_high) * time + high_phase
        )
    return sound, "".join(manner.keys[index] for index in indices), [int(begin) for begin in begins]


def noise_under(manner: Manner, count: int, chance: Chance) -> Floats:
    """White noise as loud as the manner says."""
    if manner.noise_db is None:
        power = power_of_dbm0(IDLE_DBM0)
    else:
        tones = (manner.dbm0 + half * manner.low_over_high_db / 2 for half in (1, -1))
        power = sum(map(power_of_dbm0, tones)) / 10 ** (manner.noise_db / 10)
    return chance.normal(0, np.sqrt(power), count)


def sampled(sound: Floats) -> Samples:
    return np.clip(np.rint(sound), -32_768, 32_767).astype(np.int16)


def calls(
    manner: Manner, count: int, chance: Chance, line: Callable[[Samples], Samples] = lambda samples: samples
) -> Iterator[Call]:
    """As many keys as `count`, KEYS_A_CALL to a call, each call through the line."""
    for turn in range(-(-count // KEYS_A_CALL)):
        sound, keys, begins = pressed(manner, KEYS_A_CALL, chance, turn)
        yield Call(line(sampled(sound + noise_under(manner, sound.size, chance))), keys, begins)


def over_tones(manner: Manner, hz: tuple[float, ...], dbm0: float, chance: Chance, count: int) -> Iterator[Call]:
    """The same over tones that sound all the time, each of so many dBm0."""
    for turn in range(-(-count // KEYS_A_CALL)):
        sound, keys, begins = pressed(manner, KEYS_A_CALL, chance, turn)
        time = np.arange(sound.size) / RATE
        for each in hz:
            sound += peak_of_sine(dbm0) * np.sin(2 * np.pi * each * time + chance.uniform(0, 2 * np.pi))
        yield Call(sampled(sound + noise_under(manner, sound.size, chance)), keys, begins)
