"""A burst of tone, and which tones it may be."""

from appliance.model.words import Value

OFF = 0.015
"""Share by which an exchange's frequencies may be off."""

_BLUR_HZ = 5.0
"""What noise 15 dB below a tone makes of its frequency, and of the middle of two."""

_NEAR_HZ = 80.0
"""Tones nearer than that beat, and may be heard as one in their middle."""


class Burst(Value, frozen=True):
    """From the first to the last moment of one tone. Times are milliseconds since listening began."""

    tones: int
    low: float
    high: float
    """0 when it is one frequency."""
    centre: float
    """Hz; the middle of its energy."""
    began_ms: float
    length_ms: float
    power: float
    unevenness: float
    """Loudest over softest 40 ms between its ends, in power."""
    drift_hz: float
    """Highest minus lowest centre between its ends."""

    @property
    def ended_ms(self) -> float:
        return self.began_ms + self.length_ms


class Pitch:
    """What a rule's frequencies sound like, off by up to OFF."""

    def __init__(self, hz: tuple[float, ...]) -> None:
        """One to three frequencies; of three, neighbours beat."""
        self._low, self._high = min(hz), max(hz)
        self._one = len(hz) == 1
        self._beats = not self._one and self._high - self._low <= _NEAR_HZ * (len(hz) - 1)
        self._centre = sum(hz) / len(hz)

    def fits(self, burst: Burst) -> bool:
        if self._beats:
            # Of two tones 8 dB apart in level the energy's middle is 0.36 of their distance from the middle.
            spread = _BLUR_HZ + 0.4 * (self._high - self._low)
            return abs(burst.centre - self._centre) <= OFF * self._centre + spread
        if self._one:
            return burst.tones == 1 and self._near(burst.centre, self._centre)
        return burst.tones == 2 and self._near(burst.low, self._low) and self._near(burst.high, self._high)

    @staticmethod
    def _near(heard: float, expected: float) -> bool:
        return abs(heard - expected) <= OFF * expected + _BLUR_HZ
