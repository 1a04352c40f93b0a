"""The control socket from a terminal: one request, one answer, no event loop – it starts fast."""

import socket
from collections.abc import Iterator
from types import TracebackType

from appliance.control.conversation import Conversation, nobody_there
from appliance.control.errors import NoBox, NotThere, Refused
from appliance.control.schema import Answered, FromBox, Hello, Problem, Reply, Request, Told, Welcome

READ_BYTES = 1 << 16


class BlockingClient:
    """Connected and welcomed once made; use as a context manager."""

    def __init__(self, path: str, program: str, patience_s: float = 5.0) -> None:
        """Raises NoBox."""
        self.path = path
        self._talk = Conversation()
        self._told: list[Told] = []
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._socket.settimeout(patience_s)
        try:
            self._socket.connect(path)
        except OSError as fault:
            self._socket.close()
            raise nobody_there(path, fault) from None
        try:
            welcome = self.ask(Hello(program=program))
            if not isinstance(welcome, Welcome):
                sentence = f"{path}: the box did not say welcome"
                raise NoBox(sentence)
        except (NoBox, Refused):
            self._socket.close()
            raise
        self.welcome = welcome

    def ask(self, request: Request) -> Reply:
        """The reply to it. Raises Refused when it is a Problem, NoBox when the box is gone."""
        number, data = self._talk.ask(request)
        try:
            self._socket.sendall(data)
        except OSError:
            raise self._lost() from None
        while True:
            message = self._next()
            if isinstance(message, Answered):
                if message.number == number:
                    return _reply(message)
            else:
                self._told.append(message.told)

    def told(self) -> Iterator[Told]:
        """What the box tells after Subscribe, as long as it lives. Raises NoBox at its end."""
        self._socket.settimeout(None)
        while True:
            while self._told:
                yield self._told.pop(0)
            message = self._next()
            if not isinstance(message, Answered):
                yield message.told

    def close(self) -> None:
        self._socket.close()

    def __enter__(self) -> "BlockingClient":
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _fault: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.close()

    def _next(self) -> FromBox:
        while (message := self._talk.next_message()) is None:
            try:
                data = self._socket.recv(READ_BYTES)
            except TimeoutError:
                sentence = f"{self.path}: the box does not answer; `systemctl status callbox` and its log say more"
                raise NoBox(sentence) from None
            except OSError:
                raise self._lost() from None
            if not data:
                raise self._lost()
            self._talk.receive(data)
        return message

    def _lost(self) -> NoBox:
        return NoBox(f"{self.path}: the box has closed the connection; its log says why")


def _reply(message: Answered) -> Reply:
    if isinstance(message.reply, Problem):
        raise (NotThere if message.reply.missing else Refused)(message.reply.sentence)
    return message.reply
