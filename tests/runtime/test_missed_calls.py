"""What is said of callers who rang in vain is on the disk, the engine is told, and the store has them."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from appliance.model.caller import Caller
from appliance.model.events import Event
from appliance.model.message_events import MissedMarked
from appliance.model.missed import MissedOrder, MissedState
from appliance.model.states import Outcome
from appliance.runtime import clock
from appliance.runtime.archive import Archive
from appliance.runtime.missed_calls import MissedCalls, NoMissed
from appliance.store.missed_reader import LOOK_BACK_MS, missed_since
from tests.control.house import record

ANNA = "301234567"


@pytest.fixture
async def archive(tmp_path: Path) -> AsyncIterator[Archive]:
    archive = Archive(tmp_path, lambda _: None)
    lost = {
        "outcome": Outcome.ABANDONED,
        "talk_began_ms": None,
        "talk_ended_ms": None,
        "caller": Caller(number="+49301234567", name="Anna"),
    }
    now = clock.utc_ms()
    archive.writer.put(
        record(1, rang_utc_ms=now - 5_000, **lost),
        record(2, rang_utc_ms=now - 2 * LOOK_BACK_MS, **lost | {"caller": Caller(number="0309999999")}),
        record(3, rang_utc_ms=now - 4_000),
        record(4, rang_utc_ms=now - 3_000, ended_ms=None, talk_began_ms=None, outcome=None, caller=Caller(number="77")),
    )
    await archive.written()
    yield archive
    await archive.close()


async def test_it_is_taken_closed_and_reopened(archive: Archive) -> None:
    told: list[Event] = []
    missed = MissedCalls(archive, told.append)
    (entry,) = missed_since(archive.database, clock.utc_ms())
    assert (entry.key, entry.name, entry.waited_ms, entry.state) == (ANNA, "Anna", 64_200, MissedState.OPEN)
    assert await missed.mark(ANNA, MissedOrder.TAKE, "carla") == ""
    assert "taken by carla" in await missed.mark(ANNA, MissedOrder.TAKE, "dora")
    assert await missed.mark(ANNA, MissedOrder.CLOSE, "carla") == ""
    (entry,) = missed_since(archive.database, clock.utc_ms())
    assert (entry.state, entry.who) == (MissedState.CLOSED, "carla")
    assert await missed.mark(ANNA, MissedOrder.REOPEN, "dora") == ""
    assert told == [
        MissedMarked(number=ANNA, state=MissedState.TAKEN, who="carla"),
        MissedMarked(number=ANNA, state=MissedState.CLOSED, who="carla"),
        MissedMarked(number=ANNA, state=MissedState.OPEN, who=""),
    ]
    with pytest.raises(NoMissed):
        await missed.mark("12", MissedOrder.TAKE, "carla")
