"""The live page in a real browser: what it shows, that it lives, and that it owns up when it does not."""

import msgspec
import pytest
from playwright.async_api import Browser, Page, expect

from appliance.model.network import NetworkSight
from appliance.model.records import CallRecord
from appliance.model.snapshot import AgentView, LineView, Snapshot
from appliance.model.states import AgentActivity, AgentStatus, LineState, Outcome
from tests.browser.conftest import Site, open_page
from tests.control.house import BUSY, QUIET, record

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="package")]


async def test_lines_are_keys_with_caller_state_and_timer(page: Page) -> None:
    await expect(page.locator("cb-line h3")).to_have_text([f"Line {n}" for n in range(1, 7)])
    talking = page.locator("cb-line").nth(0)
    await expect(talking).to_contain_text("Alice Archer")
    await expect(talking).to_contain_text("Talking")
    await expect(talking).to_contain_text("with Anna · sales")
    await expect(page.locator("cb-line").nth(2)).to_contain_text("Ringing")
    await expect(page.locator("cb-line").nth(3)).to_contain_text("Out of order")
    await expect(page.locator("cb-line").nth(3)).to_contain_text("/dev/ttyACM3 is gone; plug the modem in again")
    await expect(page.locator("cb-line").nth(4)).to_contain_text("Idle")
    await expect(page.locator("cb-line").nth(5)).to_contain_text("Number withheld")


async def test_queues_agents_lamps_and_calls_are_shown(page: Page) -> None:
    queues = page.locator("cb-queue")
    await expect(queues.nth(0)).to_contain_text("Nobody waits")
    await expect(queues.nth(1)).to_contain_text("over target")
    await expect(queues.nth(1).locator(".figure")).to_have_text("1")
    await expect(queues.nth(1)).to_contain_text("Next caller waits up to 3:20")
    await expect(queues.nth(1)).to_contain_text("36 of 38 forecasts kept")
    await expect(queues.nth(0)).not_to_contain_text("Next caller")
    words = page.locator("cb-agent .word")
    await expect(words).to_have_text(["Talking", "Call offered", "On break", "Wrapping up", "Signed out"])
    await expect(page.locator(".lamp .word")).to_have_text(["On", "Slow blink", "Fast blink"])
    rows = page.locator("cb-calls tbody tr")
    await expect(rows).to_have_count(5)
    await expect(rows.nth(0)).to_contain_text("Answered")
    await expect(rows.nth(0)).to_contain_text("greet › menu › 1 › sales")
    await expect(rows.nth(0).locator(".talked")).to_have_text("1:00")
    await expect(rows.nth(0).locator(".waited")).to_have_text("0:04")
    await expect(page.locator("cb-summary")).to_contain_text("4 of 5")


async def test_a_mobile_line_shows_its_network_and_texts_stand_whole_in_their_section(page: Page, site: Site) -> None:
    mobile = page.locator("cb-line").nth(4)
    await expect(mobile.locator(".network")).to_have_text("Harbour Mobile LTE · −93 dBm")
    await expect(mobile.locator(".bars")).to_have_attribute("aria-label", "Signal: 3 of 4 bars")
    await expect(mobile.locator(".bars i[data-on]")).to_have_count(3)
    await expect(page.locator("cb-line .network:visible")).to_have_count(1)
    texts = page.locator("cb-text")
    await expect(texts.locator(".name")).to_have_text(["Parcels", "+4915112345678", "Unknown sender"])
    await expect(texts.locator(".body")).to_have_text(
        ["<img src=x onerror=alert(1)>", "Two lines\nGrüße 🚲", "Nothing to read"], use_inner_text=True
    )
    await expect(texts.nth(0)).to_contain_text("Line 5")
    await expect(texts.nth(2)).to_contain_text("Data for a program")
    site.box.show(QUIET)
    await expect(page.locator(".texts")).to_be_hidden()
    sight = NetworkSight(registration="searching for a network")
    lines = (msgspec.structs.replace(QUIET.lines[0], network=sight),)
    site.box.show(msgspec.structs.replace(QUIET, lines=lines))
    await expect(page.locator(".texts")).to_contain_text("No texts yet")
    only = page.locator("cb-line").first
    await expect(only.locator(".network")).to_have_text("searching for a network · signal unknown")


async def test_what_callers_call_themselves_stays_text(page: Page) -> None:
    await expect(page.locator("cb-line .caller").nth(1)).to_have_text("<img src=x onerror=alert(1)>")
    assert await page.locator("main img").count() == 0


async def test_it_lives(page: Page, site: Site) -> None:
    site.box.show(QUIET)
    await expect(page.locator("cb-line")).to_have_count(4)
    await expect(page.locator("cb-line").nth(0)).to_contain_text("Idle")
    await expect(page.locator("cb-calls")).to_contain_text("No calls yet")
    site.box.show(BUSY)
    await expect(page.locator("cb-line")).to_have_count(6)
    await expect(page.locator("cb-calls tbody tr")).to_have_count(5)


async def test_timers_run_on_their_own(page: Page, site: Site) -> None:
    """Nothing is sent meanwhile: the page counts by itself."""
    before = await page.locator("cb-line .timer").nth(0).text_content()
    taken = site.box.snapshots_taken
    await expect(page.locator("cb-line .timer").nth(0)).not_to_have_text(str(before))
    assert site.box.snapshots_taken == taken


async def test_it_says_stale_when_the_box_is_gone_and_recovers(page: Page, site: Site) -> None:
    await expect(page.locator("cb-link")).to_have_text("Live")
    await site.stop_box()
    await expect(page.locator("cb-link")).to_contain_text("Stale since ")
    await expect(page.locator("cb-banner")).to_contain_text("This page recovers by itself.")
    await expect(page.locator("cb-line")).to_have_count(6)
    stands_still = """async () => {
        const clock = await import(document.querySelector("script").src.replace("live.js", "clock.js"));
        const before = clock.now();
        for (const start = performance.now(); performance.now() < start + 5; ) continue;
        return clock.now() === before;
    }"""
    assert await page.evaluate(stands_still)
    site.box.shown = QUIET
    await site.start_box()
    await expect(page.locator("cb-link")).to_have_text("Live")
    await expect(page.locator("cb-banner")).to_be_hidden()
    await expect(page.locator("cb-line")).to_have_count(4)


async def test_it_says_stale_when_the_pages_are_gone_and_recovers(chromium: Browser, site: Site) -> None:
    """Here the browser itself may grumble about the connection it lost."""
    context = await chromium.new_context()
    page = await open_page(context, site)
    await expect(page.locator("cb-link")).to_have_text("Live")
    await context.set_offline(True)
    await site.pages._watchers.close()
    await expect(page.locator("cb-link")).to_contain_text("Stale since ")
    await expect(page.locator("cb-banner")).to_contain_text("has lost its connection")
    await context.set_offline(False)
    await expect(page.locator("cb-link")).to_have_text("Live")
    await context.close()


async def test_it_says_that_the_box_stops(page: Page, site: Site) -> None:
    site.box.show(msgspec.structs.replace(BUSY, draining=True))
    await expect(page.locator("cb-link")).to_have_text("Stopping")
    await expect(page.locator("cb-banner")).to_contain_text("New calls are not answered")


async def test_before_any_box_it_says_so(chromium: Browser, site: Site) -> None:
    await site.stop_box()
    site.pages.feed._snapshot = None
    context = await chromium.new_context()
    page = await open_page(context, site)
    await expect(page.locator("cb-banner")).to_contain_text("No box to show yet.")
    await expect(page.locator("main")).to_be_hidden()
    site.box.shown = QUIET
    await site.start_box()
    await expect(page.locator("cb-line")).to_have_count(4)
    await context.close()


async def test_changes_are_announced_together(chromium: Browser, site: Site) -> None:
    site.box.show(QUIET)
    context = await chromium.new_context()
    page = await open_page(context, site)
    await expect(page.locator("cb-line")).to_have_count(4)
    lines = tuple(msgspec.structs.replace(view, state=LineState.RINGING) for view in QUIET.lines)
    site.box.show(msgspec.structs.replace(QUIET, lines=lines))
    said = page.locator("cb-announcer p")
    await expect(said).to_have_text(["Line 2 rings. Line 3 rings. Line 4 rings. and 1 more change"])
    await context.close()


STATES = Snapshot(
    now=0,
    utc_ms=QUIET.utc_ms,
    lines=tuple(LineView(name=f"line{n}", state=state, since=0, fault="why") for n, state in enumerate(LineState)),
    agents=tuple(
        AgentView(name=f"{status.value} {activity.value}", status=status, activity=activity, since=0)
        for status in AgentStatus
        for activity in AgentActivity
    ),
    last_calls=tuple(record(n, outcome=outcome) for n, outcome in enumerate(Outcome, start=1)),
)


async def test_every_state_has_a_picture_and_a_word_of_its_own(page: Page, site: Site) -> None:
    site.box.show(STATES)
    await expect(page.locator("cb-line")).to_have_count(len(LineState))
    await expect(page.locator("cb-calls tbody tr")).to_have_count(len(Outcome))
    faces = await page.evaluate(
        """() => [...document.querySelectorAll("main :is(.lens, .badge, .chip)")].map((element) => {
            const row = element.closest("cb-line, cb-agent, .chip");
            const word = [...row.querySelectorAll(".word, .caller, span")].map((part) => part.textContent).join("");
            return [row.localName, element.querySelector("path") !== null, word.trim(), row.dataset.tone];
        })"""
    )
    assert len(faces) == len(LineState) + len(AgentStatus) * len(AgentActivity) + len(Outcome)
    assert all(picture and word and tone for _, picture, word, tone in faces)
    outcomes = [word for kind, _, word, _ in faces if kind == "span"]
    assert len(set(outcomes)) == len(Outcome)


async def test_a_call_that_never_was_answered_has_no_times(page: Page, site: Site) -> None:
    missed: CallRecord = record(
        1,
        answered_ms=None,
        asked_person_ms=None,
        talk_began_ms=None,
        talk_ended_ms=None,
        agent=None,
        path=(),
        outcome=Outcome.MISSED,
    )
    site.box.show(msgspec.structs.replace(QUIET, last_calls=(missed,)))
    row = page.locator("cb-calls tbody tr")
    await expect(row).to_have_count(1)
    await expect(row.locator("td")).to_contain_text(["", "Alice", "Missed", "Line 1", "–", "–", "–", "–"])
