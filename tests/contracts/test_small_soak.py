"""The soak in jumping time: sixteen mixed lines at once, random callers and misbehaviours, plugs pulled in mid-call."""

import asyncio
import random

from appliance.pretend.gsm.families import GSM_FAMILIES
from appliance.pretend.report import PretendOutcome
from appliance.pretend.script import HangUp, HangUpHow, Listen, PretendCall, Tone, Unplug, WaitRelease
from benchmarks.lines.soak_house import LINES, Era, era
from tests.contracts.kept_line import KeptLine
from tests.drivers.line.jumping_time import in_jumping_time

CALLS = 3
"""Of each line."""
SEED = 7


def caller(chance: random.Random) -> PretendCall:
    listens = Listen(ms=chance.randint(100, 1_500))
    steps = chance.choice(
        (
            (listens, Tone(hz=1_000, ms=500), HangUp(how=chance.choice(list(HangUpHow)))),
            (listens, WaitRelease(within_ms=30_000)),
            (listens, Unplug(back_after_ms=chance.randint(300, 3_000))),
        )
    )
    return PretendCall(number="5551234567", steps=steps)


async def one_line(number: int, wanted: Era, chance: random.Random) -> list[PretendOutcome]:
    kept = KeptLine(wanted.families[number - 1], ",".join(wanted.wrong[f"line{number}"]))
    kept.start()
    over: list[PretendOutcome] = []
    for _ in range(CALLS):
        kept.box_hangs_up = chance.random() < 0.5
        await kept.call(caller(chance))
        over += kept.line.finished
    await kept.until(lambda: kept.keeper.driver is not None)
    assert not kept.line.off_hook
    assert not [why for why in kept.downs if "our fault" in why]
    await kept.close()
    assert not kept.line.off_hook
    return over


@in_jumping_time
async def test_sixteen_lines_with_random_callers_and_misbehaviours_leave_nothing_behind() -> None:
    chance = random.Random(SEED)
    wanted = era(chance, 0, 0)
    assert sum(family in GSM_FAMILIES for family in wanted.families) == 6
    seeds = [random.Random(chance.random()) for _ in range(LINES)]
    lines = [one_line(number, wanted, seeds[number - 1]) for number in range(1, LINES + 1)]
    outcomes = await asyncio.gather(*lines)
    assert [len(each) for each in outcomes] == [CALLS] * LINES
    assert asyncio.all_tasks() == {asyncio.current_task()}
