"""The command line: own commands against a real socket and a real store, programs by name, faults in one sentence."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
import pytest

from appliance.cli import PROGRAMS, main
from appliance.control.explained import Explanation
from appliance.control.server import ControlServer, serve
from appliance.control.socket_file import SocketFile
from appliance.control.status_command import HouseNow
from appliance.model.explanation import Idle, Waiting
from appliance.model.mail import MailHealth
from appliance.model.records import TextRecord, TimelineNote
from appliance.model.states import TextKind
from appliance.store.database import RunStart
from appliance.store.writer import StoreWriter
from tests.control.house import BUSY, IDLE, NOON, WAITS, InventedBox, record
from tests.runtime.test_retelling import a_morning, written

PYTHON, MODULE = sys.executable, ("-m", "appliance")
CALLBOX = [PYTHON, *MODULE]


@pytest.fixture
def box() -> InventedBox:
    return InventedBox(BUSY)


@pytest.fixture
async def path() -> AsyncIterator[Path]:
    with TemporaryDirectory(prefix="cb") as folder:
        yield Path(folder) / "control.sock"


@pytest.fixture
async def server(box: InventedBox, path: Path) -> AsyncIterator[ControlServer]:
    server = await serve(box, SocketFile(path))
    yield server
    await server.close()


async def run(*words: str | Path) -> int:
    return await asyncio.to_thread(main, [str(word) for word in words])


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["--help"])
    assert left.value.code == 0
    text = capsys.readouterr().out
    for command in (*PROGRAMS, "calls", "explain", "why-waiting", "why-idle", "status"):
        assert command in text


@pytest.mark.parametrize("words", [[], ["clals"], ["calls", "--limit", "0"], ["calls", "--limit", "²"], ["explain"]])
def test_what_is_not_understood_is_2(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(words)
    assert left.value.code == 2
    assert "usage: callbox" in capsys.readouterr().err


async def test_calls_from_the_box(server: ControlServer, path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert await run("calls", "--socket", path, "--limit", "3") == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == ["CALL", "30", "29", "28"]
    assert await run("calls", "--socket", path, "--limit", "1", "--before", "7", "--json") == 0
    (row,) = capsys.readouterr().out.splitlines()
    assert (json.loads(row)["call"], json.loads(row)["outcome"]) == (6, "answered")


async def test_explain_and_status_from_the_box(
    server: ControlServer, path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await run("explain", "7", "--socket", path, "--brief") == 0
    text = capsys.readouterr().out
    assert text.startswith("Call 7: Anna spoke with")
    assert "0:13.0  anna accepted: idle for longest" in text
    assert await run("explain", "99", "--socket", path) == 1
    said = "callbox: there is no call 99; the nearest is call 30\n"
    assert capsys.readouterr().err == said
    assert await run("status", "--socket", path) == 0
    assert capsys.readouterr().out.startswith("Invented, ")
    assert await run("status", "--json", "--socket", path) == 0
    now = msgspec.json.decode(capsys.readouterr().out, type=HouseNow)
    assert (now.box, now.snapshot.lines, now.mail) == ("Invented", BUSY.lines, MailHealth())


async def test_why_from_the_box(server: ControlServer, path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert await run("why-waiting", "42", "--socket", path) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == 'Call 42 has waited 0:35 in queue "support", which needs german 3.'
    assert "  - In 0:25, from 1:00 of waiting, german 2 is enough: it goes to ben then." in lines
    assert await run("why-waiting", "42", "--socket", path, "--json") == 0
    assert msgspec.json.decode(capsys.readouterr().out, type=Waiting).facts == WAITS
    assert await run("why-idle", "anna", "--socket", path) == 0
    assert capsys.readouterr().out.startswith("Anna has been ready for 20:15 without a call.\n  - 13 calls came")
    assert await run("why-idle", "Anna", "--socket", path, "--json") == 0
    assert msgspec.json.decode(capsys.readouterr().out, type=Idle).facts == IDLE
    assert await run("why-waiting", "99", "--socket", path) == 1
    assert "there is no call 99; the nearest is call 30" in capsys.readouterr().err
    assert await run("why-idle", "ana", "--socket", path) == 1
    assert capsys.readouterr().err == 'callbox: no agent is called "ana"; did you mean "anna"?\n'


async def test_explain_tells_every_decision_from_the_journal(
    server: ControlServer, box: InventedBox, path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    play = a_morning()[0]
    database = path.with_name("callbox.db")
    written(play, database).close()
    assert await run("explain", "3", "--db", database) == 0
    told = capsys.readouterr().out
    first = "            - Nobody could take it: anna is talking; ben's german 2 is too low until 0:12.\n"
    assert first in told
    assert "            - Anna: talking for 0:02 (call 1), has german 3.\n" in told
    box.database = str(database)
    assert await run("explain", "3", "--socket", path, "--json") == 0
    whole = msgspec.json.decode(capsys.readouterr().out, type=Explanation)
    assert whole.retelling is not None
    assert whole.retelling.decisions[0].sentences[0] == first.strip("- \n")
    box.database = str(path.with_name("gone.db"))
    assert await run("explain", "3", "--socket", path) == 0
    assert "are not told in full" in " ".join(capsys.readouterr().out.split())


async def test_follow_lists_what_was_and_goes_on(server: ControlServer, box: InventedBox, path: Path) -> None:
    words = [*CALLBOX, "calls", "--socket", str(path), "--limit", "2", "--follow", "--json"]
    following = await asyncio.create_subprocess_exec(*words, stdout=asyncio.subprocess.PIPE)
    assert following.stdout is not None
    assert [json.loads(await following.stdout.readline())["call"] for _ in range(2)] == [29, 30]
    box.finish(record(30))
    box.finish(record(31))
    assert json.loads(await following.stdout.readline())["call"] == 31
    await server.close()
    assert await following.wait() == 1


@pytest.mark.parametrize("words", [["status"], ["calls", "--follow"], ["why-waiting", "1"], ["why-idle", "anna"]])
async def test_no_box_and_what_to_try(path: Path, words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert await run(*words, "--socket", path) == 1
    said = capsys.readouterr().err
    assert said.startswith(f"callbox: {path}: no box answers here; start it with `callbox run`")
    assert said.count("\n") == 1


@pytest.fixture
def site(path: Path) -> Path:
    """Settings of a box that does not run, with a database of two calls."""
    config = path.with_name("appliance.toml")
    config.write_text(f'[box]\nstate_dir = "{path.parent}"\nrun_dir = "{path.parent}"\n')
    writer = StoreWriter.open(path.with_name("callbox.db"), RunStart(boot_id="b", utc_ms=NOON, now=0, program="0"))
    writer.put(record(1), record(2), TimelineNote(2, 0, "line1 rings"))
    writer.close(now=100_000)
    return config


async def test_without_a_box_the_store_is_read_and_said_so(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert await run("calls", "--config", site) == 0
    said = capsys.readouterr()
    assert said.err.startswith("callbox: ")
    assert said.err.endswith("; reading the store instead\n")
    assert [line.split()[0] for line in said.out.splitlines()] == ["CALL", "2", "1"]
    assert await run("explain", "2", "--config", site) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "    0:00.0  line1 rings" in lines
    assert lines[-1] == "The journal has nothing about this call."
    assert await run("explain", "9", "--db", site.with_name("callbox.db")) == 1
    said = "callbox: there is no call 9; the nearest is call 2\n"
    assert capsys.readouterr().err == said


async def test_texts_are_listed_with_what_they_are(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert await run("texts", "--config", site) == 0
    assert capsys.readouterr().out == "No texts yet.\n"
    writer = StoreWriter.open(site.with_name("callbox.db"), RunStart(boot_id="b", utc_ms=NOON, now=0, program="0"))
    of_many_lines = TextRecord(key="a", line="gsm1", sender="+49170", body="One\n\nTwo \x1b[2J", received_utc_ms=NOON)
    for_a_program = TextRecord(
        key="b", line="gsm1", sender="Net", body="", received_utc_ms=NOON + 1, kind=TextKind.DATA, pdus=("07",)
    )
    writer.put(of_many_lines, for_a_program)
    writer.close(now=1)
    assert await run("texts", "--config", site) == 0
    first, second, *body = capsys.readouterr().out.splitlines()
    assert first.endswith("Net on gsm1, data for a program")
    assert second.endswith("+49170 on gsm1")
    assert body == ["  One", "", "  Two �[2J"]
    assert await run("texts", "--from", "Net", "--json", "--config", site) == 0
    assert msgspec.json.decode(capsys.readouterr().out, type=TextRecord) == for_a_program


async def test_a_named_database_is_read_and_no_box_is_asked(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert await run("calls", "--db", path.parent / "none.db") == 1
    said = capsys.readouterr().err
    assert "none.db: there is no such file" in said
    assert "no box answers" not in said


async def test_settings_that_cannot_be_read_are_2(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert await run("status", "--config", path.parent / "none.toml") == 2
    assert "none.toml" in capsys.readouterr().err


def test_more_calls_than_one_answer_holds_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["calls", "--limit", "501"]) == 1
    assert "page on with --before" in capsys.readouterr().err


def test_a_program_gets_the_words_after_its_name(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["web", "--help"])
    assert left.value.code == 0
    assert capsys.readouterr().out.startswith("usage: callbox web")


@pytest.mark.parametrize("words", [["--help"], ["calls", "--help"], ["status", "--socket", "/nowhere"]])
def test_starts_with_what_it_needs_only(words: list[str]) -> None:
    """These take 100 to 300 ms to import, each, on the box; all that is loaded here takes less than one of them."""
    run = subprocess.run([PYTHON, "-X", "importtime", *MODULE, *words], capture_output=True, text=True, check=False)
    loaded = {line.rsplit("|")[-1].strip() for line in run.stderr.splitlines() if line.startswith("import time:")}
    assert {"appliance.cli", "argparse"} <= loaded
    assert not loaded & {"numpy", "aiohttp", "apsw", "serial", "gpiozero", "asyncio", "email", "tomllib"}
    assert len(loaded) < 200


async def test_a_reader_that_stops_reading_is_no_fault(server: ControlServer, path: Path) -> None:
    """As in `callbox calls | head -1`."""
    read_end, write_end = os.pipe()
    os.close(read_end)
    child = await asyncio.create_subprocess_exec(
        *CALLBOX, "calls", "--socket", str(path), stdout=write_end, stderr=asyncio.subprocess.PIPE
    )
    os.close(write_end)
    _, complaints = await child.communicate()
    assert (child.returncode, complaints) == (0, b"")


def test_a_number_that_no_call_can_have_is_told_before_anything_is_asked(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["explain", "9" * 23])
    assert f"at most 15 digits was expected, not '{'9' * 23}'" in capsys.readouterr().err
