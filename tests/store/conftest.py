"""A store in a folder of its own."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from appliance.store.database import RunStart
from appliance.store.writer import StoreWriter
from tests.store.invented import START


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "callbox.db"


@pytest.fixture
def open_writer(path: Path) -> Iterator[Callable[..., StoreWriter]]:
    """Opens writers on `path`; those still open at the end are closed."""
    opened: list[StoreWriter] = []

    def open_one(start: RunStart = START, **more: object) -> StoreWriter:
        opened.append(StoreWriter.open(path, start, **more))  # type: ignore[arg-type]
        return opened[-1]

    yield open_one
    for writer in opened:
        writer.close(now=99_000)
