"""Settings published while a call is up: the call does not notice, what is idle changes at once."""

from collections.abc import Callable
from pathlib import Path

import pytest

from appliance.model.snapshot import Snapshot
from appliance.model.states import CallState, LineState, Outcome
from appliance.runtime import replay
from appliance.store.reader import StoreReader
from tests.journey.callers import talks
from tests.journey.house import House
from tests.journey.processes import Box, Exchange, Running, callbox

pytestmark = pytest.mark.journey

Keep = Callable[[Running], Running]


def config(house: House, *words: str) -> str:
    done = callbox("config", *words, "--config", str(house.config), "--who", "anna")
    assert done.returncode == 0, done.stderr
    return done.stdout


def talking(view: Snapshot) -> bool:
    return any(call.line == "line1" and call.state is CallState.TALKING for call in view.calls)


def test_a_call_does_not_notice_a_publish(tmp_path: Path, keep: Keep) -> None:
    house = House(folder=tmp_path)
    house.write()
    exchange, box = Exchange(house, [talks("line1", 12_000)]), Box(house)
    keep(exchange)
    keep(box)
    with box.ready().client() as client:
        assert client.welcome.box == "Journey"
    config(house, "set", "queue.sales.target", "45 s")
    config(house, "set", "line.line1.options.baud", "57600")
    config(house, "set", "line.line2.options.baud", "57600")
    config(house, "set", "box.name", "Harbour")
    box.wait_for(talking, "the caller talks")
    config(house, "unset", "agent.carla")
    before = box.snapshot()
    said = config(house, "publish")
    assert "version 2 of the settings holds: 5 changes" in said
    after = box.snapshot()
    assert [(call.call, call.state, call.since) for call in after.calls] == [
        (call.call, call.state, call.since) for call in before.calls
    ]
    assert "line1 changes when its call is over" in said
    assert after.queues[0].target_ms == 45_000
    box.wait_for(lambda view: "carla" not in {agent.name for agent in view.agents}, "carla is gone")
    box.wait_for(lambda view: not view.calls, "the call is over")
    box.wait_for(
        lambda view: all(line.state is LineState.IDLE and line.since > after.now for line in view.lines[:1]),
        "line1 is idle after its change",
    )
    box.wait_for_idle_lines()
    with box.client() as client:
        assert client.welcome.box == "Harbour"
    assert box.asked_to_stop() == 0, box.said
    exchange.asked_to_stop()
    with StoreReader(house.database) as store:
        assert [call.outcome for call in store.calls()] == [Outcome.ANSWERED]
    assert replay.main([str(house.database), "--quiet"]) == replay.SAME
    assert "settings are sound (version 2)" in callbox("check", "--config", str(house.config)).stdout
