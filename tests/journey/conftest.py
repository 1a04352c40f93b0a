"""Every journey's processes are ended with it, whatever happened."""

from collections.abc import Callable, Iterator
from typing import TypeVar

import pytest

from tests.journey.processes import Running

R = TypeVar("R", bound=Running)
Keep = Callable[[R], R]


@pytest.fixture
def keep() -> Iterator[Callable[[Running], Running]]:
    """Gives back the process it is given, and kills what still runs at the end of the test."""
    kept: list[Running] = []

    def keeping(running: Running) -> Running:
        kept.append(running)
        return running

    yield keeping
    for running in reversed(kept):
        running.kill()
