"""Recordings of Debian's asterisk-core-sounds and asterisk-moh-opsound, used where they are installed, never copied."""

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

SOUNDS = Path("/usr/share/asterisk/sounds")
MUSIC = Path("/usr/share/asterisk/moh")

FOLDERS = {"en": "en_US_f_Allison", "es": "es_MX_f_Allison", "fr": "fr_CA_f_June", "it": "it_IT_m_Carlo"}
"""Their Russian numbers lack the forms that nouns need; other languages Debian does not have."""

ATTRIBUTIONS = {
    "en_US_f_Allison": "asterisk-core-sounds-en: recorded by Allison Smith, for Digium, Inc.; CC BY-SA 3.0",
    "es_MX_f_Allison": "asterisk-core-sounds-es: recorded by Allison Smith, for Digium, Inc.; CC BY-SA 3.0",
    "fr_CA_f_June": "asterisk-core-sounds-fr: recorded by June Wallack; CC BY-SA 3.0",
    "it_IT_m_Carlo": "asterisk-core-sounds-it: recorded by Carlo Flora, www.segreterietelefoniche.it; CC BY 3.0",
    "ru_RU_f_IvrvoiceRU": "asterisk-core-sounds-ru: provided by Maxim Topal, www.ivrvoice.ru; CC BY 3.0",
}
MUSIC_CREDIT = "asterisk-moh-opsound: music by Paul Shuler (Macroform), Manolo Camp and Reno Project; CC BY-SA 3.0"
MUSIC_ATTRIBUTION = MUSIC_CREDIT + '; a prompt "music" with file = "{folder}/…" plays it'

_QUEUE = {
    "wait.is": "queue-holdtime",
    "minute.one": "queue-minute",
    "minute.other": "queue-minutes",
    "place.is": "queue-thereare",
    "place.end": "queue-callswaiting",
}
_MONTHS = {f"month.{month}": f"digits/mon-{month - 1}" for month in range(1, 13)}
_WEEKDAYS = {f"weekday.{day}": f"digits/day-{(day + 1) % 7}" for day in range(7)}
"""Theirs begin with January 0 and Sunday 0."""
_AND = {"en": "vm-and", "es": "digits/and", "fr": "digits/et"}
_OWN: dict[str, dict[str, str]] = {
    "en": {
        "hundred": "digits/hundred",
        "thousand": "digits/thousand",
        "million": "digits/million",
        "minus": "digits/minus",
        "oh": "digits/oh",
        "am": "digits/a-m",
        "pm": "digits/p-m",
        **_MONTHS,
        **_WEEKDAYS,
    },
    "es": {
        "n1m": "digits/1M",
        "n1f": "digits/1F",
        "n100": "digits/hundred",
        "n100and": "digits/100-and",
        "thousand": "digits/thousand",
        "minus": "digits/minus",
        **_MONTHS,
        **_WEEKDAYS,
    },
    "fr": {"hundred": "digits/hundred"},
    "it": {"hundred": "digits/hundred", "n1m": "digits/un"},
}
"""Parts whose recording has another name than its number."""
_NUMBERS = {
    "en": (*range(21), *range(30, 100, 10)),
    "es": (*range(30), *range(30, 100, 10), *range(200, 1_000, 100)),
    "fr": (*range(21), *range(30, 70, 10), 80),
    "it": (*range(21), *range(30, 100, 10), *(ten + unit for ten in range(20, 100, 10) for unit in (1, 8))),
}


@lru_cache(8)
def parts_of(folder: Path, language: str) -> dict[str, Path]:
    """Name of a part to its recording, for those that are there."""
    place = folder / FOLDERS.get(language, "-")
    if not place.is_dir():
        return {}
    return {name: file for name, stem in _stems(language) if (file := place / f"{stem}.wav").is_file()}


def attributions(sounds: Path = SOUNDS, music: Path = MUSIC) -> Iterator[str]:
    """A line for each package that is installed."""
    yield from (line for name, line in ATTRIBUTIONS.items() if (sounds / name).is_dir())
    if any(music.glob("*.wav")):
        yield MUSIC_ATTRIBUTION.format(folder=music)


def credit(file: Path, sounds: Path = SOUNDS, music: Path = MUSIC) -> str:
    """Who is to be named where a recording is played; empty for what is not Debian's."""
    if file.is_relative_to(music):
        return MUSIC_CREDIT
    inside = file.relative_to(sounds).parts if file.is_relative_to(sounds) else ()
    return ATTRIBUTIONS.get(inside[0], "") if inside else ""


def _stems(language: str) -> Iterator[tuple[str, str]]:
    yield from ((f"n{number}", f"digits/{number}") for number in _NUMBERS[language])
    if language in _AND:
        yield "and", _AND[language]
    yield from _QUEUE.items()
    yield from _OWN[language].items()
