"""A real browser before the real pages before an invented box. One chromium for all tests of this folder."""

import shutil
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page, async_playwright, expect

from appliance.control.server import ControlServer, serve
from appliance.control.socket_file import SocketFile
from appliance.store.database import RunStart
from appliance.store.writer import StoreWriter
from appliance.web.feed import Feed
from appliance.web.pages import Pages
from appliance.web.reteller import Reteller
from tests.control.house import BUSY, InventedBox
from tests.web.conftest import at

ARGUMENTS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

PATIENCE_MS = 30_000
"""For a machine with much else to do; what is there is seen at once."""
expect.set_options(timeout=PATIENCE_MS)


@pytest_asyncio.fixture(scope="package", loop_scope="package")
async def chromium() -> AsyncIterator[Browser]:
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        pytest.skip("no chromium here: apt install chromium, or run ./dev test")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield browser
        await browser.close()


@dataclass
class Site:
    """The box, its control socket and its pages."""

    box: InventedBox
    path: Path
    pages: Pages
    server: ControlServer
    reteller: Reteller
    port: int = 0
    complaints: list[str] = field(default_factory=list)
    """What the browser's console said and what the content policy stopped."""

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    async def stop_box(self) -> None:
        await self.server.close()

    async def start_box(self) -> None:
        self.server = await serve(self.box, SocketFile(self.path))


def empty_store(folder: Path) -> Path:
    """As a box leaves it that has had no call yet."""
    path = folder / "callbox.db"
    StoreWriter.open(path, RunStart(boot_id="b", utc_ms=0, now=0, program="t")).close(0)
    return path


@pytest_asyncio.fixture(loop_scope="package")
async def site() -> AsyncIterator[Site]:
    with TemporaryDirectory(prefix="cb") as folder:
        path = Path(folder) / "control.sock"
        box = InventedBox(BUSY)
        box.database = str(empty_store(Path(folder)))
        reteller = Reteller((sys.executable, "-m", "tests.control.retelling_program", "tells"))
        pages = Pages(at(path), feed=Feed(path, (0.05,)), reteller=reteller)
        site = Site(box, path, pages, await serve(box, SocketFile(path)), reteller)
        site.port = await pages.start()
        yield site
        await pages.close()
        await site.server.close()


async def open_page(context: BrowserContext, site: Site) -> Page:
    """The live page, once it shows the house; what the browser complains of is collected."""
    page = await context.new_page()
    page.on("console", lambda message: site.complaints.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: site.complaints.append(f"error: {error}"))
    page.on("dialog", lambda dialog: site.complaints.append(f"dialog: {dialog.message}"))
    await page.add_init_script(
        "addEventListener('securitypolicyviolation', (event) => console.error('policy', event.violatedDirective))"
    )
    page.set_default_timeout(PATIENCE_MS)
    await page.goto(site.address)
    await page.wait_for_selector("cb-link[data-state]:not([data-state=waiting])")
    return page


@pytest_asyncio.fixture(loop_scope="package")
async def page(chromium: Browser, site: Site) -> AsyncIterator[Page]:
    """A quiet page is part of every test: no word on the console, nothing for the policy to stop."""
    context = await chromium.new_context(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
    yield await open_page(context, site)
    await context.close()
    assert site.complaints == []
