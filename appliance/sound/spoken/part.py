"""What a spoken phrase is made of: parts that can each be a recording, and the words they come to."""

from collections.abc import Iterable, Iterator, Set
from typing import NamedTuple


class Part(NamedTuple):
    name: str
    """Of its recording: n21, n1f, hundred, minute.few, wait.is."""
    text: str
    after: str = " "
    """What stands between it and the next one in writing: German writes numbers as one word."""


class Piece(NamedTuple):
    """What is played in one go: one recording, or words to be spoken."""

    recordings: tuple[str, ...]
    """One name, or none."""
    text: str


def listed(words: str) -> tuple[str, ...]:
    """Of a row of words."""
    return tuple(words.split())


def text_of(parts: Iterable[Part]) -> str:
    return "".join(part.text + part.after for part in parts).strip(" -")


def pieces(parts: Iterable[Part], recorded: Set[str]) -> tuple[Piece, ...]:
    """Recordings where there are any; what lies between them is spoken together, so that it sounds like a sentence."""
    return tuple(_pieces(parts, recorded))


def _pieces(parts: Iterable[Part], recorded: Set[str]) -> Iterator[Piece]:
    spoken: list[Part] = []
    for part in parts:
        if part.name not in recorded:
            spoken.append(part)
            continue
        if spoken:
            yield Piece((), text_of(spoken))
            spoken = []
        yield Piece((part.name,), part.text)
    if spoken:
        yield Piece((), text_of(spoken))
