"""Which phrases must be there so that any value of a kind can be put together: whole numbers to 99, hundreds, months.

They are made before the first call: what is known only in a call is then said without a voice that has to be waited
for. A number up to 99 is one phrase, so that it sounds like a word and not like a sum.
"""

from collections.abc import Callable, Iterable, Iterator

from appliance.model.spoken import COUNTED, MONEY
from appliance.sound.spoken.part import Part
from appliance.sound.spoken.phrases import TONGUES, Parts, clock, counted, date, digits, money, number

GROUPS = (*range(100), *range(100, 1_000, 100))
"""Numbers that are phrases of their own."""
_SHOWN = (
    *(factor * each for factor in (1, 1_000, 1_000_000) for each in (*range(131), *range(200, 1_000, 100))),
    *(base + each for base in (100, 1_000, 1_000_000) for each in (1, 2, 3, 8, 11, 21, 22, 31, 80, 100, 101, 180)),
)
"""Numbers that between them have every part a number may have."""


def vocabulary(kind: str, language: str, currency: str = "") -> tuple[Parts, ...]:
    """Of a kind of model.spoken.KINDS: each phrase once, then each part by itself."""
    unit = currency if kind in MONEY else kind
    whole, examples = _VOCABULARIES[kind](language, unit)
    found: dict[tuple[str, ...], Parts] = {names_of(phrase): phrase for phrase in whole}
    for part in (part for phrase in (*found.values(), *examples) for part in phrase):
        if is_heard(part):
            found.setdefault((part.name,), (part,))
    return tuple(found.values())


def names_of(parts: Iterable[Part]) -> tuple[str, ...]:
    return tuple(part.name for part in parts)


def is_heard(part: Part) -> bool:
    """A full stop is not."""
    return any(sign.isalnum() for sign in part.text)


_Phrases = Iterator[Parts]


def _numbers(language: str, genders: Iterable[str]) -> tuple[_Phrases, _Phrases]:
    genders = tuple(dict.fromkeys(genders))
    whole = (number(language, n, gender) for gender in genders for n in GROUPS)
    return whole, (number(language, n, gender) for gender in genders for n in (*_SHOWN, -1))


def _digits(language: str, _: str) -> tuple[_Phrases, _Phrases]:
    return (number(language, n) for n in range(10)), iter((digits(language, "+1"),))


def _money(language: str, currency: str) -> tuple[_Phrases, _Phrases]:
    nouns = TONGUES[language].money[currency]
    whole, examples = _numbers(language, (noun.gender for noun in nouns))
    amounts = (money(language, sign * (100 * n + n % 100), currency) for n in _SHOWN for sign in (1, -1))
    return whole, (each for many in (examples, amounts) for each in many)


def _counted(language: str, kind: str) -> tuple[_Phrases, _Phrases]:
    unit = kind.removesuffix("s")
    whole, examples = _numbers(language, (TONGUES[language].units[unit].gender,))
    counts = (counted(language, n, unit) for n in _SHOWN)
    return whole, (each for many in (examples, counts) for each in many)


def _dates(language: str, _: str) -> tuple[_Phrases, _Phrases]:
    return iter(()), (date(language, day, (day - 1) % 12 + 1, day % 7) for day in range(1, 32))


def _times(language: str, _: str) -> tuple[_Phrases, _Phrases]:
    minutes = (number(language, n) for n in range(60))
    hours = (clock(language, hour, 0) for hour in range(24))
    whole = (each for many in (minutes, hours) for each in many)
    return whole, (clock(language, hour, minute) for hour in range(24) for minute in range(60))


_VOCABULARIES: dict[str, Callable[[str, str], tuple[_Phrases, _Phrases]]] = {
    "number": lambda language, _: _numbers(language, ("",)),
    "digits": _digits,
    **dict.fromkeys(MONEY, _money),
    "date": _dates,
    "time": _times,
    **dict.fromkeys(COUNTED, _counted),
}
