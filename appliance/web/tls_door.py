"""The encrypted door: who may come in is counted before the handshake, which a slow peer could draw out for ever."""

import asyncio
import errno
import logging
import socket
import ssl
from collections.abc import Callable
from contextlib import suppress

from appliance.web.gate import Door, Gate

log = logging.getLogger(__name__)

WAITING = 128
"""Connections that the kernel holds for us."""
EXHAUSTED = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM})


class TlsDoor:
    def __init__(self, door: Door, handler: Callable[[], asyncio.Protocol], context: ssl.SSLContext) -> None:
        self._door = door
        self._handler = handler
        self._context = context
        self._wire: socket.socket | None = None
        self._accepting: asyncio.Task[None] | None = None
        self._shaking: set[asyncio.Task[None]] = set()
        """As many as the door lets in, at the most."""

    def open(self, address: str, port: int) -> int:
        """The port it listens on. Raises OSError."""
        family, *_, place = socket.getaddrinfo(address, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        self._wire = socket.create_server(place[:2], family=family, backlog=WAITING)
        self._wire.settimeout(0)
        self._accepting = asyncio.get_running_loop().create_task(self._accept(self._wire))
        return int(self._wire.getsockname()[1])

    async def close(self) -> None:
        tasks = [*self._shaking, *([self._accepting] if self._accepting else [])]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._wire is not None:
            self._wire.close()

    async def _accept(self, listening: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        while True:
            try:
                wire, peer = await loop.sock_accept(listening)
            except OSError as fault:
                if fault.errno in EXHAUSTED:
                    log.warning("callbox web: no more connections for a second (%s)", fault.strerror)
                    await asyncio.sleep(1.0)
                continue
            address = str(peer[0])
            if self._door.enter(address) is not None:
                wire.close()  # in the clear nothing can be said that a browser would show
                continue
            task = loop.create_task(self._shake_hands(wire, address))
            self._shaking.add(task)
            task.add_done_callback(self._shaking.discard)

    async def _shake_hands(self, wire: socket.socket, address: str) -> None:
        gate = Gate(self._door, self._handler, entered_from=address)
        try:
            wire.settimeout(0)
            with suppress(OSError, TimeoutError):  # scanners, browsers that do not trust us yet, plain http
                await asyncio.get_running_loop().connect_accepted_socket(
                    lambda: gate,
                    wire,
                    ssl=self._context,
                    ssl_handshake_timeout=self._door.limits.deadline_s,
                    ssl_shutdown_timeout=1.0,
                )
        finally:
            if not gate.is_inside:
                self._door.leave(address)
                wire.close()
