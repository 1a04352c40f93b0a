"""What is due when: at most one time per key, and the earliest of all. The engine's only timer."""

from heapq import heappop, heappush

from appliance.model.words import Ms

Key = tuple[str, int | str] | tuple[str, int, str]
"""Kind first, then whom it concerns."""


class Alarms:
    """A heap with lazy deletion; the set of live keys is bounded by calls + agents + lines, the heap by twice that."""

    __slots__ = ("_at", "_heap")

    def __init__(self) -> None:
        self._at: dict[Key, Ms] = {}
        self._heap: list[tuple[Ms, Key]] = []

    def set(self, key: Key, at: Ms) -> None:
        """Sets or moves the alarm of that key."""
        self._at[key] = at
        heappush(self._heap, (at, key))
        if len(self._heap) > 64 + 2 * len(self._at):
            self._heap = sorted((due, name) for name, due in self._at.items())

    def cancel(self, key: Key) -> None:
        self._at.pop(key, None)

    def next_due(self) -> Ms | None:
        self._drop_stale()
        return self._heap[0][0] if self._heap else None

    def pop_due(self, now: Ms) -> tuple[Ms, Key] | None:
        """Takes the earliest alarm that is due at or before now; ties go by key, so that a replay decides the same."""
        self._drop_stale()
        if not self._heap or self._heap[0][0] > now:
            return None
        at, key = heappop(self._heap)
        del self._at[key]
        return at, key

    def _drop_stale(self) -> None:
        while self._heap and self._at.get(self._heap[0][1]) != self._heap[0][0]:
            heappop(self._heap)
