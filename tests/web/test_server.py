"""`callbox web` as a process: says where it listens, stops when told, and says why when it cannot listen."""

import asyncio
import re
import signal
import socket
import sys
from pathlib import Path

import pytest
from aiohttp import ClientSession

from appliance.web.server import main


async def test_it_serves_until_told_to_stop(path: Path) -> None:
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "appliance", "web", "--socket", str(path), "--port", "0"),
        *("--accounts", str(path.parent / "accounts.db")),
        stderr=asyncio.subprocess.PIPE,
    )
    assert child.stderr is not None
    said = (await child.stderr.readline()).decode()
    address = re.search(r"http://127\.0\.0\.1:\d+/", said)
    assert address is not None, said
    async with ClientSession(address[0]) as session, session.get("/healthz") as answer:
        assert answer.status == 503
    child.send_signal(signal.SIGTERM)
    assert await asyncio.wait_for(child.wait(), 60) == 0


def test_an_address_that_is_taken_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert main(["--socket", "/nowhere", "--port", str(port), "--accounts", str(tmp_path / "accounts.db")]) == 1
    said = capsys.readouterr().err.splitlines()[-1]
    assert said.startswith(f"callbox web: cannot listen on 127.0.0.1:{port} (")
    assert said.endswith("choose another with --address and --port")


def test_settings_that_are_wrong_are_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = tmp_path / "appliance.toml"
    config.write_text("[web]\nprot = 8080\n")
    assert main(["--config", str(config)]) == 2
    assert 'did you mean "port"' in capsys.readouterr().err
