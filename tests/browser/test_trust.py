"""Debian's chromium made to trust the box's root: a secure context, a microphone, and nothing outside the root."""

import os
import shutil
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import pytest_asyncio
from playwright.async_api import BrowserContext, Page, async_playwright, expect
from playwright.async_api import Error as BrowserFault

from appliance.certificates.authority import Names, make_leaf
from appliance.certificates.chest import Chest, context_of
from appliance.certificates.pair import pair_of
from appliance.control.server import serve
from appliance.control.socket_file import SocketFile
from appliance.model.accounts import USER_ROLES
from appliance.web.feed import Feed
from appliance.web.pages import Pages, PagesOptions
from tests.browser.conftest import ARGUMENTS, PATIENCE_MS
from tests.control.house import BUSY, InventedBox

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="package")]

FAKE_SOUND = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
FORGED = "bank.example"


@dataclass
class Trusted:
    """Pages by https and a browser that trusts their root, which calls this machine callbox.local."""

    pages: Pages
    context: BrowserContext
    plain_port: int
    folder: Path

    @property
    def address(self) -> str:
        return f"https://callbox.local:{self.pages.https_port}"

    @property
    def plain(self) -> str:
        return f"http://callbox.local:{self.plain_port}"

    async def open(self, address: str) -> Page:
        page = await self.context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        await page.goto(address)
        return page


def programs() -> tuple[str, str]:
    chromium, certutil = shutil.which("chromium"), shutil.which("certutil")
    if chromium is None or certutil is None:
        pytest.skip("needs chromium, and certutil to make it trust a root: apt install chromium libnss3-tools")
    return chromium, certutil


def trust(certutil: str, home: Path, root: Path) -> None:
    """What chromium on Linux asks beside its own roots: the NSS database of the user."""
    folder = home / ".pki" / "nssdb"
    folder.mkdir(parents=True)
    for words in (["-N", "--empty-password"], ["-A", "-t", "C,,", "-n", "callbox", "-i", str(root)]):
        subprocess.run([certutil, "-d", f"sql:{folder}", *words], check=True, capture_output=True)


@pytest.fixture
def folder() -> Iterator[Path]:
    with TemporaryDirectory(prefix="cb") as name:
        yield Path(name)


@asynccontextmanager
async def chromium_of(program: str, home: Path) -> AsyncIterator[BrowserContext]:
    environment = {**os.environ, "HOME": str(home)}
    rules = f"--host-resolver-rules=MAP callbox.local 127.0.0.1,MAP {FORGED} 127.0.0.1"
    async with async_playwright() as playwright:
        context = await playwright.chromium.launch_persistent_context(
            str(home / "profile"),
            executable_path=program,
            args=[*ARGUMENTS, *FAKE_SOUND, rules],
            env=environment,  # type: ignore[arg-type]
            viewport={"width": 1280, "height": 800},
        )
        yield context
        await context.close()


@pytest_asyncio.fixture(loop_scope="package")
async def trusted(folder: Path) -> AsyncIterator[Trusted]:
    chromium, certutil = programs()
    socket = folder / "control.sock"
    server = await serve(InventedBox(BUSY), SocketFile(socket))
    options = PagesOptions(
        socket=str(socket),
        port=0,
        https_port=0,
        certificates=folder / "tls",
        hosts=("callbox.local",),
        without_sign_in=frozenset(USER_ROLES),
    )
    pages = Pages(options, feed=Feed(socket, (0.05,)))
    port = await pages.start()
    root = folder / "root.pem"
    root.write_bytes(Chest(folder / "tls", lambda: Names((), ())).root_pem())
    trust(certutil, folder, root)
    async with chromium_of(chromium, folder) as context:
        yield Trusted(pages, context, port, folder)
    await pages.close()
    await server.close()


async def test_a_trusted_box_is_a_secure_context_with_a_microphone(trusted: Trusted) -> None:
    page = await trusted.open(f"{trusted.address}/")
    assert await page.evaluate("isSecureContext")
    heard = await page.evaluate(
        "navigator.mediaDevices.getUserMedia({ audio: true }).then((stream) => stream.getAudioTracks().length)"
    )
    assert heard == 1
    await expect(page.locator("cb-line")).to_have_count(len(BUSY.lines))  # the live socket, encrypted too


async def test_a_renewal_leaves_the_live_page_as_it_is(trusted: Trusted) -> None:
    page = await trusted.open(f"{trusted.address}/")
    await expect(page.locator("cb-link")).to_have_attribute("data-state", "live")
    said = page.locator("cb-link[data-state=live]")
    assert trusted.pages.encryption is not None
    await trusted.pages.encryption.ask(Chest.renew)
    fresh = await trusted.open(f"{trusted.address}/trust")
    assert await fresh.evaluate("isSecureContext")
    await expect(said).to_be_visible()


async def test_a_forged_page_of_the_internet_is_refused(trusted: Trusted) -> None:
    """With the box's own root key, stolen: the name constraints are what chromium refuses."""
    root = pair_of((trusted.folder / "tls" / "root.pem").read_bytes(), "root.pem")
    forged = trusted.folder / "forged.pem"
    forged.write_bytes(make_leaf(root, Names((FORGED, "callbox.local"), ()), datetime.now(UTC)).pem())
    door = trusted.pages._tls_door
    assert door is not None
    door._context = context_of(forged)
    for host in (FORGED, "callbox.local"):
        with pytest.raises(BrowserFault, match="ERR_CERT"):
            await trusted.open(f"https://{host}:{trusted.pages.https_port}/trust")


async def test_a_plain_page_leads_on_who_trusts_the_box(trusted: Trusted) -> None:
    page = await trusted.open(f"{trusted.plain}/")
    await expect(page).to_have_url(f"{trusted.address}/")
    await expect(page.locator("cb-line")).to_have_count(len(BUSY.lines))


async def test_the_check_finds_all_that_a_telephone_needs(trusted: Trusted) -> None:
    page = await trusted.open(f"{trusted.address}/trust")
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    await page.get_by_role("button", name="Check now").click()
    await page.get_by_role("button", name="Yes, I heard it").click()
    await expect(page.locator(".findings li[data-tone=free]")).to_have_count(4)
    assert complaints == []


async def test_who_does_not_trust_it_is_told_what_to_do(trusted: Trusted) -> None:
    """Another person's browser, at the plain address."""
    chromium, _ = programs()
    async with chromium_of(chromium, trusted.folder / "stranger") as context:
        page = await context.new_page()
        await page.goto(f"{trusted.plain}/")
        await expect(page.locator("[data-words]")).to_contain_text("does not trust the box yet")
        await expect(page.locator("details[data-system=linux]")).to_have_attribute("open", "")
        await page.get_by_role("button", name="Check now").click()
        await expect(page.locator(".findings li[data-tone=trouble]").first).to_contain_text("not encrypted")
        with pytest.raises(BrowserFault, match="ERR_CERT_AUTHORITY_INVALID"):
            await page.goto(trusted.address)
