"""Which of several rings it was: as the modem names it (RING 2, RING B), or by the lengths it measured (DRON, DROF)."""

import re
from typing import Final

from appliance.model.words import Ms

MOST_PARTS: Final = 8
"""Lengths of one ring; the richest cadence in use has three bursts."""
BELONGS_MS: Final[Ms] = 6_500
"""A length told longer ago is of another ring (ITU-T E.180: periods up to 6 s)."""

_LENGTH: Final = re.compile(r"DR(ON|OF)\s*=\s*(\d{1,4})")  # V.253 +VDR, in tenths of a second


class RingCadence:
    def __init__(self) -> None:
        self._parts: list[str] = []
        self._heard: Ms = 0

    def take(self, line: str, now: Ms) -> None:
        """A line by itself; one that tells of no ring's length changes nothing."""
        found = _LENGTH.fullmatch(line.strip())
        if found is None:
            return
        if now - self._heard > BELONGS_MS:
            self._parts.clear()
        self._heard = now
        if len(self._parts) < MOST_PARTS:
            self._parts.append(f"{int(found[2]) / 10:g} s {'on' if found[1] == 'ON' else 'off'}")

    def of_ring(self, named: str, now: Ms) -> str:
        """In words, empty when the modem told nothing: "2", "B", "0.8 s on, 0.4 s off". `named` came with RING."""
        parts, self._parts = self._parts, []
        if named:
            return named
        return ", ".join(parts) if now - self._heard <= BELONGS_MS else ""
