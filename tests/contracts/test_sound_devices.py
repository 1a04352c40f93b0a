"""What every sound device keeps: one that is a card by PortAudio, files, silence. Each in real time, and short.

The card is one of ALSA's file plugin over its null plugin, by a configuration of the test's own: no hardware is needed.
"""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import pytest_asyncio

from appliance.drivers.errors import DriverFault
from appliance.drivers.registry import available, load_driver
from appliance.drivers.sound.card.process import PROGRAM
from appliance.drivers.sound.device import SoundDevice
from appliance.drivers.sound.ways import Ways
from appliance.sound.frames import FRAME_SAMPLES, RATE, Come, Frame
from appliance.sound.measure import dominant_hz, level_dbm0, span_of_tone
from appliance.sound.tones import sine
from appliance.sound.wav import from_bytes, to_bytes
from tests.drivers.line.jumping_time import pass_s
from tests.drivers.sound import alsa_files

PATIENCE_S = 60.0
HEARS_HZ, SAYS_HZ, DBM0 = 1_000.0, 600.0, -12.0
ENOUGH = 40
"""Frames."""


class Port:
    """Says a tone, keeps what it hears."""

    def __init__(self) -> None:
        self.heard_frames: list[Frame] = []
        self.asked = 0
        self._tone = sine(SAYS_HZ, 1_000, DBM0).reshape(-1, FRAME_SAMPLES)

    def heard(self, frame: Frame) -> None:
        self.heard_frames.append(np.array(frame))

    def to_say(self) -> Frame:
        self.asked += 1
        frame: Frame = self._tone[self.asked % len(self._tone)]
        return frame

    def to_say_if_there(self) -> Frame | None:
        return None

    def tell_when_said(self, come: Come | None, *, ahead: int = 0) -> None:
        """It is asked by a clock."""


class Bench:
    """A device with everything around it; `said` is what came out of it."""

    def __init__(self, name: str, folder: Path) -> None:
        self.name, self.folder = name, folder
        self.port, self.lost = Port(), list[DriverFault]()
        tone = sine(HEARS_HZ, 20_000, DBM0)
        (folder / "heard.wav").write_bytes(to_bytes(tone[:RATE]))
        self.alsa = alsa_files.written(folder, tone)
        self._made: list[SoundDevice] = []

    def device(self, ways: Ways = Ways.BOTH, **changed: object) -> SoundDevice:
        way = load_driver("sound", self.name)
        loop = asyncio.get_running_loop()
        options = way.Options(**(self._options | changed))
        seeing = {"program": ("/usr/bin/env", f"ALSA_CONFIG_PATH={self.alsa}", *PROGRAM)}
        made: SoundDevice = way.Driver(
            options,
            self.port,
            ways=ways,
            lost=self.lost.append,
            now=lambda: int(loop.time() * 1_000),
            **(seeing if self.name == "portaudio" else {}),
        )
        self._made.append(made)
        return made

    @property
    def _options(self) -> dict[str, Any]:
        return {
            "portaudio": {"card": alsa_files.FILE},
            "wav_file": {"hears": f"{self.folder}/heard.wav", "says": f"{self.folder}/said.wav"},
        }.get(self.name, {})

    def said(self) -> Frame:
        if self.name == "portaudio":
            return alsa_files.said(self.folder)
        return from_bytes((self.folder / "said.wav").read_bytes())

    async def until_heard(self, frames: int) -> None:
        await self.until(lambda: len(self.port.heard_frames) >= frames)

    async def until(self, true: Any) -> None:
        async with asyncio.timeout(PATIENCE_S):
            while not true():
                await pass_s(0.01)

    async def close(self) -> None:
        for each in self._made:
            each.close()
            each.close()
            await each.gone()


@pytest_asyncio.fixture(params=sorted(available("sound")))
async def bench(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Bench]:
    if request.param == "portaudio" and (reason := alsa_files.missing()):
        pytest.skip(reason)
    made = Bench(request.param, tmp_path)
    yield made
    await made.close()


def test_every_driver_is_in_this_suite() -> None:
    assert available("sound") == ("portaudio", "silent", "wav_file")


async def test_frames_go_both_ways_in_a_conversation_only_and_a_second_one_is_like_the_first(bench: Bench) -> None:
    device = bench.device()
    assert await device.prepare()
    await pass_s(0.1)
    assert (bench.port.heard_frames, bench.port.asked) == ([], 0)
    for _ in range(2):
        await device.ready()
        device.begin()
        device.begin()
        heard = len(bench.port.heard_frames)
        await bench.until_heard(heard + 20)
        device.end()
        device.end()
        heard, asked = len(bench.port.heard_frames), bench.port.asked
        await pass_s(0.1)
        assert (len(bench.port.heard_frames), bench.port.asked) == (heard, asked)
    assert {(frame.shape, str(frame.dtype)) for frame in bench.port.heard_frames} == {((FRAME_SAMPLES,), "int16")}
    assert bench.port.asked >= 2
    assert not bench.lost


@pytest.mark.parametrize("ways", [Ways.HEARS, Ways.SAYS])
async def test_a_device_of_one_way_is_asked_for_nothing_else(bench: Bench, ways: Ways) -> None:
    device = bench.device(ways)
    await device.prepare()
    await device.ready()
    device.begin()
    await bench.until(lambda: device.counts.heard >= 20)
    assert bool(bench.port.heard_frames) is ways.heard
    assert bool(bench.port.asked) is ways.said
    assert not bench.lost


async def test_what_is_said_and_heard_is_the_sound_itself(bench: Bench) -> None:
    if bench.name == "silent":
        device = bench.device()
        await device.prepare()
        device.begin()
        await bench.until_heard(3)
        assert not np.concatenate(bench.port.heard_frames).any()
        return
    device = bench.device()
    await device.prepare()
    await device.ready()
    device.begin()
    await bench.until_heard(3 * ENOUGH)
    device.close()
    await device.gone()
    heard = np.concatenate(bench.port.heard_frames[-ENOUGH:])
    assert dominant_hz(heard) == pytest.approx(HEARS_HZ, abs=3)
    assert level_dbm0(heard) == pytest.approx(DBM0, abs=0.5)
    spoken = span_of_tone(bench.said(), SAYS_HZ)
    assert len(spoken) > ENOUGH * FRAME_SAMPLES
    assert dominant_hz(spoken) == pytest.approx(SAYS_HZ, abs=3)


async def test_looking_after_it_finds_nothing_wrong_and_it_may_be_prepared_again_after_closing(bench: Bench) -> None:
    device = bench.device()
    for _ in range(2):
        await device.prepare()
        await device.ready()
        device.begin()
        before = device.counts.heard
        await bench.until(lambda before=before: device.counts.heard > before + 5)
        due = device.next_wake()
        device.check(due - 1 if due is not None else 0)
        device.close()
        await device.gone()
    assert not bench.lost


async def test_what_is_not_there_is_one_sentence(bench: Bench) -> None:
    wrong = {"portaudio": {"card": "Nonesuch"}, "wav_file": {"hears": "/nowhere/at.wav"}}.get(bench.name)
    if wrong is None:
        return
    with pytest.raises(DriverFault) as caught:
        await bench.device(**wrong).prepare()
    assert next(iter(wrong.values())) in str(caught.value)
    assert "\n" not in str(caught.value)
