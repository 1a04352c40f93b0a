"""The one command in flight: what has been said for it so far, and when it has failed."""

from typing import Final

from appliance.model.signals import CommandDone, Result
from appliance.model.words import Ms
from appliance.protocol.deadlines import deadline_ms

MOST_LINES: Final = 64
"""Of one reply; +CMGL of a full SIM has 50."""


class CommandReply:
    def __init__(self, command: str, now: Ms) -> None:
        self.command = command
        self.due = now + deadline_ms(command)
        self._lines: list[str] = []

    def add(self, line: str) -> bool:
        """Keeps an information line; False beyond MOST_LINES."""
        if len(self._lines) >= MOST_LINES:
            return False
        self._lines.append(line)
        return True

    def claims(self, line: str) -> bool:
        """Whether a line "+NAME: …" answers this command rather than coming by itself."""
        name = line.partition(":")[0]
        return name.upper() in self.command.upper()

    def done(self, result: Result, line: str) -> CommandDone:
        detail = "" if line == result.value else line
        return CommandDone(self.command, result, tuple(self._lines), detail)
