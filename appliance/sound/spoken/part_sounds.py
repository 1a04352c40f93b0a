"""A language's sounds to put phrases together from: recordings of the house, of Debian, and phrases spoken beforehand.

The house's own come first. Debian's are used only where with the house's they make a whole phrase, to keep one voice.
Everything else is said by the longest phrases that were spoken beforehand.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from appliance.sound.frames import RATE, Samples
from appliance.sound.spoken.part import Part
from appliance.sound.spoken.vocabulary import is_heard, names_of

PAUSE = np.zeros(RATE * 15 // 100, np.int16)
"""150 ms where writing has a comma: between the groups of a telephone number."""
LONGEST_PHRASE = 12
"""Parts of one that was spoken beforehand; whole numbers to 99 have five at most."""


@dataclass(frozen=True, slots=True)
class PartSounds:
    """Samples at 8 kHz, each trimmed and at the level of every prompt."""

    own: Mapping[str, Samples] = field(default_factory=dict)
    """Name of a part → its recording."""
    theirs: Mapping[str, Samples] = field(default_factory=dict)
    spoken: Mapping[tuple[str, ...], Samples] = field(default_factory=dict)
    """Names of the parts of a phrase → the phrase."""

    def said(self, parts: Sequence[Part]) -> Samples | None:
        """The phrase, shape (n,); None when there is no sound for some part of it. Takes well under a millisecond."""
        heard = [part for part in parts if is_heard(part)]
        recorded = self.own
        if all(part.name in self.own or part.name in self.theirs for part in heard):
            recorded = {**self.theirs, **self.own}
        sounds: list[Samples] = []
        while heard:
            found = self._longest(heard, recorded)
            if found is None:
                return None
            count, sound = found
            sounds.append(sound)
            if "," in heard[count - 1].after and count < len(heard):
                sounds.append(PAUSE)
            heard = heard[count:]
        return np.concatenate(sounds) if sounds else None

    def _longest(self, parts: Sequence[Part], recorded: Mapping[str, Samples]) -> tuple[int, Samples] | None:
        """The sound that comes first, and how many parts it says."""
        names = names_of(parts[:LONGEST_PHRASE])
        if names[0] in recorded:
            return 1, recorded[names[0]]
        unrecorded = next((at for at, name in enumerate(names) if name in recorded), len(names))
        counts = range(unrecorded, 0, -1)
        return next(((count, self.spoken[names[:count]]) for count in counts if names[:count] in self.spoken), None)
