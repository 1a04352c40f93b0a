"""How the live page looks: fits every width, can be read in light and dark, stands still for those who ask."""

import msgspec
import pytest
from playwright.async_api import Browser, Page, expect

from tests.browser.conftest import Site, open_page
from tests.control.house import BUSY, QUIET

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="package")]

# Every visible text with its colour and the colour it stands on, as WCAG 2.2 §1.4.3 wants them compared.
CONTRASTS = """() => {
    const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
    const rgba = (colour) => {
        canvas.clearRect(0, 0, 1, 1);
        canvas.fillStyle = colour;
        canvas.fillRect(0, 0, 1, 1);
        return [...canvas.getImageData(0, 0, 1, 1).data];
    };
    const light = ([r, g, b]) => {
        const [x, y, z] = [r, g, b].map((v) => (v / 255 <= 0.03928 ? v / 3294.6 : ((v / 255 + 0.055) / 1.055) ** 2.4));
        return 0.2126 * x + 0.7152 * y + 0.0722 * z;
    };
    const ground = (element) => {
        for (let at = element; at; at = at.parentElement) {
            const colour = rgba(getComputedStyle(at).backgroundColor);
            if (colour[3] === 255) return colour;
        }
        return rgba("white");
    };
    const low = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const element = walker.currentNode.parentElement;
        const text = walker.currentNode.textContent.trim();
        if (!text || !element.checkVisibility() || element.closest(".unseen, noscript, script")) continue;
        const style = getComputedStyle(element);
        const [a, b] = [light(rgba(style.color)), light(ground(element))].sort((x, y) => y - x);
        const ratio = (a + 0.05) / (b + 0.05);
        const size = parseFloat(style.fontSize);
        const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
        if (ratio < (large ? 3 : 4.5)) low.push(`${text}: ${ratio.toFixed(2)}`);
    }
    return low;
}"""


async def shown(chromium: Browser, site: Site, width: int, scheme: str) -> Page:
    context = await chromium.new_context(
        viewport={"width": width, "height": 800},
        color_scheme=scheme,  # type: ignore[arg-type]
        reduced_motion="reduce",
    )
    page = await open_page(context, site)
    await page.wait_for_selector("cb-line")
    return page


OUTSIDE = """() => [...document.querySelectorAll("main *, header *")].filter((element) => {
    const box = element.getBoundingClientRect();
    return element.checkVisibility() && !element.closest("thead") && box.right > innerWidth + 1;
}).map((element) => element.outerHTML.slice(0, 80))"""


async def test_nothing_is_wider_than_the_screen(chromium: Browser, site: Site) -> None:
    page = await shown(chromium, site, 1280, "light")
    for width in (320, 360, 390, 600, 768, 900, 1024, 1280, 1920, 3840):
        await page.set_viewport_size({"width": width, "height": 800})
        assert await page.evaluate("document.documentElement.scrollWidth") <= width
        assert await page.evaluate(OUTSIDE) == [], width
    await page.context.close()
    assert site.complaints == []


async def test_every_word_can_be_read_in_light_and_in_dark(chromium: Browser, site: Site) -> None:
    page = await shown(chromium, site, 1280, "light")
    grounds = set()
    for snapshot in (BUSY, QUIET, msgspec.structs.replace(BUSY, draining=True)):
        site.box.show(snapshot)
        await expect(page.locator("cb-line")).to_have_count(len(snapshot.lines))
        for scheme in ("light", "dark"):
            await page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
            assert await page.evaluate(CONTRASTS) == [], scheme
            grounds.add(await page.evaluate("getComputedStyle(document.body).backgroundColor"))
    assert len(grounds) == 2
    await page.context.close()


async def test_it_stands_still_for_those_who_ask(chromium: Browser, site: Site) -> None:
    page = await shown(chromium, site, 1280, "light")
    assert await page.evaluate("document.getAnimations().length") == 0
    await page.context.close()


async def test_it_is_built_for_ears_too(chromium: Browser, site: Site) -> None:
    page = await shown(chromium, site, 390, "light")
    assert await page.locator("h1").count() == 1
    assert await page.get_by_role("main").count() == 1
    assert await page.get_by_role("banner").count() == 1
    for name in ("Lines", "Queues", "Agents", "Lamps", "Last calls"):
        assert await page.get_by_role("region", name=name).count() == 1
    assert await page.get_by_role("table", name="Last calls").count() == 1
    assert await page.get_by_role("table").get_by_role("row").count() == 6
    assert await page.get_by_role("status").count() <= 1
    await page.context.close()
