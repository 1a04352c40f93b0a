"""The wallboard on a screen: comes in by its link, lives, turns its pages, chimes, owns up when it is stale."""

import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from appliance.control.server import serve
from appliance.control.socket_file import SocketFile
from appliance.model.accounts import Role, Token
from appliance.model.board import BoardLimits
from appliance.model.snapshot import QueueView, Snapshot, TicketView
from appliance.web.wallboard_routes import of_link
from tests.browser.conftest import PATIENCE_MS, Site
from tests.browser.test_look import CONTRASTS
from tests.control.house import BUSY, InventedBox
from tests.web.signed import strict_pages

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="package")]

LIMITS = BoardLimits(waiting=3, waiting_alarm=6, wait_ms=15_000, wait_alarm_ms=20_000, level=90, level_alarm=80)


def house(queues: int = 4, *, late: int = -1, waiting: int = 1) -> Snapshot:
    """The caller of that queue waits longer than its target."""
    tickets = tuple(TicketView(call=200 + n, arrived=BUSY.now - 60_000, position=n) for n in range(1, waiting + 1))
    made = (
        QueueView(name=f"queue {n}", target_ms=20_000, board=LIMITS, waiting=tickets if n == late else ())
        for n in range(1, queues + 1)
    )
    return msgspec.structs.replace(BUSY, queues=tuple(made))


@pytest_asyncio.fixture(loop_scope="package")
async def screen(chromium: Browser, site: Site) -> AsyncIterator[Page]:
    """A television; what its console complains of is part of every test."""
    site.box.show(house())
    context = await chromium.new_context(viewport={"width": 1920, "height": 1080}, reduced_motion="reduce")
    page = await context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.on("console", lambda message: site.complaints.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: site.complaints.append(f"error: {error}"))
    await page.goto(f"{site.address}wallboard")
    await expect(page.locator("cb-board-queues .row")).to_have_count(4)
    yield page
    await context.close()
    assert site.complaints == []


async def test_it_lives_and_a_breach_is_told_in_words_shape_and_sound(
    screen: Page, site: Site, record_property: Callable[[str, object], None]
) -> None:
    late = screen.locator("cb-board-queues .row").nth(1)
    await expect(late.locator(".state")).to_have_text("In time")
    await expect(screen.locator("[data-sound]")).to_have_text("Sound is off")
    await screen.evaluate("window.chimes = 0; document.addEventListener('cb-chimed', () => (window.chimes += 1))")
    await screen.locator("[data-sound]").click()
    await expect(screen.locator("[data-sound]")).to_have_attribute("aria-pressed", "true")
    assert await screen.evaluate("window.chimes") == 1
    await screen.evaluate("""() => new MutationObserver(() => (window.seen ??= Date.now()))
        .observe(document.querySelectorAll("cb-board-queues .row")[1], { subtree: true, childList: true })""")
    began = time.time() * 1000
    site.box.show(house(late=2, waiting=6))
    await expect(late.locator(".waiting")).to_have_text("6")
    record_property("ms from the event to the screen", round(await screen.evaluate("window.seen") - began))
    await expect(late).to_have_attribute("data-state", "alarm")
    await expect(late.locator(".state")).to_contain_text("Alarm")
    await expect(late.locator(".state")).to_contain_text("6 wait")
    await expect(late.locator(".late")).to_have_text("6 late")
    await expect(late.locator("cb-icon")).to_have_attribute("name", "trouble")
    await screen.wait_for_function("window.chimes === 2")
    await expect(screen.locator("cb-board-agents .figure")).to_have_text(["0", "3", "1"])
    await expect(screen.locator("[data-day]")).to_contain_text("Answered")


async def test_more_queues_than_can_be_read_come_page_by_page_the_late_ones_first(screen: Page, site: Site) -> None:
    site.box.show(house(12, late=11))
    rows = screen.locator("cb-board-queues .row")
    await expect(rows.first).to_contain_text("Queue 11")
    await expect(screen.locator(".pager")).to_contain_text("Page 1 of 3")
    await screen.get_by_role("button", name="Hold").click()
    await screen.get_by_role("button", name="Next page").click()
    await expect(screen.locator(".pager")).to_contain_text("Page 2 of 3")
    assert await rows.count() >= 4
    assert await screen.evaluate("document.documentElement.scrollHeight") <= 1080


async def test_it_says_stale_and_recovers(screen: Page, site: Site) -> None:
    await site.stop_box()
    await expect(screen.locator(".stale")).to_contain_text("Stale since ")
    await site.start_box()
    await expect(screen.locator(".stale")).to_be_hidden()


async def test_every_screen_shows_it_whole_and_every_word_can_be_read(screen: Page, site: Site) -> None:
    site.box.show(house(late=2, waiting=4))
    await expect(screen.locator("cb-board-queues .row[data-state=alarm]")).to_have_count(1)
    for look in ("dark", "light"):
        await expect(screen.locator("html")).to_have_attribute("data-look", look)
        for width, height in ((390, 844), (1280, 800), (1920, 1080), (3840, 2160)):
            await screen.set_viewport_size({"width": width, "height": height})
            assert await screen.evaluate("document.documentElement.scrollWidth") <= width
            assert await screen.evaluate(CONTRASTS) == [], (look, width)
        await screen.locator("button[data-look]").click()


async def test_a_screen_comes_in_by_its_link_once_and_stays(chromium: Browser) -> None:
    with TemporaryDirectory(prefix="cb") as folder:
        path = Path(folder) / "control.sock"
        server = await serve(InventedBox(house()), SocketFile(path))
        async with strict_pages(path) as (pages, address):
            token = Token(name="front", scopes=(Role.WALLBOARD,), since_utc_ms=pages.accounts.clock())
            await pages.accounts.ask(lambda file: file.add_token(token, of_link("the-key")))
            asked: list[str] = []
            context = await chromium.new_context()
            page = await context.new_page()
            page.set_default_timeout(PATIENCE_MS)
            page.on("request", lambda request: asked.append(request.url + request.headers.get("referer", "")))
            await page.goto(f"{address}/wallboard#the-key")
            await expect(page.locator("cb-board-queues .row")).to_have_count(4)
            assert page.url == f"{address}/wallboard"
            assert not [each for each in asked if "the-key" in each.partition("#")[0]]
            await page.reload()
            await expect(page.locator("cb-board-queues .row")).to_have_count(4)
            other = await (await chromium.new_context()).new_page()
            await other.goto(f"{address}/wallboard#the-key")
            await expect(other.locator("main")).to_contain_text("this link was opened before")
            await other.context.close()
            await context.close()
        await server.close()
