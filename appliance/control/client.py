"""The control socket, from outside, for programs with an event loop: the pages and the demo."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from appliance.control.conversation import Conversation, nobody_there
from appliance.control.errors import NoBox, NotThere, Refused
from appliance.control.framing import SoundPart, pack
from appliance.control.schema import Answered, Hello, Problem, Reply, Request, Told, Welcome
from appliance.model.words import AgentName

__all__ = ["Client", "NoBox", "NotThere", "Refused", "connect"]

READ_BYTES = 1 << 16

MOST_AHEAD = 4_000
"""Bytes, twelve frames or 240 ms: sound that the box does not take in time is dropped here."""

HearTold = Callable[[Told], None]
HearSound = Callable[[SoundPart], None]


def no_sound(_: SoundPart) -> None:
    """Of those who do not subscribe to frames."""


async def connect(
    path: Path, program: str, told: HearTold | None = None, patience_s: float = 5.0, heard: HearSound = no_sound
) -> "Client":
    """A client that has been welcomed. `told` is called in the loop with each thing the box tells after Subscribe,
    `heard` with each frame after SubscribeFrames.

    Raises NoBox when nobody answers there within the time, or answers otherwise.
    """
    try:
        async with asyncio.timeout(patience_s):
            reader, writer = await asyncio.open_unix_connection(path)
    except OSError as fault:
        raise nobody_there(str(path), fault) from None
    client = Client(reader, writer, told, patience_s, heard=heard)
    try:
        welcome = await client.ask(Hello(program=program))
    except BaseException:
        await client.close()
        raise
    if not isinstance(welcome, Welcome):
        await client.close()
        sentence = f"{path}: the box did not say welcome"
        raise NoBox(sentence)
    client.welcome = welcome
    return client


class Client:
    """One connection. Asks may overlap; news goes to the callback as it comes, so nothing piles up here."""

    welcome: Welcome

    def __init__(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        told: HearTold | None,
        patience_s: float,
        *,
        heard: HearSound = no_sound,
    ) -> None:
        """Use connect()."""
        self._reader = reader
        self._writer = writer
        self._told = told
        self._patience_s = patience_s
        self._talk = Conversation(heard)
        self._open: dict[int, asyncio.Future[Reply]] = {}
        self._end = NoBox("the connection to the box was closed")
        self._reading = asyncio.create_task(self._read())

    async def ask(self, request: Request) -> Reply:
        """The reply to it. Raises Refused when it is a Problem, NoBox when the box is gone or silent for too long."""
        if self._reading.done():
            raise NoBox(str(self._end))
        number, data = self._talk.ask(request)
        answer: asyncio.Future[Reply] = asyncio.get_running_loop().create_future()
        self._open[number] = answer
        try:
            async with asyncio.timeout(self._patience_s):
                self._writer.write(data)
                return await answer
        except TimeoutError:
            sentence = f"the box did not answer within {self._patience_s:.0f} s"
            raise NoBox(sentence) from None
        finally:
            del self._open[number]

    def say(self, agent: AgentName, samples: bytes) -> bool:
        """20 ms of sound, after SubscribeFrames. Returns at once. False: dropped, as the box takes it too late."""
        transport = self._writer.transport
        if transport.is_closing() or transport.get_write_buffer_size() > MOST_AHEAD:
            return False
        self._writer.write(pack(SoundPart(agent, samples)))
        return True

    async def closed(self) -> NoBox:
        """Returns once the connection is over, with the reason."""
        await asyncio.wait([self._reading])
        return self._end

    async def close(self) -> None:
        """Whoever is cancelled in it leaves nothing open either."""
        self._reading.cancel()
        self._writer.close()
        await asyncio.wait([self._reading])
        with suppress(OSError):
            await self._writer.wait_closed()

    async def _read(self) -> None:
        try:
            while data := await self._reader.read(READ_BYTES):
                self._talk.receive(data)
                self._take_messages()
            self._end = NoBox("the box has closed the connection; its log says why")
        except (NoBox, OSError) as fault:
            self._end = fault if isinstance(fault, NoBox) else NoBox(f"the connection to the box broke: {fault}")
        finally:
            for answer in self._open.values():
                if not answer.done():
                    answer.set_exception(NoBox(str(self._end)))

    def _take_messages(self) -> None:
        while (message := self._talk.next_message()) is not None:
            if not isinstance(message, Answered):
                if self._told is not None:
                    self._told(message.told)
            elif (answer := self._open.get(message.number)) is not None and not answer.done():
                _settle(answer, message.reply)


def _settle(answer: asyncio.Future[Reply], reply: Reply) -> None:
    if isinstance(reply, Problem):
        answer.set_exception((NotThere if reply.missing else Refused)(reply.sentence))
    else:
        answer.set_result(reply)
