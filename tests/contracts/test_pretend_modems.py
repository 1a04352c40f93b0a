"""The voice modem driver at every family of pretend modems, well and badly behaved: whole calls, sound, on-hook."""

import asyncio

import numpy as np
import pytest

from appliance.model.events import Event, LineAnswered, LineRang, LineReleased
from appliance.pretend.families import FAMILIES, Family
from appliance.pretend.misbehaviour import Habits, Misbehaviour
from tests.drivers.line.jumping_time import in_jumping_time, pass_s
from tests.drivers.line.turn_taking_modem import TICK_S, PretendRig

TONE = (8_000 * np.sin(np.arange(160) * 2 * np.pi / 16)).astype(np.int16)
SILENT = TONE * 0
BAD = (Misbehaviour.ECHOES_LATE, Misbehaviour.DOUBLES_A_LINE, Misbehaviour.ANSWERS_ERROR_ONCE)
HABITS = ({}, *({each: ""} for each in BAD))


async def until(rig: PretendRig, event: Event) -> None:
    async with asyncio.timeout(60):
        while event not in rig.events:
            await pass_s(0.01)


def loud(frames: list[np.ndarray]) -> int:
    return sum(int(np.abs(frame).max()) > 7_000 for frame in frames)


@pytest.mark.parametrize("family", FAMILIES.values(), ids=FAMILIES)
@pytest.mark.parametrize("habits", HABITS, ids=["none", *(each.value for each in BAD)])
@in_jumping_time
async def test_calls_one_after_the_other(family: Family, habits: dict[Misbehaviour, str]) -> None:
    rig = PretendRig(family, Habits(habits))
    assert await rig.driver.prepare()
    serving = asyncio.create_task(rig.driver.serve())
    for _ in range(2):
        rig.events.clear()
        rig.modem.ring(rig.now())
        await until(rig, LineRang("line1"))
        rig.driver.answer(1)
        await until(rig, LineAnswered("line1"))
        rig.heard.clear()
        for tick in range(100):
            rig.ears.say(TONE if tick < 40 else SILENT)
            await pass_s(TICK_S)
        assert 39 <= loud(rig.heard) <= 41, "the prompt was heard whole at the far end"
        rig.tone = TONE
        rig.ears.heard_frames.clear()
        for _ in range(20):
            rig.ears.say(SILENT)
            await pass_s(TICK_S)
        assert loud(rig.ears.heard_frames) >= 18
        rig.tone = SILENT
        rig.driver.hang_up()
        await until(rig, LineReleased("line1"))
        assert not rig.modem.off_hook
    assert not serving.done()
    serving.cancel()
    await rig.done()
