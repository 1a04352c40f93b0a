"""The ways out of a voice stream, tried one after the other as the modem's family has them."""

import re
from typing import Final

from appliance.model.words import Ms, Value

RESULT_MS: Final[Ms] = 1_000
"""From DLE ETX to the result code behind it."""

_RESULT: Final = re.compile(rb"\r\n(?:OK|VCON|ERROR|NO CARRIER)\r\n")
_LONGEST_RESULT: Final = 14


class Exit(Value, frozen=True):
    """One way out and how long to wait for what it does."""

    data: bytes
    wait_ms: Ms


class StreamExit:
    """One leaving: which exits are left, and when the one under way has not helped."""

    def __init__(self, exits: tuple[Exit, ...], now: Ms) -> None:
        self._left = list(exits)
        self.due: Ms = now

    def next_bytes(self, now: Ms) -> bytes:
        """The next exit's bytes; empty when none is left."""
        if not self._left:
            return b""
        chosen = self._left.pop(0)
        self.due = now + chosen.wait_ms
        return chosen.data

    def await_result(self, now: Ms) -> None:
        self.due = now + RESULT_MS


class ResultInSound:
    """Finds a result code that stands in the sound without DLE ETX before it, across any cut."""

    def __init__(self) -> None:
        self._tail = b""

    def find(self, sound: bytes) -> bytes | None:
        """What follows the result code; None when it is not there yet."""
        window = self._tail + sound
        found = _RESULT.search(window)
        self._tail = window[-_LONGEST_RESULT:]
        return window[found.end() :] if found else None
