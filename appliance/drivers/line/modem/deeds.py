"""What a command of a modem family would do to a call: most places of a family's file are none for that."""

import re
from collections.abc import Iterator
from enum import Enum
from typing import Final


class Deed(Enum):
    """The text says what is wrong with it where it has no place."""

    ANSWERS_BY_ITSELF = "makes the modem answer by itself, before the box knows of the caller; expected S0=0 or nothing"
    ANSWERS = "takes the line; expected that only where a call is answered"
    DIALS = "dials; expected that only where a call is made"
    ENDS = "ends a call; expected that only where one is ended"


_PIECE: Final = re.compile(
    r"""
    S(?P<register>\d+)\s*(?:=\s*(?P<value>\d*)|\?)?   # V.250 §5.3.2
    | D(?P<number>[^;]*)                              # §6.3.1: the rest of the line, or up to its semicolon
    | [&\\%](?:[A-Z]\d*)                              # makers' own basic commands
    | [+^*$#!@%-](?P<extended>(?:"[^"]*"|[^;"])*)     # §5.4: up to a semicolon outside of quotes
    | (?P<letter>[A-Z])\s*(?P<basic>\d*)              # §5.3.1
    | .                                               # spaces, semicolons, what nobody knows
    """,
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_EXTENDED: Final = (
    (re.compile(r"VLS\s*=\s*0*\s*$", re.IGNORECASE), Deed.ENDS),
    (re.compile(r"VLS\s*=\s*\d*[13579]\b", re.IGNORECASE), Deed.ANSWERS),
    (re.compile(r"CHUP|CHLD\s*=|QHUP", re.IGNORECASE), Deed.ENDS),
)
"""V.253 §10.2.6: the odd routings of +VLS have the line, the even ones a telephone, loudspeaker or microphone; 27.007
§6.5 and §7.13, where +CHLD ends one call or holds it; Quectel's own."""


def deeds(command: str) -> Iterator[Deed]:
    """Of a line of commands, AT included; a question does nothing. What cannot be read does nothing either."""
    for piece in _PIECE.finditer(command[len("AT") :]):
        yield from _basic(piece) if piece["extended"] is None else _extended(piece["extended"])


def _extended(said: str) -> Iterator[Deed]:
    if not said.rstrip().endswith("?"):
        yield from (deed for form, deed in _EXTENDED if form.match(said))


def _basic(piece: re.Match[str]) -> Iterator[Deed]:
    match piece.groupdict(""):
        case {"register": register, "value": value} if register:
            if not register.strip("0") and value.strip("0"):
                yield Deed.ANSWERS_BY_ITSELF
        case _ if piece["number"] is not None:
            yield Deed.DIALS
        case {"letter": "A" | "a"}:
            yield Deed.ANSWERS
        case {"letter": "H" | "h", "basic": basic}:
            yield Deed.ANSWERS if basic.strip("0") else Deed.ENDS
