"""The mail program beside a box: news of a call sends its message; its door takes tests for known addresses."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from aiohttp import ClientSession

from appliance.control.errors import BadSettings, NoBox
from appliance.control.mail_door import ask_test, door_of
from appliance.control.server import serve
from appliance.control.socket_file import SocketFile
from appliance.mail.command import main
from appliance.mail.program import MailProgram, utc_ms
from appliance.model.settings import Settings
from appliance.store.faults import StoreRefused
from appliance.web.feed import Feed
from appliance.web.pages import Pages
from tests.control.house import InventedBox, record
from tests.mail.smtp_house import Server, serving, settings
from tests.runtime.left_messages import leave, left, messages_left
from tests.web.conftest import at


@pytest.fixture
async def folder() -> AsyncIterator[Path]:
    """A short one: it holds sockets."""
    with TemporaryDirectory(prefix="cb") as name:
        yield Path(name)


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    async with serving() as book:
        yield book


@pytest.fixture
async def wanted(folder: Path, server: Server) -> AsyncIterator[Settings]:
    """Of a program that runs."""
    chosen, stop = settings(folder, server.port), asyncio.Event()
    running = asyncio.create_task(MailProgram(chosen, look_s=0.2).run(stop))
    while not door_of(chosen).exists() and not running.done():
        await asyncio.sleep(0)
    yield chosen
    stop.set()
    await running


async def until_mailed(server: Server, count: int) -> None:
    async with asyncio.timeout(60):
        while len(server.mails) < count:
            await asyncio.sleep(0)


async def test_what_is_left_is_sent_at_once(folder: Path, server: Server, wanted: Settings) -> None:
    box = InventedBox()
    control = await serve(box, SocketFile(folder / "control.sock"))
    async with messages_left(folder) as house:
        leave(house.archive, left(1, taken_utc_ms=utc_ms() + 1_000))
        await house.archive.written()
        box.finish(record(1))
        await until_mailed(server, 1)
    await control.close()


async def test_a_test_goes_to_addresses_of_the_settings_only(server: Server, wanted: Settings) -> None:
    tested = await ask_test(door_of(wanted), "anna@example.org", 30)
    assert (tested.sent, tested.words) == (True, "2.0.0 taken as 4711")
    refused = await ask_test(door_of(wanted), "world@example.net", 30)
    assert not refused.sent
    assert "anna@example.org" in refused.words
    assert len(server.mails) == 1


async def test_the_button_of_the_pages(folder: Path, server: Server, wanted: Settings) -> None:
    box = InventedBox()
    box.database = str(folder / "callbox.db")
    control = await serve(box, SocketFile(folder / "control.sock"))
    pages = Pages(at(folder / "control.sock"), feed=Feed(folder / "control.sock"))
    async with ClientSession(f"http://127.0.0.1:{await pages.start()}") as http:
        async with http.post("/api/v1/mail/test", json={"to": "anna@example.org"}) as answer:
            assert (answer.status, (await answer.json())["sent"]) == (200, True)
        async with http.post("/api/v1/mail/test", json={"to": "world@example.net"}) as answer:
            assert answer.status == 502
        async with http.post("/api/v1/mail/test", json=["x"]) as answer:
            assert answer.status == 400
        async with http.post("/api/v1/mail/test", headers={"Origin": "http://evil.example"}) as answer:
            assert answer.status == 403
        async with http.get("/api/v1/mail") as answer:
            assert (await answer.json())["waiting"] == 0
    await pages.close()
    await control.close()


async def test_without_a_mail_program_the_door_says_how_to_start_one(folder: Path) -> None:
    with pytest.raises(NoBox, match="callbox mail run"):
        await ask_test(folder / "mail.sock", "anna@example.org", 5)


async def test_one_mail_program_at_a_time(wanted: Settings) -> None:
    with pytest.raises(StoreRefused):
        await MailProgram(wanted).run(asyncio.Event())


async def test_without_a_server_there_is_nothing_to_run(folder: Path) -> None:
    with pytest.raises(BadSettings, match="host"):
        MailProgram(settings(folder, 25, host=""))


async def test_a_terminal_tries_the_settings_and_tells_how_it_goes(
    folder: Path, server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    config = folder / "appliance.toml"
    config.write_text(
        f'[box]\nstate_dir = "{folder}"\nrun_dir = "{folder}"\n'
        f'[mail]\nhost = "localhost"\nport = {server.port}\nsecurity = "none"\nsender = "box@example.org"\n'
    )
    assert await asyncio.to_thread(main, ["test", "ben@example.org", "--config", str(config)]) == 2
    assert "sends nothing" in capsys.readouterr().err
    config.write_text(config.read_text().replace("[mail]", '[mail]\nto = { general = ["anna@example.org"] }'))
    (folder / "site").mkdir()
    (folder / "site" / "flow.toml").write_text(
        '[[flow]]\nname = "f"\nstart = "m"\n[flow.steps.m]\nstep = "take_message"\nprompts = ["beep"]\n'
        'then = "bye"\n[flow.steps.bye]\nstep = "hang_up"\n'
    )
    assert await asyncio.to_thread(main, ["test", "ben@example.org", "--config", str(config)]) == 0
    assert await asyncio.to_thread(main, ["test", "--config", str(config)]) == 0
    assert server.to == [["ben@example.org"], ["anna@example.org"]]
    server.answers = ["550 5.7.1 go away"]
    assert await asyncio.to_thread(main, ["test", "ben@example.org", "--config", str(config)]) == 1
    assert "550 5.7.1 go away" in capsys.readouterr().out
    assert await asyncio.to_thread(main, ["status", "--config", str(config)]) == 0
    assert "0 waiting" in capsys.readouterr().out
