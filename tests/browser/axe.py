"""Whether everybody can use a page, as axe-core judges it; and pictures of it, for people to look at."""

import os
import re
from functools import cache
from hashlib import sha256
from importlib import resources
from pathlib import Path
from typing import Any

from playwright.async_api import Page

RELEASE = "66a8aaa95a8b044a7fd74a5435873bf04ff65a1ca75567c921b7509742085a14"
"""SHA-256 of axe.min.js as npm has it in axe-core 4.12.1 (MPL-2.0). Not with this tree: a package brings it."""

SIZES = {"phone": (390, 844), "desktop": (1280, 800), "tv": (1920, 1080)}
SCHEMES = ("light", "dark")

RUN = """async () => {
    const told = await axe.run({ resultTypes: ["violations"], preload: false, iframes: false });
    return told.violations.flatMap(({ id, help, nodes }) => nodes.map((node) =>
        `${id}: ${help}: ${node.target.join(" ")}: ${node.any.map((each) => each.message).join("; ")}`));
}"""

TOO_WIDE = """() => [...document.querySelectorAll("main *, header *")].filter((element) => {
    const box = element.getBoundingClientRect();
    const style = (at) => getComputedStyle(at);
    const kept = (at) => ["auto", "scroll"].includes(style(at).overflowX) || style(at).clipPath !== "none";
    const scrolls = (at) => at && (kept(at) || scrolls(at.parentElement));
    return element.checkVisibility() && box.width > 1 && box.right > innerWidth + 1 && !scrolls(element.parentElement);
}).map((element) => element.outerHTML.slice(0, 90))"""


@cache
def program() -> str:
    text = resources.files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8").rstrip()
    if sha256(text.encode()).hexdigest() != RELEASE:
        message = "axe.min.js is not the one that was looked at; see pyproject.toml and RELEASE"
        raise ValueError(message)
    return text


async def violations(page: Page) -> list[str]:
    """One sentence for each, of the page as it is on show now."""
    if not await page.evaluate("typeof axe === 'object'"):
        await page.evaluate(program())
    found: list[str] = await page.evaluate(RUN)
    return found


async def show(page: Page, size: str, scheme: str) -> None:
    width, height = SIZES[size]
    await page.set_viewport_size({"width": width, "height": height})
    media: Any = {"color_scheme": scheme, "reduced_motion": "reduce"}
    await page.emulate_media(**media)


async def seen_by_everybody(page: Page, name: str) -> None:
    """That it breaks no rule of axe-core in light and in dark, fits phone, desktop and TV; and leaves its pictures."""
    for size in SIZES:
        for scheme in SCHEMES:
            await show(page, size, scheme)
            await take_picture(page, f"{name}-{size}-{scheme}")
            if (size, scheme) in {("phone", "light"), ("desktop", "dark")}:
                assert await violations(page) == [], (name, size, scheme)
        assert await page.evaluate("document.documentElement.scrollWidth") <= SIZES[size][0], (name, size)
        assert await page.evaluate(TOO_WIDE) == [], (name, size)


async def take_picture(page: Page, name: str) -> None:
    """Into the folder that CALLBOX_PICTURES names; nowhere when it names none."""
    folder = os.environ.get("CALLBOX_PICTURES")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        await page.screenshot(path=Path(folder) / f"{re.sub(r'[^a-z0-9-]+', '-', name.lower())}.png", full_page=True)
