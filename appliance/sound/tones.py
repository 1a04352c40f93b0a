"""Tones made to measure: keys, the exchange's tones, marks for tests, beeps. Levels are dBm0 (see levels.py)."""

import numpy as np
import numpy.typing as npt

from _fastroute.tones import KEYS
from appliance.model.words import Digit, Ms
from appliance.sound.frames import RATE, Samples
from appliance.sound.levels import peak_of_sine
from appliance.sound.tone_plan import ToneRule

LOW_HZ = (697, 770, 852, 941)
HIGH_HZ = (1209, 1336, 1477, 1633)
"""Q.23. A key sounds LOW_HZ of its row and HIGH_HZ of its column."""

SENT_LOW_DBM0 = -9.0
SENT_TWIST_DB = 2.0
"""-11 and -9 dBV of ES 201 235-2 at 600 ohms, for a modem that puts 0 dBm0 on the line as 0 dBm."""

_RAMP_SAMPLES = 40
"""5 ms: no click at either end of a beep."""


def sine(hz: float, ms: float, dbm0: float = -13.0) -> Samples:
    """A steady tone that begins at phase 0; the mark by which tests and the demo know a sound again."""
    return _sum((hz,), ms, (dbm0,))


def key(digit: Digit, ms: float = 100, *, dbm0: float = -10.0, twist_db: float = 0.0, offset: float = 0.0) -> Samples:
    """One DTMF key. The low tone has `dbm0`, the high one `twist_db` more; both are off by the fraction `offset`."""
    row, column = divmod(KEYS.index(digit), 4)
    return _sum((LOW_HZ[row] * (1 + offset), HIGH_HZ[column] * (1 + offset)), ms, (dbm0, dbm0 + twist_db))


def keys(digits: str, *, on_ms: Ms = 100, off_ms: Ms = 100, dbm0: float = -10.0, twist_db: float = 0.0) -> Samples:
    """Keys one after the other, each followed by a pause; levels as of key()."""
    pause = np.zeros(_count(off_ms), np.int16)
    sounds = [(key(digit, on_ms, dbm0=dbm0, twist_db=twist_db), pause) for digit in digits]
    return np.concatenate([part for pair in sounds for part in pair])


def sent_keys(digits: str) -> Samples:
    """As a telephone sends them (Q.23, ES 201 235-2): the high tone is 2 dB louder: lines lose more of it."""
    return keys(digits, dbm0=SENT_LOW_DBM0, twist_db=SENT_TWIST_DB)


def progress(rule: ToneRule, ms: Ms, *, dbm0: float = -15.0) -> Samples:
    """A tone of the exchange from the start of its cadence; each of its frequencies has `dbm0`."""
    steady = _sum(rule.hz, ms, (dbm0,) * len(rule.hz))
    if not rule.cadence_ms:
        return steady
    lengths = [_count(piece) for piece in rule.cadence_ms]
    one_round = np.concatenate([np.full(length, i % 2 == 0) for i, length in enumerate(lengths)])
    return np.where(np.resize(one_round, steady.size), steady, 0).astype(np.int16)


def beep(hz: float = 1_000, ms: Ms = 200, dbm0: float = -15.0) -> Samples:
    """The sign to speak: a tone without clicks."""
    tone = sine(hz, ms, dbm0)
    ramp = np.sin(np.linspace(0, np.pi / 2, _RAMP_SAMPLES)) ** 2
    envelope = np.ones(tone.size)
    envelope[:_RAMP_SAMPLES] = ramp
    envelope[-_RAMP_SAMPLES:] = ramp[::-1]
    return np.rint(tone * envelope).astype(np.int16)


def _sum(hz: tuple[float, ...], ms: float, dbm0: tuple[float, ...]) -> Samples:
    time = np.arange(_count(ms)) / RATE
    total: npt.NDArray[np.float64] = np.zeros(time.size)
    for frequency, level in zip(hz, dbm0, strict=True):
        total += peak_of_sine(level) * np.sin(2 * np.pi * frequency * time)
    return np.clip(np.rint(total), -32768, 32767).astype(np.int16)


def _count(ms: float) -> int:
    return round(ms * RATE / 1_000)
