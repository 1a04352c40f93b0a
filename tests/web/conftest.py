"""The pages on a free port, before an invented box on a real control socket."""

from collections.abc import AsyncIterator, Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from aiohttp import ClientSession

from appliance.control.server import ControlServer, serve
from appliance.control.socket_file import SocketFile
from appliance.model.accounts import USER_ROLES, Role
from appliance.web.feed import Feed
from appliance.web.gate import Limits
from appliance.web.pages import Pages, PagesOptions
from tests.control.house import InventedBox

IMPATIENT = (0.02,)


def at(path: Path, roles: Iterable[Role] = USER_ROLES, config: str | None = None) -> PagesOptions:
    """Pages before the box of this socket; whoever asks has these roles without signing in."""
    return PagesOptions(socket=str(path), port=0, without_sign_in=frozenset(roles), config=config)


@pytest.fixture
def box() -> InventedBox:
    return InventedBox()


@pytest.fixture
async def path() -> AsyncIterator[Path]:
    with TemporaryDirectory(prefix="cb") as folder:
        yield Path(folder) / "control.sock"


@pytest.fixture
async def server(box: InventedBox, path: Path) -> AsyncIterator[ControlServer]:
    server = await serve(box, SocketFile(path))
    yield server
    await server.close()


@pytest.fixture
def limits() -> Limits:
    """Tests that want others define their own."""
    return Limits()


@pytest.fixture
async def pages(path: Path, limits: Limits) -> AsyncIterator[Pages]:
    """Before any box is there; ask for `server` too where one is wanted."""
    pages = Pages(at(path), limits, Feed(path, IMPATIENT, ping_s=1.0))
    yield pages
    await pages.close()


@pytest.fixture
async def port(pages: Pages) -> int:
    return await pages.start()


@pytest.fixture
async def http(port: int) -> AsyncIterator[ClientSession]:
    async with ClientSession(f"http://127.0.0.1:{port}") as session:
        yield session
