"""What AT+VSM=? offers, and the choice among it: by name, never by number, and only at 8000 samples a second."""

import re
from typing import Final

from appliance.drivers.line.modem.voice_family import CodecName, CodecOffer
from appliance.model.words import Value
from appliance.sound.frames import RATE

_OFFER: Final = re.compile(r'(?:\+VSM:)?\s*(\d+)\s*,\s*"([^"]*)"\s*,(.*)')
_RANGE: Final = re.compile(r"(\d+)\s*-\s*(\d+)")


class VoiceFormat(Value, frozen=True, kw_only=True):
    """One line of AT+VSM=?."""

    number: int
    name: str
    eight_bit: bool
    """Or does not say."""
    at_8000: bool


def read_format(line: str) -> VoiceFormat | None:
    """`131,"Mu-Law",8,0,8000,0,0` or `131,"8-BIT ULAW",(8000)`; None for a line that is no format."""
    found = _OFFER.fullmatch(line.strip())
    if found is None:
        return None
    rest = found[3]
    first = re.match(r"\s*(\d+)", rest)
    eight_bit = first is None or int(first[1]) == 8 or int(first[1]) > 16
    ranges = any(int(low) <= RATE <= int(high) for low, high in _RANGE.findall(rest))
    at_8000 = ranges or str(RATE) in re.findall(r"\d+", rest)
    return VoiceFormat(number=int(found[1]), name=found[2], eight_bit=eight_bit, at_8000=at_8000)


def choose_format(lines: tuple[str, ...], codecs: tuple[CodecOffer, ...]) -> tuple[VoiceFormat, CodecName] | None:
    """The first codec of the family's list that the modem offers; None when it offers none."""
    offered = {_plain(each.name): each for each in map(read_format, lines) if each and each.eight_bit and each.at_8000}
    return next(((offered[_plain(c.says)], c.codec) for c in codecs if _plain(c.says) in offered), None)


def _plain(name: str) -> str:
    return re.sub(r"[^A-Z0-9]", "", name.upper())
