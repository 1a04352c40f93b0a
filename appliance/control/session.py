"""One client of the control socket: its requests answered one after the other, what happens told in between."""

import asyncio
import logging
from contextlib import suppress

from appliance.control.answers import Answers
from appliance.control.frame_plug import FramePlug
from appliance.control.framing import BadBytes, Deframer, JsonPart, SoundPart, pack
from appliance.control.outbox import Full, Outbox
from appliance.control.phone_words import Occupied, SubscribeFrames
from appliance.control.publisher import Publisher
from appliance.control.schema import (
    VERSION,
    Answered,
    Asked,
    Done,
    Hello,
    NotOurs,
    Problem,
    Reply,
    Request,
    SnapshotReply,
    Subscribe,
    read_asked,
    to_json,
)
from appliance.drivers.station.jack import Jack
from appliance.model.words import AgentName

HELLO_S = 10.0
"""A client that says nothing holds one of few places."""

GOODBYE_S = 1.0
"""How long a client that is sent away may take to read why."""

READ_BYTES = 1 << 16
SEND_AHEAD_BYTES = 1 << 15
"""Little lies in the transport's buffer, so that a slow reader's next snapshot is a new one."""

log = logging.getLogger(__name__)


class Leave(Exception):
    """The connection ends here; the text, if any, is told to the client as a Problem."""


class Session:
    def __init__(
        self, answers: Answers, publisher: Publisher, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ):
        self._answers = answers
        self._publisher = publisher
        self._reader = reader
        self._writer = writer
        self._outbox = Outbox()
        self._deframer = Deframer()
        self._phone: tuple[AgentName, Jack, FramePlug] | None = None
        """Where this client's frames go to and come from."""
        writer.transport.set_write_buffer_limits(high=SEND_AHEAD_BYTES)

    async def run(self) -> None:
        """Serves the client until it goes, breaks the rules or stops reading. Never raises but when cancelled."""
        sender = asyncio.create_task(self._send())
        try:
            await self._converse()
        except (Leave, BadBytes, NotOurs) as goodbye:
            await self._say_goodbye(str(goodbye))
        except OSError as fault:
            log.debug("control socket: client gone: %s", fault)
        except Exception:
            log.exception("control socket: a client's session failed, which is our fault")
        finally:
            self._publisher.unsubscribe(self._outbox)
            self._unplug()
            sender.cancel()
            self._writer.transport.abort()

    async def _converse(self) -> None:
        try:
            async with asyncio.timeout(HELLO_S):
                first = await self._next_asked()
        except TimeoutError:
            sentence = f"control socket: no Hello within {HELLO_S:.0f} s"
            raise Leave(sentence) from None
        self._check_hello(first.request)
        self._reply(first.number, self._answers.welcome())
        while True:
            asked = await self._next_asked()
            self._reply(asked.number, await self._answer(asked.request))
            await self._outbox.emptied()

    def _check_hello(self, first: Request) -> None:
        if not isinstance(first, Hello):
            sentence = "control socket: the first message must be Hello"
            raise Leave(sentence)
        if first.version != VERSION:
            sentence = (
                f"control socket: the box speaks version {VERSION}, {first.program or 'the client'} version "
                f"{first.version}; install the same release of both"
            )
            raise Leave(sentence)

    async def _answer(self, request: Request) -> Reply:
        if isinstance(request, Subscribe):
            self._publisher.subscribe(self._outbox, self._writer.transport.abort)
            return SnapshotReply(self._answers.snapshot())
        if isinstance(request, SubscribeFrames):
            return self._plug_in(request)
        return await self._answers.answer(request)

    async def _next_asked(self) -> Asked:
        while True:
            part = self._deframer.next_part()
            if isinstance(part, SoundPart):
                self._hear(part)
                continue
            if part is not None:
                return read_asked(part.payload)
            data = await self._reader.read(READ_BYTES)
            if not data:
                raise Leave
            self._deframer.receive(data)

    def _plug_in(self, request: SubscribeFrames) -> Reply:
        if self._phone is not None:
            return Problem(f"this connection has the phone of {self._phone[0]}; open another one")
        found = self._answers.jack(request.agent)
        if isinstance(found, Problem):
            return found
        agent, jack = found
        if jack.in_use and not request.take_over:
            return Occupied(agent)
        self._phone = agent, jack, FramePlug(agent, self._writer)
        jack.plug_in(self._phone[2])
        return Done()

    def _hear(self, frame: SoundPart) -> None:
        """The jack takes none of one whose place was taken: frames on their way then are no fault of the client's."""
        if self._phone is None or frame.leg != self._phone[0]:
            sentence = f'control socket: a frame of sound for "{frame.leg}", which was not subscribed here'
            raise Leave(sentence)
        _, jack, plug = self._phone
        jack.hear(plug, frame.samples)

    def _unplug(self) -> None:
        if self._phone is not None:
            _, jack, plug = self._phone
            jack.pull(plug)

    def _reply(self, number: int, reply: Reply) -> None:
        try:
            self._outbox.put(_packed(number, reply))
        except Full:
            raise Leave from None

    async def _send(self) -> None:
        with suppress(OSError):  # the reading side sees the same end
            while True:
                self._writer.write(await self._outbox.take())
                await self._writer.drain()

    async def _say_goodbye(self, sentence: str) -> None:
        if not sentence:
            return
        log.info("%s", sentence)
        with suppress(Leave, OSError, TimeoutError):
            self._reply(0, Problem(sentence))
            async with asyncio.timeout(GOODBYE_S):
                await self._outbox.emptied()
                await self._writer.drain()
                self._writer.close()
                await self._writer.wait_closed()


def _packed(number: int, reply: Reply) -> bytes:
    try:
        return pack(JsonPart(to_json(Answered(number, reply))))
    except ValueError as fault:
        return pack(JsonPart(to_json(Answered(number, Problem(str(fault))))))
