"""Faxes and modems as they sound: tones, turns and beats of the Recommendations, exact or as far off as these allow."""

from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from appliance.sound.frames import RATE, Samples
from appliance.sound.levels import peak_of_sine, power_of_dbm0

Chance: TypeAlias = np.random.Generator
Sound: TypeAlias = npt.NDArray[np.float64]

BEFORE_MS = (100, 1_500)
"""Silence before a machine begins."""
CALLING_ROUNDS = 3
ANSWER_MS = 3_300
TURN_MS = 450
BEAT_HZ, BEAT_SHARE = 15, 0.2
BAUD, ONE_HZ, ZERO_HZ = 300, 1_650, 1_850
FLAG, SHARED_FLAG = "01111110", "0111111"
"""The second where each zero between two flags belongs to both."""


class Manner(NamedTuple):
    dbm0: float = -15.0
    noise_db: float | None = None
    """So much softer than the tone; None: none."""
    off_hz: float = 0.0
    stretch: float = 1.0
    """Of the times of calling tones."""


def calling(manner: Manner, chance: Chance, *, hz: float = 1_100, on_ms: float = 500, off_ms: float = 3_000) -> Samples:
    """CNG, unless told otherwise."""
    on, off = manner.stretch * on_ms, manner.stretch * off_ms
    rounds = [part for _ in range(CALLING_ROUNDS) for part in (_tone(hz + manner.off_hz, on, manner), _silence(off))]
    return _line(np.concatenate(rounds), manner, chance)


def answering(
    manner: Manner, chance: Chance, *, hz: float = 2_100, turns: bool = False, beats: bool = False
) -> Samples:
    """CED, unless told otherwise."""
    seconds = np.arange(ANSWER_MS * RATE // 1_000) / RATE
    phase = np.floor(seconds * 1_000 / TURN_MS) % 2 * np.pi if turns else 0.0
    loudness = 1 + BEAT_SHARE * np.sin(2 * np.pi * BEAT_HZ * seconds) if beats else 1.0
    tone = np.sin(2 * np.pi * (hz + manner.off_hz) * seconds + phase)
    return _line(loudness * tone * peak_of_sine(manner.dbm0), manner, chance)


def flags(manner: Manner, chance: Chance, *, flag: str = FLAG, ms: int = 1_000) -> Samples:
    """A preamble in V.21, channel 2."""
    return _line(_shifted((flag * (ms * BAUD // 1_000))[: ms * BAUD // 1_000], manner), manner, chance)


def data(manner: Manner, chance: Chance, ms: int = 3_000) -> Samples:
    """The same modem with bits by lot, which are no flags."""
    bits = "".join(chance.choice(["0", "1"], ms * BAUD // 1_000))
    return _line(_shifted(bits, manner), manner, chance)


def _shifted(bits: str, manner: Manner) -> Sound:
    at = np.arange(len(bits) * RATE // BAUD) * BAUD // RATE
    hz = np.array([ONE_HZ if bit == "1" else ZERO_HZ for bit in bits])[at] + manner.off_hz
    sound: Sound = np.sin(2 * np.pi * np.cumsum(hz) / RATE) * peak_of_sine(manner.dbm0)
    return sound


def _tone(hz: float, ms: float, manner: Manner) -> Sound:
    sound: Sound = np.sin(2 * np.pi * hz * np.arange(round(ms * RATE / 1_000)) / RATE) * peak_of_sine(manner.dbm0)
    return sound


def _silence(ms: float) -> Sound:
    return np.zeros(round(ms * RATE / 1_000))


def _line(sound: Sound, manner: Manner, chance: Chance) -> Samples:
    whole = np.concatenate([_silence(chance.uniform(*BEFORE_MS)), sound, _silence(200)])
    if manner.noise_db is not None:
        whole = whole + chance.normal(0, np.sqrt(power_of_dbm0(manner.dbm0 - manner.noise_db)), whole.size)
    return np.clip(np.rint(whole), -32_768, 32_767).astype(np.int16)
