"""The sounds of which values are put together in a call: recorded parts, and phrases spoken before the first one."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import chain

import numpy as np

from appliance.drivers.errors import DriverFault
from appliance.drivers.sound.own_words import OwnWords, read_part
from appliance.drivers.sound.speech import Speech
from appliance.model.languages import spoken_in
from appliance.model.plan import Plan
from appliance.model.spoken import languages_of, placeholders_of
from appliance.sound import wav
from appliance.sound.frames import Samples
from appliance.sound.loudness import levelled
from appliance.sound.spoken.part import text_of
from appliance.sound.spoken.part_sounds import PartSounds
from appliance.sound.spoken.phrases import Parts
from appliance.sound.spoken.vocabulary import names_of, vocabulary

AT_ONCE = 2
"""Voices that speak at the same time: a small computer has no more cores to spare."""


def load_parts(
    plan: Plan, words: OwnWords, speech: Speech, language: str
) -> tuple[dict[str, PartSounds], tuple[str, ...]]:
    """Of the box's language, under "", and of every other that callers may have; and one sentence for what cannot be.

    Slow where a voice has not said it before: not for the event loop. Empty where no step speaks a value.
    """
    faults: list[str] = []
    parts: dict[str, PartSounds] = {}
    asked = placeholders_of(plan)
    for tag in dict.fromkeys(("", *languages_of(plan))) if asked else ():
        spoken = spoken_in(tag or language)
        phrases = tuple(chain.from_iterable(vocabulary(each.kind, spoken, each.currency) for each in asked))
        try:
            parts[tag.lower()] = _parts(phrases, words, speech, tag or language)
        except DriverFault as fault:
            faults.append(f"values in {tag or language}: {fault}; a tone is played instead")
    return parts, tuple(faults)


def _parts(phrases: Sequence[Parts], words: OwnWords, speech: Speech, language: str) -> PartSounds:
    """What Debian has is not spoken as well where with the house's own it is the whole vocabulary."""
    names = tuple(dict.fromkeys(chain.from_iterable(map(names_of, phrases))))
    own, theirs = words.recordings(names, language)
    unspoken = {names_of(phrase): phrase for phrase in phrases if not own.keys() >= {*names_of(phrase)}}
    if {*own, *theirs} >= {*names}:
        unspoken = {}
    with ThreadPoolExecutor(AT_ONCE) as voices:
        texts = (text_of(phrase) for phrase in unspoken.values())
        spoken = list(voices.map(lambda text: speech.samples(text, language), texts))
    return PartSounds(
        own={name: read_part(file) for name, file in own.items()},
        theirs={name: _levelled(read_part(file)) for name, file in theirs.items()},
        spoken=dict(zip(unspoken, spoken, strict=True)),
    )


def _levelled(sound: Samples) -> Samples:
    return wav.to_int16(levelled(sound.astype(np.float64)))


def value_origins(plan: Plan, words: OwnWords, speech: Speech, language: str) -> Iterator[tuple[str, str]]:
    """Each language of values, and what they are made of; for people."""
    for tag in dict.fromkeys(("", *languages_of(plan))) if placeholders_of(plan) else ():
        spoken = tag or language
        phrases = (vocabulary(each.kind, spoken_in(spoken), each.currency) for each in placeholders_of(plan))
        names = {name for many in phrases for phrase in many for name in names_of(phrase)}
        own, theirs = words.recordings(tuple(names), spoken)
        if {*own, *theirs} >= names:
            yield spoken, "recorded parts"
        else:
            yield spoken, f"{len(own)} recorded parts of {len(names)}, the rest spoken by {speech.voice(spoken)}"
