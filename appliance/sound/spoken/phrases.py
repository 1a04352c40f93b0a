"""What the box says with numbers in it, in nine languages: as parts, which are recordings or words (part.py).

A language is one of model.languages.SPOKEN.
"""

from collections.abc import Iterator
from string import Formatter

from appliance.sound.spoken.clock import clock_parts
from appliance.sound.spoken.part import Part, listed
from appliance.sound.spoken.plural import plural
from appliance.sound.spoken.tongue import Noun, Tongue
from appliance.sound.spoken.tongues_east import POLISH, RUSSIAN
from appliance.sound.spoken.tongues_west import DUTCH, ENGLISH, FRENCH, GERMAN, ITALIAN, PORTUGUESE, SPANISH

TONGUES: dict[str, Tongue] = {
    "en": ENGLISH,
    "es": SPANISH,
    "fr": FRENCH,
    "de": GERMAN,
    "it": ITALIAN,
    "pt": PORTUGUESE,
    "nl": DUTCH,
    "pl": POLISH,
    "ru": RUSSIAN,
}

LARGEST = 999_999_999
Parts = tuple[Part, ...]


def number(language: str, n: int, gender: str = "") -> Parts:
    """Counted, or before a noun of that gender (m, f, n). Raises ValueError beyond ±LARGEST."""
    if abs(n) > LARGEST:
        raise ValueError(f"{n} cannot be spoken; at most {LARGEST}")
    tongue = TONGUES[language]
    sign = (Part("minus", tongue.minus),) if n < 0 else ()
    return (*sign, *tongue.cardinal(abs(n), gender))


def decimal(language: str, text: str) -> Parts:
    """Of "3.05": the whole number, the point as the language names it, and each digit. Raises ValueError."""
    whole, _, digits_after = text.partition(".")
    parts = number(language, abs(int(whole)))
    if text.startswith("-"):
        parts = (Part("minus", TONGUES[language].minus), *parts)
    if not digits_after:
        return parts
    return (*parts, Part("point", TONGUES[language].point), *_each(language, digits_after))


def digits(language: str, text: str) -> Parts:
    """A telephone number digit by digit; spaces in it are pauses, + is spoken. Raises ValueError for other signs."""
    sign, rest = ((Part("plus", TONGUES[language].plus),), text[1:]) if text.startswith("+") else ((), text)
    groups = [tuple(_each(language, group)) for group in rest.split()]
    paused = [(*group[:-1], group[-1]._replace(after=", ")) for group in groups[:-1]]
    return (*sign, *(part for group in (*paused, *groups[-1:]) for part in group))


def counted(language: str, n: int, unit: str) -> Parts:
    """Five minutes: the unit is second, minute or hour."""
    return tuple(_counted(language, n, TONGUES[language].units[unit], unit))


def duration(language: str, seconds: int) -> Parts:
    """Hours and minutes, minutes, or seconds below a minute; the smaller unit is left out when it is 0."""
    if seconds < 60:
        return counted(language, seconds, "second")
    hours, minutes = divmod(seconds // 60, 60)
    parts = counted(language, hours, "hour") if hours else ()
    if hours and minutes:
        parts = (*parts, _and(language))
    return (*parts, *counted(language, minutes, "minute")) if minutes else parts


def money(language: str, hundredths: int, currency: str) -> Parts:
    """Twelve euros and fifty cents. Raises KeyError for a currency without words, ValueError beyond LARGEST."""
    major, minor = TONGUES[language].money[currency]
    whole, rest = divmod(abs(hundredths), 100)
    if whole > LARGEST:
        raise ValueError(f"{hundredths} hundredths cannot be spoken; at most {LARGEST}99")
    parts: Parts = (Part("minus", TONGUES[language].minus),) if hundredths < 0 else ()
    if whole or not rest:
        parts = (*parts, *_counted(language, whole, major, currency))
    if whole and rest:
        parts = (*parts, _and(language))
    return (*parts, *_counted(language, rest, minor, f"{currency}.hundredth")) if rest else parts


def date(language: str, day: int, month: int, weekday: int) -> Parts:
    """Without its year; weekday 0 is Monday. Raises IndexError, KeyError for what is no date."""
    tongue = TONGUES[language]
    named = {
        "weekday": Part(f"weekday.{weekday}", tongue.weekdays[weekday]),
        "day": Part(f"day.{day}", tongue.day(day)),
        "month": Part(f"month.{month}", tongue.months[month - 1]),
    }
    parts: list[Part] = []
    for between, field, _, _ in Formatter().parse(tongue.date):
        if parts:
            parts[-1] = parts[-1]._replace(after=", " if "," in between else " ")
        parts += [Part("of", word) for word in listed(between.strip(", "))]
        parts.append(named[field or ""])
    return tuple(parts)


def clock(language: str, hour: int, minute: int) -> Parts:
    """A time of day, hour 0 to 23."""
    return tuple(clock_parts(language, TONGUES[language], hour, minute))


def wait(language: str, minutes: int) -> Parts:
    """The waiting time is about five minutes."""
    before, after = TONGUES[language].wait
    parts = counted(language, minutes, "minute")
    return (Part("wait.is", before), *parts[:-1], parts[-1]._replace(after=""), Part("wait.end", after))


def place(language: str, n: int) -> Parts:
    """You are number three in line."""
    before, after = TONGUES[language].place
    parts = number(language, n)
    last = parts[-1]._replace(after="" if after == "." else " ")
    return (Part("place.is", before), *parts[:-1], last, Part("place.end", after))


def _counted(language: str, n: int, noun: Noun, name: str) -> Iterator[Part]:
    form = plural(language, n)
    if language == "it" and n == 1 and noun.gender == "f" and noun.forms[form][0] in "aeiou":
        yield Part("n1f", "un'", "")
    else:
        yield from number(language, n, noun.gender)
    yield Part(f"{name}.{form}", noun.forms[form])


def _and(language: str) -> Part:
    return Part("and", TONGUES[language].conjunction)


def _each(language: str, text: str) -> Iterator[Part]:
    if not (text.isascii() and text.isdigit()):
        raise ValueError(f"{text!r} has something else than digits in it")
    for digit in text:
        yield from number(language, int(digit))
