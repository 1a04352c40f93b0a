"""Plural forms against the integer and decimal examples that CLDR gives with its rules."""

import pytest

from appliance.sound.spoken.plural import plural

EXAMPLES = {
    "en": {"one": "1", "other": "0 2 3 16 100 1000 1000000"},
    "de": {"one": "1", "other": "0 2 21 101 1000000"},
    "nl": {"one": "1", "other": "0 2 21 101 1000000"},
    "es": {"one": "1", "many": "1000000 2000000", "other": "0 2 16 100 1000001"},
    "it": {"one": "1", "many": "1000000 3000000", "other": "0 2 16 100 1000001"},
    "fr": {"one": "0 1", "many": "1000000 2000000", "other": "2 3 17 100 1000001"},
    "pt": {"one": "0 1", "many": "1000000 2000000", "other": "2 3 17 100 1000001"},
    "pl": {"one": "1", "few": "2 3 4 22 23 24 32 42 102 1002", "many": "0 5 11 12 13 14 15 19 21 100 112 1000000"},
    "ru": {"one": "1 21 31 41 51 61 71 81 101 1001", "few": "2 3 4 22 23 24 102", "many": "0 5 11 14 19 100 111 1000"},
}


@pytest.mark.parametrize(
    ("language", "form", "n"),
    [(language, form, int(n)) for language, forms in EXAMPLES.items() for form in forms for n in forms[form].split()],
)
def test_whole_numbers(language: str, form: str, n: int) -> None:
    assert plural(language, n) == form


@pytest.mark.parametrize("language", sorted(EXAMPLES))
def test_numbers_with_decimals(language: str) -> None:
    """1.5: one where only the whole part counts."""
    assert plural(language, 1, 1) == ("one" if language in {"fr", "pt"} else "other")
    assert plural(language, 2, 1) == plural(language, 1_000_000, 1) == "other"
