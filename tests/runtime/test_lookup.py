"""Lookups go through a thread of their own; what the store complains of reaches whoever asked, and can be mended."""

import threading
from pathlib import Path

import pytest

from appliance.model.records import TimelineNote
from appliance.runtime.lookup import Lookup
from appliance.store.faults import StoreFault
from appliance.store.writer import StoreWriter
from tests.store.invented import START, record


async def test_finds_calls_and_their_story(tmp_path: Path, writer: StoreWriter) -> None:
    writer.put(record(1), record(2), TimelineNote(2, 5, "Rang on line1"))
    writer.flush()
    lookup = Lookup(tmp_path / "callbox.db")
    assert [call.call for call in await lookup.calls(10, None)] == [2, 1]
    assert [call.call for call in await lookup.calls(10, 2)] == [1]
    found = await lookup.explain(2)
    assert found == (record(2), (TimelineNote(2, 5, "Rang on line1"),))
    assert await lookup.explain(3) is None
    assert "lookup" in "".join(thread.name for thread in threading.enumerate())
    lookup.close()
    assert "lookup" not in "".join(thread.name for thread in threading.enumerate())


async def test_a_store_that_was_not_there_is_found_later(tmp_path: Path) -> None:
    lookup = Lookup(tmp_path / "callbox.db")
    with pytest.raises(StoreFault, match="there is no such file"):
        await lookup.calls(10, None)
    StoreWriter.open(tmp_path / "callbox.db", START).close(now=6_000)
    assert await lookup.calls(10, None) == ()
    lookup.close()
