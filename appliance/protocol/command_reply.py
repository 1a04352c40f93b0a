"""The one command in flight: what has been said for it so far, and when it has failed."""

import re
from typing import Final

from appliance.model.signals import CommandDone, Result
from appliance.model.words import Ms
from appliance.protocol.deadlines import deadline_ms
from appliance.protocol.result_codes import final_result, is_call_result
from appliance.protocol.unasked_lines import is_background

MOST_LINES: Final = 512
"""Of one reply; +CMGL of a modem's memory has two for each of 255 messages."""

_COMES_ANYWAY: Final = frozenset({"+CREG", "+CGREG", "+CEREG", "+C5GREG", "+CLIP", "+COLP", "+CUSD", "+CCWA", "+CLCC"})
"""Names of answers to a question; after a setting ("AT+CLIP=1") they are events that come by themselves."""
_TEXT_BELOW: Final = re.compile(r'\+CMG[RL]:.*"', re.IGNORECASE)
"""A stored message in text mode (27.005 §3.4): the line below it is its text."""


class CommandReply:
    def __init__(self, command: str, now: Ms) -> None:
        self.command = command
        self.due = now + deadline_ms(command)
        self.given_up = False
        """Its deadline passed, and only the way back to command mode is waited for."""
        self.wants_text = False
        """Its text is not written yet: what is said until then is of an earlier one, told late."""
        self._lines: list[str] = []
        self._text_follows = False

    def text_written(self) -> None:
        self.wants_text = False
        self._lines.clear()

    def add(self, line: str) -> bool:
        """Keeps an information line; False beyond MOST_LINES."""
        self._text_follows = not self._text_follows and _TEXT_BELOW.match(line) is not None
        if len(self._lines) >= MOST_LINES:
            return False
        self._lines.append(line)
        return True

    def result(self, line: str) -> Result | None:
        """The result that the line is; None when the command goes on, "OK" in a message's text included."""
        return None if self._text_follows else final_result(line, self.command)

    def leaves(self, line: str) -> bool:
        """Whether an information line has nothing to do with this command and comes by itself."""
        if is_background(line) or is_call_result(line):
            return True
        return line[0] in "+^*" and ":" in line and not self.claims(line)

    def claims(self, line: str) -> bool:
        """Whether a line "+NAME: …" answers this command rather than coming by itself."""
        name, _, value = line.partition(":")
        name = name.strip().upper()
        if name == "+GCAP" and self.command.upper().startswith("ATI"):
            return True
        asked = re.search(re.escape(name) + r"(?![A-Z])(=(?!\?))?", self.command.upper())
        if asked is None or (name == "+CCWA" and '"' in value):
            return False
        return asked[1] is None or name not in _COMES_ANYWAY or name == "+CCWA"

    @property
    def submitted(self) -> bool:
        """Whether the network took the message, however late it was told (27.005 §3.5.1)."""
        told = (line.upper().startswith(("+CMGS:", "+CMSS:")) for line in self._lines)
        return not self.wants_text and any(told)

    def done(self, result: Result, line: str) -> CommandDone:
        detail = "" if line == result.value else line
        return CommandDone(self.command, result, tuple(self._lines), detail)

    def done_after_all(self) -> CommandDone | None:
        """At the deadline: the reply, if what was taken for a text was its result, or if only its OK was lost."""
        if self.wants_text:
            return None
        if self.submitted:
            return self.done(Result.OK, Result.OK.value)
        last = self._lines[-1] if self._lines else ""
        result = final_result(last, self.command)
        if result is None:
            return None
        self._lines.pop()
        return self.done(result, last)
