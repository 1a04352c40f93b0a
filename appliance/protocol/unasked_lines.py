"""Lines that no command asked for: rings, caller id, messages that come by themselves, and all the rest."""

import re
from collections.abc import Callable
from typing import Final

from appliance.model.caller import Caller
from appliance.model.signals import CallerId, JunkDropped, Ring, Signal, Unsolicited
from appliance.model.words import Ms
from appliance.protocol.caller_id import CallerIdBlock, is_torn_message
from appliance.protocol.line_bodies import MessageBody, OpenText
from appliance.protocol.result_codes import NUMERIC_RING, is_call_result

_NAMED: Final = re.compile(r"[+^*#$%][A-Z][A-Z0-9 _]*:", re.IGNORECASE)
_RING: Final = re.compile(r"(?:RING(?: +|$)|\+CRING: *(?=VOICE))(.*)")
"""27.007 §6.11: what else +CRING tells of is fax, data or a packet session, which nobody answers by voice."""

_BACKGROUND: Final = (
    "RING",
    "DRON=",
    "DROF=",
    "VOICE CALL:",
    "MISSED_CALL:",
    "MO RING",
    "MO CONNECTED",
    "HANGUP:",
    "Call Ready",
    "SMS Ready",
    "SMS DONE",
    "PB DONE",
    "RDY",
    "NORMAL POWER DOWN",
    "UNDER-VOLTAGE",
    "OVER-VOLTAGE",
)
"""Lines without a name's sign that no command answers with: rings, call events and states of GSM modems."""


def is_named(line: str) -> bool:
    """Whether it is "+NAME: …" or has another sign for +."""
    return _NAMED.match(line) is not None


def is_background(line: str) -> bool:
    """Whether no command can have asked for it."""
    return line.startswith(_BACKGROUND)


def comes_by_itself(line: str) -> bool:
    """Whether it tells something though whoever asked may be gone: a name, a call's event or its end."""
    return is_named(line) or is_background(line) or is_call_result(line)


class UnaskedLines:
    """Makes signals of them; caller id and lines that go on in the next are kept until they are whole."""

    def __init__(self) -> None:
        self._caller = CallerIdBlock()
        self._body = MessageBody()
        self._text = OpenText()
        self._back: list[str] = []

    @property
    def due(self) -> Ms | None:
        dues = (self._caller.due, self._body.due, self._text.due)
        return min((due for due in dues if due is not None), default=None)

    @property
    def unfinished(self) -> bool:
        """Whether the next line may belong to an earlier one."""
        return self._body.due is not None or self._text.due is not None

    def wake(self, now: Ms, final: Callable[[str], bool]) -> list[Signal]:
        """What is told now because nothing more came for it; `final`: a line ends the command in flight."""
        made: list[Signal] = []
        if self._caller.due is not None and self._caller.due <= now:
            made += _told(self._caller.finish())
        if self._body.due is not None and self._body.due <= now:
            made.append(self._body.give_up())
        if self._text.due is not None and self._text.due <= now:
            text, self._back = self._text.give_up(final)
            made.append(text)
        return made

    def given_back(self) -> list[str]:
        """Lines taken for a part of another that were none: they are to be read now."""
        back, self._back = self._back, []
        return back

    def rest(self, line: str) -> list[Signal] | None:
        """The signals when the line is the rest of an earlier one; None when it stands for itself."""
        if self._text.take(line):
            return [self._text.tell()] if self._text.closed else []
        message = self._body.take(line)
        return None if message is None else [message]

    def caller(self, line: str, now: Ms) -> list[Signal] | None:
        """The signals when the line tells of the caller; he is kept until all of him is told, or nothing follows."""
        return _told(self._caller.complete()) if self._caller.take(line, now) else None

    def take(self, line: str, now: Ms) -> list[Signal]:
        """What the line tells."""
        of_caller = self.caller(line, now)
        if of_caller is not None:
            return of_caller
        ring = _RING.fullmatch(line)
        if ring or line == NUMERIC_RING:
            before = self._caller.finish() if self._caller.due is not None else None
            return [*_told(before), Ring(ring[1] if ring else "")]
        if not is_text(line) or is_torn_message(line):
            return [JunkDropped(len(line))]
        if line == "OK":  # of a command given up, or of an exit sent twice: says nothing
            return []
        opened = self._body.begin(line, now)
        if opened is None:
            opened = self._text.begin(line, now)
        return [Unsolicited(line)] if opened is None else [*opened]


def is_text(line: str) -> bool:
    """Printable ASCII, or anything behind a name: operators and USSD write as they like.

    Names of callers are not asked: caller id has been taken before.
    """
    return is_named(line) or all(" " <= sign < "\x7f" or sign == "\t" for sign in line)


def _told(caller: Caller | None) -> list[Signal]:
    return [CallerId(caller)] if caller is not None else []
