"""How late a pseudo-terminal is by itself: a real-time program that writes into one and waits for it to come out.

The kernel passes the bytes on in a worker of usual priority, which waits for a core like any program: what that takes,
every line of the box is late by as well, whatever the box does.
"""

import os
import select
import signal
import time
import tty

import msgspec

from appliance.demo.witness import go_before_all
from appliance.sound.frames import FRAME_MS
from benchmarks.live.probe import Lateness

EVERY_S = 0.005
PATIENCE_MS = 1_000


def main() -> int:
    """Until SIGTERM, then prints."""
    over: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _: over.append(number))
    go_before_all()
    near, far = os.openpty()
    tty.setraw(far)
    waiting = select.poll()
    waiting.register(far, select.POLLIN)
    late = []
    while not over:
        time.sleep(EVERY_S)
        began = time.monotonic_ns()
        os.write(near, b"\r\nRING\r\n")
        waiting.poll(PATIENCE_MS)
        late.append((time.monotonic_ns() - began) / 1e6)
        os.read(far, 64)
    late = sorted(late) or [0.0]
    beyond = sum(each > FRAME_MS for each in late)
    print(msgspec.json.encode(Lateness(late[len(late) * 99 // 100], late[-1], beyond)).decode())
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
