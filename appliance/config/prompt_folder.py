"""Where imported prompts stand: <state_dir>/prompts/hello.wav, hello@de.wav; in sources/ what they were made of, in
versions/ what they were before: hello@de.3.wav.
"""

import re
from pathlib import Path

from appliance.model.languages import variant
from appliance.model.words import PromptName

FOLDER = "prompts"
SOURCES = "sources"
VERSIONS = "versions"
MOST_VERSIONS = 5
"""Of one prompt in one language, kept besides the one that is played; the oldest goes first."""
MOST_PROMPTS = 2_000
"""Prompts of a folder that are looked at: far more than any house has, so that a wrong folder is no trap."""

NAME = re.compile(r"(?P<name>\w[\w .-]{0,39})(@(?P<language>[a-z]{2,3}(-[a-z0-9]{2,8}){0,3}))?")
"""As the settings have it, then the language in lower case; without one it is said in every language."""


class PromptFolder:
    def __init__(self, state_dir: str | Path) -> None:
        self.path = Path(state_dir) / FOLDER

    def names(self) -> dict[PromptName, Path]:
        """What is there, by name with language: hello, hello@de. Empty where there is no such folder."""
        try:
            files = sorted(self.path.glob("*.wav"))[:MOST_PROMPTS]
        except OSError:
            return {}
        return {file.stem: file for file in files if NAME.fullmatch(file.stem)}

    def plain_names(self) -> tuple[PromptName, ...]:
        """Without their languages: what settings may name."""
        return tuple(dict.fromkeys(name.partition("@")[0] for name in self.names()))

    def file(self, name: PromptName, language: str) -> Path:
        return self.path / f"{_stem(name, language)}.wav"

    def source(self, name: PromptName, language: str, ending: str) -> Path:
        return self.path / SOURCES / f"{_stem(name, language)}{ending}"

    def versions(self, name: PromptName, language: str) -> dict[int, Path]:
        """What it was before, by number, the oldest first."""
        stem = _stem(name, language)
        found = {int(file.name[len(stem) + 1 : -4]): file for file in self._numbered(stem)}
        return dict(sorted(found.items()))

    def next_version(self, name: PromptName, language: str) -> Path:
        number = max(self.versions(name, language), default=0) + 1
        return self.path / VERSIONS / f"{_stem(name, language)}.{number}.wav"

    def _numbered(self, stem: str) -> list[Path]:
        try:
            files = list((self.path / VERSIONS).iterdir())
        except OSError:
            return []
        return [file for file in files if re.fullmatch(re.escape(stem) + r"\.[0-9]{1,9}\.wav", file.name, re.ASCII)]

    def sources(self, name: PromptName, language: str) -> list[Path]:
        """Whatever their endings."""
        stem = _stem(name, language)
        try:
            return sorted(file for file in (self.path / SOURCES).iterdir() if file.stem == stem)
        except OSError:
            return []


def _stem(name: PromptName, language: str) -> str:
    return variant(name, language) if language else name
