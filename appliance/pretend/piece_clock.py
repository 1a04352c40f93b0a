"""The crystal of one modem: when the next piece of line sound is due, with a phase and a drift of its own."""

from appliance.model.words import Ms

LONGEST_CATCH_UP_MS = 500
"""A process kept from running for longer begins anew: a burst larger than this would not fit any buffer on the way."""


class PieceClock:
    """Pieces fall due at phase + k * piece * 1e6 / (1e6 + ppm), whole milliseconds, from power-on for ever."""

    def __init__(self, *, piece_ms: int, phase_ms: Ms = 0, ppm: int = 0) -> None:
        self.piece_ms = piece_ms
        self._phase = phase_ms
        self._rate = 1_000_000 + ppm
        self._next = 0
        self.slips = 0
        """Times the clock began anew because nobody ticked it."""

    def start(self, now: Ms) -> None:
        """The next piece is the first one that ends after `now`."""
        self._next = (now - self._phase) * self._rate // (self.piece_ms * 1_000_000) + 1
        while self.due() <= now:
            self._next += 1

    def due(self) -> Ms:
        return self._phase + self._next * self.piece_ms * 1_000_000 // self._rate

    def take_due(self, now: Ms) -> int:
        """Pieces due at `now` that were not taken yet."""
        if now - self.due() > LONGEST_CATCH_UP_MS:
            self.slips += 1
            self.start(now)
            return 0
        count = 0
        while self.due() <= now:
            self._next += 1
            count += 1
        return count
