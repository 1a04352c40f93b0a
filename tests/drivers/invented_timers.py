"""A loop whose time the test moves: what drivers need of asyncio's loop, without waiting."""

import heapq
from collections.abc import Callable
from itertools import count


class InventedTimer:
    def __init__(self) -> None:
        self.cancelled = False

    def cancel(self) -> None:
        self.cancelled = True


class InventedTimers:
    """Time stands still until `pass_ms`; then every call that is due is made, in order, at its own time."""

    def __init__(self, now_s: float = 1_000.0) -> None:
        self._now = now_s
        self._calls: list[tuple[float, int, InventedTimer, Callable[[], None]]] = []
        self._numbers = count()

    def time(self) -> float:
        return self._now

    def call_at(self, when: float, callback: Callable[[], None], /) -> InventedTimer:
        timer = InventedTimer()
        heapq.heappush(self._calls, (when, next(self._numbers), timer, callback))
        return timer

    def pass_ms(self, ms: float, *, late_ms: float = 0) -> None:
        """With late_ms every call is made so much after its time, as on a busy machine."""
        end = self._now + ms / 1_000
        while self._calls and self._calls[0][0] + late_ms / 1_000 <= end + 1e-9:
            when, _, timer, callback = heapq.heappop(self._calls)
            if not timer.cancelled:
                self._now = max(self._now, when + late_ms / 1_000)
                callback()
        self._now = end

    def pending(self) -> int:
        return sum(not timer.cancelled for _, _, timer, _ in self._calls)
