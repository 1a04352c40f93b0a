"""Modems that misbehave: each line serves its callers, or is told out of order and comes back."""

from collections.abc import Callable
from pathlib import Path

import pytest

from appliance.control.schema import SnapshotChanged
from appliance.model.records import CallRecord
from appliance.model.states import HangUpCause, LineState, Outcome
from appliance.pretend.report import Ended
from appliance.runtime import replay
from appliance.store.reader import StoreReader
from tests.journey.callers import talks
from tests.journey.house import House
from tests.journey.processes import Box, Exchange, Listener, Running

pytestmark = pytest.mark.journey

MISBEHAVE = {
    "line1": "echoes_late",
    "line2": "drops_a_byte",
    "line3": "doubles_a_line",
    "line4": "answers_error_once",
    "line5": "stalls",
    "line6": "unplugged_mid_call:1500",
    "line7": "never_signals_hang_up",
    "line8": "answers_error_once:+VTR",
    "line9": "stalls:+VLS",
    "line10": "echoes_late,doubles_a_line,drops_a_byte:977",
}
GO_AWAY = {"line5", "line6"}
"""They are lost in their first conversation."""

CALLS_EACH = 2


def records_of(house: House) -> dict[str, list[CallRecord]]:
    """Line → its calls, oldest first."""
    with StoreReader(house.database) as store:
        calls = store.calls(1_000)
        return {line: [call for call in reversed(calls) if call.line == line] for line in house.lines}


def test_every_line_serves_or_says_why_not_and_comes_back(tmp_path: Path, keep: Callable[[Running], Running]) -> None:
    house = House(folder=tmp_path, flows=("talk",) * len(MISBEHAVE))
    house.write()
    calls = [talks(line, 2_500) for _ in range(CALLS_EACH) for line in MISBEHAVE]
    options = [word for line, names in MISBEHAVE.items() for word in ("--misbehave", f"{line}={names}")]
    exchange, box = Exchange(house, calls, *options), Box(house)
    keep(exchange)
    keep(box)
    listener = Listener(box.ready())
    exchange.wait_until(lambda: len(exchange.outcomes()) == len(calls), "all callers are gone", limit_s=120)
    box.wait_for_idle_lines()
    assert box.asked_to_stop() == 0
    listener.until_the_end()
    faults = {
        line.name: line.fault
        for told in listener.told
        if isinstance(told, SnapshotChanged)
        for line in told.snapshot.lines
        if line.state is LineState.OUT_OF_ORDER
    }
    assert set(faults) == GO_AWAY
    assert all(str(house.ports / line) in fault and "our fault" not in fault for line, fault in faults.items())
    for line, records in records_of(house).items():
        first = Outcome.LINE_LOST if line in GO_AWAY else Outcome.ANSWERED
        assert [record.outcome for record in records] == [first, Outcome.ANSWERED], line
        *_, last = (outcome for outcome in exchange.outcomes() if outcome.line == line)
        assert last.ended is Ended.SCRIPT_DONE, last
        cause = HangUpCause.SILENCE if line == "line7" else HangUpCause.LOOP_BREAK
        assert records[-1].cause is cause
    assert replay.main([str(house.database), "--quiet"]) == replay.SAME
