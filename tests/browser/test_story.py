"""Why, on the page: a call or an agent is opened by mouse or by keyboard, and tells its story."""

import re
import sys

import msgspec
import pytest
from playwright.async_api import Browser, Page, expect

from appliance.web.reteller import Reteller
from tests.browser.conftest import Site, open_page
from tests.browser.test_look import CONTRASTS
from tests.control.house import BUSY, QUIET

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="package")]


async def test_a_call_opens_with_its_timeline_and_what_stands_behind_it(page: Page) -> None:
    await page.locator("cb-calls tbody tr").nth(0).click(position={"x": 300, "y": 10})
    story = page.get_by_role("dialog", name="Alice Archer · call 40")
    await expect(story).to_be_visible()
    await expect(page).to_have_url(re.compile("#call-40$"))
    await expect(story.locator(".chip")).to_have_text("Answered")
    await expect(story.locator(".notes").first.locator("> li")).to_contain_text(["line1 rings", "place 1", "anna"])
    await expect(story.locator(".at").nth(2)).to_have_text("0:13")
    behind = story.locator("details")
    await expect(behind).to_contain_text("3 agents were considered, 1 call was passed over")
    await expect(behind.locator("li").nth(0)).to_be_hidden()
    await behind.locator("summary").click()
    await expect(behind.locator("li")).to_have_text(
        [
            "Anna ready for 3:10, has german 3, gets it.",
            "Cid ready for 0:40, has german 4, would have been next.",
            "Ben ready for 1:00, german 2 where 3 is needed – may take it from 0:12 of waiting.",
            "Call 17 (sales, waiting 0:30) is due 0:12 later.",
        ]
    )
    await expect(story).to_contain_text("Calls that came first while it waited")
    await expect(story.locator(".facts")).to_contain_text("greet › menu › 1 › sales")


async def test_the_keyboard_opens_reads_and_closes_it(page: Page) -> None:
    link = page.locator("cb-calls a").nth(0)
    await link.focus()
    await page.keyboard.press("Enter")
    story = page.get_by_role("dialog")
    await expect(story.locator("details")).to_be_visible()
    await page.keyboard.press("Tab")
    while not await page.evaluate("document.activeElement.matches('summary')"):
        assert await page.evaluate("document.querySelector('dialog').contains(document.activeElement)")
        await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(story.locator("details li").nth(0)).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(story).to_be_hidden()
    await expect(link).to_be_focused()
    await expect(page).to_have_url(re.compile("^[^#]*$"))


async def test_a_waiting_call_says_what_would_help_and_goes_on_by_itself(page: Page, site: Site) -> None:
    await page.locator("cb-queue a", has_text="onerror").click()
    story = page.get_by_role("dialog")
    await expect(story.locator(".why .lead")).to_have_text(
        'Call 42 has waited 0:35 in queue "support", which needs german 3.'
    )
    await expect(story.locator(".why h4")).to_have_text("What would help")
    await expect(story.locator(".why li")).to_contain_text(
        ["It should have been answered", "next in line", "Anna (1:03, call 41) is talking"]
    )
    await expect(story.locator("details")).to_be_visible()
    await story.locator("summary").click()
    ended = tuple(call for call in BUSY.calls if call.call != 42)
    site.box.show(msgspec.structs.replace(BUSY, calls=ended))
    site.box.finished_calls[42] = msgspec.structs.replace(site.box.finished_calls[7], call=42)
    site.box.show(msgspec.structs.replace(BUSY, calls=ended, draining=True, lamps=(), agents=QUIET.agents))
    await expect(story.locator(".why")).to_be_hidden()
    await expect(story.locator("details li").nth(0)).to_be_visible()
    await expect(story.locator("h2")).to_have_text("Alice Archer · call 42")


async def test_calls_named_in_sentences_lead_on_and_back_goes_back(page: Page) -> None:
    await page.goto(f"{page.url}#call-42")
    story = page.get_by_role("dialog")
    await story.locator(".why a", has_text="call 41").click()
    await expect(story.locator("h2")).to_have_text("Alice Archer · call 41")
    await page.go_back()
    await expect(story.locator("h2")).to_contain_text("call 42")
    await page.go_back()
    await expect(story).to_be_hidden()


async def test_an_agent_says_why_there_is_nothing(page: Page) -> None:
    await page.locator("cb-agent").nth(0).click(position={"x": 200, "y": 20})
    story = page.get_by_role("dialog", name="Anna")
    await expect(story.locator(".lead")).to_have_text("Anna has been ready for 20:15 without a call.")
    await expect(story.locator("li").nth(1)).to_contain_text("9 calls needed german 3")
    await page.mouse.click(20, 400)
    await expect(story).to_be_hidden()


async def test_what_callers_call_themselves_stays_text_here_too(page: Page) -> None:
    await page.goto(f"{page.url}#call-42")
    await expect(page.locator("dialog h2")).to_have_text("<img src=x onerror=alert(1)> · call 42")
    assert await page.locator("dialog img").count() == 0


async def test_a_journal_that_cannot_be_read_leaves_the_timeline(page: Page, site: Site) -> None:
    site.reteller._program = (sys.executable, "-m", "tests.control.retelling_program", "fails")
    await page.goto(f"{page.url}#call-7")
    story = page.get_by_role("dialog")
    await expect(story.locator(".doubt")).to_contain_text("the invented journal is torn")
    await expect(story.locator(".notes > li")).to_have_count(3)
    assert isinstance(site.reteller, Reteller)


async def test_what_does_not_exist_is_said_so(chromium: Browser, site: Site) -> None:
    """Here the browser's console may grumble about the answer 404."""
    context = await chromium.new_context()
    page = await open_page(context, site)
    await page.goto(f"{page.url}#call-99")
    await expect(page.get_by_role("alert")).to_have_text("There is no call 99; the nearest is call 30.")
    await context.close()


OUTSIDE = """() => [...document.querySelectorAll("dialog *")].filter((element) =>
    element.checkVisibility() && !element.closest(".unseen") && element.getBoundingClientRect().right > innerWidth + 1
).map((element) => element.outerHTML.slice(0, 80))"""


@pytest.mark.parametrize("subject", ["call-42", "call-7", "agent-anna"])
async def test_it_fits_every_screen_and_can_be_read(page: Page, subject: str) -> None:
    await page.goto(f"{page.url}#{subject}")
    await page.locator("dialog[open] .lead, dialog[open] details").first.wait_for()
    for details in await page.locator("dialog summary").all():
        await details.click()
    for width in (320, 390, 768, 1280):
        await page.set_viewport_size({"width": width, "height": 800})
        assert await page.evaluate(OUTSIDE) == [], width
    for scheme in ("light", "dark"):
        await page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
        assert await page.evaluate(CONTRASTS) == [], scheme


async def test_it_stands_still_for_those_who_ask(page: Page) -> None:
    await page.goto(f"{page.url}#call-7")
    await expect(page.get_by_role("dialog")).to_be_visible()
    assert await page.evaluate("document.getAnimations().length") == 0
