"""Settings in the browser, on a real chancery: changed, found wrong, published, decided between two, taken back."""

from collections.abc import AsyncIterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import pytest_asyncio
from aiohttp import ClientSession
from playwright.async_api import Page, expect

from appliance.control.server import serve
from appliance.control.socket_file import SocketFile
from appliance.web.feed import Feed
from appliance.web.pages import Pages
from tests.browser.axe import violations
from tests.browser.test_accounts import looks_right, tab
from tests.control.house import BUSY, InventedBox
from tests.runtime.test_chancery import office_in
from tests.web.conftest import IMPATIENT, at

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="package")]
__all__ = ["tab"]

Tab = tuple[Page, list[str]]


@pytest_asyncio.fixture(loop_scope="package")
async def house() -> AsyncIterator[tuple[InventedBox, str]]:
    """A box whose settings can be changed, and the address of its pages."""
    with TemporaryDirectory(prefix="cb") as name:
        folder = Path(name)
        async with office_in(folder) as office:
            box = InventedBox(BUSY)
            box.chancery, box.database = office.chancery, str(office.archive.database)
            server = await serve(box, SocketFile(folder / "control.sock"))
            path = folder / "control.sock"
            pages = Pages(at(path, config=str(folder / "appliance.toml")), None, Feed(path, IMPATIENT))
            port = await pages.start()
            yield box, f"http://127.0.0.1:{port}"
            await pages.close()
            await server.close()


async def open_page(page: Page, address: str) -> None:
    await page.set_viewport_size({"width": 1280, "height": 900})
    await page.goto(address)


async def test_a_queue_is_changed_found_wrong_mended_and_published(house: tuple[InventedBox, str], tab: Tab) -> None:
    (_, address), (page, complaints) = house, tab
    await open_page(page, f"{address}/queues")
    wait = page.get_by_label("Longest wait")
    await expect(wait).to_have_value("10 min")
    await wait.fill("5 mim")
    await expect(page.locator("[data-path=max_wait] .fault")).to_contain_text('did you mean "min"?')
    await expect(wait).to_have_attribute("aria-invalid", "true")
    await expect(page.locator("[data-list] a").first).to_contain_text("Wrong")
    await looks_right(page)
    assert await violations(page) == []
    await page.set_viewport_size({"width": 1280, "height": 900})
    await wait.fill("5 min")
    await expect(page.locator("cb-publish .said")).to_contain_text("Nothing is wrong with them")
    await page.get_by_role("button", name="See the difference").click()
    await expect(page.locator("dialog[open]")).to_contain_text("10 min → 5 min")
    await page.locator("dialog[open]").get_by_role("button", name="Publish …").click()
    await page.get_by_label("What for?").fill("shorter")
    await page.get_by_role("button", name="Publish now").click()
    await expect(page.locator("cb-publish .said")).to_contain_text("Version 2 is published and holds.")
    await page.get_by_role("button", name="History").click()
    await expect(page.locator("dialog li").first).to_contain_text("shorter")
    await page.get_by_role("button", name="Put version 1 back").click()
    await expect(page.locator("cb-publish .said")).to_contain_text("Version 1 holds again, as version 3.")
    await expect(page.get_by_label("Longest wait")).to_have_value("10 min")
    assert complaints == []


async def test_two_who_change_the_same_are_told_both_values(house: tuple[InventedBox, str], tab: Tab) -> None:
    (_, address), (page, complaints) = house, tab
    await open_page(page, f"{address}/queues")
    await page.get_by_label("Longest wait").fill("20 min")
    await expect(page.locator("[data-state]")).to_have_text("Kept in your draft")
    async with ClientSession(address) as http:
        async with http.get("/api/v1/settings") as answer:
            settings = (await answer.json())["settings"]
        settings["queue"][0]["max_wait"] = "6 min"
        async with http.put("/api/v1/settings/drafts/ben", json=settings) as answer:
            tag = answer.headers["ETag"]
        async with http.post("/api/v1/settings/drafts/ben/publish", json={}, headers={"If-Match": tag}) as answer:
            assert answer.status == 200
    await page.get_by_role("button", name="Publish …").click()
    await page.get_by_role("button", name="Publish now").click()
    dialog = page.locator("dialog[open]")
    await expect(dialog).to_contain_text("Yours: 20 min")
    await expect(dialog).to_contain_text("6 min")
    await dialog.get_by_label("Yours").check()
    await dialog.get_by_role("button", name="Go on").click()
    await expect(page.locator("cb-publish .said")).to_contain_text("Version 3 is published and holds.")
    await expect(page.get_by_label("Longest wait")).to_have_value("20 min")
    assert complaints == []


async def test_hours_say_whether_it_is_open_and_take_holidays(house: tuple[InventedBox, str], tab: Tab) -> None:
    (_, address), (page, complaints) = house, tab
    await open_page(page, f"{address}/hours")
    await page.get_by_role("button", name="Add hours").click()
    await expect(page.locator(".preview .told")).to_contain_text("now")
    await page.get_by_role("button", name="Add to Monday").click()
    await page.get_by_label("Monday", exact=True).last.fill("18:00-20:00")
    await page.get_by_text("Public holidays").click()
    await page.get_by_label("Country", exact=True).select_option("AT")
    await page.get_by_label("Year").fill("2026")
    await page.get_by_role("button", name="Add its holidays").click()
    await expect(page.locator("[data-path=closed_on] input").first).to_have_value("2026-01-01")
    await expect(page.locator("cb-publish .said")).to_contain_text("Nothing is wrong with them")
    await looks_right(page)
    assert complaints == []


async def test_an_agent_is_renamed_everywhere_and_a_skill_is_given(house: tuple[InventedBox, str], tab: Tab) -> None:
    (_, address), (page, complaints) = house, tab
    await open_page(page, f"{address}/agents")
    await page.get_by_role("button", name="Add an agent").click()
    name = page.get_by_label("Name", exact=True)
    await expect(name).to_have_value("agent-2")
    await name.fill("carla")
    await name.press("Tab")
    await expect(page.locator("[data-list]")).to_contain_text("carla")
    await expect(page.locator("[data-state]")).to_have_text("Kept in your draft")
    await looks_right(page)
    await open_page(page, f"{address}/skills")
    await page.get_by_label("New skill").fill("english")
    await page.get_by_label("New skill").press("Enter")
    await page.get_by_label("english of carla").select_option("4")
    await expect(page.locator("[data-state]")).to_have_text("Kept in your draft")
    await looks_right(page)
    assert await violations(page) == []
    await open_page(page, f"{address}/agents#carla")
    await expect(page.locator("[data-list] [aria-current]")).to_contain_text("english 4")
    await page.get_by_role("button", name="Take away …").click()
    await expect(page.locator("dialog[open]")).to_contain_text("Nothing else uses it.")
    await page.get_by_role("button", name="Take it away").click()
    await expect(page.locator("[data-list]")).not_to_contain_text("carla")
    assert complaints == []


async def test_a_lamp_is_tried_out(house: tuple[InventedBox, str], tab: Tab) -> None:
    (box, address), (page, complaints) = house, tab
    await open_page(page, f"{address}/lamps")
    await page.get_by_role("button", name="Add a lamp").click()
    await page.get_by_role("button", name="Light it").click()
    await expect(page.locator(".preview .told")).to_contain_text("no such lamp")
    name = page.get_by_label("Name", exact=True)
    await name.fill(BUSY.lamps[0].name)
    await name.press("Tab")
    await expect(page.locator("[data-list] [aria-current]")).to_contain_text(BUSY.lamps[0].name)
    await page.get_by_role("button", name="Light it").click()
    await expect(page.locator(".preview .told")).to_contain_text("It flashes now")
    assert box.lamps_tried == [BUSY.lamps[0].name]
    await looks_right(page)
    assert complaints == []
