"""The control socket, inside: `serve(box, place)` answers every client until it is closed."""

import asyncio
import logging

from appliance.control.answers import Answers, Box
from appliance.control.framing import JsonPart, pack
from appliance.control.publisher import Publisher
from appliance.control.schema import Answered, CallFinished, Notice, Problem, TextChanged, to_json
from appliance.control.session import Session
from appliance.control.socket_file import SocketFile

MOST_CLIENTS = 32
"""The web is one client and each terminal one more; whoever leaks connections must not eat the box's descriptors."""

log = logging.getLogger(__name__)


async def serve(box: Box, place: SocketFile) -> "ControlServer":
    """Opens the socket, mode 0660, in place of a dead one's. Raises BadPlace."""
    server = ControlServer(box, place)
    await server.start()
    return server


class ControlServer:
    """Lives as long as its box. Made by serve()."""

    def __init__(self, box: Box, file: SocketFile) -> None:
        self._file = file
        self._sessions: set[asyncio.Task[None]] = set()
        self._answers = Answers(box, lambda: len(self._sessions))
        self._publisher = Publisher(box.snapshot)
        self._server: asyncio.Server | None = None
        box.on_change(self._publisher.changed)
        box.on_finished(lambda record: self._publisher.tell(CallFinished(record)))
        box.on_text(lambda text: self._publisher.tell(TextChanged(text)))
        box.on_notice(lambda text: self._publisher.tell(Notice(text)))

    async def start(self) -> None:
        self._server = await asyncio.start_unix_server(self._welcome, sock=self._file.listen())

    async def close(self) -> None:
        """Lets every client go and the place with them. Never raises."""
        if self._server is not None:
            self._server.close()
        self._publisher.close()
        for session in self._sessions:
            session.cancel()
        await asyncio.gather(*self._sessions, return_exceptions=True)
        self._file.close()

    def _welcome(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if len(self._sessions) >= MOST_CLIENTS:
            sentence = f"control socket: {MOST_CLIENTS} clients are connected already; close some"
            log.warning("%s", sentence)
            writer.write(pack(JsonPart(to_json(Answered(0, Problem(sentence))))))
            writer.close()
            return
        session = asyncio.create_task(Session(self._answers, self._publisher, reader, writer).run())
        self._sessions.add(session)
        session.add_done_callback(self._sessions.discard)
        session.add_done_callback(lambda _: writer.transport.abort())  # one that is cancelled before it began, too
