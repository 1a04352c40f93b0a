"""What the box hears of a call it has dialled, until the far end answers: ringback, or the tone that says why not."""

import numpy as np

from appliance.model.words import Ms
from appliance.pretend.exchange_tones import CountryTones, ExchangeTone, TonePlayer
from appliance.pretend.gsm.subscribers import FarEnd
from appliance.pretend.sines import sines
from appliance.sound.frames import RATE, Samples

BUSY_CAUSES = frozenset({17, 19, 21})
CONGESTED_CAUSES = frozenset({34, 38, 41, 42, 47})
"""24.008 annex H; every other one is told by the three tones before an announcement."""
INFORMATION_HZ = (950.0, 1400.0, 1800.0)
INFORMATION_MS = 330
"""ITU-T Q.35 §5."""
AGAIN_MS = 6_000
"""The announcement, which nobody speaks here, and then the three tones once more."""


class DialledCall:
    """Pure: pieces come out. Time is that of the pieces."""

    def __init__(self, far_end: FarEnd, tones: CountryTones) -> None:
        self.far_end = far_end
        self.rings = 0
        """Begun so far."""
        self._tones = tones
        self._passed: Ms = 0
        self._player: TonePlayer | None = None
        self._information = _information()
        self._place = 0

    @property
    def answered(self) -> bool:
        wait = self.far_end.answers_after_ms
        return not self.far_end.cause and wait is not None and self._passed >= self.far_end.rings_after_ms + wait

    @property
    def refused(self) -> bool:
        """A tone says that it came to nothing."""
        given_up = self._passed >= self.far_end.rings_after_ms + self.far_end.gives_up_after_ms
        return bool(self.far_end.cause) or (not self.answered and given_up)

    def go_on(self, now: Ms) -> None:
        """Once a piece, before it: nothing that the pieces do not do."""

    def say(self, count: int) -> Samples:
        """The next piece."""
        before, self._passed = self._passed, self._passed + count * 1_000 // RATE
        if self._passed < self.far_end.rings_after_ms:
            return np.zeros(count, np.int16)
        if self.refused:
            return self._refusal(count)
        if self._player is None:
            self._player = TonePlayer(self._tones.ringback)
        period = self._tones.ringback.on_ms + self._tones.ringback.off_ms
        since = self._passed - self.far_end.rings_after_ms
        self.rings += since // period >= self.rings and before < self._passed
        return self._player.next(count)

    def _refusal(self, count: int) -> Samples:
        cause = self.far_end.cause or 17
        if cause not in BUSY_CAUSES | CONGESTED_CAUSES:
            return self._next_information(count)
        if self._player is None or self.rings:
            self.rings = 0
            self._player = TonePlayer(self._tone(cause))
        return self._player.next(count)

    def _tone(self, cause: int) -> ExchangeTone:
        return self._tones.congestion or self._tones.busy if cause in CONGESTED_CAUSES else self._tones.busy

    def _next_information(self, count: int) -> Samples:
        places = (np.arange(count) + self._place) % len(self._information)
        self._place += count
        return self._information[places]


def _information() -> Samples:
    tones = [sines((hz,), INFORMATION_MS * RATE // 1_000, -15.0) for hz in INFORMATION_HZ]
    return np.concatenate([*tones, np.zeros(AGAIN_MS * RATE // 1_000, np.int16)])
