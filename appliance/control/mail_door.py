"""The mail program's own door: a Unix socket beside the box's, for test mails; a line of JSON each way."""

import asyncio
import socket
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

import msgspec

from appliance.control.errors import NoBox
from appliance.model.mail import Tested, TestWanted
from appliance.model.settings import Settings

DOOR_NAME: Final = "mail.sock"
LONGEST_LINE: Final = 4_096
ASKING_S: Final = 5.0
AT_ONCE: Final = 4
"""Who asks while so many are served is sent away."""


def door_of(settings: Settings) -> Path:
    return Path(settings.box.run_dir) / DOOR_NAME


def patience_s(settings: Settings) -> float:
    """A test connects, encrypts, signs in and sends: the server may take its time for each answer."""
    return 4 * settings.mail.timeout_ms / 1_000 + ASKING_S


class MailDoor:
    """Serves one request a connection."""

    def __init__(self, path: Path, test: Callable[[str], Awaitable[Tested]]) -> None:
        self._path = path
        self._test = test
        self._inside = 0
        self._server: asyncio.Server | None = None

    async def open(self) -> None:
        """Raises OSError. The caller holds the lock that keeps a second mail program away."""
        with suppress(FileNotFoundError):
            self._path.unlink()
        self._server = await asyncio.start_unix_server(self._serve, self._path, limit=LONGEST_LINE)
        self._path.chmod(0o660)

    async def close(self) -> None:
        if self._server is not None:
            self._server.close()
            self._path.unlink(missing_ok=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._inside += 1
        try:
            with suppress(OSError, ValueError, TimeoutError):
                answer = await self._answer(reader)
                writer.write(msgspec.json.encode(answer) + b"\n")
                await writer.drain()
        finally:
            self._inside -= 1
            writer.close()

    async def _answer(self, reader: asyncio.StreamReader) -> Tested:
        if self._inside > AT_ONCE:
            return Tested(sent=False, words=f"{AT_ONCE} tests run already; wait for one of them")
        async with asyncio.timeout(ASKING_S):
            line = await reader.readline()
        try:
            wanted = msgspec.json.decode(line, type=TestWanted)
        except (msgspec.DecodeError, UnicodeDecodeError) as fault:
            return Tested(sent=False, words=f"the mail program does not understand this: {fault}")
        return await self._test(wanted.to)


async def ask_test(path: Path, to: str, limit_s: float) -> Tested:
    """Raises NoBox when no mail program answers there."""
    try:
        async with asyncio.timeout(limit_s):
            reader, writer = await asyncio.open_unix_connection(path, limit=LONGEST_LINE)
            try:
                writer.write(msgspec.json.encode(TestWanted(to=to)) + b"\n")
                return _tested(path, await reader.readline())
            finally:
                writer.close()
    except (OSError, TimeoutError) as fault:
        raise NoBox(_nobody(path, fault)) from None


def ask_test_blocking(path: Path, to: str, limit_s: float) -> Tested:
    """The same for a terminal. Raises NoBox."""
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as door:
            door.settimeout(limit_s)
            door.connect(str(path))
            door.sendall(msgspec.json.encode(TestWanted(to=to)) + b"\n")
            with door.makefile("rb") as answer:
                return _tested(path, answer.readline(LONGEST_LINE))
    except (OSError, TimeoutError) as fault:
        raise NoBox(_nobody(path, fault)) from None


def _tested(path: Path, line: bytes) -> Tested:
    try:
        return msgspec.json.decode(line, type=Tested)
    except (msgspec.DecodeError, UnicodeDecodeError):
        text = f"{path}: the mail program broke off; its log says why"
        raise NoBox(text) from None


def _nobody(path: Path, fault: Exception) -> str:
    reason = getattr(fault, "strerror", None) or "no answer in time"
    return f"{path}: no mail program answers ({reason}); start it with `callbox mail run`"
