"""Typed at a terminal, `callbox dial`: the whole box, its driver and a pretend exchange with people who may pick up.

The exchange is asked what it saw, so the box is not the only one to say that its line went on-hook again.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from appliance.model.snapshot import AgentView, Snapshot
from appliance.model.states import AgentActivity, DialFault, Direction, Outcome
from appliance.pretend.gsm.subscribers import FarEnd
from appliance.pretend.report import Ended
from appliance.pretend.script import HangUp, PretendCall, Tone
from appliance.runtime import replay
from appliance.store.reader import StoreReader
from tests.journey.callers import talks
from tests.journey.house import House
from tests.journey.processes import Box, Exchange, Running, callbox

pytestmark = pytest.mark.journey

Keep = Callable[[Running], Running]

OUTBOUND = """
[outbound]
enabled = true
country_code = "49"
allow = ["0"]

[[target]]
name = "workshop"
number = "21"
"""

FAR_ENDS = (
    FarEnd(number="0301", answers_after_ms=3_000, steps=(Tone(hz=1_000, ms=9_000), HangUp())),
    FarEnd(number="0302", cause=17),
    FarEnd(number="0303", answers_after_ms=None),
    FarEnd(number="21", answers_after_ms=500, steps=(Tone(hz=1_000, ms=9_000), HangUp())),
)


def started(folder: Path, keep: Keep, *calls: PretendCall) -> tuple[House, Box, Exchange]:
    house = House(folder=folder)
    house.write()
    settings = house.site / "house.toml"
    lines = settings.read_text().replace("\nring_gap", '\ndials_out = true\nring_out = "15 s"\nring_gap')
    settings.write_text(lines + OUTBOUND)
    exchange, box = Exchange(house, calls, far_ends=FAR_ENDS), Box(house)
    keep(exchange)
    keep(box)
    box.ready()
    return house, box, exchange


def dialled(house: House, *words: str) -> tuple[int, Sequence[str]]:
    done = callbox("dial", *words, "--config", str(house.config), limit_s=120)
    return done.returncode, (done.stdout + done.stderr).splitlines()


def test_calls_are_made_told_and_ended(tmp_path: Path, keep: Keep) -> None:
    place, box, exchange = started(tmp_path, keep)
    box.wait_for_idle_lines()
    code, told = dialled(place, "0301", "--agent", "anna")
    assert code == 0, told
    assert told[-1].startswith("0301 was called and answered; anna spoke for"), told
    code, told = dialled(place, "0302", "--agent", "anna")
    assert (code, told[-1]) == (1, "0302 was called and not reached: busy."), told
    code, told = dialled(place, "0303", "--line", "line2")
    assert (code, told[-1]) == (1, "0303 was called and not reached: no answer."), told
    code, told = dialled(place, "0900 1234")
    assert (code, told) == (1, ["callbox: 0900 1234 is a premium number"])
    box.wait_for_idle_lines()
    assert box.asked_to_stop() == 0, box.said
    exchange.asked_to_stop()
    outcomes = exchange.outcomes()
    assert all(outcome.released_ms is not None for outcome in outcomes), outcomes
    with StoreReader(place.database) as store:
        calls = store.calls()
        rows = store.ledger()
    assert [call.outcome for call in calls] == [Outcome.NOT_REACHED, Outcome.NOT_REACHED, Outcome.REACHED]
    assert {call.direction for call in calls} == {Direction.OUTGOING}
    assert [call.dial_fault for call in calls] == [DialFault.NO_ANSWER, DialFault.BUSY, None]
    assert [bool(row.refused) for row in rows] == [True, False, False, False]
    assert rows[-1].length_ms
    assert replay.main([str(place.database), "--quiet"]) == replay.SAME


def test_a_caller_is_handed_over_to_an_extension(tmp_path: Path, keep: Keep) -> None:
    house, box, exchange = started(tmp_path, keep, talks("line1", 60_000))
    agents: list[AgentView] = []

    def one_talks(view: Snapshot) -> bool:
        agents[:] = [agent for agent in view.agents if agent.activity is AgentActivity.TALKING]
        return bool(agents)

    box.wait_for(one_talks, "an agent talks with the caller")
    done = callbox("transfer", agents[0].name, "workshop", "--config", str(house.config), limit_s=120)
    assert done.returncode == 0, (done.stdout, done.stderr)
    assert done.stdout.startswith("The caller was taken over after"), done.stdout
    box.wait_for_idle_lines()
    assert box.asked_to_stop() == 0, box.said
    exchange.asked_to_stop()
    (outcome,) = exchange.outcomes()
    assert (outcome.ended, outcome.keys) == (Ended.TRANSFERRED, "21"), outcome
    with StoreReader(house.database) as store:
        (call,) = store.calls()
    assert (call.outcome, call.hung_up) == (Outcome.ANSWERED, "box")
    assert replay.main([str(house.database), "--quiet"]) == replay.SAME
