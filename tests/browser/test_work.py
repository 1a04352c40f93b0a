"""Calls, messages and prompts in a real browser: the main way through each page, before a real store."""

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import msgspec
import numpy as np
import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from appliance.model.caller import Caller, Presentation
from appliance.model.events import Event
from appliance.model.message_events import BoxesCounted
from appliance.model.records import Pause, RecordingRecord
from appliance.model.states import Outcome
from appliance.runtime.archive import Archive
from appliance.runtime.message_boxes import MessageBoxes
from appliance.runtime.missed_calls import MissedCalls
from appliance.sound.wav import header
from appliance.web.pages import Pages
from tests.browser.conftest import PATIENCE_MS, Site
from tests.browser.test_look import CONTRASTS
from tests.control.house import record
from tests.runtime.left_messages import leave, left
from tests.web.conftest import at
from tests.web.test_prompt_routes import take

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="package")]

LOST = {"outcome": Outcome.ABANDONED, "talk_began_ms": None, "talk_ended_ms": None, "agent": None, "recorded": False}
MIA = Caller(number="+34911234567", name="Mía Núñez", presentation=Presentation.GIVEN)
SECONDS = 4


def speech() -> bytes:
    """The caller speaks first, then the agent."""
    at = np.arange(SECONDS * 8_000) / 8_000
    caller = np.where(at < 2, 9_000 * np.sin(2 * np.pi * 300 * at), 0)
    agent = np.where(at >= 2, 7_000 * np.sin(2 * np.pi * 440 * at) * np.sin(2 * np.pi * at) ** 2, 0)
    return np.stack([caller, agent], axis=1).astype("<i2").tobytes()


@dataclass
class Work:
    page: Page
    site: Site
    archive: Archive

    async def open(self, place: str) -> None:
        await self.page.goto(f"{self.site.address}{place}")

    async def looks_right(self) -> None:
        for scheme in ("light", "dark"):
            await self.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
            assert await self.page.evaluate(CONTRASTS) == [], scheme
        for width in (320, 390, 1280, 1920):
            await self.page.set_viewport_size({"width": width, "height": 800})
            assert await self.page.evaluate("document.documentElement.scrollWidth") <= width, width


@pytest_asyncio.fixture(loop_scope="package")
async def work(chromium: Browser, site: Site, tmp_path: Path) -> AsyncIterator[Work]:
    archive = Archive(tmp_path, lambda _: None)
    folder = tmp_path / "recordings" / "0"
    folder.mkdir(parents=True)
    sound = speech()
    (folder / "call-39-1.wav").write_bytes(header(2, len(sound)) + sound)
    now = int(time.time() * 1000)
    rows = [record(n, rang_utc_ms=now - (70 - n) * 600_000, recorded=n == 39) for n in range(1, 61)]
    lost = [record(n, rang_utc_ms=now - (70 - n) * 60_000, caller=MIA, **LOST) for n in (61, 62)]
    recording = RecordingRecord(
        call=39, file="recordings/0/call-39-1.wav", length_ms=4_000, pauses=(Pause(1_000, 500),)
    )
    archive.writer.put(*rows, *lost, recording)
    await archive.written()
    site.box.database = str(archive.database)
    site.box.missed = MissedCalls(archive, lambda _: site.box.show(site.box.shown))
    context = await chromium.new_context(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
    page = await context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.on("console", lambda message: site.complaints.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: site.complaints.append(f"error: {error}"))
    yield Work(page, site, archive)
    await context.close()
    await archive.close()
    assert site.complaints == []


async def test_calls_are_found_heard_and_called_back(work: Work) -> None:
    page = work.page
    await work.open("calls")
    rows = page.locator("cb-calls tbody tr")
    await expect(rows).to_have_count(50)
    await page.get_by_role("button", name="More").click()
    await expect(rows).to_have_count(62)
    await work.looks_right()
    await page.set_viewport_size({"width": 1280, "height": 800})

    await expect(page.locator("cb-missed li")).to_have_count(1)
    missed = page.locator("cb-missed li").first
    await expect(missed).to_contain_text("Mía Núñez")
    await expect(missed).to_contain_text("rang 2 times")
    await missed.get_by_role("button", name="Close").click()
    await expect(page.locator("cb-missed")).to_contain_text("Nobody waits to be called back.")
    await page.get_by_role("button", name="Undo").click()
    await expect(page.locator("cb-missed li")).to_have_count(1)

    await page.get_by_label("Number or name").fill("núñez")
    await expect(rows).to_have_count(2)
    assert "search=n" in page.url
    assert "search=n" in str(await page.get_by_role("link", name="Excel").get_attribute("href"))
    await page.get_by_role("button", name="All", exact=True).click()
    await page.get_by_label("With a recording").check()
    await expect(rows).to_have_count(1)
    await rows.first.click()
    player = page.locator("cb-story cb-player")
    await expect(player.locator(".picture path")).to_have_count(2)
    await expect(player.locator(".time")).to_have_text("0:00 / 0:04")
    await player.get_by_role("button", name="Paused 0:01–0:01").click()
    await expect(player.locator(".time")).to_have_text("0:01 / 0:04")
    await player.get_by_label("Speed").select_option("2")
    await player.get_by_role("button", name="Play").click()
    await expect(player.locator(".time")).to_have_text("0:04 / 0:04")
    await page.keyboard.press("Escape")
    await expect(page.locator("cb-story dialog")).to_be_hidden()
    await page.get_by_role("button", name="All", exact=True).click()
    await page.get_by_label("Number or name").fill("no such caller")
    await expect(page.locator("[data-nothing]")).to_be_visible()


async def test_a_message_is_heard_taken_done_and_deleted_by_mistake(work: Work) -> None:
    page, site = work.page, work.site
    boxes = MessageBoxes(work.archive, lambda event: shown(site, event), lambda work, name: asyncio.create_task(work))
    site.box.boxes = boxes
    leave(work.archive, left(1, urgent=True), left(2, box="workshop"))
    await work.archive.written()
    await work.open("messages")
    rows = page.locator("li.message")
    await expect(rows).to_have_count(2)
    await work.looks_right()
    await page.set_viewport_size({"width": 1280, "height": 800})
    urgent = page.locator("#message-1-1")
    await expect(urgent).to_contain_text("New, urgent")
    await urgent.get_by_role("button", name="Play").click()
    await expect(urgent).to_contain_text("Heard, urgent")
    await urgent.get_by_role("button", name="Take").click()
    await expect(page.locator("[data-said]")).to_contain_text("say who")
    assert "status of 409" in site.complaints.pop()
    await page.get_by_label("You are").fill("anna")
    await urgent.get_by_role("button", name="Take").click()
    await expect(urgent).to_contain_text("By Anna")
    await urgent.get_by_role("button", name="Done").click()
    await expect(urgent).to_contain_text("Done")
    await urgent.get_by_role("button", name="Delete").click()
    await expect(rows).to_have_count(1)
    await page.get_by_role("button", name="Undo").click()
    await expect(rows).to_have_count(2)
    leave(work.archive, left(3))
    await work.archive.written()
    await boxes.count()
    await expect(rows).to_have_count(3)
    await page.get_by_label("Box").select_option("workshop")
    await expect(rows).to_have_count(1)


def shown(site: Site, event: Event) -> None:
    """The engine would tell it so."""
    if isinstance(event, BoxesCounted):
        site.box.show(msgspec.structs.replace(site.box.shown, boxes=event.boxes))


@pytest.fixture
def settings(tmp_path: Path) -> str:
    """A flow uses the prompt hello, which has been recorded."""
    folder = tmp_path / "state" / "prompts"
    folder.mkdir(parents=True)
    (folder / "hello.wav").write_bytes(take(1))
    config = tmp_path / "appliance.toml"
    config.write_text(
        f'[box]\nstate_dir = "{tmp_path}/state"\ncache_dir = "{tmp_path}/cache"\nrun_dir = "{tmp_path}/run"\n'
        '[[flow]]\nname = "main"\nstart = "bye"\n[flow.steps.bye]\nstep = "hang_up"\nprompts = ["hello"]\n'
    )
    return str(config)


async def test_a_prompt_is_uploaded_heard_and_brought_back(chromium: Browser, settings: str, tmp_path: Path) -> None:
    pages = Pages(at(tmp_path / "none.sock", config=settings))
    port = await pages.start()
    context = await chromium.new_context(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
    page, complaints = await context.new_page(), []
    page.set_default_timeout(2 * PATIENCE_MS)
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    await page.goto(f"http://127.0.0.1:{port}/prompts")
    hello = page.locator("li.message").filter(has=page.get_by_text("hello", exact=True))
    await expect(hello).to_contain_text('Used by flow "main" step "bye"')
    keep = page.get_by_role("button", name="Keep it")
    await expect(keep).to_be_disabled()
    await page.get_by_label("Name of the prompt").fill("hello")
    file = {"name": "hello.wav", "mimeType": "audio/wav", "buffer": take(2)}
    await page.get_by_label("A sound file of any format").set_input_files(file)  # type: ignore[arg-type]
    await keep.click()
    await expect(page.locator("[data-said]")).to_contain_text("brought from")
    await hello.get_by_role("button", name="Bring back: hello").click()
    await expect(hello.get_by_label("Earlier version of hello").locator("option")).to_have_count(2)
    assert await page.evaluate(CONTRASTS) == []
    for width in (320, 390, 1280):
        await page.set_viewport_size({"width": width, "height": 800})
        assert await page.evaluate("document.documentElement.scrollWidth") <= width, width
    assert complaints == []
    await context.close()
    await pages.close()
