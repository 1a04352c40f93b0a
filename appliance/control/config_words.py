"""What the ways of `callbox config` have in common: their words, whose draft is meant, and how an answer is told."""

import argparse
import sys
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import msgspec

from appliance.control.config_text import change_lines, conflict_lines, counted
from appliance.model.settings_orders import DraftKept, SettingsAnswer, SettingsPublished, SettingsRefused

Word = tuple[tuple[str, ...], dict[str, Any]]
"""Of argparse: names and options."""


class Way(NamedTuple):
    act: Callable[[argparse.Namespace], int]
    summary: str
    words: tuple[Word, ...] = ()


def word(*names: str, **options: Any) -> Word:
    return names, options


def draft_name(asked: argparse.Namespace) -> str:
    return str(asked.draft or asked.who)


def show(asked: argparse.Namespace, told: object, lines: Iterable[str]) -> None:
    """Either; JSON for programs."""
    if asked.json:
        sys.stdout.write(msgspec.json.encode(told).decode() + "\n")
    else:
        sys.stdout.write("".join(f"{line}\n" for line in lines))


def show_answer(asked: argparse.Namespace, answer: SettingsAnswer, done: str) -> int:
    """`done`: what to say when a draft was kept."""
    if isinstance(answer, DraftKept):
        show(asked, answer, [done])
        return 0
    if isinstance(answer, SettingsPublished):
        title = f"version {answer.version} of the settings holds: {counted(len(answer.changes), 'change')}"
        show(asked, answer, [title, *change_lines(answer.changes), *(f"but {each}" for each in answer.later)])
        return 0
    refuse(asked, answer)
    return 1


def refuse(asked: argparse.Namespace, answer: SettingsRefused) -> None:
    if asked.json:
        sys.stdout.write(msgspec.json.encode(answer).decode() + "\n")
        return
    lines = [*(wrong.sentence for wrong in answer.wrong), *conflict_lines(answer.conflicts), answer.sentence]
    sys.stderr.write("".join(f"{line}\n" for line in lines))
