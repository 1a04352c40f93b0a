"""What can be played now: every prompt as samples, and the parts of which values are put together in a call."""

from collections.abc import Mapping
from typing import NamedTuple

from appliance.model.languages import fallbacks, names_in, spoken_in
from appliance.model.words import PromptName
from appliance.sound.frames import Samples
from appliance.sound.spoken.part_sounds import PartSounds
from appliance.sound.spoken.saying import saying
from appliance.sound.tones import beep

MISSING = beep(600, 300, -18.0)
"""What callers hear where a prompt should be: short, and not a tone of the exchange."""


class Found(NamedTuple):
    samples: Samples
    fault: str = ""
    """One sentence, when it is not what was asked for."""


class PromptShelf:
    """Replaced as a whole when prompts are made anew; what is being played goes on."""

    def __init__(
        self,
        prompts: Mapping[PromptName, Samples],
        parts: Mapping[str, PartSounds] | None = None,
        language: str = "en",
    ) -> None:
        """`parts` by language, "" for the box's, which is `language`."""
        self._prompts = prompts
        self._parts = parts or {}
        self._language = language

    def replace(
        self, prompts: Mapping[PromptName, Samples], parts: Mapping[str, PartSounds], language: str | None = None
    ) -> None:
        """`language`: the box's, where it is another one now."""
        self._prompts, self._parts = prompts, parts
        self._language = self._language if language is None else language

    def find(self, name: PromptName, language: str) -> Found:
        """In the caller's language, or what stands in for it. Never raises; takes well under a millisecond."""
        known = next((self._prompts[each] for each in names_in(name, language) if each in self._prompts), None)
        if known is None:
            known = self._said(name, language)
        if known is not None:
            return Found(known)
        other = next((each for each in self._prompts if each.startswith(f"{name}@")), None)
        wanted = f'the prompt "{name}" is missing' + (f" in {language}" if language else "")
        if other is not None:
            return Found(self._prompts[other], f"{wanted}; the one in {other.partition('@')[2]} was played")
        return Found(MISSING, f"{wanted}; a tone was played instead; callbox prompt check tells more")

    def _said(self, name: PromptName, language: str) -> Samples | None:
        """A value in the box's own words, in the caller's language, or else in the box's."""
        for tag in (*fallbacks(language), ""):
            sounds = self._parts.get(tag)
            parts = saying(name, spoken_in(tag or self._language)) if sounds is not None else None
            said = sounds.said(parts) if sounds is not None and parts else None
            if said is not None:
                return said
        return None
