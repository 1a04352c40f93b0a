"""Those who watch the live page: each is sent what changed, at its own pace, always the newest."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import TypeAlias

from aiohttp import WSCloseCode, WSMsgType, web

from appliance.web.board import NOTHING, Parts, message, parts_of
from appliance.web.feed import Feed

ALIVE_S = 15.0
"""Something is sent at least this often, so that a page whose connection died unnoticed can tell."""

SIGNED_OUT = 4401
"""Close code of our own (RFC 6455 §7.4.2): 401 with the digit of private use before it."""

StillMay: TypeAlias = Callable[[], Awaitable[bool]]


async def always() -> bool:
    return True


class Watchers:
    def __init__(
        self, feed: Feed, assets: str, alive_s: float = ALIVE_S, make: Callable[[], Parts] | None = None
    ) -> None:
        """`make`: what is watched; None: the whole house."""
        self._feed = feed
        self._make = make or (lambda: parts_of(feed.box, assets, feed.gone, feed.snapshot()))
        self._alive_s = alive_s
        self._sockets: set[web.WebSocketResponse] = set()
        self._streams: set[asyncio.Task[None]] = set()
        self._known: tuple[asyncio.Event, Parts] | None = None

    async def serve(self, request: web.Request, still_may: StillMay = always) -> web.WebSocketResponse:
        """One watcher, until it leaves. It has nothing to say: whoever talks is shown out."""
        socket = web.WebSocketResponse(heartbeat=30, max_msg_size=1024, compress=False)
        await socket.prepare(request)
        self._sockets.add(socket)
        sender = asyncio.create_task(self.follow(socket.send_str, by_row=_by_row(request)))
        watchman = asyncio.create_task(self._end_when_over(socket, still_may))
        try:
            async for heard in socket:
                if heard.type in {WSMsgType.TEXT, WSMsgType.BINARY}:
                    await socket.close(code=WSCloseCode.POLICY_VIOLATION, message=b"nothing is taken here")
        finally:
            sender.cancel()
            watchman.cancel()
            self._sockets.discard(socket)
        return socket

    async def stream(self, request: web.Request, still_may: StillMay = always) -> web.StreamResponse:
        """The same as server-sent events, until the reader leaves, may no longer, or the pages stop."""
        answer = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
        await answer.prepare(request)

        async def send(text: str) -> None:
            await answer.write(f"data: {text}\n\n".encode())

        sender = asyncio.create_task(self.follow(send, by_row=_by_row(request)))
        watchman = asyncio.create_task(self._until_over(still_may))
        self._streams |= {sender}
        try:
            await asyncio.wait({sender, watchman}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._streams.discard(sender)
            for task in (sender, watchman):
                task.cancel()
            await asyncio.wait({sender, watchman})
        return answer

    async def follow(self, send: Callable[[str], Awaitable[None]], *, by_row: bool = False) -> None:
        """Sends the house, then its changes, until `send` fails. While it waits for a slow `send` nothing piles up."""
        seen = NOTHING
        with suppress(ConnectionError, RuntimeError):
            while True:
                changed, parts = self._parts()
                await send(message(seen, parts, self._feed.snapshot(), by_row=by_row))
                seen = parts
                with suppress(TimeoutError):  # no wait_for: in Python 3.11 it loses a cancellation beside a change
                    async with asyncio.timeout(self._alive_s):
                        await changed.wait()

    async def close(self) -> None:
        """Tells every page that the pages' program stops; they come back by themselves."""
        for stream in tuple(self._streams):
            stream.cancel()
        for socket in tuple(self._sockets):
            await socket.close(code=WSCloseCode.GOING_AWAY, message=b"the pages are stopping")

    async def _end_when_over(self, socket: web.WebSocketResponse, still_may: StillMay) -> None:
        await self._until_over(still_may)
        await socket.close(code=SIGNED_OUT, message=b"the session is over; sign in again")

    async def _until_over(self, still_may: StillMay) -> None:
        while await still_may():
            await asyncio.sleep(self._alive_s)

    def _parts(self) -> tuple[asyncio.Event, Parts]:
        """Encoded once per change, however many watch."""
        changed = self._feed.next_change()
        if self._known is None or self._known[0] is not changed:
            self._known = changed, self._make()
        return self._known


def _by_row(request: web.Request) -> bool:
    return request.query.get("delta") == "1"
