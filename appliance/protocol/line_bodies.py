"""Lines that go on in the next one: +CMT, +CDS and +CBM bring a message below them, +CUSD a text of several lines."""

import re
from collections.abc import Callable
from typing import Final

from appliance.model.signals import DirectMessage, Unsolicited
from appliance.model.words import Ms

REST_MS: Final[Ms] = 1_000
"""A line's rest follows at once; a modem that owes it for so long has lost it."""
MOST_TEXT_LINES: Final = 32
"""Of one USSD text: 182 characters at most (3GPP 22.090), and no menu has a line for each."""

_BRINGS_PDU: Final = re.compile(r"(?:\+CMT:(?:[^,]*,)?|\+CDS:|\+CBM:)\s*(\d{1,3})", re.IGNORECASE)
"""27.005 §3.4.1 in PDU mode: the length is the last field. In text mode +CDS is whole."""
_BRINGS_TEXT: Final = re.compile(r"\+(?:CMT|CBM):.*,.*", re.IGNORECASE)
_TEXT_BEGINS: Final = re.compile(r'\+CUSD:[^"]*"[^"]*', re.IGNORECASE)
_NO_TEXT: Final = re.compile(r"[+^][A-Z][A-Z0-9]*:.*|RING|NO CARRIER", re.IGNORECASE)
"""What a modem says whatever else is under way: never a part of a text whose closing quote may be lost."""
_HEXADECIMAL: Final = re.compile(r"[0-9A-F]+", re.IGNORECASE)


class MessageBody:
    """The message below its header. A PDU is known by its digits, so that other lines may come between."""

    def __init__(self) -> None:
        self._header = ""
        self._octets: int | None = None
        """Of the PDU; None for text, of which the next line is taken whatever it says, "OK" included."""
        self.due: Ms | None = None

    def begin(self, line: str, now: Ms) -> list[Unsolicited] | None:
        """Keeps a header until its message has come; None when it is none, else the header before it if left alone."""
        octets = _BRINGS_PDU.fullmatch(line)
        if octets is None and not _BRINGS_TEXT.fullmatch(line):
            return None
        alone = [self.give_up()] if self.due is not None else []
        self._header, self._octets = line, int(octets[1]) if octets else None
        self.due = now + REST_MS
        return alone

    def take(self, line: str) -> DirectMessage | None:
        """The signal that the line completes."""
        if self.due is None or (self._octets is not None and not self._is_pdu(line, self._octets)):
            return None
        self.due = None
        return DirectMessage(self._header, line)

    def give_up(self) -> Unsolicited:
        """The header alone: its message did not come, or another header did."""
        self.due = None
        return Unsolicited(self._header)

    def _is_pdu(self, line: str, octets: int) -> bool:
        return len(line) >= 2 * octets and _HEXADECIMAL.fullmatch(line) is not None


class OpenText:
    """A USSD text from its opening quote to the closing one, "OK" and all; its lines are joined by line feeds."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self.due: Ms | None = None

    def begin(self, line: str, now: Ms) -> list[Unsolicited] | None:
        """Keeps a line that opens a text and does not close it; None when it does not, else a text left open before."""
        if not _TEXT_BEGINS.fullmatch(line):
            return None
        torn = [self.tell()] if self.due is not None else []
        self._lines, self.due = [line], now + REST_MS
        return torn

    def take(self, line: str) -> bool:
        """Whether the line is a part of the text; tell() when it is `closed`."""
        if self.due is None or _NO_TEXT.fullmatch(line):
            return False
        self._lines.append(line)
        return True

    @property
    def closed(self) -> bool:
        return '"' in self._lines[-1] or len(self._lines) == MOST_TEXT_LINES

    def give_up(self, final: Callable[[str], bool]) -> tuple[Unsolicited, list[str]]:
        """Its closing quote was lost: the text up to what is `final` for a command, and the lines from there on."""
        end = next((at for at, line in enumerate(self._lines) if at and final(line)), len(self._lines))
        back = self._lines[end:]
        del self._lines[end:]
        return self.tell(), back

    def tell(self) -> Unsolicited:
        """The text as far as it came."""
        told = Unsolicited("\n".join(self._lines))
        self._lines, self.due = [], None
        return told
