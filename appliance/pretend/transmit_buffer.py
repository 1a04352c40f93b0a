"""The modem's side of the host's sample stream: DLE pairs taken off, samples kept in a small buffer until played.

V.253 §9 "DLE shielding": 0x10 is sent doubled, DLE SUB stands for two of them, other pairs are commands.
"""

from collections import deque

from appliance.model.words import Ms

DLE = 0x10
SUB = 0x1A
_DLE_BYTE = b"\x10"


class TransmitBuffer:
    """At most `bound` bytes of samples; more are dropped and counted."""

    def __init__(self, bound: int) -> None:
        self._bound = bound
        self._samples = bytearray()
        self._arrivals: deque[tuple[int, Ms]] = deque()
        """Runs of bytes in the buffer, oldest first: how many came when. Each has a byte at least, so `bound` holds."""
        self._taken: list[tuple[int, Ms]] = []
        """Of those taken last, the same."""
        self._half_pair = False
        self.dropped = 0

    def __len__(self) -> int:
        return len(self._samples)

    @property
    def room(self) -> int:
        return self._bound - len(self._samples)

    def receive(self, data: bytes, now: Ms) -> tuple[int, int | None]:
        """Takes bytes up to and with the first command pair: (bytes taken, the pair's second byte or None)."""
        place = 0
        while place < len(data):
            if self._half_pair:
                self._half_pair = False
                place += 1
                if (command := self._second_byte(data[place - 1], now)) is not None:
                    return place, command
                continue
            next_dle = data.find(_DLE_BYTE, place)
            if next_dle < 0:
                self._keep(data[place:], now)
                return len(data), None
            self._keep(data[place:next_dle], now)
            self._half_pair = True
            place = next_dle + 1
        return place, None

    def _second_byte(self, second: int, now: Ms) -> int | None:
        if second == DLE:
            self._keep(_DLE_BYTE, now)
        elif second == SUB:
            self._keep(_DLE_BYTE * 2, now)
        else:
            return second
        return None

    def _keep(self, samples: bytes, now: Ms) -> None:
        kept = samples[: self.room]
        self.dropped += len(samples) - len(kept)
        self._samples += kept
        if kept:
            self._arrivals.append((len(kept), now))

    def take(self, count: int) -> bytes:
        """At most `count` bytes, oldest first."""
        taken = bytes(self._samples[:count])
        del self._samples[:count]
        self._taken.clear()
        rest = len(taken)
        while rest:
            size, when = self._arrivals.popleft()
            if size > rest:
                self._arrivals.appendleft((size - rest, when))
            self._taken.append((min(size, rest), when))
            rest -= min(size, rest)
        return taken

    def arrived_ms(self, place: int) -> Ms:
        """When the byte at `place` of those taken last came. IndexError beyond them."""
        for size, when in self._taken:
            if place < size:
                return when
            place -= size
        raise IndexError(place)

    def purge(self) -> None:
        self._samples.clear()
        self._arrivals.clear()


def shielded(samples: bytes) -> bytes:
    """Samples for the host, every 0x10 doubled."""
    return samples.replace(_DLE_BYTE, _DLE_BYTE * 2) if _DLE_BYTE in samples else samples
