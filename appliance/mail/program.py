"""`callbox mail run`: sends messages as mail, beside the box, until it is told to stop."""

import asyncio
import logging
import signal
import ssl
import time
from contextlib import suppress
from pathlib import Path
from typing import Final

from appliance.control.client import NoBox, connect
from appliance.control.errors import BadSettings
from appliance.control.mail_door import MailDoor, door_of
from appliance.control.place import socket_of
from appliance.control.schema import CallFinished, Subscribe, Told
from appliance.mail.delivery import Delivery
from appliance.mail.postman import Postman
from appliance.model.mail import Tested
from appliance.model.settings import Settings
from appliance.store.connection import WriterLock

LOOK_S: Final = 60.0
"""At the least so often it is looked for messages: the box may be down, or its news lost."""
AGAIN_S: Final = 5.0
"""Until the box is looked for again."""

log = logging.getLogger(__name__)


def utc_ms() -> int:
    return time.time_ns() // 1_000_000


class MailProgram:
    def __init__(self, settings: Settings, tls: ssl.SSLContext | None = None, look_s: float = LOOK_S) -> None:
        """Raises BadSettings where no server is named."""
        if not settings.mail.host:
            text = '[mail] lacks the option "host": name the server that takes the mail'
            raise BadSettings(text)
        self._settings = settings
        self._tls = tls
        self._look_s = look_s
        self._news = asyncio.Event()

    async def run(self, stop: asyncio.Event) -> None:
        """Raises StoreFault and OSError for what cannot be opened."""
        state_dir = Path(self._settings.box.state_dir)
        lock = WriterLock(state_dir / "mail.lock")
        lock.take()
        postman = Postman(self._settings, Delivery(self._settings.mail, self._tls), utc_ms)
        door = MailDoor(door_of(self._settings), lambda to: _tested(postman, to))
        try:
            await door.open()
            works = [asyncio.create_task(self._listen()), asyncio.create_task(self._rounds(postman))]
            try:
                await stop.wait()
            finally:
                for work in works:
                    work.cancel()
                await asyncio.gather(*works, return_exceptions=True)
        finally:
            await door.close()
            postman.close()
            lock.release()

    async def _rounds(self, postman: Postman) -> None:
        while True:
            self._news.clear()
            wait_ms = await postman.round()
            wait_s = self._look_s if wait_ms is None else min(wait_ms / 1_000, self._look_s)
            with suppress(TimeoutError):
                async with asyncio.timeout(wait_s):  # wait_for of Python 3.11 may swallow being cancelled
                    await self._news.wait()

    async def _listen(self) -> None:
        """The box says when a call is over: then its messages are on the disk."""
        while True:
            with suppress(NoBox):
                client = await connect(socket_of(self._settings), "mail", self._told)
                try:
                    await client.ask(Subscribe())
                    self._news.set()
                    await client.closed()
                finally:
                    await client.close()
            await asyncio.sleep(AGAIN_S)

    def _told(self, told: Told) -> None:
        if isinstance(told, CallFinished):
            self._news.set()


async def _tested(postman: Postman, to: str) -> Tested:
    if to not in postman.addresses:
        known = ", ".join(sorted(postman.addresses))
        return Tested(sent=False, words=f"tests go to the addresses of [mail] to only: {known}")
    return await postman.test(to)


async def serve(settings: Settings) -> None:
    """Until SIGTERM or SIGINT."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    program = MailProgram(settings)
    log.info("mail by %s:%d", settings.mail.host, settings.mail.port)
    await program.run(stop)
