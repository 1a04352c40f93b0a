"""The sounds of which values are put together in a call: recorded parts, and phrases spoken before the first one."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from typing import NamedTuple

import numpy as np

from appliance.drivers.errors import DriverFault
from appliance.drivers.sound.own_words import OwnWords, read_part
from appliance.drivers.sound.speech import Speech
from appliance.model.languages import spoken_in
from appliance.model.plan import Plan
from appliance.model.spoken import values_of
from appliance.sound import wav
from appliance.sound.frames import Samples
from appliance.sound.loudness import levelled
from appliance.sound.spoken.part import text_of
from appliance.sound.spoken.part_sounds import PartSounds
from appliance.sound.spoken.phrases import Parts
from appliance.sound.spoken.vocabulary import names_of, vocabulary

AT_ONCE = 2
"""Voices that speak at the same time: a small computer has no more cores to spare."""


class Loaded(NamedTuple):
    parts: dict[str, PartSounds]
    """By language; "" is the box's."""
    faults: tuple[str, ...]
    """A sentence for each language whose values cannot be said."""
    unspoken: int
    """Phrases that no voice has said yet."""


def load_parts(plan: Plan, words: OwnWords, speech: Speech, language: str, *, speak: bool = True) -> Loaded:
    """Of every language in which a step speaks values.

    Slow where a voice has not said a phrase before, minutes for a language; without `speak` such phrases are left out.
    """
    faults: list[str] = []
    parts: dict[str, PartSounds] = {}
    unspoken = 0
    for tag, asked in values_of(plan).items():
        spoken = spoken_in(tag or language)
        phrases = tuple(chain.from_iterable(vocabulary(each.kind, spoken, each.currency) for each in asked))
        try:
            parts[tag.lower()], missing = _parts(
                phrases, words, speech.samples if speak else speech.known, tag or language
            )
            unspoken += missing
        except DriverFault as fault:
            faults.append(f"values in {tag or language}: {fault}; a tone is played instead")
    return Loaded(parts, tuple(faults), unspoken)


def _parts(
    phrases: Sequence[Parts], words: OwnWords, say: Callable[[str, str], Samples | None], language: str
) -> tuple[PartSounds, int]:
    """And how many phrases are missing. What Debian has is not spoken as well where it is the whole vocabulary."""
    names = tuple(dict.fromkeys(chain.from_iterable(map(names_of, phrases))))
    own, theirs = words.recordings(names, language)
    unrecorded = {names_of(phrase): phrase for phrase in phrases if not own.keys() >= {*names_of(phrase)}}
    if {*own, *theirs} >= {*names}:
        unrecorded = {}
    with ThreadPoolExecutor(AT_ONCE) as voices:
        said = voices.map(lambda phrase: say(text_of(phrase), language), unrecorded.values())
        spoken = {name: sound for name, sound in zip(unrecorded, said, strict=True) if sound is not None}
    sounds = PartSounds(
        own={name: read_part(file) for name, file in own.items()},
        theirs={name: _levelled(read_part(file)) for name, file in theirs.items()},
        spoken=spoken,
    )
    return sounds, len(unrecorded) - len(spoken)


def _levelled(sound: Samples) -> Samples:
    return wav.to_int16(levelled(sound.astype(np.float64)))


def value_origins(plan: Plan, words: OwnWords, speech: Speech, language: str) -> Iterator[tuple[str, str]]:
    """Each language of values, and what they are made of; for people."""
    for tag, asked in values_of(plan).items():
        spoken = tag or language
        phrases = (vocabulary(each.kind, spoken_in(spoken), each.currency) for each in asked)
        names = {name for many in phrases for phrase in many for name in names_of(phrase)}
        own, theirs = words.recordings(tuple(names), spoken)
        if {*own, *theirs} >= names:
            yield spoken, "recorded parts"
        else:
            yield spoken, f"{len(own)} recorded parts of {len(names)}, the rest spoken by {speech.voice(spoken)}"
