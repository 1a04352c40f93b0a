"""What the name of a prompt in the box's own words says: wait:5, place:3, digits:4711, money:1250:EUR; as parts."""

from collections.abc import Callable
from datetime import date as day_of

from appliance.model.words import PromptName
from appliance.sound.spoken.phrases import Parts, clock, counted, date, digits, money, number, place, wait


def saying(name: PromptName, language: str) -> Parts | None:
    """The language is one of model.languages.SPOKEN. None for every other prompt, and for what cannot be said."""
    kind, _, text = name.partition(":")
    say = _SAYINGS.get(kind)
    try:
        return say(language, text) if say is not None and text else None
    except (ValueError, KeyError, IndexError):
        return None


def _date(language: str, text: str) -> Parts:
    when = day_of.fromisoformat(text)
    return date(language, when.day, when.month, when.weekday())


def _money(language: str, text: str) -> Parts:
    hundredths, _, currency = text.partition(":")
    return money(language, int(hundredths), currency)


_SAYINGS: dict[str, Callable[[str, str], Parts]] = {
    "wait": lambda language, text: wait(language, int(text)),
    "place": lambda language, text: place(language, int(text)),
    "number": lambda language, text: number(language, int(text)),
    "digits": digits,
    "money": _money,
    "date": _date,
    "time": lambda language, text: clock(language, int(text[:2]), int(text[2:])),
    "seconds": lambda language, text: counted(language, int(text), "second"),
    "minutes": lambda language, text: counted(language, int(text), "minute"),
    "hours": lambda language, text: counted(language, int(text), "hour"),
}
