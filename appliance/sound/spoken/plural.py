"""Which form of a noun goes with a number: the cardinal plural rules of Unicode CLDR (release 46, plurals.xml).

Operands as in UTS 35 part 3, 5.1.1: i is the whole part, v the number of digits after the point. Numbers written in
compact form do not occur, so e is 0.
"""

from collections.abc import Callable
from enum import StrEnum

MILLION = 1_000_000


class Plural(StrEnum):
    ONE = "one"
    FEW = "few"
    MANY = "many"
    OTHER = "other"


Rule = Callable[[int, int], Plural]


def plural(language: str, i: int, v: int = 0) -> Plural:
    return RULES[language](i, v)


def _germanic(i: int, v: int) -> Plural:
    """one: i = 1 and v = 0."""
    return Plural.ONE if i == 1 and v == 0 else Plural.OTHER


def _italian_or_spanish(i: int, v: int) -> Plural:
    """one: i = 1 and v = 0 (of es: n = 1); many: i != 0 and i % 1000000 = 0 and v = 0."""
    return Plural.MANY if _is_million(i, v) else _germanic(i, v)


def _french_or_portuguese(i: int, v: int) -> Plural:
    """one: i = 0,1; many: as in Italian."""
    if _is_million(i, v):
        return Plural.MANY
    return Plural.ONE if i in {0, 1} else Plural.OTHER


def _polish(i: int, v: int) -> Plural:
    """one: i = 1 and v = 0; few: v = 0 and i % 10 = 2..4 and i % 100 != 12..14; many: the rest with v = 0."""
    if v:
        return Plural.OTHER
    if i == 1:
        return Plural.ONE
    return Plural.FEW if _ends_in_2_to_4(i) else Plural.MANY


def _russian(i: int, v: int) -> Plural:
    """one: v = 0 and i % 10 = 1 and i % 100 != 11; few, many: as in Polish."""
    if v:
        return Plural.OTHER
    if i % 10 == 1 and i % 100 != 11:
        return Plural.ONE
    return Plural.FEW if _ends_in_2_to_4(i) else Plural.MANY


def _is_million(i: int, v: int) -> bool:
    return i != 0 and i % MILLION == 0 and v == 0


def _ends_in_2_to_4(i: int) -> bool:
    return i % 10 in {2, 3, 4} and i % 100 not in {12, 13, 14}


RULES: dict[str, Rule] = {
    **dict.fromkeys(("en", "de", "nl"), _germanic),
    **dict.fromkeys(("it", "es"), _italian_or_spanish),
    **dict.fromkeys(("fr", "pt"), _french_or_portuguese),
    "pl": _polish,
    "ru": _russian,
}
