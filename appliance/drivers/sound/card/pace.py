"""Devices without a clock of their own, such as ALSA's null and file plugins, are held to 20 ms a beat."""

from typing import Final

from appliance.sound.frames import FRAME_MS

FRAME_S: Final = FRAME_MS / 1_000
FIRST: Final = 50
"""Beats that are looked at: 1 s. No card's buffer is so long that it wants so many at once."""


class Pace:
    """Decides once, by the first beats; a card with a clock is never held up after them."""

    def __init__(self) -> None:
        self._beats = 0
        self._began_s = 0.0
        self._held = False

    def wait_s(self, now_s: float) -> float:
        """How long this beat is to be held up; 0 for a card that keeps the time itself."""
        if self._beats == 0:
            self._began_s = now_s
        if self._beats == FIRST:
            self._held = now_s - self._began_s < FIRST * FRAME_S / 2
            self._began_s = now_s - FIRST * FRAME_S
        due = self._began_s + self._beats * FRAME_S
        self._beats += 1
        return max(due - now_s, 0.0) if self._held else 0.0
