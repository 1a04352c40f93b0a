"""`callbox messages` as a technician types it: lists, sound out, marks through the box."""

import asyncio
from pathlib import Path

import numpy as np
import pytest

from appliance.cli import main
from appliance.control.server import ControlServer
from appliance.sound.wav import channels_from_bytes
from tests.control.house import InventedBox
from tests.runtime.left_messages import left, messages_left, sound


async def run(*words: str | Path) -> int:
    return await asyncio.to_thread(main, ["messages", *map(str, words)])


async def test_messages_are_listed_heard_and_done(
    server: ControlServer, box: InventedBox, path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with messages_left(tmp_path, left(1), left(2, urgent=True, box="workshop")) as house:
        box.boxes = house.boxes
        at = ("--socket", path, "--db", house.archive.database)
        assert await run("hear", "1-1", tmp_path / "out.wav", "--as", "anna", *at) == 0
        assert np.array_equal(channels_from_bytes((tmp_path / "out.wav").read_bytes())[:, 0], sound(1))
        assert await run("take", "2-1", "--as", "ben", *at) == 0
        assert await run("list", *at) == 0
        title, second, first = capsys.readouterr().out.splitlines()
        assert title.split()[:3] == ["MESSAGE", "TIME", "BOX"]
        assert second.split()[-3:] == ["taken", "ben", "urgent"]
        assert first.split()[-2:] == ["heard", "anna"]
        assert await run("list", "--state", "new", *at) == 0
        assert capsys.readouterr().out == "No messages.\n"


async def test_what_cannot_be_done_is_one_sentence(
    server: ControlServer, box: InventedBox, path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with messages_left(tmp_path, left(1)) as house:
        box.boxes = house.boxes
        at = ("--socket", path, "--db", house.archive.database)
        assert await run("done", "9-1", *at) == 1
        assert await run("hear", "9-1", tmp_path / "out.wav", *at) == 1
        assert await run("give-back", "1-1", *at) == 1
        assert await run("hear", "1-1", tmp_path / "no folder" / "out.wav", *at) == 1
    told = capsys.readouterr().err.splitlines()
    assert len(told) == 4
    assert "no message '9-1'" in told[0]


@pytest.mark.parametrize("limit", ["0", "-5", "many"])
@pytest.mark.parametrize("command", [("messages", "list"), ("ledger",)])
def test_a_limit_that_would_show_nothing_is_refused(
    command: tuple[str, ...], limit: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main([*command, f"--limit={limit}"])
    assert "a whole number above 0 with at most 15 digits was expected" in capsys.readouterr().err
