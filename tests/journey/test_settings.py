"""Settings published while a call is up: the call does not notice, what is idle changes at once."""

from collections.abc import Callable
from pathlib import Path

import pytest

from appliance.cli import main
from appliance.config import load
from appliance.control.agent_words import HangUpAgent
from appliance.control.blocking_client import BlockingClient
from appliance.model.settings_orders import PublishDraft, SettingsPublished
from appliance.model.snapshot import Snapshot
from appliance.model.states import CallState, Outcome
from appliance.runtime import replay
from appliance.store.reader import StoreReader
from tests.journey.callers import talks
from tests.journey.house import House
from tests.journey.processes import Box, Exchange, Running

pytestmark = pytest.mark.journey

Keep = Callable[[Running], Running]


DRAFT = (
    ("set", "queue.sales.target", "45 s"),
    ("set", "line.line1.options.baud", "230400"),
    ("set", "line.line2.options.baud", "230400"),
    ("set", "box.name", "Harbour"),
    ("unset", "agent.carla"),
)
"""As it is drafted before the box first runs."""


def talking(view: Snapshot) -> bool:
    return any(call.line == "line1" and call.state is CallState.TALKING for call in view.calls)


def published(box: Box) -> SettingsPublished:
    with BlockingClient(str(box.house.socket), "test", patience_s=60) as client:
        assert client.welcome.box == "Journey"
        answer = client.ask(PublishDraft(name="anna", revision=len(DRAFT), who="anna"))
    assert isinstance(answer, SettingsPublished)
    return answer


def test_a_call_does_not_notice_a_publish(tmp_path: Path, keep: Keep) -> None:
    house = House(folder=tmp_path)
    house.write()
    for words in DRAFT:
        assert main(["config", *words, "--config", str(house.config), "--who", "anna"]) == 0
    exchange, box = Exchange(house, [talks("line1", 120_000)]), Box(house)
    keep(exchange)
    keep(box)
    box.ready().wait_for(talking, "the caller talks")
    (before,) = box.snapshot().calls
    answer = published(box)
    after = box.snapshot()
    assert (answer.version, len(answer.changes)) == (2, 5)
    assert any(told.startswith("line1 changes when its call is over") for told in answer.later)
    assert not any("line2" in told for told in answer.later)
    (call,) = after.calls
    assert (call.call, call.state, call.since, call.agent) == (before.call, before.state, before.since, before.agent)
    assert after.queues[0].target_ms == 45_000
    box.wait_for(lambda view: "carla" not in {agent.name for agent in view.agents}, "carla is gone")
    assert talking(box.snapshot())
    with box.client() as client:
        assert client.welcome.box == "Harbour"
        client.ask(HangUpAgent(str(call.agent)))
    box.wait_for(lambda view: not view.calls, "the call is over")
    box.wait_for_idle_lines()
    assert box.asked_to_stop() == 0, box.said
    exchange.asked_to_stop()
    with StoreReader(house.database) as store:
        assert [call.outcome for call in store.calls()] == [Outcome.ANSWERED]
    assert replay.main([str(house.database), "--quiet"]) == replay.SAME
    assert load(house.config).lines["line1"].options["baud"] == 230_400
