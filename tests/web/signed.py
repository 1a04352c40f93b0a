"""Pages that want signing in, and browsers that have."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from aiohttp import ClientSession, CookieJar

from appliance.model.accounts import Role, User
from appliance.web.feed import Feed
from appliance.web.pages import Pages
from appliance.web.passwords import hashed, kept
from tests.web.conftest import IMPATIENT, at

PASSWORD = "three plain words"  # noqa: S105 - of invented people
HASH = hashed(PASSWORD)


@asynccontextmanager
async def strict_pages(path: Path) -> AsyncIterator[tuple[Pages, str]]:
    """And their address; nobody may do anything without signing in."""
    pages = Pages(at(path, roles=()), None, Feed(path, IMPATIENT, ping_s=1.0))
    port = await pages.start()
    try:
        yield pages, f"http://127.0.0.1:{port}"
    finally:
        await pages.close()


async def user(pages: Pages, name: str, *roles: Role, agent: str = "") -> None:
    await pages.accounts.ask(lambda file: file.add_user(User(name=name, roles=roles, agent=agent), HASH))


async def session_of(pages: Pages, name: str) -> dict[str, str]:
    """The cookie of somebody who has signed in, without the third of a second that takes."""
    now = pages.accounts.clock()
    await pages.accounts.ask(lambda file: file.begin_session(kept(f"of-{name}"), name, "127.0.0.1", now))
    return {"callbox": f"of-{name}"}


def browser(address: str, cookies: dict[str, str] | None = None) -> ClientSession:
    return ClientSession(address, cookie_jar=CookieJar(unsafe=True), cookies=cookies)
