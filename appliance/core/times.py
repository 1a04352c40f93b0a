"""One time per key, and the earliest of all: alarms, and who has waited longest."""

from heapq import heapify, heappop, heappush
from typing import Generic, TypeVar

from appliance.model.words import Ms

K = TypeVar("K")

SLACK = 64
"""Stale entries that are not worth clearing away."""


class Times(Generic[K]):
    """A heap with lazy deletion, never longer than twice the live keys and SLACK. Ties go by key, so that a replay
    decides the same. Setting and cancelling are O(log n), and O(1) where nothing changes.
    """

    __slots__ = ("_at", "_heap")

    def __init__(self) -> None:
        self._at: dict[K, Ms] = {}
        self._heap: list[tuple[Ms, K]] = []

    def __len__(self) -> int:
        return len(self._at)

    def set(self, key: K, at: Ms) -> None:
        """Sets or moves the time of that key."""
        if self._at.get(key) == at:
            return
        self._at[key] = at
        heappush(self._heap, (at, key))
        if len(self._heap) > SLACK + 2 * len(self._at):
            self._heap = [(due, name) for name, due in self._at.items()]
            heapify(self._heap)

    def cancel(self, key: K) -> None:
        """Harmless for a key that is not there."""
        self._at.pop(key, None)

    def at(self, key: K) -> Ms | None:
        return self._at.get(key)

    def earliest(self) -> Ms | None:
        heap, times = self._heap, self._at
        while heap:
            at, key = heap[0]
            if times.get(key) == at:
                return at
            heappop(heap)
        return None

    def pop(self) -> tuple[Ms, K]:
        """Takes the earliest away. There must be one."""
        self.earliest()
        at, key = heappop(self._heap)
        del self._at[key]
        return at, key
