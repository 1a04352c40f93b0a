"""Flows on their page: edited as a tree, checked while they are, simulated by keys, published, rolled back."""

from collections.abc import AsyncIterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Locator, Page, expect

from appliance.control.server import serve
from appliance.control.socket_file import SocketFile
from appliance.web.feed import Feed
from appliance.web.pages import Pages
from tests.browser.axe import seen_by_everybody
from tests.browser.conftest import PATIENCE_MS
from tests.control.house import BUSY, InventedBox
from tests.runtime.test_chancery import Office, office_in
from tests.web.conftest import at

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="package")]

SITE = """
[[hours]]
name = "shop"
monday = ["09:00-18:00"]
[[queue]]
name = "sales"
need = { sales = 2 }
[[agent]]
name = "anna"
skills = { sales = 3 }
station = "browser"
[[line]]
name = "front"
flow = "main"
options = { port = "/dev/none" }
[[prompt]]
name = "welcome"
text = "Good day, this is Harbour Cycles."
[[prompt]]
name = "menu"
text = "For sales press 1. To leave a message press 2."
[[flow]]
name = "main"
start = "greet"
person = "sales"
[flow.steps.greet]
step = "say"
prompts = ["welcome"]
then = "opening"
[flow.steps.opening]
step = "hours"
hours = "shop"
open = "menu"
closed = "message"
[flow.steps.menu]
step = "ask"
prompts = ["menu"]
choices = { 1 = "sales", 2 = "message" }
on_exhausted = "bye"
[flow.steps.sales]
step = "queue"
queue = "sales"
on_overflow = "message"
[flow.steps.message]
step = "take_message"
prompts = ["beep"]
then = "bye"
[flow.steps.bye]
step = "hang_up"
"""
CONFLICT = "status of 409"
"""What the browser itself says of an answer that is meant."""
MONDAY, SUNDAY = "2026-11-23T10:00", "2026-11-22T10:00"


class Shop(NamedTuple):
    office: Office
    address: str


@pytest_asyncio.fixture(loop_scope="package")
async def shop() -> AsyncIterator[Shop]:
    """Real settings in a real store, behind the pages."""
    with TemporaryDirectory(prefix="cb") as name:
        folder = Path(name)
        async with office_in(folder, SITE) as office:
            box, path = InventedBox(BUSY), folder / "control.sock"
            box.chancery, box.database = office.chancery, str(office.archive.database)
            server = await serve(box, SocketFile(path))
            pages = Pages(at(path, config=str(office.main)), feed=Feed(path, (0.05,)))
            port = await pages.start()
            yield Shop(office, f"http://127.0.0.1:{port}/flows")
            await pages.close()
            await server.close()


async def opened(context: BrowserContext, shop: Shop, complaints: list[str]) -> Page:
    page = await context.new_page()
    page.on("console", lambda message: complaints.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: complaints.append(f"error: {error.stack}"))
    page.set_default_timeout(PATIENCE_MS)
    await page.goto(shop.address)
    await page.locator("cb-flow .step").first.wait_for()
    return page


@pytest_asyncio.fixture(loop_scope="package")
async def page(chromium: Browser, shop: Shop) -> AsyncIterator[Page]:
    complaints: list[str] = []
    context = await chromium.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    yield await opened(context, shop, complaints)
    await context.close()
    assert [complaint for complaint in complaints if CONFLICT not in complaint] == []


def step(page: Page, name: str) -> Locator:
    return page.locator(f'.step[data-step="{name}"]')


def bar(page: Page) -> Locator:
    return page.locator("cb-publish .said")


async def kept(page: Page) -> None:
    await expect(page.locator("[data-state]")).to_have_text("Kept in your draft")


async def call(page: Page, when: str = MONDAY) -> None:
    await page.get_by_label("Time of day").fill(when)
    await page.get_by_role("button", name="Start the call").click()
    await expect(page.locator("cb-simulator .pad")).to_be_visible()


async def key(page: Page, digit: str) -> None:
    await page.locator(f'.pad button:has(b:text-is("{digit}"))').click()


async def test_a_key_is_added_checked_simulated_published_and_rolled_back(page: Page, shop: Shop) -> None:
    await step(page, "menu").get_by_label("Add a key to menu").select_option("3")
    await expect(step(page, "menu").get_by_label("Key 3 of menu", exact=True)).to_be_focused()
    await step(page, "menu").get_by_label("Key 3 of menu", exact=True).select_option(label="+ Say")
    await expect(step(page, "say").locator("summary")).to_be_focused()
    await step(page, "say").get_by_label("Name of the step").fill("directions")
    await step(page, "say").get_by_label("Name of the step").press("Tab")
    await expect(step(page, "menu").get_by_label("Key 3 of menu", exact=True)).to_have_value("directions")
    await step(page, "directions").get_by_role("button", name="Add to Prompts").click()
    await page.keyboard.type("welcom")
    await kept(page)
    fault = page.locator("[data-faults] button")
    await expect(fault).to_contain_text('no such prompt; did you mean "welcome"?')
    await expect(step(page, "directions").locator(".step-fault")).to_be_visible()
    await expect(page.locator("[data-list] .badge-text")).to_have_text("Wrong")
    await fault.click()
    await expect(step(page, "directions").locator(".rows input")).to_be_focused()
    await page.keyboard.press("End")
    await page.keyboard.type("e")
    await expect(bar(page)).to_contain_text("Nothing is wrong with them")
    await expect(page.locator(".faults")).to_be_hidden()
    await simulated(page)
    await published_and_put_back(page, shop)


async def simulated(page: Page) -> None:
    """With the mouse, by keyboard, through the draft and through what holds."""
    await call(page)
    await expect(step(page, "greet")).to_have_attribute("aria-current", "step")
    await expect(page.locator("cb-simulator .hears")).to_contain_text("Good day, this is Harbour Cycles.")
    await page.get_by_role("button", name="Listen to the end").click()
    await expect(step(page, "menu")).to_have_attribute("aria-current", "step")
    await expect(page.locator(".pad [data-means]")).to_have_text(["1sales", "2message", "3directions", "0sales"])
    await page.locator(".pad button").first.focus()
    await page.keyboard.press("3")
    await expect(step(page, "directions")).to_have_attribute("aria-current", "step")
    await expect(page.locator("cb-simulator .facts")).to_contain_text("greet › opening › menu › 3 › directions")
    await page.get_by_label("what holds").check()
    await expect(step(page, "menu")).to_have_attribute("aria-current", "step")  # which has no key 3 yet


async def published_and_put_back(page: Page, shop: Shop) -> None:
    await page.get_by_role("button", name="See the difference").click()
    sheet = page.get_by_role("dialog")
    await expect(sheet).to_contain_text("directions")
    await sheet.get_by_role("button", name="Publish …").click()
    await sheet.get_by_label("What for?").fill("directions by key 3")
    await sheet.get_by_role("button", name="Publish now").click()
    await expect(bar(page)).to_contain_text("Version 2 is published and holds.")
    assert "directions" in shop.office.adopted[-1].plan.flows[0].steps

    await page.get_by_role("button", name="History").click()
    await sheet.get_by_role("button", name="Put version 1 back").click()
    await expect(bar(page)).to_contain_text("Version 1 holds again, as version 3.")
    assert "directions" not in shop.office.adopted[-1].plan.flows[0].steps
    await expect(step(page, "directions")).to_have_count(0)


async def test_closed_hours_a_message_and_the_time_gone_by(page: Page) -> None:
    await call(page, SUNDAY)
    await page.get_by_role("button", name="Listen to the end").click()
    await expect(page.locator("cb-simulator .facts")).to_contain_text("closed until Mon")
    await page.get_by_role("button", name="Listen to the end").click()
    await page.get_by_role("button", name="Speak for 5 s").click()
    await page.get_by_role("button", name="Until something happens").click()
    await page.get_by_role("button", name="Until something happens").click()
    await expect(page.locator("cb-simulator .state")).to_contain_text("Message taken")
    await expect(page.locator("cb-simulator .timeline")).to_contain_text("The message is kept")
    await page.get_by_role("button", name="Take the last back").click()
    await expect(page.locator("cb-simulator .state")).to_contain_text("Leaving a message")
    await page.get_by_role("button", name="Start anew").click()
    await expect(page.locator("cb-simulator .state")).to_contain_text("In the menu at greet")


async def test_busy_agents_a_place_in_line_and_an_answer(page: Page) -> None:
    await page.get_by_label("Agents", exact=True).select_option("busy")
    await page.get_by_label("Wait already").fill("1")
    await page.get_by_label("Caller's number").fill("030 1234")
    await call(page)
    await key(page, "1")  # kept for the menu
    await page.get_by_role("button", name="Listen to the end").click()
    facts = page.locator("cb-simulator .facts")
    await expect(facts).to_contain_text("Place in line2")
    await expect(facts).to_contain_text("Skills neededsales 2")
    await page.get_by_role("button", name="An agent becomes free").click()
    await expect(facts).to_contain_text("Place in line1")
    await page.get_by_role("button", name="An agent becomes free").click()
    await expect(facts).to_contain_text("rings at anna")
    await page.get_by_role("button", name="anna answers").click()
    await expect(page.locator("cb-simulator .state")).to_contain_text("Talking")
    await page.get_by_role("button", name="The caller hangs up").click()
    await expect(page.locator("cb-simulator .state")).to_contain_text("Answered")
    await expect(page.locator("cb-simulator .timeline")).to_contain_text("The number is 0301234")


async def test_the_draft_survives_a_reload_and_steps_come_and_go(page: Page) -> None:
    await step(page, "greet").get_by_label("Name of the step").fill("hello")
    await step(page, "greet").get_by_label("Name of the step").press("Tab")
    await expect(page.get_by_label("A call begins at")).to_have_value("hello")
    await step(page, "bye").locator("summary").click()
    await step(page, "bye").get_by_role("button", name="Take this step away").click()
    await expect(step(page, "bye")).to_have_count(0)
    await page.get_by_role("button", name="Undo").click()
    await expect(step(page, "bye")).to_have_count(1)
    await page.get_by_role("button", name="Redo").click()
    await expect(step(page, "bye")).to_have_count(0)
    await page.get_by_role("button", name="Undo").click()
    await kept(page)
    await page.reload()
    await expect(step(page, "hello")).to_be_visible()
    await expect(bar(page)).to_contain_text("Nothing is wrong with them")
    await page.get_by_role("button", name="Discard …").click()
    await page.get_by_role("button", name="Discard the draft").click()
    await expect(step(page, "greet")).to_be_visible()


async def test_flows_come_and_go_and_lines_follow_a_new_name(page: Page) -> None:
    await page.get_by_role("button", name="New flow").click()
    await expect(page.locator("[data-title]")).to_have_text("Flow flow")
    await page.locator(".entrances").get_by_label("Name").fill("night")
    await page.locator(".entrances").get_by_label("Name").press("Tab")
    await expect(page.locator("[data-list] strong")).to_have_text(["main", "night"])
    await page.get_by_role("button", name="Take away …").click()
    await page.get_by_role("button", name="Take it away").click()
    await expect(page.locator("[data-list] strong")).to_have_text(["main"])
    await page.locator(".entrances").get_by_label("Name").fill("day")
    await page.locator(".entrances").get_by_label("Name").press("Tab")
    await expect(page.locator("[data-list]")).to_contain_text("Answers front")
    await expect(bar(page)).to_contain_text("Nothing is wrong with them")


async def test_what_another_admin_published_is_told_and_nothing_typed_is_lost(page: Page, shop: Shop) -> None:
    await step(page, "menu").get_by_label("Key 1 of menu", exact=True).select_option("bye")
    await kept(page)
    await shop.office.keep("ben", flow__main__steps__menu__choices={"1": "message", "2": "message"})
    await shop.office.publish("ben")
    await page.reload()
    sheet = page.get_by_role("dialog")
    await expect(sheet).to_contain_text("published meanwhile: message")
    await expect(sheet).to_contain_text("Yours: bye")
    await sheet.get_by_label("Yours: bye").check()
    await sheet.get_by_role("button", name="Go on").click()
    await expect(sheet).to_be_hidden()
    await expect(step(page, "menu").get_by_label("Key 1 of menu", exact=True)).to_have_value("bye")


async def test_it_is_seen_by_everybody_with_a_call_and_every_form_open(page: Page) -> None:
    await call(page)
    for summary in await page.locator("main summary").all():
        await summary.click()
    await seen_by_everybody(page, "flows")
