"""Told to stop: no new call is answered, conversations may end, every modem is on-hook and the run ends properly."""

import signal
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from appliance.model.snapshot import Snapshot
from appliance.model.states import CallState, Outcome
from appliance.pretend.report import Ended, HungUpBy
from appliance.pretend.script import PretendCall
from appliance.runtime import replay
from appliance.store.reader import StoreReader
from tests.journey.callers import talks
from tests.journey.house import House
from tests.journey.processes import Box, Exchange, Running, clock_ms

pytestmark = pytest.mark.journey

Keep = Callable[[Running], Running]


def talking(view: Snapshot) -> int:
    return sum(call.state is CallState.TALKING for call in view.calls)


def started(house: House, keep: Keep, calls: Sequence[PretendCall]) -> tuple[Box, Exchange]:
    """The box and the exchange with these callers, once two of them talk."""
    house.write()
    exchange, box = Exchange(house, calls), Box(house)
    keep(exchange)
    keep(box)
    box.ready().wait_for(lambda view: talking(view) == 2, "two callers talk")
    return box, exchange


def test_conversations_may_end_and_nobody_else_is_answered(tmp_path: Path, keep: Keep) -> None:
    house = House(folder=tmp_path)
    late = [talks("line2", rings=2) for _ in range(5)]
    box, exchange = started(house, keep, [talks("line1", 6_000), talks("line2", 1_500), *late])
    asked_ms = clock_ms()
    assert box.asked_to_stop() == 0, box.said
    exchange.asked_to_stop()
    assert box.notify.hears("STOPPING=1", 0)
    outcomes = exchange.outcomes()
    talked = [outcome for outcome in outcomes if outcome.off_hook_ms is not None]
    assert [outcome.ended for outcome in talked] == [Ended.SCRIPT_DONE] * 2
    assert all(outcome.began_ms < asked_ms for outcome in talked)
    assert all(outcome.released_ms is not None for outcome in talked)
    assert any(outcome.ended is Ended.GAVE_UP_RINGING and outcome.began_ms > asked_ms for outcome in outcomes)
    with StoreReader(house.database) as store:
        (run,) = store.runs()
        ends = [call.outcome for call in store.calls()]
    assert run.ended == "stopped"
    assert ends.count(Outcome.ANSWERED) == 2
    assert set(ends) == {Outcome.ANSWERED, Outcome.MISSED}
    assert replay.main([str(house.database), "--quiet"]) == replay.SAME


def test_nobody_waits_for_callers_who_only_ring(tmp_path: Path, keep: Keep) -> None:
    house = House(folder=tmp_path)
    late = [talks("line2", rings=1_000), talks("line2", rings=1_000)]
    box, exchange = started(house, keep, [talks("line1", 5_000), talks("line2", 1_000), *late])
    assert box.asked_to_stop(limit_s=12) == 0, box.said
    exchange.asked_to_stop()
    with StoreReader(house.database) as store:
        assert {call.outcome for call in store.calls()} == {Outcome.ANSWERED, Outcome.MISSED}
    assert replay.main([str(house.database), "--quiet"]) == replay.SAME


def test_asked_twice_it_ends_at_once_on_hook_and_the_next_start_tells_the_cut(tmp_path: Path, keep: Keep) -> None:
    house = House(folder=tmp_path)
    box, exchange = started(house, keep, [talks("line1", 60_000), talks("line2", 60_000)])
    box.process.send_signal(signal.SIGTERM)
    box.wait_for(lambda view: view.draining, "it is stopping")
    assert talking(box.snapshot()) == 2
    assert box.asked_to_stop(limit_s=8) == 0, box.said
    exchange.wait_until(lambda: len(exchange.outcomes()) == 2, "both modems are on-hook")
    assert {outcome.hung_up_by for outcome in exchange.outcomes()} == {HungUpBy.BOX}
    again = Box(house)
    keep(again)
    assert again.ready().asked_to_stop() == 0
    exchange.asked_to_stop()
    with StoreReader(house.database) as store:
        assert [run.ended for run in store.runs()] == ["stopped", "stopped"]
        cut = [call for call in store.calls() if call.rang_ms < exchange.outcomes()[0].released_ms]
        assert [call.outcome for call in cut] == [Outcome.CUT_BY_RESTART] * 2
    assert "while the caller was talking with" in again.said
