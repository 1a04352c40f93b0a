"""A caller who waits while the line is in use: the beep, and who it is, told once for each of them."""

from typing import Final

from appliance.model.caller import Caller
from appliance.model.words import Ms

SAME_KNOCK_MS: Final[Ms] = 15_000
"""Exchanges beep twice for one caller, about 10 s apart; caller id follows the first beep within 2 s."""


class Knocking:
    """Of one call; over() when it is."""

    def __init__(self) -> None:
        self._heard: Ms | None = None
        self._told: Caller | None = None

    def beep(self, now: Ms) -> bool:
        """Whether this beep is of a caller not yet told."""
        again = self._heard is not None and now - self._heard < SAME_KNOCK_MS
        self._heard = now
        if not again:
            self._told = None
        return not again

    def identify(self, caller: Caller, now: Ms) -> bool:
        """Whether who it is is news."""
        news = caller not in {Caller(), self._told}
        self._heard = now
        if news:
            self._told = caller
        return news

    def over(self) -> None:
        self._heard = self._told = None
