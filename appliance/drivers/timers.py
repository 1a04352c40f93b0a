"""The one thing a driver needs of the event loop to act later; tests bring a loop whose time they move."""

from collections.abc import Callable
from typing import Protocol


class Timer(Protocol):
    def cancel(self) -> None:
        """Harmless when it has run."""


class Timers(Protocol):
    """What asyncio's loop offers: CLOCK_MONOTONIC in seconds, and calls at a time of it."""

    def time(self) -> float: ...

    def call_at(self, when: float, callback: Callable[[], None], /) -> Timer: ...
