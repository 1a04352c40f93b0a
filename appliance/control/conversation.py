"""Bytes from the box in, its answers and news out: the client's half of the conversation. Sans-IO, for both clients."""

from collections.abc import Callable

from appliance.control.errors import NoBox
from appliance.control.framing import BadBytes, Deframer, JsonPart, SoundPart, pack
from appliance.control.schema import Answered, Asked, FromBox, NotOurs, Problem, Request, read_from_box, to_json


class Conversation:
    """Numbers requests and reads what comes back."""

    def __init__(self, heard: Callable[[SoundPart], None] = lambda _: None) -> None:
        """`heard` is called with each frame of sound, in its turn."""
        self._heard = heard
        self._deframer = Deframer()
        self._number = 0

    def ask(self, request: Request) -> tuple[int, bytes]:
        """The request's number, and the bytes to send."""
        self._number += 1
        return self._number, pack(JsonPart(to_json(Asked(self._number, request))))

    def receive(self, data: bytes) -> None:
        self._deframer.receive(data)

    def next_message(self) -> FromBox | None:
        """None when more bytes are needed. Raises NoBox when the box ends the conversation or is none."""
        try:
            part = self._deframer.next_part()
            while isinstance(part, SoundPart):
                self._heard(part)
                part = self._deframer.next_part()
            message = None if part is None else read_from_box(part.payload)
        except (BadBytes, NotOurs) as fault:
            raise NoBox(str(fault)) from None
        if isinstance(message, Answered) and message.number == 0:
            reply = message.reply
            raise NoBox(reply.sentence if isinstance(reply, Problem) else "control socket: the box ended the talk")
        return message


def nobody_there(path: str, fault: OSError) -> NoBox:
    """Why the socket could not be opened, and what to try."""
    if isinstance(fault, PermissionError):
        return NoBox(f"{path}: not allowed; run it as a member of the box's group, or as root")
    return NoBox(f"{path}: no box answers here; start it with `callbox run`, or name its socket with --socket PATH")
