"""The demonstration to look at, in a real browser: the live page shows lines and agents at work, and they change."""

import re
import shutil
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.async_api import Page, async_playwright, expect

from tests.browser.conftest import ARGUMENTS
from tests.journey.processes import Running

pytestmark = [pytest.mark.journey, pytest.mark.browser]

MOST_MS = 60_000
WIDTHS = (1280, 390)
SCHEMES = ("light", "dark")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def demo(tmp_path: Path, keep: Callable[[Running], Running]) -> Iterator[str]:
    """The address of the running demonstration's page."""
    address = f"http://127.0.0.1:{free_port()}/"
    words = ["--calls", "9", "--seed", "7", "--port", address[17:-1], "--keep", str(tmp_path / "demo")]
    running = Running("demo", words, tmp_path / "demo.log")
    keep(running)
    running.wait_until(lambda: address in running.said, "it tells its address")
    yield address
    running.asked_to_stop()


async def test_the_page_shows_the_house_at_work(demo: str, tmp_path: Path) -> None:
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        pytest.skip("no chromium here: apt install chromium, or run ./dev test")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        page = await browser.new_page(viewport={"width": 1280, "height": 900})
        complaints: list[str] = []
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        await page.goto(demo)
        await look_at(page)
        await take_pictures(page, tmp_path)
        assert complaints == []
        await browser.close()


async def look_at(page: Page) -> None:
    """Four lines with their modems, the agents, somebody who talks, a call that is over."""
    lines = page.locator("cb-line")
    await expect(lines.locator("h3")).to_have_text([f"Line {number}" for number in range(1, 5)], timeout=MOST_MS)
    await expect(page.locator("cb-agent .name")).to_have_text(["Anna", "Ben", "Carla", "Dora"], timeout=MOST_MS)
    await expect(page.locator(".lamp")).to_have_count(4)
    await expect(page.locator("cb-link")).to_have_text("Live", timeout=MOST_MS)
    talking = lines.filter(has_text="Talking").first
    await expect(talking).to_contain_text(re.compile(r"Caller \d"), timeout=MOST_MS, ignore_case=True)
    await expect(talking).to_contain_text(re.compile("with (Anna|Ben)"), timeout=MOST_MS)
    await expect(page.locator("cb-agent").filter(has_text="Talking")).not_to_have_count(0, timeout=MOST_MS)
    await expect(page.locator("cb-calls tbody tr")).not_to_have_count(0, timeout=MOST_MS)


async def take_pictures(page: Page, folder: Path) -> None:
    """For people to look at: light and dark, wide and narrow. Nothing is wider than the screen."""
    for width in WIDTHS:
        await page.set_viewport_size({"width": width, "height": 900})
        assert await page.evaluate("document.documentElement.scrollWidth") <= width
        for scheme in SCHEMES:
            await page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            await page.screenshot(path=folder / f"live-{width}-{scheme}.png", full_page=True)
