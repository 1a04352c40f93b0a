"""An agent at the page, in a real browser: answers by key, hears and is heard, loads the page anew in mid-call."""

import base64
import re
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from playwright.async_api import Page, async_playwright, expect

from appliance.pretend.script import PretendCall, Say, WaitRelease
from appliance.sound.frames import RATE, Samples
from appliance.sound.resample import resampled
from appliance.sound.wav import from_bytes, to_bytes
from appliance.store.reader import StoreReader
from tests.browser.conftest import ARGUMENTS
from tests.journey.house import House
from tests.journey.processes import Box, Exchange, Running
from tests.journey.test_pages import SCHEMES, WIDTHS, free_port

pytestmark = [pytest.mark.journey, pytest.mark.browser]

MOST_MS = 60_000
BROWSER_RATE = 48_000
PIECE = RATE // 4
AUDIBLE, FEWEST = 500, 12
LONG_ENOUGH = re.compile(r"0:(0[89]|[1-5]\d)|[1-9]:\d\d")
TALK = 7 * RATE
"""So long they speak after the page was loaded anew."""
ALIKE = 0.9
AGENT = """
[[agent]]
name = "anna"
skills = { sales = 1 }
wrap_up = "1 min"
station = "browser"
"""
RECORDER = """
const media = MediaDevices.prototype.getUserMedia;
MediaDevices.prototype.getUserMedia = function ({ audio }) {
  globalThis.wanted = audio;
  const plain = { channelCount: 1, echoCancellation: false, noiseSuppression: false, autoGainControl: false };
  return media.call(this, { audio: plain });
};
globalThis.played = [];
const Node = AudioWorkletNode;
globalThis.AudioWorkletNode = class extends Node {
  constructor(context, name, options) {
    super(context, name, options);
    if (name !== "callbox-ear") return;
    const tape = context.createScriptProcessor(4096, 1, 1);
    tape.onaudioprocess = ({ inputBuffer }) => played.push(inputBuffer.getChannelData(0).slice());
    this.connect(tape);
    tape.connect(context.destination);
  }
};
"""
PLAYED = """() => {
  const all = new Int16Array(played.length * 4096);
  played.forEach((piece, n) => piece.forEach((value, k) => (all[n * 4096 + k] = Math.round(value * 32767))));
  const bytes = new Uint8Array(all.buffer);
  let text = "";
  for (let n = 0; n < bytes.length; n += 8192) text += String.fromCharCode(...bytes.subarray(n, n + 8192));
  return [btoa(text), sampleRateOfPage];
}""".replace("sampleRateOfPage", "new AudioContext().sampleRate")


# The browser's own echo canceller is left out: a file that speaks while the caller does is an echo to it.


def babble(seconds: int, seed: int) -> Samples:
    """Like speech: syllables of a voice with changing pitch and formants, with pauses; no two alike."""
    rng, parts = np.random.default_rng(seed), []
    while sum(map(len, parts)) < seconds * RATE:
        n = np.arange(int(rng.uniform(0.12, 0.35) * RATE))
        phase = 2 * np.pi * np.cumsum(rng.uniform(95, 220) * (1 + rng.uniform(-0.2, 0.2) * n / len(n))) / RATE
        formants = rng.uniform((350, 900, 2_000), (800, 1_800, 2_900))
        harmonics = np.arange(3, 16)
        pitch = float(np.mean(np.diff(phase))) * RATE / 2 / np.pi
        gain = sum(np.exp(-(((harmonics * pitch - formant) / 180) ** 2)) for formant in formants)
        voice = (np.sin(np.outer(harmonics, phase)) * np.asarray(gain)[:, None]).sum(axis=0)
        voice *= np.hanning(len(n)) / max(float(np.abs(voice).max()), 1e-9)
        parts += [voice * 12_000, np.zeros(int(rng.uniform(0.02, 0.12) * RATE))]
    return np.concatenate(parts)[: seconds * RATE].astype(np.int16)


def likeness(said: Samples, heard: Samples) -> float:
    """How well quarter-second pieces of what was heard are found in what was said, wherever in it: the upper quartile.

    A machine with much else to do loses frames, and a piece with such a seam in it is like nothing that was said.
    """
    pieces = heard[: len(heard) // PIECE * PIECE].reshape(-1, PIECE).astype(np.float64)
    loud = [piece for piece in pieces if np.abs(piece).max() > AUDIBLE]
    assert len(loud) >= FEWEST
    return float(np.percentile([_best(said.astype(np.float64), piece - piece.mean()) for piece in loud], 75))


def _best(sound: npt.NDArray[np.float64], piece: npt.NDArray[np.float64]) -> float:
    """The largest normalised cross-correlation."""
    size = 1 << (len(sound) + len(piece)).bit_length()
    product = np.fft.irfft(np.fft.rfft(sound, size) * np.conj(np.fft.rfft(piece, size)), size)[
        : len(sound) - len(piece)
    ]
    power = np.concatenate(([0.0], np.cumsum(sound**2)))
    around = power[len(piece) : len(sound)] - power[: len(sound) - len(piece)]
    return float(np.max(product / np.sqrt(np.maximum(around, 1e-3 * float(around.max())) * float(piece @ piece))))


def write_house(tmp_path: Path) -> House:
    house = House(folder=tmp_path, flows=("talk",), port=free_port())
    house.write()
    site = house.site / "house.toml"
    site.write_text(site.read_text().partition("[[agent]]")[0] + AGENT)
    main = house.config.read_text()
    house.config.write_text(main.replace("[web]\n", '[web]\nwithout_sign_in = "agent"\n'))
    return house


def write_sounds(folder: Path) -> tuple[Samples, Samples]:
    """What the agent's microphone and the caller say, again and again and once."""
    agent, caller = babble(11, 1), babble(120, 2)
    wide = bytearray(to_bytes(resampled(agent.astype(np.float64), RATE, BROWSER_RATE).astype(np.int16)))
    wide[24:32] = BROWSER_RATE.to_bytes(4, "little") + (2 * BROWSER_RATE).to_bytes(4, "little")
    (folder / "microphone.wav").write_bytes(wide)
    (folder / "caller.wav").write_bytes(to_bytes(caller))
    return np.concatenate((agent, agent)), caller


async def test_an_agent_answers_holds_reloads_and_hangs_up_by_keys(
    tmp_path: Path, keep: Callable[[Running], Running]
) -> None:
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        pytest.skip("no chromium here: apt install chromium, or run ./dev test")
    house, (agent, caller) = write_house(tmp_path), write_sounds(tmp_path)
    speaks = (*(Say(wav=str(tmp_path / "caller.wav")),) * 3, WaitRelease())
    call = PretendCall(line="line1", number="5550100", patience_rings=200, at_ms=9_000, steps=speaks)
    exchange = Exchange(house, [call], "--heard", f"{tmp_path / 'heard'}")
    box, pages = Box(house), Running("web", ["--config", str(house.config)], tmp_path / "web.log")
    for running in (exchange, box, pages):
        keep(running)
    box.ready()
    pages.wait_until(lambda: f":{house.port}/" in pages.said, "it listens")
    played = await in_a_browser(program, f"http://localhost:{house.port}/agent?agent=anna", tmp_path)
    exchange.wait_until(lambda: len(exchange.outcomes()) == 1, "the caller is gone", limit_s=60)
    [outcome] = exchange.outcomes()
    by_caller = likeness(agent, from_bytes(Path(outcome.heard_wav).read_bytes())[-TALK:])
    by_agent = likeness(caller, played)
    sys.stdout.write(f"the caller hears the agent: {by_caller:.3f}, the agent hears the caller: {by_agent:.3f}\n")
    assert by_caller >= ALIKE
    assert by_agent >= ALIKE
    with StoreReader(house.database) as store:
        told = [note.text for note in store.timeline(1)]
    assert "anna put the caller on hold" in told
    assert "The station of anna is out of reach; the caller hears music" in told
    assert "anna noted: wants a quote by Friday" in told
    assert sum(text.startswith("anna came back after") for text in told) == 2


async def in_a_browser(program: str, address: str, folder: Path) -> Samples:
    """Everything by keys; what the page played after it was loaded anew."""
    microphone = f"--use-file-for-fake-audio-capture={folder / 'microphone.wav'}"
    arguments = (*ARGUMENTS, "--use-fake-device-for-media-stream", microphone)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=program, args=arguments)
        context = await browser.new_context(viewport={"width": 1280, "height": 900}, permissions=["microphone"])
        await context.add_init_script(RECORDER)
        page = await context.new_page()
        complaints: list[str] = []
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.set_default_timeout(MOST_MS)
        expect.set_options(timeout=MOST_MS)
        await page.goto(address)
        played = await at_the_desk(page, folder)
        assert [
            text for text in complaints if "ScriptProcessorNode" not in text
        ] == []  # the recorder is the test's own
        await browser.close()
    return played


async def at_the_desk(page: Page, folder: Path) -> Samples:
    """Everything by keys; what the page played of the caller."""
    state = page.locator(".call .state")
    await expect(page.locator("[data-phone]")).to_contain_text("Ready")
    await page.keyboard.press("s")
    await expect(page.locator("[data-me]")).to_have_text("Free")
    await expect(state).to_have_text("Rings for you")
    await expect(page.locator("#call-title")).to_have_text("5550100")
    await expect(page.locator(".card")).to_contain_text("Why you")
    await expect(page).to_have_title("☎ 5550100 rings – Anna")
    await take_pictures(page, folder, "rings")
    await page.keyboard.press("a")
    await expect(state).to_have_text("Talking")
    await page.keyboard.press("m")
    await expect(state).to_contain_text("you are muted")
    await page.keyboard.press("m")
    await page.keyboard.press("h")
    await expect(page.locator("button", has_text="Back to the caller")).to_be_visible()
    await page.keyboard.press("h")
    await expect(state).to_have_text("Talking")
    await page.reload()
    await expect(page.locator("[data-phone]")).to_contain_text("Ready")
    await expect(state).to_have_text("Talking")
    await take_pictures(page, folder, "talks")
    await expect(page.locator(".call > header cb-timer")).to_have_text(LONG_ENOUGH)
    assert (await page.evaluate("wanted"))["echoCancellation"] is True
    sound, rate = await page.evaluate(PLAYED)
    await page.keyboard.press("n")
    await page.keyboard.type("wants a quote by Friday")
    await page.keyboard.press("Control+Enter")
    await expect(page.locator("#note")).to_have_value("")
    await page.keyboard.press("x")
    await expect(state).to_have_text("Wrapping up")
    await page.keyboard.press("w")
    await expect(page.locator("[data-me]")).to_have_text("Free")
    wide = np.frombuffer(base64.b64decode(sound), "<i2").astype(np.float64)
    return resampled(wide, rate, RATE).astype(np.int16)


async def take_pictures(page: Page, folder: Path, what: str) -> None:
    """For people to look at. Nothing is wider than the screen."""
    for width in WIDTHS:
        await page.set_viewport_size({"width": width, "height": 900})
        assert await page.evaluate("document.documentElement.scrollWidth") <= width
        for scheme in SCHEMES:
            await page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            await page.screenshot(path=folder / f"agent-{what}-{width}-{scheme}.png", full_page=True)
    await page.set_viewport_size({"width": 1280, "height": 900})
