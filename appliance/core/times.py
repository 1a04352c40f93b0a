"""One time per key, and the earliest of all: alarms, and who has waited longest."""

from heapq import heapify, heappop, heappush, heapreplace
from typing import Generic, TypeVar

from appliance.model.words import Ms

K = TypeVar("K")

SLACK = 64
"""Stale entries that are not worth clearing away."""


class Times(Generic[K]):
    """A heap with lazy deletion, never longer than twice the live keys and SLACK. Ties go by key, so that a replay
    decides the same. Setting is O(log n), cancelling and moving to a later time are O(1).
    """

    __slots__ = ("_at", "_heap")

    def __init__(self) -> None:
        self._at: dict[K, Ms] = {}
        self._heap: list[tuple[Ms, K]] = []
        """Of each key an entry at its time or before; what has no use any more goes when its turn comes."""

    def __len__(self) -> int:
        return len(self._at)

    def set(self, key: K, at: Ms) -> None:
        """Sets or moves the time of that key."""
        times = self._at
        before = times.get(key)
        times[key] = at
        if before is not None and before <= at:
            return
        heap = self._heap
        heappush(heap, (at, key))
        if len(heap) > SLACK + 2 * len(times):
            heap[:] = [(due, name) for name, due in times.items()]
            heapify(heap)

    def cancel(self, key: K) -> None:
        """Harmless for a key that is not there."""
        self._at.pop(key, None)

    def at(self, key: K) -> Ms | None:
        return self._at.get(key)

    def earliest(self) -> Ms | None:
        heap, times = self._heap, self._at
        while heap:
            at, key = heap[0]
            due = times.get(key)
            if due == at:
                return at
            if due is None or due < at:
                heappop(heap)
            else:
                heapreplace(heap, (due, key))
        return None

    def may_be_due(self, now: Ms) -> bool:
        """False: there is nothing at or before that time. True may be for what was cancelled or moved since."""
        heap = self._heap
        return bool(heap) and heap[0][0] <= now

    def pop(self) -> tuple[Ms, K]:
        """Takes the earliest away. There must be one."""
        self.earliest()
        at, key = heappop(self._heap)
        del self._at[key]
        return at, key
