"""What differs between languages besides their numbers, as data."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from appliance.sound.spoken.part import Part
from appliance.sound.spoken.plural import Plural

Cardinal = Callable[[int, str], Iterator[Part]]


class Noun(NamedTuple):
    gender: str
    """m, f or n: what the number before it agrees with."""
    forms: dict[Plural, str]


class Tongue(NamedTuple):
    cardinal: Cardinal
    units: dict[str, Noun]
    """second, minute, hour."""
    money: dict[str, tuple[Noun, Noun]]
    """By ISO 4217: the currency and its hundredth."""
    months: tuple[str, ...]
    """As they stand in a date."""
    weekdays: tuple[str, ...]
    """Monday first."""
    day: Callable[[int], str]
    """Of a month, as it stands in a date."""
    date: str
    """{weekday}, {day} and {month}, in their order."""
    conjunction: str
    """And, between hours and minutes, euros and cents."""
    point: str
    """Between a whole number and its decimals."""
    minus: str
    plus: str
    wait: tuple[str, str]
    """Before and after how long it takes; in the nominative, so that the number needs no other case."""
    place: tuple[str, str]
    """Before and after the place in line."""


def noun(gender: str, words: str, *, large: str = "") -> Noun:
    """`words` are one and other, or one, few, many and other; `large` is the form after a whole million."""
    forms = words.split("|")
    if len(forms) == 2:
        one, other = forms
        forms = [one, other, f"{large}{other}", other]
    return Noun(gender, dict(zip((Plural.ONE, Plural.FEW, Plural.MANY, Plural.OTHER), forms, strict=True)))
