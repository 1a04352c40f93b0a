"""How late the machine itself is: a real-time program that does nothing but wake every 5 ms and note how late it is.

What it misses, everybody misses: another program cannot have held it up, only the kernel or the machine below it.
"""

import signal
import sys

import msgspec

from appliance.demo.witness import go_before_all, wakes
from appliance.sound.frames import FRAME_MS


class Lateness(msgspec.Struct, frozen=True):
    """In milliseconds, and times it was later than a frame is long."""

    p99: float
    most: float
    beyond_a_frame: int


def lateness(text: str) -> Lateness:
    """Of what the program printed. Raises msgspec.ValidationError."""
    return msgspec.json.decode(text, type=Lateness)


def main() -> int:
    """Wakes until SIGTERM, then prints."""
    over: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _: over.append(number))
    go_before_all()
    late = sorted((woke - due) * 1_000 for due, woke in wakes(over)) or [0.0]
    beyond = sum(each > FRAME_MS for each in late)
    print(msgspec.json.encode(Lateness(late[len(late) * 99 // 100], late[-1], beyond)).decode())
    return 0


if __name__ == "__main__":
    sys.exit(main())
