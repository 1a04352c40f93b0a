"""Values put together from sounds: whole numbers as they were spoken, recordings before voices, and every value."""

from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.model.languages import SPOKEN
from appliance.model.spoken import COUNTED, CURRENCIES, KINDS, MONEY, spoken_value
from appliance.sound.frames import Samples
from appliance.sound.spoken.part import text_of
from appliance.sound.spoken.part_sounds import PAUSE, PartSounds
from appliance.sound.spoken.phrases import digits, number, wait
from appliance.sound.spoken.saying import saying
from appliance.sound.spoken.vocabulary import names_of, vocabulary

ASKED = [
    (kind, language, currency)
    for language in SPOKEN
    for kind in KINDS
    for currency in (CURRENCIES if kind in MONEY else ("",))
]


@cache
def whole(kind: str, language: str, currency: str) -> PartSounds:
    phrases = vocabulary(kind, language, currency)
    return PartSounds(spoken={names_of(phrase): np.ones(1, np.int16) for phrase in phrases})


NUMBERS = st.integers(0, 99) | st.integers(0, 9_999) | st.integers(0, 999_999_999)
TEXTS = {
    "number": st.tuples(st.sampled_from(("", "-")), NUMBERS).map(lambda each: f"{each[0]}{each[1]}"),
    "digits": st.from_regex(r"\+?[0-9]{1,12}( [0-9]{1,4})?", fullmatch=True),
    "money": st.tuples(NUMBERS, st.integers(0, 99)).map(lambda each: f"{each[0]}.{each[1]:02}"),
    "cents": NUMBERS.map(str),
    "date": st.dates().map(lambda day: day.isoformat()),
    "time": st.times().map(lambda time: f"{time.hour}:{time.minute:02}"),
    **dict.fromkeys(COUNTED, st.integers(0, 9_999).map(str)),
}


@given(st.data(), st.sampled_from(ASKED))
def test_every_value_can_be_put_together_from_its_vocabulary(data: st.DataObject, asked: tuple[str, str, str]) -> None:
    kind, language, currency = asked
    name = spoken_value(kind, data.draw(TEXTS[kind]), currency)
    assert name is not None
    parts = saying(name, language)
    assert parts is not None
    assert whole(*asked).said(parts) is not None


@pytest.mark.parametrize("language", SPOKEN)
def test_a_vocabulary_is_small_enough_to_be_spoken_before_the_first_call(language: str) -> None:
    assert all(len(vocabulary(kind, language, "EUR")) <= 140 for kind in KINDS)
    assert all(text_of(phrase) for kind in KINDS for phrase in vocabulary(kind, language, "EUR"))


def sounds(*names: str) -> dict[str, Samples]:
    """Each one of its own length."""
    return {name: np.full(10 + at, at + 1, np.int16) for at, name in enumerate(names)}


def test_a_number_below_100_is_one_sound() -> None:
    spoken = {names_of(phrase): np.full(1, at, np.int16) for at, phrase in enumerate(vocabulary("number", "de"))}
    said = PartSounds(spoken=spoken).said(number("de", 121))
    assert said is not None
    order = list(spoken)
    assert [order[int(at)] for at in said] == [names_of(number("de", 100)), names_of(number("de", 21))]


def test_the_house_s_own_recordings_come_first_and_debian_s_only_as_a_whole() -> None:
    ours, theirs = sounds("n5"), sounds("wait.is", "minute.other", "n5")
    parts = wait("en", 5)
    said = PartSounds(own=ours, theirs=theirs).said(parts)
    assert said is not None
    assert said.size == theirs["wait.is"].size + ours["n5"].size + theirs["minute.other"].size
    phrases = {(part.name,): np.zeros(100, np.int16) for part in parts}
    del theirs["minute.other"]
    said = PartSounds(own=ours, theirs=theirs, spoken=phrases).said(parts)
    assert said is not None
    assert said.size == 100 + ours["n5"].size + 100


def test_what_has_no_sound_is_not_said_in_part() -> None:
    assert PartSounds(own=sounds("n5")).said(wait("en", 5)) is None
    assert PartSounds().said(()) is None


def test_groups_of_a_telephone_number_are_apart() -> None:
    one = {f"n{digit}": np.ones(7, np.int16) for digit in range(10)}
    said = PartSounds(own=one).said(digits("en", "12 3"))
    assert said is not None
    assert said.size == 3 * 7 + PAUSE.size


@pytest.mark.parametrize("name", ["hi", "digits:", "digits:12a", "money:12:XXX", "date:2026-13-01", "time:9", "wait:x"])
def test_other_prompts_are_no_sayings(name: str) -> None:
    assert saying(name, "en") is None
