"""The crystal of one modem: when the next piece of line sound is due, with a phase and a drift of its own."""

from appliance.model.words import Ms

LONGEST_CATCH_UP_MS = 20
"""One frame. Kept from running for longer – the whole machine is, then, mostly – the modem's time has stood still: to
make up for it would be a burst that no modem sends, and a box that stood still as well would hear it as a gap."""


class PieceClock:
    """Pieces fall due at phase + k * piece * 1e6 / (1e6 + ppm), whole milliseconds, from power-on for ever.

    A real modem is never late. This one is when its process is kept from running. A piece or two missed then follow at
    half their usual distance instead of all at once, so that a host that answers each piece with one can keep up; a
    longer time is left out, on the same grid, and told by latest_ms.
    """

    def __init__(self, *, piece_ms: int, phase_ms: Ms = 0, ppm: int = 0) -> None:
        self.piece_ms = piece_ms
        self.ppm = ppm
        self._phase = phase_ms
        self._rate = 1_000_000 + ppm
        self._next = 0
        self._not_before: Ms = 0
        self.latest_ms: Ms = 0
        """How late the latest piece was since start()."""
        self.slips = 0
        """Times since start() that the modem's time stood still."""

    def start(self, now: Ms) -> None:
        """The next piece is the first one that ends after `now`."""
        self.latest_ms = self.slips = 0
        self._begin_anew(now)

    def _begin_anew(self, now: Ms) -> None:
        self._not_before = now
        self._next = (now - self._phase) * self._rate // (self.piece_ms * 1_000_000) + 1
        while self._ideal() <= now:
            self._next += 1

    def _ideal(self) -> Ms:
        return self._phase + self._next * self.piece_ms * 1_000_000 // self._rate

    def due(self) -> Ms:
        return max(self._ideal(), self._not_before)

    def take(self, now: Ms) -> bool:
        """True when the next piece is due: it is taken."""
        ideal = self._ideal()
        if now < max(ideal, self._not_before):
            return False
        self.latest_ms = max(self.latest_ms, now - ideal)
        if now - ideal > LONGEST_CATCH_UP_MS:
            self.slips += 1
            self._begin_anew(now)
            return False
        self._next += 1
        self._not_before = now + self.piece_ms // 2
        return True
