"""The box's own words, such as a waiting time: from recorded parts where there are any, spoken where there are none."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

import numpy as np

from appliance.drivers.errors import DriverFault
from appliance.drivers.sound.debian_sounds import credit, parts_of
from appliance.drivers.sound.speech import Speech
from appliance.model.languages import fallbacks, spoken_in, variant
from appliance.model.plan import Plan
from appliance.model.spoken import languages_of, sentences_of, waits_and_places
from appliance.model.words import PromptName
from appliance.sound import wav
from appliance.sound.frames import Samples
from appliance.sound.loudness import levelled, trimmed
from appliance.sound.spoken.part import Part, pieces, text_of
from appliance.sound.spoken.phrases import place, wait
from appliance.sound.spoken.sentences import sentence

PART = "part."
"""Before the name of a part: callbox prompt add part.n5 five.wav --language en."""

_PHRASES: dict[str, Callable[[str, int], Sequence[Part]]] = {"wait": wait, "place": place}


class OwnWords:
    def __init__(self, speech: Speech, recorded: Mapping[PromptName, Path], sounds: Path) -> None:
        """`recorded` are the imported prompts, by name with language; `sounds` the folder of Debian's recordings."""
        self._speech = speech
        self._recorded = recorded
        self._sounds = sounds

    def said(self, parts: Sequence[Part], language: str) -> Samples:
        """Part after part without their quiet ends, at the level of every prompt. Raises DriverFault."""
        files = self.files(parts, language)
        if not files:
            return self._speech.samples(text_of(parts), language)
        sounds: list[Samples] = []
        for piece in pieces(parts, files.keys()):
            if any(sign.isalnum() for sign in piece.text):
                name = piece.recordings[0] if piece.recordings else ""
                sounds.append(read_part(files[name]) if name else self._speech.samples(piece.text, language))
        return wav.to_int16(levelled(np.concatenate([trimmed(sound.astype(np.float64)) for sound in sounds])))

    def files(self, parts: Sequence[Part], language: str) -> dict[str, Path]:
        """The recordings to use: the house's own; Debian's only where they complete a phrase, to keep one voice."""
        own, theirs = self.recordings(tuple(part.name for part in parts), language)
        needed = {part.name for part in parts if any(sign.isalnum() for sign in part.text)}
        if needed <= {*own, *theirs}:
            return {name: own.get(name) or theirs[name] for name in needed}
        return own

    def origin(self, parts: Sequence[Part], language: str) -> str:
        """For people: whose recordings say it, if any do."""
        files = self.files(parts, language).values()
        named = dict.fromkeys(filter(None, (credit(file, self._sounds) for file in files)))
        return "; ".join(("recorded parts", *named)) if files else "own words, spoken"

    def recordings(self, names: Sequence[str], language: str) -> tuple[dict[str, Path], dict[str, Path]]:
        """Of these parts, by name: the house's own, and Debian's."""
        own = {
            part: self._recorded[name]
            for part in names
            for name in (self._own_name(part, language),)
            if name is not None
        }
        known = parts_of(self._sounds, spoken_in(language))
        return own, {name: known[name] for name in names if name in known}

    def _own_name(self, part: str, language: str) -> PromptName | None:
        names = (variant(PART + part, each) for each in fallbacks(language))
        return next((name for name in names if name in self._recorded), None)


def announcements(
    plan: Plan, words: OwnWords, language: str
) -> Iterator[tuple[PromptName, str, Callable[[], Samples]]]:
    """Each in the box's language and in every other that callers may have: its name, what it is made of, how."""
    for name, parts_in in _said_in(plan):
        for tag in dict.fromkeys(("", *languages_of(plan))):
            parts = parts_in(spoken_in(tag or language))
            whole = variant(name, tag) if tag else name
            origin = words.origin(parts, tag or language)
            yield whole, origin, lambda parts=parts, tag=tag: words.said(parts, tag or language)  # type: ignore[misc]


def _said_in(plan: Plan) -> Iterator[tuple[PromptName, Callable[[str], Sequence[Part]]]]:
    """What is announced, and its parts in a language."""
    for name, kind, number in waits_and_places(plan):
        yield name, partial(_of_number, kind, number)
    for name in sentences_of(plan):
        yield name, partial(sentence, name)


def _of_number(kind: str, number: int, language: str) -> Sequence[Part]:
    return _PHRASES[kind](language, number)


def read_part(file: Path) -> Samples:
    """Raises DriverFault."""
    try:
        return wav.from_bytes(file.read_bytes())
    except (OSError, wav.WavFault) as fault:
        raise DriverFault(f"{file}: {fault}") from fault
