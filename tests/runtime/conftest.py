"""What the tests of the runtime share: a store of their own, a pump with a real desk."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.runtime.pump import Pump
from appliance.sound.desk import Desk
from appliance.sound.recorders import Block
from appliance.sound.reports import Report
from appliance.sound.tone_plan import TonePlan, ToneRule
from appliance.store.writer import StoreWriter
from tests.store.invented import START

PLAN = TonePlan(
    country="test",
    source="invented",
    dial=(ToneRule(hz=(350, 440)),),
    busy=(ToneRule(hz=(480, 620), cadence_ms=(500, 500)),),
    congestion=(ToneRule(hz=(480, 620), cadence_ms=(250, 250)),),
    ringing=(ToneRule(hz=(440, 480), cadence_ms=(2000, 4000)),),
)


class HeardPump(Pump):
    """A pump on a desk of its own that keeps what it tells."""

    def __init__(self) -> None:
        self.reports: list[Report] = []
        self.blocks: list[Block] = []
        super().__init__(Desk(PLAN), report=self.reports.append, recorded=self.blocks.append)


@pytest.fixture
def pump() -> HeardPump:
    return HeardPump()


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[StoreWriter]:
    writer = StoreWriter.open(tmp_path / "callbox.db", START)
    yield writer
    writer.close(now=99_000)
