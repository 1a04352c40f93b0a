"""What is found when something is to be played: in the caller's language, what stands in for it, a value."""

import numpy as np

from appliance.runtime.prompt_shelf import MISSING, Found, PromptShelf
from appliance.sound.spoken.part_sounds import PartSounds
from appliance.sound.tones import sine

HELLO, GERMAN, FRENCH = (sine(hz, 100) for hz in (400, 500, 600))


def each_digit(hz: int) -> PartSounds:
    return PartSounds(own={f"n{digit}": sine(hz + digit, 20) for digit in range(10)})


def test_the_caller_s_language_comes_first() -> None:
    shelf = PromptShelf({"hello": HELLO, "hello@de": GERMAN})
    assert shelf.find("hello", "de-AT") == Found(GERMAN)
    assert shelf.find("hello", "fr") == Found(HELLO)


def test_a_prompt_of_another_language_is_better_than_none_and_is_told() -> None:
    found = PromptShelf({"hello@de": GERMAN}).find("hello", "fr")
    assert found.samples is GERMAN
    assert found.fault == 'the prompt "hello" is missing in fr; the one in de was played'


def test_what_is_missing_altogether_is_a_tone_and_is_told() -> None:
    found = PromptShelf({}).find("hello", "")
    assert found.samples is MISSING
    assert found.fault.startswith('the prompt "hello" is missing; a tone was played instead')


def test_values_are_put_together_in_the_caller_s_language_or_else_the_box_s() -> None:
    ours, theirs = each_digit(400), each_digit(800)
    shelf = PromptShelf({}, {"": ours, "de": theirs}, "en")
    assert np.array_equal(
        shelf.find("digits:42", "de-AT").samples, np.concatenate((theirs.own["n4"], theirs.own["n2"]))
    )
    assert np.array_equal(shelf.find("digits:42", "fr").samples, np.concatenate((ours.own["n4"], ours.own["n2"])))
    assert shelf.find("money:100:EUR", "de").fault.startswith('the prompt "money:100:EUR" is missing in de')


def test_a_shelf_is_replaced_as_a_whole() -> None:
    shelf = PromptShelf({"hello": HELLO})
    shelf.replace({"bye": FRENCH}, {})
    assert shelf.find("bye", "").samples is FRENCH
    assert shelf.find("hello", "").fault
