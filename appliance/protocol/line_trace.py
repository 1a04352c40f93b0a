"""What went between box and modem lately: lines masked, sound counted, the oldest lost first. Always on."""

import re
from collections import deque
from itertools import islice
from typing import Final, NamedTuple

from appliance.model.diagnosis import TraceEntry, Way
from appliance.model.signals import (
    CallerId,
    CommandDone,
    CommandTimedOut,
    ComplexEvent,
    DigitTone,
    DirectMessage,
    JunkDropped,
    Ring,
    Samples,
    Signal,
    StreamClosed,
    StreamOpened,
    TextWanted,
    Unsolicited,
)
from appliance.model.words import Ms
from appliance.protocol.masking import body_follows, masked

MOST_ENTRIES: Final = 1_000
"""Of one line: preparing a modem takes about 60, a call 80; 16 lines hold some 3 MB."""
LONGEST_LINE: Final = 2_048
"""Bytes without an end of line; a PDU has 400."""
SOUND_TOLD_MS: Final[Ms] = 1_000
"""Sound is summed up so often while nothing else is said."""

_ETX: Final = b"\x10\x03"
_PLAIN: Final = bytes(range(0x20, 0x7F)) + b"\r\n\t\x10\x03\x1a"
_END: Final = re.compile(rb"[\r\n\x1a]")
"""CR, LF or what ends a text."""
_BLANK: Final = bytes(octet for octet in range(256) if chr(octet).isspace() and octet != 0x1C)
_MAY_HAVE_BODY: Final = (b"+C", b"+c")
_PROMPTS: Final = (b">", b"> ")
_IN_LINES: Final = (CommandDone, DirectMessage, Ring, Samples, StreamClosed, StreamOpened, TextWanted, Unsolicited)
"""Signals that only repeat what the lines say."""


class _Came(NamedTuple):
    """A line from the modem, masked when somebody wants to see it: few are, and a flood of junk brings thousands."""

    number: int
    at_ms: Ms
    raw: bytes
    body: bool

    def entry(self) -> TraceEntry:
        text = masked(_readable(self.raw), body=self.body)
        return TraceEntry(number=self.number, at_ms=self.at_ms, way=Way.FROM_MODEM, text=text)


class LineTrace:
    """One line's. Bytes come as they were written and read; `in_sound`, whether a voice stream was open before."""

    def __init__(self) -> None:
        self._entries: deque[TraceEntry | _Came] = deque(maxlen=MOST_ENTRIES)
        self._count = 0
        self._rest = {way: bytearray() for way in Way}
        self._body = False
        """The next line from the modem is somebody's text."""
        self._said, self._heard = _Sound(), _Sound()
        self._sound = {Way.TO_MODEM: self._said, Way.FROM_MODEM: self._heard, Way.TOLD: _Sound()}
        self.text_bytes = self.odd_bytes = 0
        """From the modem outside of sound, and how many of them stand in no line of any modem: a wrong speed shows."""

    def sent(self, data: bytes, now: Ms, *, in_sound: bool = False) -> None:
        """Bytes for the modem."""
        if in_sound:
            self._count_sound(Way.TO_MODEM, self._said, len(data), now)
        else:
            self._take(Way.TO_MODEM, data, now, in_sound=False)

    def came(self, data: bytes, now: Ms, *, in_sound: bool = False) -> None:
        """Bytes from the modem."""
        self._take(Way.FROM_MODEM, data, now, in_sound=in_sound)

    def heard(self, data: bytes, now: Ms) -> None:
        """Bytes from the modem that are samples and no more."""
        self._count_sound(Way.FROM_MODEM, self._heard, len(data), now)

    def signal(self, signal: Signal, now: Ms) -> None:
        """What the session makes of it, where no line says the same."""
        if isinstance(signal, Samples):  # a hundred a second
            return
        match signal:
            case DigitTone():
                self._note("the modem heard a key", now)
            case CallerId():
                self._note("caller id", now)
            case ComplexEvent(text):
                self._note(f"a packet of {len(text)} signs in the sound", now)
            case JunkDropped(size):
                self._note(f"{size} bytes thrown away: they make no sense here", now)
            case CommandTimedOut(command):
                self._note(f"no answer to {masked(command)}", now)
            case _ if not isinstance(signal, _IN_LINES):
                self._note(_words(signal), now)

    def sound(self, way: Way, size: int, now: Ms) -> None:
        """So many bytes of sound that went another way than the commands."""
        self._count_sound(way, self._sound[way], size, now)

    def note(self, sentence: str, now: Ms) -> None:
        """Something that happened to the port."""
        self._note(masked(sentence), now)

    def since(self, number: int, most: int = MOST_ENTRIES) -> tuple[tuple[TraceEntry, ...], int]:
        """Entries after this number, the oldest first, and how many between are gone."""
        first = self._entries[0].number if self._entries else self._count + 1
        skip = max(number + 1 - first, 0)
        found = islice(self._entries, skip, skip + most)
        told = tuple(each.entry() if isinstance(each, _Came) else each for each in found)
        return told, max(first - number - 1, 0)

    @property
    def last(self) -> int:
        """Number of the newest entry; 0 when there is none."""
        return self._count

    def _take(self, way: Way, data: bytes, now: Ms, *, in_sound: bool) -> None:
        if in_sound:
            sound, etx, data = data.rpartition(_ETX) if way is Way.FROM_MODEM else (data, b"", b"")
            if not etx:
                sound, data = sound or data, b""
            self._count_sound(way, self._sound[way], len(sound), now)
            if not etx:
                return
            self._tell_sound(way, now)
            self._add(way, "DLE ETX", now)
        self._lines(way, data, now)

    def _lines(self, way: Way, data: bytes, now: Ms) -> None:
        rest = self._rest[way]
        rest += data
        if way is Way.FROM_MODEM:
            self.text_bytes += len(data)
            self.odd_bytes += len(data.translate(None, _PLAIN))
        while (end := _end_of_line(rest)) is not None:
            line = bytes(rest[:end])
            del rest[: end + 1]
            self._line(way, line, now)
            if way is Way.FROM_MODEM and line.endswith(b"CONNECT"):
                self._count_sound(way, self._sound[way], len(rest), now)
                rest.clear()
        if rest and (
            way is Way.TO_MODEM or bytes(rest) in _PROMPTS
        ):  # we write whole lines, and DLE codes without an end
            self._line(way, bytes(rest), now)
            rest.clear()

    def _line(self, way: Way, raw: bytes, now: Ms) -> None:
        if not raw.strip(_BLANK):
            return
        self._tell_sound(way, now)
        if way is Way.FROM_MODEM:
            self._count += 1
            self._entries.append(_Came(self._count, now, raw, self._body))
            self._body = raw.lstrip(_BLANK).startswith(_MAY_HAVE_BODY) and body_follows(_readable(raw))
        else:
            self._add(way, masked(_readable(raw)), now)

    def _count_sound(self, way: Way, sound: "_Sound", size: int, now: Ms) -> None:
        if size and sound.add(size, now):
            self._tell_sound(way, now)

    def _tell_sound(self, way: Way, now: Ms) -> None:
        if words := self._sound[way].told():
            self._add(way, words, now)

    def _note(self, text: str, now: Ms) -> None:
        self._add(Way.TOLD, text, now)

    def _add(self, way: Way, text: str, now: Ms) -> None:
        self._count += 1
        self._entries.append(TraceEntry(number=self._count, at_ms=now, way=way, text=text))


class _Sound:
    """What was counted since it was told last."""

    def __init__(self) -> None:
        self.began: Ms = 0
        self._size = self._pieces = 0

    def add(self, size: int, now: Ms) -> bool:
        """Whether it is time to tell."""
        if not self._pieces:
            self.began = now
        self._size += size
        self._pieces += 1
        return now - self.began >= SOUND_TOLD_MS

    def told(self) -> str:
        """Empty when there was none."""
        if not self._pieces:
            return ""
        words = f"sound, {self._size / self._pieces:.0f} bytes × {self._pieces}"
        self._size = self._pieces = 0
        return words


def _end_of_line(data: bytearray) -> int | None:
    """Where the line ends: at CR, LF or what ends a text; anywhere when it is too long."""
    if found := _END.search(data):
        return found.start()
    return LONGEST_LINE if len(data) > LONGEST_LINE else None


_CODES: Final = {0x03: "ETX", 0x18: "CAN", 0x1A: "SUB", 0x1B: "ESC", 0x1C: "FS", 0x10: "DLE"}


def _readable(raw: bytes) -> str:
    """DLE codes by name; keys the far end pressed without saying which."""
    text, place = "", 0
    while place < len(raw):
        octet = raw[place]
        if octet == 0x10 and place + 1 < len(raw):
            text = f"{text.rstrip()} DLE {_code(raw[place + 1])} "
            place += 2
            continue
        text += _CODES.get(octet, chr(octet)) if octet < 0x20 else chr(octet)
        place += 1
    return text.strip()


def _code(octet: int) -> str:
    if chr(octet) in "0123456789*#ABCD":
        return "(a key)"
    return _CODES.get(octet, chr(octet) if 0x20 < octet < 0x7F else f"{octet:#04x}")


def _words(signal: Signal) -> str:
    """LoopBreak → "loop break"."""
    name = type(signal).__name__
    return "".join(f" {sign.lower()}" if sign.isupper() else sign for sign in name).strip()
