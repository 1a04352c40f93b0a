"""Two callers on one GSM line, the whole box: one knocks in a conversation, and is taken, swapped and refused."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from appliance.control.agent_words import HangUpAgent
from appliance.model.records import CallRecord
from appliance.model.snapshot import LineView, Snapshot
from appliance.model.states import AgentActivity, Outcome, SecondState
from appliance.pretend.report import Ended
from appliance.pretend.script import HangUp, HangUpHow, PretendCall, Step, Tone, WaitRelease, WaitTone
from appliance.runtime import replay
from appliance.sound.frames import RATE, Samples
from appliance.sound.wav import from_bytes
from appliance.store.reader import StoreReader
from tests.journey.house import AGENT_HZ, House
from tests.journey.processes import Box, Exchange, Running, callbox

pytestmark = pytest.mark.journey

LINES = """
[[line]]
name = "line1"
flow = "talk"
driver = "gsm_modem"
options = {{ port = "{ports}/line1", sound_port = "{ports}/line1-sound", family = "huawei_e1550" }}

[[line]]
name = "line2"
flow = "talk"
driver = "gsm_modem"
options = {{ port = "{ports}/line2", card = "{ports}/line2-card", family = "generic_gsm" }}
"""
FIRST_HZ, SECOND_HZ = 1_000, 1_500
LONG = 300_000
STAYS = WaitRelease(within_ms=600_000)
LEAVES = (Tone(hz=SECOND_HZ, ms=6_000), HangUp(how=HangUpHow.NOTHING))
WAIT_S = 90.0


def caller(line: str, number: str, *steps: Step, second: bool = False, rings: int = 900) -> PretendCall:
    """Speaks once it hears an agent."""
    heard = WaitTone(hz=AGENT_HZ, within_ms=300_000)
    return PretendCall(line=line, number=number, second=second, patience_rings=rings, steps=(heard, *steps))


CALLS = (
    caller("line1", "+4917011", Tone(hz=FIRST_HZ, ms=LONG), STAYS),
    caller("line1", "+4917012", Tone(hz=SECOND_HZ, ms=LONG), STAYS, second=True),
    caller("line2", "+4917021", Tone(hz=FIRST_HZ, ms=LONG), STAYS),
    caller("line2", "+4917022", *LEAVES, second=True),
)


class TwoLines(House, frozen=True, kw_only=True):
    def write(self) -> None:
        super().write()
        site = self.site / "house.toml"
        agents = site.read_text().split("[[agent]]", 1)[1].replace(', pauses = "1 min"', ', pauses = "200 ms"')
        site.write_text(f"{LINES.format(ports=self.ports)}\n[[agent]]{agents}")
        self.config.write_text(self.config.read_text().replace('hang_up_silence = "5 s"', 'hang_up_silence = "5 min"'))


class Floor:
    """The house while it runs."""

    def __init__(self, house: House, box: Box) -> None:
        self.house = house
        self.box = box

    def line(self, name: str) -> LineView:
        return next(line for line in self.box.snapshot().lines if line.name == name)

    def until(self, name: str, state: SecondState) -> None:
        self.box.wait_until(lambda: self.line(name).second_state is state, f"{name}: {state.value}", WAIT_S)

    def agent_on(self, name: str) -> str:
        """Who talks with the caller that is heard; waited for."""
        found: list[str] = []

        def one_talks(view: Snapshot) -> bool:
            call = next(line.call for line in view.lines if line.name == name)
            talk = [each for each in view.agents if each.activity is AgentActivity.TALKING and each.call == call]
            found[:] = [agent.name for agent in talk]
            return bool(found)

        self.box.wait_for(one_talks, f"an agent talks on {name}", WAIT_S)
        return found[0]

    def waiting(self, line: str, order: str) -> str:
        done = callbox("waiting", self.agent_on(line), order, "--config", str(self.house.config), limit_s=120)
        assert done.returncode == 0, (order, done.stdout, done.stderr, self.box.said)
        return done.stdout

    def hang_up(self, line: str) -> None:
        agent = self.agent_on(line)
        with self.box.client() as client:
            client.ask(HangUpAgent(agent))


def recorded(house: House, call: CallRecord) -> list[int]:
    """Which of the two callers each of the call's recordings has, for a twentieth of a second or longer."""
    with StoreReader(house.database) as store:
        files = [house.state / each.file for each in store.recordings(call=call.call)]
    sounds = [from_bytes(file.read_bytes()) for file in files]
    return [hz for sound in sounds for hz in (FIRST_HZ, SECOND_HZ) if loudest(sound, hz) > 200]


def loudest(sound: Samples, hz: int) -> float:
    """Amplitude of the tone in that piece of 400 samples which has most of it."""
    pieces = sound[: len(sound) // 400 * 400].reshape(-1, 400)
    return float(np.abs(pieces @ np.exp(-2j * np.pi * hz * np.arange(400) / RATE)).max()) / 200


def test_who_knocks_is_taken_swapped_and_refused_and_each_has_a_record(
    tmp_path: Path, keep: Callable[[Running], Running]
) -> None:
    house = TwoLines(folder=tmp_path)
    house.write()
    exchange = Exchange(house, CALLS, "--family", "huawei_e1550,wavecom")
    box = Box(house)
    keep(exchange)
    keep(box)
    box.ready()
    floor = Floor(house, box)
    for name in house.lines:
        floor.until(name, SecondState.KNOCKING)
        assert "took the call after" in floor.waiting(name, "take")
        assert floor.line(name).second_state is SecondState.HELD
    floor.until("line2", SecondState.NONE)  # the second one has hung up, the first is heard again
    for _ in range(2):
        assert "came back; call" in floor.waiting("line1", "swap")
    floor.waiting("line1", "refuse")
    for name in house.lines:
        floor.hang_up(name)
    box.wait_for_idle_lines()
    assert box.asked_to_stop() == 0, box.said
    exchange.asked_to_stop()
    outcomes = {outcome.number: outcome for outcome in exchange.outcomes()}
    ended = {number: outcome.ended for number, outcome in outcomes.items()}
    leaves = {"+4917022": Ended.SCRIPT_DONE}
    assert ended == {**dict.fromkeys(("+4917011", "+4917012", "+4917021"), Ended.BOX_HUNG_UP), **leaves}, outcomes
    with StoreReader(house.database) as store:
        calls = {call.caller.number: call for call in store.calls()}
    assert set(calls) == set(outcomes)
    assert {call.outcome for call in calls.values()} == {Outcome.ANSWERED}
    assert len({call.agent for call in calls.values()}) == 2
    assert recorded(house, calls["+4917011"]) == [FIRST_HZ] * 2  # before they were held, and between the two swaps
    assert recorded(house, calls["+4917021"]) == [FIRST_HZ] * 2
    assert recorded(house, calls["+4917012"]) == recorded(house, calls["+4917022"]) == []
    assert replay.main([str(house.database), "--quiet"]) == replay.SAME
