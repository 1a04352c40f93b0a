"""Bytes on their way to the host, each with the time it is due; order is kept whatever the delays."""

from collections import deque

from appliance.model.words import Ms

BOUND = 8_192
"""Bytes a modem keeps for a host that does not fetch them: half a second of stream and the longest listing."""


LISTING_BOUND = 65_536
"""The same where a modem lists texts: 123 places of 380 characters."""


class HostOutput:
    def __init__(self, bound: int = BOUND) -> None:
        self._bound = bound
        self._waiting: deque[tuple[Ms, bytes]] = deque()
        self._size = 0
        self._last_due = 0
        self.dropped = 0
        """Bytes thrown away because the host did not fetch what was before them."""

    def put(self, data: bytes, due: Ms) -> bool:
        """Keeps the bytes until `due`, and until all before them are out; False when there was no room."""
        if self._size + len(data) > self._bound:
            self.dropped += len(data)
            return False
        self._last_due = max(self._last_due, due)
        self._waiting.append((self._last_due, data))
        self._size += len(data)
        return True

    def next_due(self) -> Ms | None:
        return self._waiting[0][0] if self._waiting else None

    def take(self, now: Ms) -> bytes:
        taken = bytearray()
        while self._waiting and self._waiting[0][0] <= now:
            taken += self._waiting.popleft()[1]
        self._size -= len(taken)
        return bytes(taken)

    def give_back(self, rest: bytes, due: Ms) -> None:
        """What the port did not take; goes first, tried again at `due`."""
        self._waiting.appendleft((due, rest))
        self._size += len(rest)

    def hold_until(self, when: Ms) -> None:
        """Nothing leaves before `when`."""
        self._waiting = deque((max(due, when), data) for due, data in self._waiting)
        self._last_due = max(self._last_due, when)

    def clear(self) -> None:
        self._waiting.clear()
        self._size = self._last_due = 0
