"""What is measured in a process of its own, so that memory and garbage of one figure do not count for another.

python -m benchmarks.routing.alone ORDER: the order is JSON, and so is the answer on stdout.
"""

import asyncio
import subprocess
import sys
from collections.abc import Callable
from typing import TypeVar

import msgspec

from benchmarks.routing import engine, memory

Found = TypeVar("Found")


class Order(msgspec.Struct, frozen=True, kw_only=True):
    what: str
    waiting: int
    calls: int = 0
    seconds: float = 0


MEASURES: dict[str, Callable[[Order], object]] = {
    "live": lambda order: engine.live(order.waiting, order.calls),
    "call bytes": lambda order: engine.call_bytes(order.waiting),
    "idle": lambda order: asyncio.run(engine.idle(order.waiting, order.seconds)),
    "ticket bytes": lambda order: memory.ticket_bytes(order.waiting),
}


def measured(order: Order, kind: type[Found]) -> Found:
    """Raises subprocess.CalledProcessError when the process failed; what it said is on stderr."""
    command = [sys.executable, "-m", "benchmarks.routing.alone", msgspec.json.encode(order).decode()]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE)
    return msgspec.json.decode(done.stdout, type=kind)


if __name__ == "__main__":
    asked = msgspec.json.decode(sys.argv[1], type=Order)
    sys.stdout.buffer.write(msgspec.json.encode(MEASURES[asked.what](asked)))
