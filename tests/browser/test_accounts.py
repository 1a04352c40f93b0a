"""From an empty box to signed out again, in the browser: first admin, live page, account, second sign-in."""

from collections.abc import AsyncIterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from appliance.control.server import serve
from appliance.control.socket_file import SocketFile
from appliance.web.pages import Pages
from tests.browser.conftest import PATIENCE_MS
from tests.browser.test_look import CONTRASTS
from tests.control.house import BUSY, InventedBox
from tests.web.signed import PASSWORD, strict_pages

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="package")]


@pytest_asyncio.fixture(loop_scope="package")
async def strict() -> AsyncIterator[tuple[Pages, str]]:
    with TemporaryDirectory(prefix="cb") as folder:
        path = Path(folder) / "control.sock"
        server = await serve(InventedBox(BUSY), SocketFile(path))
        async with strict_pages(path) as (pages, address):
            yield pages, address
        await server.close()


@pytest_asyncio.fixture(loop_scope="package")
async def tab(chromium: Browser) -> AsyncIterator[tuple[Page, list[str]]]:
    """A tab, and what its console complained of but the refusals that are the point here."""
    context = await chromium.new_context(viewport={"width": 390, "height": 800}, reduced_motion="reduce")
    page, complaints = await context.new_page(), []
    page.set_default_timeout(PATIENCE_MS)
    page.on("console", lambda message: complaints.append(message.text) if "status of 4" not in message.text else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page, complaints
    await context.close()


async def looks_right(page: Page) -> None:
    for scheme in ("light", "dark"):
        await page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
        assert await page.evaluate(CONTRASTS) == [], scheme
    for width in (320, 390, 1280):
        await page.set_viewport_size({"width": width, "height": 800})
        assert await page.evaluate("document.documentElement.scrollWidth") <= width


async def test_from_the_printed_code_to_signed_out(strict: tuple[Pages, str], tab: tuple[Page, list[str]]) -> None:
    (pages, address), (page, complaints) = strict, tab
    await page.goto(address)
    await expect(page).to_have_url(f"{address}/first-run?next=/")
    await looks_right(page)
    await page.get_by_label("Code").fill("wrong")
    await page.get_by_label("Name").fill("root")
    await page.get_by_label("Password").fill(PASSWORD)
    await page.get_by_role("button", name="Make this admin").press("Enter")
    await expect(page.get_by_role("alert")).to_contain_text("This is not the code")
    await page.get_by_label("Code").fill(pages.signing_in.first_code)
    await page.get_by_label("Code").press("Enter")
    await expect(page.locator("cb-line")).to_have_count(len(BUSY.lines))
    await page.get_by_role("link", name="Account").click()
    await expect(page.locator("[data-who]")).to_contain_text("root")
    await looks_right(page)
    await page.locator("summary", has_text="Box").click()
    await page.get_by_role("link", name="API").click()
    await page.get_by_role("searchbox").fill("post sign-in")
    await expect(page.locator("[data-operations] details:visible")).to_have_count(1)
    await page.locator("summary").filter(has_text="/api/v1/sign-in").click()
    await looks_right(page)
    await page.get_by_role("link", name="SignIn").click()
    await expect(page.locator("#type-SignIn pre")).to_be_visible()
    await page.goto(f"{address}/account")
    await page.get_by_role("button", name="Sign out").click()
    await expect(page).to_have_url(f"{address}/sign-in")
    await looks_right(page)
    await page.goto(f"{address}/account")
    await page.get_by_label("Name").fill("root")
    await page.get_by_label("Password").fill("not this one")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("alert")).to_contain_text("is not right")
    await page.get_by_label("Password").fill(PASSWORD)
    await page.keyboard.press("Enter")
    await expect(page).to_have_url(f"{address}/account")
    assert complaints == []


async def test_a_session_that_was_ended_leads_to_the_sign_in_page(
    strict: tuple[Pages, str], tab: tuple[Page, list[str]]
) -> None:
    (pages, address), (page, _) = strict, tab
    await page.goto(address)
    await page.get_by_label("Code").fill(pages.signing_in.first_code)
    await page.get_by_label("Name").fill("root")
    await page.get_by_label("Password").fill(PASSWORD)
    await page.keyboard.press("Enter")
    await page.wait_for_selector("cb-line")
    await pages.accounts.ask(lambda file: file.end_sessions("root"))
    await pages._watchers.close()
    await expect(page).to_have_url(f"{address}/sign-in?next=/")
