"""`callbox missed`, as somebody types it."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from appliance.control.missed_command import main
from appliance.model.missed import MissedMark, MissedState
from appliance.model.states import Outcome
from appliance.runtime import clock
from appliance.runtime.archive import Archive
from tests.control.house import record


@pytest.fixture
async def archive(tmp_path: Path) -> AsyncIterator[Archive]:
    archive = Archive(tmp_path, lambda _: None)
    now = clock.utc_ms()
    archive.writer.put(
        record(1, rang_utc_ms=now - 9_000, outcome=Outcome.MISSED, talk_began_ms=None, talk_ended_ms=None, agent=None)
    )
    await archive.written()
    yield archive
    await archive.close()


async def test_who_is_to_be_called_back_is_listed(archive: Archive, capsys: pytest.CaptureFixture[str]) -> None:
    place = ["--db", str(archive.database)]
    assert main(["list", *place]) == 0
    _, row = capsys.readouterr().out.splitlines()
    assert row.split()[:4] == ["+441632960011", "Alice", "Archer", "1"]
    key = row.split()[-1]
    closed = MissedMark(number=key, state=MissedState.CLOSED, who="anna", changed_utc_ms=clock.utc_ms())
    archive.writer.put(closed)
    await archive.written()
    assert main(["list", *place]) == 0
    assert capsys.readouterr().out == "Nobody waits to be called back.\n"
    assert main(["list", "--all", "--json", *place]) == 0
    assert json.loads(capsys.readouterr().out)["who"] == "anna"


def test_without_a_box_nothing_is_said_of_anybody(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["take", "301", "--socket", str(tmp_path / "none.sock"), "--as", "anna"]) == 1
    assert capsys.readouterr().err.startswith("callbox: ")
