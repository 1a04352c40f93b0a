"""What is to be done later, in order of time; pure: whoever owns it tells the time."""

import heapq
from collections.abc import Callable
from itertools import count
from typing import TypeAlias

from appliance.model.words import Ms

MOST = 4_096
"""Things to come of one line; a flood of texts with their reports has some hundred. What is over is not done."""
Deed: TypeAlias = Callable[[Ms], None]


class Agenda:
    def __init__(self) -> None:
        self._entries: list[tuple[Ms, int, Deed]] = []
        self._number = count()

    def at(self, due: Ms, deed: Deed) -> bool:
        """False when there are too many already."""
        if len(self._entries) >= MOST:
            return False
        heapq.heappush(self._entries, (due, next(self._number), deed))
        return True

    def next_due(self) -> Ms | None:
        return self._entries[0][0] if self._entries else None

    def do(self, now: Ms) -> None:
        """All that is due, and what that makes due at once."""
        while self._entries and self._entries[0][0] <= now:
            due, _, deed = heapq.heappop(self._entries)
            deed(due)

    def clear(self) -> None:
        self._entries.clear()
