"""Tags of languages and what stands in for them."""

import pytest

from appliance.model.languages import fallbacks, names_in, spoken_in


@pytest.mark.parametrize(
    ("language", "order"),
    [
        ("de-AT", ("de-at", "de")),
        ("de", ("de",)),
        ("zh-Hant-TW", ("zh-hant-tw", "zh-hant", "zh")),
        ("en-us+f3", ("en-us", "en")),
        ("pt_BR", ("pt-br", "pt")),
        ("", ()),
    ],
)
def test_a_language_falls_back_to_what_it_is_a_kind_of(language, order):
    assert fallbacks(language) == order
    assert names_in("hello", language) == (*(f"hello@{each}" for each in order), "hello")


@pytest.mark.parametrize(
    ("language", "spoken"), [("de-AT", "de"), ("en-gb+f3", "en"), ("sv", "en"), ("", "en"), ("RU", "ru")]
)
def test_what_is_spoken_by_rules_of_its_own_and_what_in_english(language, spoken):
    assert spoken_in(language) == spoken
