"""The one command in flight with what surrounds it: echoes of earlier ones, the guard time, bytes held back."""

from collections import deque
from typing import Final

from appliance.model.words import Ms
from appliance.protocol.command_reply import CommandReply
from appliance.protocol.deadlines import DEFAULT_MS
from appliance.protocol.errors import OurFault

LONGEST_COMMAND: Final = 1_024
ECHOES_KNOWN: Final = 4
"""Echoes may come late, even after the result; so many commands back they are still recognised."""


class CommandSlot:
    def __init__(self, guard_ms: Ms) -> None:
        self.reply: CommandReply | None = None
        self._guard_ms = guard_ms
        self._ready: Ms = 0
        self._held: tuple[Ms, bytes] | None = None
        """What is to be written, and when."""
        self._echoes: deque[str] = deque(maxlen=ECHOES_KNOWN)

    @property
    def command(self) -> str:
        """Empty when none is in flight."""
        return self.reply.command if self.reply else ""

    @property
    def due(self) -> Ms | None:
        """When the command has failed, or something held back is to be written."""
        dues = (self._held[0] if self._held else None, self.reply.due if self.reply else None)
        return min((due for due in dues if due is not None), default=None)

    def begin(self, command: str, now: Ms) -> bytes:
        """The command's bytes, none within the guard time: then they are held back. Raises OurFault if not clean."""
        data = self.line(command)
        at = max(now, self._ready)
        self.reply = CommandReply(command, at)
        if at == now:
            return data
        self.hold(data, at)
        return b""

    def line(self, text: str, end: bytes = b"\r") -> bytes:
        """The bytes of one line to send, whose echo is recognised. Raises OurFault when it is not clean."""
        if not text.isascii() or not text.isprintable() or len(text) > LONGEST_COMMAND:
            fault = f"{text[:40]!r}: expected one line of at most {LONGEST_COMMAND} printable ASCII characters"
            raise OurFault(fault)
        self._echoes.append(text)
        return text.encode() + end

    def postpone(self, wait: Ms, now: Ms) -> None:
        """The command has got to its next step, which has `wait` from now on, or from the end of the guard time."""
        if self.reply:
            self.reply.due = max(now, self._ready) + wait

    def text(self, *, written: bool) -> None:
        """The command in flight wants a text first, or now has it."""
        if self.reply and written:
            self.reply.text_written()
        elif self.reply:
            self.reply.wants_text = True

    def add(self, line: str, now: Ms) -> bool:
        """Keeps an information line of the command in flight; False when there are too many."""
        kept = self.reply is not None and self.reply.add(line)
        if self.reply and self.reply.submitted:
            self._hasten(now)
        return kept

    def _hasten(self, now: Ms) -> None:
        """What the network had to say has come: only the result is missing, and that follows at once."""
        if self.reply:
            self.reply.due = min(self.reply.due, now + DEFAULT_MS)

    def leaves(self, line: str, now: Ms) -> bool:
        """Whether an information line has nothing to do with the command in flight.

        The network's answer to USSD may come before OK: then that is due soon, whatever time the network had.
        """
        if self.reply is None or not self.reply.leaves(line):
            return self.reply is None
        if self.command.upper().startswith("AT+CUSD=1") and line.upper().startswith("+CUSD:"):
            self._hasten(now)
        return True

    def finish(self, now: Ms) -> None:
        """The final result came."""
        self.reply = None
        self._ready = now + self._guard_ms

    def drop(self) -> None:
        """The command is given up, sent or not."""
        self.reply = self._held = None

    def is_final(self, line: str) -> bool:
        """Whether it ends the command in flight."""
        return self.reply is not None and self.reply.result(line) is not None

    def is_echo(self, line: str) -> bool:
        return line in self._echoes

    def hold(self, data: bytes, at: Ms) -> None:
        self._held = (at, data)

    def release(self, now: Ms) -> bytes:
        """What was held back until now."""
        if self._held is None or self._held[0] > now:
            return b""
        data, self._held = self._held[1], None
        return data
