"""An AT command line taken apart into single commands (V.250 §5.2)."""

import re

LONGEST_LINE = 1_024
"""Characters of one command line; modems have 40 to some hundred, the rest is thrown away with ERROR."""

_BASIC = re.compile(r"[&%\\]?[A-Z]", re.ASCII)
_S_REGISTER = re.compile(r"S(\d{1,3})(\?|=\d{0,3})", re.ASCII)
_DIGITS = re.compile(r"\d*", re.ASCII)
_EXTENDED_NAME = re.compile(r"[+\-*#^$][A-Z][A-Z0-9!%./:_]*", re.ASCII)


class BadCommandLine(ValueError):
    """What stands there is no command; everything before it is done first."""

    def __init__(self, done: tuple[str, ...]) -> None:
        super().__init__("no such command")
        self.done = done


def upper_outside_quotes(text: str) -> str:
    parts = text.split('"')
    return '"'.join(part if index % 2 else part.upper().replace(" ", "") for index, part in enumerate(parts))


def commands(body: str) -> tuple[str, ...]:
    """The commands after AT, in order: "E0V1+FCLASS=8;+VLS=1" → E0 V1 +FCLASS=8 +VLS=1. Raises BadCommandLine."""
    rest = upper_outside_quotes(body)
    if rest.startswith("D"):
        rest = "D" + body.replace(" ", "")[1:]  # I and i after a number are two things (27.007 §6.2)
    found: list[str] = []
    while rest:
        if rest[0] == ";":
            rest = rest[1:]
            continue
        length = _length_of_first(rest)
        if not length:
            raise BadCommandLine(tuple(found))
        found.append(rest[:length])
        rest = rest[length:]
    return tuple(found)


def _length_of_first(rest: str) -> int:
    if extended := _EXTENDED_NAME.match(rest):
        return _end_of_extended(rest, extended.end())
    if rest[0] == "D":  # dials with all that follows
        return len(rest)
    if register := _S_REGISTER.match(rest):
        return register.end()
    if basic := _BASIC.match(rest):
        numbered = _DIGITS.match(rest, basic.end())
        return numbered.end() if numbered else basic.end()
    return 0


def _end_of_extended(rest: str, start: int) -> int:
    """Up to the ; outside quotes and braces ({933,0,12} of +VTS has none, but a tone list may)."""
    quoted = False
    for place in range(start, len(rest)):
        if rest[place] == '"':
            quoted = not quoted
        elif rest[place] == ";" and not quoted:
            return place
    return len(rest)
