"""Times as people write them: "20 s", "1 min 30 s", "09:00-12:30"."""

import re
from decimal import Decimal

from appliance.config.nearest import nearest
from appliance.model.words import Ms

UNITS: dict[str, int] = {"ms": 1, "s": 1_000, "min": 60_000, "h": 3_600_000}
"""Unit → milliseconds."""

EXPECTED_DURATION = 'expected a time with its unit (ms, s, min, h), such as "20 s" or "2 min"'
EXPECTED_OPENING = 'expected an interval of the day, such as "09:00-12:30"'

_UNIT_WORDS = {
    **dict.fromkeys(("msec", "millisecond", "milliseconds"), "ms"),
    **dict.fromkeys(("sec", "secs", "second", "seconds"), "s"),
    **dict.fromkeys(("m", "mins", "minute", "minutes"), "min"),
    **dict.fromkeys(("hr", "hrs", "hour", "hours"), "h"),
}
_PART = re.compile(r"(\d+(?:\.\d+)?)\s*([^\W\d]+)\s*")
_OPENING = re.compile(r"(\d{1,2}):(\d{2})\s*[-–]\s*(\d{1,2}):(\d{2})")
_DAY_MINUTES = 1_440
_LONGEST_TEXT = 40
"""Longer is no time anybody writes; keeps the pattern from chewing on a book."""


def read_duration(text: str) -> Ms:
    """Whole milliseconds. Raises ValueError with the end of a sentence: what was expected."""
    total, position = Decimal(0), 0
    parts = list(_PART.finditer(text)) if len(text) <= _LONGEST_TEXT else []
    for part in parts:
        if part.start() != position:
            raise ValueError(EXPECTED_DURATION)
        total += Decimal(part[1]) * _unit(part[2])
        position = part.end()
    if not parts or position != len(text):
        raise ValueError(EXPECTED_DURATION)
    if total != int(total):
        raise ValueError('finer than a millisecond; the smallest time is "1 ms"')
    return int(total)


def write_duration(ms: Ms) -> str:
    """In the largest unit that says it in whole numbers, seconds with a fraction otherwise."""
    for unit in ("h", "min", "s"):
        if ms and ms % UNITS[unit] == 0:
            return f"{ms // UNITS[unit]} {unit}"
    if UNITS["s"] < ms < UNITS["min"] and ms % 100 == 0:
        return f"{ms / UNITS['s']:g} s"
    return f"{ms} ms" if ms else "0 s"


def read_opening(written: str) -> tuple[int, int]:
    """Minutes of the day, start and end. Raises ValueError with the end of a sentence."""
    found = _OPENING.fullmatch(written.strip())
    if found is None:
        raise ValueError(EXPECTED_OPENING)
    hours_minutes = [int(part) for part in found.groups()]
    if hours_minutes[1] > 59 or hours_minutes[3] > 59:
        text = f"{EXPECTED_OPENING}; an hour has minutes 00 to 59"
        raise ValueError(text)
    start, end = hours_minutes[0] * 60 + hours_minutes[1], hours_minutes[2] * 60 + hours_minutes[3]
    if end > _DAY_MINUTES:
        raise ValueError("a day ends at 24:00")
    if start >= end:
        raise ValueError('ends before it begins; a night is two intervals, one until "24:00" and one from "00:00"')
    return start, end


def _unit(word: str) -> int:
    if word in UNITS:
        return UNITS[word]
    meant = _UNIT_WORDS.get(word.lower()) or nearest(word, UNITS)
    raise ValueError(f'no such unit "{word}"; ' + (f'did you mean "{meant}"?' if meant else EXPECTED_DURATION))
