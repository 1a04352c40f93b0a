"""A box behind a real Unix socket in a folder of its own."""

from collections.abc import AsyncIterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from appliance.control.server import ControlServer, serve
from appliance.control.socket_file import SocketFile
from tests.control.house import InventedBox


@pytest.fixture
def box() -> InventedBox:
    return InventedBox()


@pytest.fixture
async def path() -> AsyncIterator[Path]:
    """A short one: pytest's own folders can be longer than a socket's path may be."""
    with TemporaryDirectory(prefix="cb") as folder:
        yield Path(folder) / "control.sock"


@pytest.fixture
async def server(box: InventedBox, path: Path) -> AsyncIterator[ControlServer]:
    server = await serve(box, SocketFile(path))
    yield server
    await server.close()
