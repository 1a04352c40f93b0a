"""How late the machine itself is: a real-time program that does nothing but wake every 5 ms and note how late it is.

What it misses, everybody misses: another program cannot have held it up, only the kernel or the machine below it.
"""

import os
import signal
import sys
import time
from contextlib import suppress

import msgspec

from appliance.sound.frames import FRAME_MS

STEP_S = 0.005
PRIORITY = 50
"""Above the box and the exchange, which have 1."""


class Lateness(msgspec.Struct, frozen=True):
    """In milliseconds, and times it was later than a frame is long."""

    p99: float
    most: float
    beyond_a_frame: int


def lateness(text: str) -> Lateness:
    """Of what the program printed. Raises msgspec.ValidationError."""
    return msgspec.json.decode(text, type=Lateness)


def _wake_until(over: list[int]) -> list[float]:
    """Milliseconds late, of every wake."""
    late: list[float] = []
    due = time.monotonic()
    while not over:
        due = max(due + STEP_S, time.monotonic())
        time.sleep(max(due - time.monotonic(), 0))
        late.append((time.monotonic() - due) * 1_000)
    return late


def main() -> int:
    """Wakes until SIGTERM, then prints."""
    over: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _: over.append(number))
    with suppress(PermissionError):
        os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(PRIORITY))
    late = sorted(_wake_until(over)) or [0.0]
    beyond = sum(each > FRAME_MS for each in late)
    print(msgspec.json.encode(Lateness(late[len(late) * 99 // 100], late[-1], beyond)).decode())
    return 0


if __name__ == "__main__":
    sys.exit(main())
