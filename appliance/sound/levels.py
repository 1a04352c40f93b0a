"""Levels: from the power of int16 samples to dBm0 and back.

0 dBm0 is fixed by G.711: a sine that just reaches mu-law's virtual decision value 8159 has +3.17 dBm0. In int16 that
value is 4 × 8159 = 32 636, so a sine of 0 dBm0 peaks at 22 657 and has a mean square of 2.567e8.
"""

import math

FULL_SCALE_SINE_DBM0 = 3.17
FULL_SCALE_PEAK = 4 * 8_159
FLOOR_DBM0 = -99.0
"""What digital silence is called."""

_POWER_AT_0_DBM0 = FULL_SCALE_PEAK**2 / 2 / 10 ** (FULL_SCALE_SINE_DBM0 / 10)


def dbm0_of_power(power: float) -> float:
    """From a mean square of int16 samples."""
    return max(10 * math.log10(power / _POWER_AT_0_DBM0), FLOOR_DBM0) if power > 0 else FLOOR_DBM0


def power_of_dbm0(level: float) -> float:
    return _POWER_AT_0_DBM0 * 10 ** (level / 10)


def peak_of_sine(level: float) -> float:
    """Amplitude of a sine of so many dBm0."""
    return math.sqrt(2 * power_of_dbm0(level))
