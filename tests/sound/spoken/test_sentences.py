"""What is said to those who leave messages is there in every language the box speaks, and names the keys there are."""

import pytest

from appliance.core.messages import CHOICES
from appliance.model.languages import SPOKEN
from appliance.model.spoken import LOST, REVIEW, SHORT
from appliance.sound.spoken.part import text_of
from appliance.sound.spoken.sentences import SENTENCES, sentence

ONE_TWO_THREE = {
    "en": ("one", "two", "three"),
    "es": ("uno", "dos", "tres"),
    "fr": ("un", "deux", "trois"),
    "de": ("Eins", "Zwei", "Drei"),
    "it": ("uno", "due", "tre"),
    "pt": ("um", "dois", "três"),
    "nl": ("één", "twee", "drie"),
    "pl": ("jeden", "dwa", "trzy"),
    "ru": ("один", "два", "три"),
}


@pytest.mark.parametrize("language", SPOKEN)
def test_each_language_says_everything(language: str) -> None:
    said = {text_of(sentence(name, language)) for name in (REVIEW, SHORT, LOST)}
    assert len(said) == 3
    assert all(words.endswith(".") for words in said)


@pytest.mark.parametrize("language", SPOKEN)
def test_the_menu_names_its_keys_in_their_order(language: str) -> None:
    words = SENTENCES[REVIEW][language].replace(".", " ").replace(",", " ").split()
    places = [words.index(number) for number in ONE_TWO_THREE[language]]
    assert places == sorted(places)
    assert list(CHOICES) == ["1", "2", "3", "#"]


def test_no_language_is_there_that_nobody_speaks() -> None:
    assert all(set(words) == set(SPOKEN) for words in SENTENCES.values())
