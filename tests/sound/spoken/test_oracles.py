"""Plural rules against Unicode CLDR as Babel has it, number words against num2words: other people's, for tests only.

Where num2words differs its ways are named here; what is left must be the same word for word.
"""

import re
from collections.abc import Callable

import pytest

from appliance.model.languages import SPOKEN
from appliance.sound.spoken.part import text_of
from appliance.sound.spoken.phrases import number
from appliance.sound.spoken.plural import plural

babel = pytest.importorskip("babel", reason="needs Babel")
num2words = pytest.importorskip("num2words", reason="needs num2words")

NUMBERS = [*range(131), *range(193, 1_000, 7), *range(1_000, 2_000, 11), *range(2_000, 1_000_000, 2_741), 10**5, 10**6]


@pytest.mark.parametrize("language", SPOKEN)
def test_plurals_are_those_of_unicode(language: str) -> None:
    theirs = babel.Locale(language).plural_form
    numbers = [*range(1_300), *range(10**5, 10**6, 9_973), *range(10**6, 10**7, 10**6), 10**6 + 1, 10**9 - 1]
    assert [n for n in numbers if plural(language, n).value != theirs(n)] == []


def _unpunctuated(words: str) -> str:
    """A comma after thousands is not heard."""
    return words.replace(",", "")


def _spanish(words: str) -> str:
    """Veintiún mil, treinta y un mil: before mil uno is shortened (Real Academia, Diccionario panhispánico, uno)."""
    return words.replace("veintiuno mil", "veintiún mil").replace(" uno mil", " un mil")


def _german(words: str) -> str:
    """Hunderteintausend: no s within the word."""
    return words.replace("einstausend", "eintausend")


def _italian(words: str) -> str:
    """Ventitré has its accent, diciotto its i; of centotto and centootto, both good, ours has whole parts."""
    words = words.replace("dicotto", "diciotto")
    words = re.sub(r"cent(otto|ottanta|ottant)", r"cento\1", words)
    return re.sub(r"(?<=\w)tre$", "tré", words)


def _dutch(words: str) -> str:
    """A space after duizend (Taalunie, Leidraad 6.9); accents only where één stands by itself."""
    words = words.replace("duizend", "duizend ").strip()
    return re.sub(r"(?<=\w)één|één(?=\w)", "een", words).replace("een miljoen", "één miljoen")


THEIRS: dict[str, tuple[str, Callable[[str], str]]] = {
    **{language: (language, _unpunctuated) for language in SPOKEN},
    "es": ("es", _spanish),
    "de": ("de", _german),
    "it": ("it", _italian),
    "pt": ("pt_BR", _unpunctuated),  # dezesseis; in Portugal they say dezasseis
    "nl": ("nl", _dutch),
}


@pytest.mark.parametrize("language", SPOKEN)
def test_numbers_are_the_words_that_others_have_for_them(language: str) -> None:
    code, mended = THEIRS[language]
    pairs = [(n, text_of(number(language, n)), mended(num2words.num2words(n, lang=code))) for n in NUMBERS]
    assert [pair for pair in pairs if pair[1] != pair[2]] == []
