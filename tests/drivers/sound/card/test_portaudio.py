"""The real child with the real PyAudio and ALSA, at a card that PulseAudio pretends; skips with its reason."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from appliance.drivers.errors import DeviceGone, DeviceStuck, DriverFault, MissingLibrary
from appliance.drivers.sound.card.card import CardTimes
from appliance.drivers.sound.card.process import PROGRAM
from appliance.sound.measure import dominant_hz, level_dbm0, span_of_tone
from appliance.sound.tones import sine
from tests.drivers.line.jumping_time import pass_s
from tests.drivers.sound.card.pulse import BEAT_S, PCM, PulseCard, missing, pieces
from tests.drivers.sound.card.rig import PATIENCE_S, Ears, Rig

REASON = missing()
pytestmark = pytest.mark.skipif(bool(REASON), reason=REASON or "all is there")

HEARS_HZ, SAYS_HZ, DBM0 = 1_000.0, 600.0, -12.0
WATCHED = CardTimes(opens_within_s=PATIENCE_S, back_within_s=PATIENCE_S)
ENOUGH = 150
"""Frames, of which the last second is looked at."""


@pytest_asyncio.fixture
async def pulse(tmp_path: Path) -> AsyncIterator[PulseCard]:
    card = PulseCard(tmp_path)
    await card.start()
    yield card
    card.close()


def rig_at(pulse: PulseCard, name: str = f"pcm:{PCM}", **wanted: float) -> Rig:
    """A card whose child alone sees the invented ALSA."""
    rig = Rig("", name=name, ears=Ears(sine(SAYS_HZ, 1_000, DBM0)), times=WATCHED, **wanted)
    rig.card._program = ("/usr/bin/env", *(f"{name}={value}" for name, value in pulse.environment.items()), *PROGRAM)
    return rig


async def sound_flows(rig: Rig, pulse: PulseCard, frames: int = ENOUGH) -> None:
    """PortAudio stands still at PulseAudio's ALSA plugin now and then (2 of 15 runs): then it is started over, as the
    keeper of a line does.
    """
    loop = asyncio.get_running_loop()
    tone, number, target = sine(HEARS_HZ, 1_000, DBM0), 0, len(rig.ears.heard_frames) + frames
    async with asyncio.timeout(PATIENCE_S):
        while len(rig.ears.heard_frames) < target:
            pulse.feed(pieces(tone, number))
            number += 1
            await pass_s(BEAT_S)
            try:
                rig.card.check(int(loop.time() * 1_000))
            except DeviceStuck:
                await rig.card.prepare()
                rig.card.begin()


@pytest.mark.parametrize("rate", [0, 44_100, 48_000])
async def test_sound_goes_both_ways_at_whatever_rate_the_card_takes(pulse: PulseCard, rate: int) -> None:
    rig = rig_at(pulse, rate=rate)
    await rig.card.prepare()
    rig.card.begin()
    await sound_flows(rig, pulse)
    loudest = max(rig.ears.heard_frames[-50:], key=lambda frame: int(abs(frame).max()))
    assert dominant_hz(loudest) == pytest.approx(HEARS_HZ, abs=25)
    assert level_dbm0(loudest) == pytest.approx(DBM0, abs=1.5)
    spoken = span_of_tone(pulse.said_samples, SAYS_HZ)
    assert len(spoken) > 4_000
    assert dominant_hz(spoken) == pytest.approx(SAYS_HZ, abs=25)
    rig.card.end()
    rig.card.begin()
    await sound_flows(rig, pulse, 20)
    await rig.done()


async def test_a_card_that_goes_in_a_conversation_is_noticed(pulse: PulseCard) -> None:
    rig = rig_at(pulse)
    await rig.card.prepare()
    rig.card.begin()
    await sound_flows(rig, pulse, 30)
    pulse.end_daemon()
    told: list[DriverFault] = []

    def noticed() -> bool:
        try:
            rig.card.check(int(asyncio.get_running_loop().time() * 1_000))
        except DeviceStuck as fault:
            told.append(fault)
        return bool(told or rig.lost)

    await rig.until(noticed)
    await rig.done()


async def test_a_name_that_portaudio_does_not_know_tells_those_it_knows(pulse: PulseCard) -> None:
    rig = rig_at(pulse, "pcm:nonesuch")
    with pytest.raises(DeviceGone, match=f"nonesuch: PortAudio shows no such sound card, only .*{PCM}"):
        await rig.card.prepare()
    await rig.done()


async def test_without_pyaudio_people_are_told_what_to_install(pulse: PulseCard, tmp_path: Path) -> None:
    (tmp_path / "pyaudio.py").write_text("raise ModuleNotFoundError(\"No module named 'pyaudio'\", name='pyaudio')\n")
    rig = rig_at(pulse)
    without = "import sys; sys.path.insert(0, sys.argv.pop(1)); from appliance.drivers.sound.card.program import main"
    rig.card._program = (PROGRAM[0], "-c", f"{without}; main(sys.argv[1:])", str(tmp_path))
    with pytest.raises(MissingLibrary, match="apt install python3-pyaudio"):
        await rig.card.prepare()
    await rig.done()
