"""One browser as an agent's phone: frames both ways, what the agent orders, and what the page shows of the house."""

import asyncio
import socket as sockets
from collections import deque
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Final

import msgspec
from aiohttp import WSCloseCode, WSMsgType, web

from appliance.control.client import Client, NoBox, Refused, connect
from appliance.control.framing import FRAME_BYTES, SoundPart
from appliance.control.phone_words import Occupied, SubscribeFrames
from appliance.control.schema import Told
from appliance.model.words import AgentName
from appliance.web.desk import desk_of, told
from appliance.web.desk_orders import LONGEST_ORDER, ORDERS, REST, NoOrder, Order, read_order
from appliance.web.feed import Feed
from appliance.web.problems import CannotSay
from appliance.web.questions import Questions

MOST_FRAMES: Final = 10
"""200 ms for a browser that does not take them; the oldest is dropped and counted."""

MOST_UNSENT: Final = 2_000
"""Bytes, six frames, that the kernel may hold unsent (TCP_NOTSENT_LOWAT of tcp(7)): what lies there cannot be dropped
any more, and would be heard late.
"""

MOST_ORDERS: Final = 4
"""Under way at once; a page whose agent waits for none of them is out of order itself."""

ALIVE_S: Final = 5.0
"""A browser that answers no ping for half of that, after so long, has gone."""

SILENT_S: Final = 2.0
"""A browser that spoke and sends nothing for so long cannot be reached, whatever its connection says."""

TAKEN: Final = 4_001
"""Close code: another browser has the phone."""
TRY_AGAIN: Final = b"try again"


class Phone:
    """Lives as long as its WebSocket."""

    def __init__(self, agent: AgentName, feed: Feed, questions: Questions) -> None:
        self._agent, self._feed, self._questions = agent, feed, questions
        self.socket = web.WebSocketResponse(
            heartbeat=ALIVE_S, max_msg_size=LONGEST_ORDER, compress=False, writer_limit=MOST_UNSENT
        )
        self._frames: deque[bytes] = deque(maxlen=MOST_FRAMES)
        self._come = asyncio.Event()
        self._orders: set[asyncio.Task[None]] = set()
        self._box: Client | None = None
        self._heard_at: float | None = None
        """On the loop's clock, when the browser last spoke in this conversation."""
        self.plugged: Callable[[], None] = lambda: None
        """Called once this browser has the phone."""
        self.dropped = 0
        """Frames that the browser did not take in time."""

    async def serve(self, request: web.Request, *, sound: bool, take_over: bool) -> None:
        """Until the browser or the box goes. Without `sound` the page is a desk beside another phone, or none yet."""
        await self.socket.prepare(request)
        _keep_young(request)
        try:
            if sound:
                await self._plug_in(take_over=take_over)
            if not self.socket.closed:
                await self._talk()
        except NoBox as fault:
            await self._say({"is": "phone", "state": "none", "why": str(fault)})
        await self._leave(WSCloseCode.TRY_AGAIN_LATER)

    async def _plug_in(self, *, take_over: bool) -> None:
        """Raises NoBox."""
        self._box = await connect(self._feed.socket, "phone", self._told, heard=self._hear)
        try:
            taken = await self._box.ask(SubscribeFrames(self._agent, take_over=take_over))
        except Refused as why:
            await self._say({"is": "phone", "state": "elsewhere", "why": str(why)})
            return
        if isinstance(taken, Occupied):
            await self._lose()
        else:
            self.plugged()
            await self._say({"is": "phone", "state": "here"})

    async def close(self) -> None:
        """The pages' program stops."""
        await self._leave(WSCloseCode.GOING_AWAY)

    async def _talk(self) -> None:
        others = [asyncio.create_task(work) for work in (self._follow(), self._send(), self._watch(), self._end())]
        try:
            async for heard in self.socket:
                if heard.type is WSMsgType.BINARY:
                    self._speak(heard.data)
                elif heard.type is WSMsgType.TEXT:
                    await self._order(heard.data)
        finally:
            for task in (*others, *self._orders):
                task.cancel()
            await asyncio.gather(*others, *self._orders, return_exceptions=True)

    def _speak(self, samples: bytes) -> None:
        if self._box is not None and len(samples) == FRAME_BYTES:
            self._heard_at = asyncio.get_running_loop().time()
            self._box.say(self._agent, samples)

    def _hear(self, part: SoundPart) -> None:
        self.dropped += len(self._frames) == MOST_FRAMES
        self._frames.append(part.samples)
        self._come.set()

    def _told(self, _: Told) -> None:
        """Of this connection only that the phone was taken."""
        self._begin(self._lose())

    async def _send(self) -> None:
        with suppress(ConnectionError, RuntimeError):
            while True:
                await self._come.wait()
                while self._frames:
                    await self.socket.send_bytes(self._frames.popleft())
                self._come.clear()

    async def _follow(self) -> None:
        """Tells the desk, and again whenever it looks different."""
        seen = None
        while True:
            changed, house = self._feed.next_change(), self._feed.snapshot()
            desk = desk_of(self._agent, self._feed.box, self._feed.gone, house)
            if desk != seen:
                seen = desk
                await self._say(told(desk, house))
            await changed.wait()

    async def _watch(self) -> None:
        """A browser out of reach is let go long before its connection is: its caller shall hear music."""
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(SILENT_S / 4)
            if self._heard_at is not None and loop.time() - self._heard_at > SILENT_S:
                self._heard_at = None
                await self._leave(WSCloseCode.TRY_AGAIN_LATER)

    async def _end(self) -> None:
        """The box has gone, or wants no more of this."""
        if self._box is not None:
            await self._box.closed()
            await self._leave(WSCloseCode.TRY_AGAIN_LATER)

    async def _order(self, text: str) -> None:
        try:
            order = read_order(text)
        except NoOrder as fault:
            await self._say({"is": "refused", "number": 0, "why": str(fault)})
            return
        if order.do == REST:
            self._heard_at = None
        elif len(self._orders) < MOST_ORDERS:
            self._begin(self._obey(order))
        else:
            why = f"{MOST_ORDERS} orders are under way; wait for one of them"
            await self._say({"is": "refused", "number": order.number, "why": why})

    def _begin(self, work: Coroutine[object, object, None]) -> None:
        task = asyncio.create_task(work)
        self._orders.add(task)
        task.add_done_callback(self._orders.discard)

    async def _obey(self, order: Order) -> None:
        try:
            await self._questions.order(ORDERS[order.do](self._agent, order))
        except CannotSay as why:
            await self._say({"is": "refused", "number": order.number, "why": str(why)})
        else:
            await self._say({"is": "done", "number": order.number})

    async def _lose(self) -> None:
        await self._say({"is": "phone", "state": "taken"})
        await self._leave(TAKEN)

    async def _say(self, message: bytes | dict[str, object]) -> None:
        text = message if isinstance(message, bytes) else msgspec.json.encode(message)
        with suppress(ConnectionError, RuntimeError):
            await self.socket.send_str(text.decode())

    async def _leave(self, code: int) -> None:
        if self._box is not None:
            await self._box.close()
        await self.socket.close(code=code, message=TRY_AGAIN)


def _keep_young(request: web.Request) -> None:
    """Nothing waits in the kernel or in the transport that could be dropped here instead."""
    transport = request.transport
    if transport is None:
        return
    transport.set_write_buffer_limits(high=MOST_UNSENT)
    wire = transport.get_extra_info("socket")
    if wire is not None:
        wire.setsockopt(sockets.IPPROTO_TCP, sockets.TCP_NODELAY, 1)
        wire.setsockopt(sockets.IPPROTO_TCP, sockets.TCP_NOTSENT_LOWAT, MOST_UNSENT)
