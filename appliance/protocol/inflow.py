"""Bytes from the modem cut into tokens: lines and DLE codes in command mode, samples and DLE codes in a stream.

A token is `bytes` (a line, or samples with the shielding removed) or an `int` (the code behind a DLE). Nothing is read
ahead, so one read may hold the end of a stream, the result code and the first line after it.
"""

import re
from typing import Final

from appliance.protocol.dle_events import DLE, PACKET_BEGINS, PACKET_ENDS, SUB

LONGEST_LINE: Final = 4_096
"""More without a line end is no text; the longest real line is +VSM=? or a forwarded SMS, below 400."""
KEPT_OF_OVERLONG: Final = 16
"""Enough to find CONNECT behind samples that ran ahead of it."""
LONGEST_READ: Final = 65_536
"""Bytes waiting to be taken: 8 s of sound. Whoever feeds takes everything each time, so it is never reached in use."""

_LINE_STOP: Final = re.compile(rb"[\r\n\x10]")
_PLAIN_LINE_STOP: Final = re.compile(rb"[\r\n]")
_SHIELD: Final = b"\x10"
_LF: Final = 0x0A

_PROMPT: Final = ">"  # 27.005 §3.5.1: "> " on a new line
BLANK: Final = " \t\0\x1a\x1b"  # modems just plugged in send NULs; echoes of texts have SUB or ESC at their end


def prompt_in(line: str, echo: str) -> str | None:
    """What follows the prompt on its line, behind the command's echo or not; None when it is not there."""
    bare = line.lstrip(BLANK).removeprefix(echo).lstrip(BLANK)
    return bare.lstrip(_PROMPT + BLANK) if bare.startswith(_PROMPT) else None


class Inflow:
    def __init__(self, *, shielded: bool = True) -> None:
        """Not shielded: 0x10 in a line is a character, as GSM modems mean it, and no DLE."""
        self._line_stop = _LINE_STOP if shielded else _PLAIN_LINE_STOP
        self._data = b""
        self._at = 0
        self._line = bytearray()
        self._swallow_lf = False
        self._dropped = 0

    def passes(self, data: bytes) -> bool:
        """Whether the read, fed to a stream, would come out as it is: nothing waits before it, nothing is shielded."""
        return self._at == len(self._data) and not self._swallow_lf and _SHIELD not in data

    def feed(self, data: bytes) -> None:
        """Takes what one read brought. Beyond LONGEST_READ untaken bytes the new ones are dropped and counted."""
        if self._at == len(self._data):
            self._data, self._at = data, 0
        else:
            self._data, self._at = self._data[self._at :] + data, 0
        if len(self._data) > LONGEST_READ:
            self._dropped += len(self._data) - LONGEST_READ
            self._data = self._data[:LONGEST_READ]

    def take_dropped(self) -> int:
        """How many bytes were thrown away since the last call."""
        dropped, self._dropped = self._dropped, 0
        return dropped

    def unread(self, rest: bytes) -> None:
        """Puts back the tail of a token that belongs to the other mode."""
        self._data, self._at = rest + self._data[self._at :], 0

    def clear(self) -> None:
        self._data, self._at, self._swallow_lf = b"", 0, False
        self._line.clear()

    def begin_sound(self) -> None:
        """The line just read was CONNECT: samples start behind its line end, of which CR has been read."""
        self._swallow_lf = True
        self._line.clear()

    def next_sound(self) -> bytes | int | None:
        """Samples up to the next DLE code, or that code; None when nothing whole is left."""
        if self._swallow_lf and self._at < len(self._data):
            self._swallow_lf = False
            self._at += self._data[self._at] == _LF
        start = self._at
        if start == len(self._data):
            return None
        stop = self._data.find(_SHIELD, start)
        if stop < 0:  # most reads: nothing to unshield
            self._at = len(self._data)
            return self._data[start:] if start else self._data
        if stop == start:
            return self._sound_from_shield()
        return self._unshielded()

    def _sound_from_shield(self) -> bytes | int | None:
        """The token when a DLE stands first: a code, or samples that begin with a shielded 0x10."""
        if self._at + 1 == len(self._data):
            return None
        code = self._data[self._at + 1]
        if code in {DLE, SUB}:
            return self._unshielded()
        self._at += 2
        return code

    def _unshielded(self) -> bytes | None:
        """Samples up to the next code, DLE DLE and DLE SUB replaced by the 0x10s they stand for."""
        data, at, parts = self._data, self._at, []
        while True:
            stop = data.find(_SHIELD, at)
            if stop < 0:
                parts.append(data[at:])
                at = len(data)
                break
            parts.append(data[at:stop])
            at = stop
            code = data[stop + 1] if stop + 1 < len(data) else None
            if code == DLE:
                parts.append(_SHIELD)
            elif code == SUB:
                parts.append(_SHIELD * 2)
            else:
                break
            at += 2
        self._at = at
        return b"".join(parts)

    def next_text(self) -> bytes | int | None:
        """The next line without its end, or DLE code; empty lines are skipped; None when nothing whole is left."""
        while self._at < len(self._data):
            stop = self._line_stop.search(self._data, self._at)
            if not self._gather(stop.start() if stop else len(self._data)) or stop is None:
                continue
            if self._data[self._at] != DLE:
                self._at += 1
                token: bytes | int | None = self._take_line()
            elif self._at + 1 == len(self._data):
                return None  # the code comes with the next read
            else:
                token = self._text_from_shield()
            if token is not None:
                return token
        return None

    def take_prompt(self, echo: str) -> bool:
        """Whether the line under way begins with the prompt, which has no end; then it is taken, echo and all."""
        rest = prompt_in(bytes(self._line).decode("latin-1"), echo)
        if rest is not None:
            self._line[:] = rest.encode("latin-1")
        return rest is not None

    def _gather(self, stop: int) -> bool:
        """Adds text up to `stop` to the line; False when the line grew too long and was cut first."""
        room = LONGEST_LINE - len(self._line)
        if stop - self._at <= room:
            self._line += self._data[self._at : stop]
            self._at = stop
            return True
        self._line += self._data[self._at : self._at + room]
        self._at += room
        del self._line[:-KEPT_OF_OVERLONG]
        self._dropped += LONGEST_LINE - KEPT_OF_OVERLONG
        return False

    def _text_from_shield(self) -> bytes | int | None:
        """The code, or the line that a complex packet's border ends; None when that line is empty."""
        code = self._data[self._at + 1]
        self._at += 2
        return self._take_line() if code in {PACKET_BEGINS, PACKET_ENDS} else code

    def _take_line(self) -> bytes | None:
        line = bytes(self._line)
        self._line.clear()
        return line or None
