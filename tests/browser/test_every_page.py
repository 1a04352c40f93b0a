"""Every page there is: usable by everybody, quiet, light, from here alone, in every language and at every size.

A page in the navigation is looked at without being named here; one that is not there is named in `BESIDE`.
"""

import re

import pytest
from playwright.async_api import Browser, BrowserContext, Page, Request

from appliance.web.catalogues import COOKIE, SOURCE, catalogues
from appliance.web.navigation import ENTRIES
from tests.browser.axe import TOO_WIDE, seen_by_everybody, show, take_picture
from tests.browser.conftest import PATIENCE_MS, Site
from tests.web.test_packed import MOST_BYTES

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="package")]

BESIDE = ("/account", "/sign-in", "/first-run", "/agent?agent=anna", "/nothing-here")
"""The last one is the page that says so."""
PLACES = (*(entry.address for entry in ENTRIES), *BESIDE)
SETTLED = """() => {
    const now = [document.querySelectorAll("*").length, performance.getEntriesByType("resource").length].join();
    globalThis.seenLast = [...(globalThis.seenLast ?? []), now].slice(-3);
    return globalThis.seenLast.length === 3 && globalThis.seenLast.every((each) => each === now);
}"""
"""Nothing new has come three times running. That nothing is fetched any more cannot be waited for: events never end."""
EXPECTED = tuple(f"Failed to load resource: the server responded with a status of {status}" for status in (404, 503))
"""503: this box has no settings in its store; tests/browser/test_settings.py looks at those of one that has."""


class Visit:
    """A fresh browser's first sight of a page: what it fetched and what it complained of."""

    def __init__(self, context: BrowserContext, site: Site) -> None:
        self._context = context
        self._site = site
        self.fetched: list[Request] = []
        self.complaints: list[str] = []

    async def open(self, place: str) -> Page:
        page = await self._context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.on("requestfinished", self._keep)
        page.on("console", lambda message: self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        await page.goto(self._site.address.rstrip("/") + place)
        await page.wait_for_function(SETTLED, polling=300)
        return page

    def _keep(self, request: Request) -> None:
        self.fetched.append(request)

    async def weight(self) -> int:
        """Bytes on the way, heads included."""
        sizes = [await request.sizes() for request in self.fetched]
        return sum(size["responseBodySize"] + size["responseHeadersSize"] for size in sizes)

    @property
    def elsewhere(self) -> list[str]:
        return [request.url for request in self.fetched if not request.url.startswith(self._site.address)]


async def fresh(chromium: Browser, site: Site, language: str = SOURCE) -> Visit:
    context = await chromium.new_context(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
    await context.add_cookies([{"name": COOKIE, "value": language, "url": site.address}])
    return Visit(context, site)


def name_of(place: str) -> str:
    return re.sub(r"\W+", "-", place).strip("-") or "live"


@pytest.mark.parametrize("place", PLACES)
async def test_a_page_is_there_for_everybody(chromium: Browser, site: Site, place: str) -> None:
    visit = await fresh(chromium, site)
    page = await visit.open(place)
    assert await visit.weight() < MOST_BYTES
    assert visit.elsewhere == []
    assert await page.locator("h1").count() == 1
    assert await page.locator("html").get_attribute("lang") == SOURCE
    await seen_by_everybody(page, name_of(place))
    assert [each for each in visit.complaints if not each.startswith(EXPECTED)] == []
    await page.context.close()


@pytest.mark.parametrize("language", [each for each in catalogues().words if each != SOURCE])
@pytest.mark.parametrize("place", PLACES)
async def test_a_page_is_there_in_every_language(chromium: Browser, site: Site, place: str, language: str) -> None:
    """Other words are longer: it still fits a phone."""
    visit = await fresh(chromium, site, language)
    page = await visit.open(place)
    assert await page.locator("html").get_attribute("lang") == language
    await show(page, "phone", "dark")
    await take_picture(page, f"{name_of(place)}-phone-{language}")
    assert await page.evaluate("document.documentElement.scrollWidth") <= 390
    assert await page.evaluate(TOO_WIDE) == []
    assert [each for each in visit.complaints if not each.startswith(EXPECTED)] == []
    await page.context.close()


async def test_every_page_is_looked_at(site: Site) -> None:
    """Those of one thing, such as one call, have parameters: their own tests look at them."""
    pages = {route.path for route in site.pages.table if route.reply == "text/html" and not route.parameters}
    assert pages <= {*PLACES}


async def test_the_keyboard_goes_past_the_navigation_and_through_its_menus(chromium: Browser, site: Site) -> None:
    page = await (await fresh(chromium, site)).open("/api")
    await page.keyboard.press("Tab")
    assert await page.evaluate("document.activeElement.className") == "skip"
    assert await page.locator(".skip").evaluate("(link) => link.getBoundingClientRect().top >= 0")
    await page.keyboard.press("Enter")
    assert await page.evaluate("document.activeElement.id") == "main"
    menu = page.locator(".menu").first
    await menu.locator("summary").focus()
    await page.keyboard.press("Enter")
    assert await menu.evaluate("(menu) => menu.open")
    await page.keyboard.press("Tab")
    assert await page.evaluate("Boolean(document.activeElement.closest('.menu[open]'))")
    await page.keyboard.press("Escape")
    assert not await menu.evaluate("(menu) => menu.open")
    assert await page.evaluate("document.activeElement.localName") == "summary"
    await page.keyboard.press("Enter")
    await page.mouse.click(640, 700)
    assert not await menu.evaluate("(menu) => menu.open")
    await page.context.close()


async def test_a_language_is_chosen_and_stays(chromium: Browser, site: Site) -> None:
    page = await (await fresh(chromium, site)).open("/sign-in")
    await page.get_by_role("button", name="Español").click()
    await page.wait_for_selector("html[lang=es]")
    assert await page.get_by_role("button", name="Español").get_attribute("aria-pressed") == "true"
    await page.goto(site.address)
    await page.get_by_text("Hablando").first.wait_for()
    assert await page.title() == "Invented – en directo"
    await page.goto(f"{site.address}account")
    await page.get_by_role("button", name="English").click()
    await page.wait_for_selector("html[lang=en]")
    await page.context.close()
