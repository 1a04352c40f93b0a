"""Why the last call ended, as +CEER says it (27.007 §6.10): free text, in which makers agree on little."""

import re
from typing import Final

from appliance.protocol.gsm.call_signs import Cause, End, cause_of

_CODE: Final = re.compile(r"cause\D{0,8}(\d{1,3})(?!\d)", re.IGNORECASE)
_WORDS: Final = (
    ("busy", End.BUSY),
    ("no answer", End.NO_ANSWER),
    ("no user responding", End.NO_ANSWER),
    ("unassigned", End.WRONG_NUMBER),
    ("unallocated", End.WRONG_NUMBER),
    ("invalid number", End.WRONG_NUMBER),
    ("reject", End.REJECTED),
    ("congestion", End.NETWORK),
    ("no circuit", End.NETWORK),
)


def read_end_report(lines: tuple[str, ...]) -> tuple[Cause, str]:
    """The cause, as far as the text tells it, and the text. Words come before numbers: their meaning is sure."""
    text = " ".join(lines).partition("+CEER:")[2].strip(' "')
    lower = text.lower()
    code = _CODE.search(text)
    told = next((end for words, end in _WORDS if words in lower), None)
    if told is not None:
        return Cause(told, int(code[1]) if code else None), text
    return cause_of(int(code[1]) if code else None), text
