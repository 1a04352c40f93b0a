"""Times of day in nine languages: by the clock of 24 hours, in English of 12."""

from collections.abc import Iterator

from appliance.sound.spoken.part import Part, listed
from appliance.sound.spoken.plural import plural
from appliance.sound.spoken.tongue import Tongue

_PL_HOURS = listed(
    "zerowa pierwsza druga trzecia czwarta piąta szósta siódma ósma dziewiąta dziesiąta jedenasta dwunasta trzynasta "
    "czternasta piętnasta szesnasta siedemnasta osiemnasta dziewiętnasta dwudziesta"
)
_BARE_MINUTES = {"de", "fr", "nl"}
"""Quatorze heures cinq, vierzehn Uhr fünf."""


def clock_parts(language: str, tongue: Tongue, hour: int, minute: int) -> Iterator[Part]:
    match language:
        case "en":
            yield from _english(tongue, hour, minute)
        case "pl":
            yield from _polish(tongue, hour, minute)
        case "it":
            yield Part("oclock", "ore")
            yield from _number_and(tongue, hour, minute)
        case _:
            yield from _hours(language, tongue, hour)
            yield from _minutes(language, tongue, minute) if minute else ()


def _english(tongue: Tongue, hour: int, minute: int) -> Iterator[Part]:
    """Two oh five p.m."""
    yield from tongue.cardinal((hour - 1) % 12 + 1, "")
    if 0 < minute < 10:
        yield Part("oh", "oh")
    yield from tongue.cardinal(minute, "") if minute else ()
    yield Part("am", "a.m.") if hour < 12 else Part("pm", "p.m.")


def _polish(tongue: Tongue, hour: int, minute: int) -> Iterator[Part]:
    """Godzina czternasta zero pięć: the hour is an ordinal."""
    yield Part("oclock", "godzina")
    if hour > 20:
        yield Part("h20", _PL_HOURS[20])
        hour -= 20
    yield Part(f"h{hour}", _PL_HOURS[hour])
    if 0 < minute < 10:
        yield from tongue.cardinal(0, "")
    yield from tongue.cardinal(minute, "") if minute else ()


def _number_and(tongue: Tongue, hour: int, minute: int) -> Iterator[Part]:
    yield from tongue.cardinal(hour, "")
    if minute:
        yield Part("and", tongue.conjunction)
        yield from tongue.cardinal(minute, "")


def _hours(language: str, tongue: Tongue, hour: int) -> Iterator[Part]:
    """Uhr and uur stand for the clock's hours and have no plural."""
    if language in {"de", "nl"}:
        yield from tongue.cardinal(hour, "m")
        yield Part("oclock", "Uhr" if language == "de" else "uur")
        return
    unit = tongue.units["hour"]
    form = plural(language, hour)
    yield from tongue.cardinal(hour, unit.gender)
    yield Part(f"hour.{form}", unit.forms[form])


def _minutes(language: str, tongue: Tongue, minute: int) -> Iterator[Part]:
    unit = tongue.units["minute"]
    if language in _BARE_MINUTES:
        yield from tongue.cardinal(minute, unit.gender if language == "fr" else "")
        return
    if language != "ru":
        yield Part("and", tongue.conjunction)
    form = plural(language, minute)
    yield from tongue.cardinal(minute, unit.gender)
    yield Part(f"minute.{form}", unit.forms[form])
