"""The ways of `callbox config` that change nothing; they read the store and need no running box."""

import argparse
import sys
from pathlib import Path

from msgspec import structs

from appliance.config.document import Document, outside, to_toml
from appliance.config.document_diff import changes, masked, masked_changes
from appliance.control.config_text import change_lines, conflict_lines, counted, draft_line, version_line
from appliance.control.config_words import Way, draft_name, show, word
from appliance.drivers.check import family_file_faults, piper_voice_faults, voice_faults
from appliance.model.settings_words import Conflict, SettingsDraft
from appliance.runtime.settings_book import (
    Book,
    draft_label,
    files_differ,
    read_draft,
    read_version,
    told,
)
from appliance.runtime.settings_judge import without_secrets
from appliance.store.settings_reader import SettingsReader


def _show(asked: argparse.Namespace) -> int:
    book = Book(asked.config)
    newest, drafts = book.newest(), _drafts(book)
    differ = files_differ(asked.config)
    listed = {"version": structs.replace(newest, document=""), "drafts": drafts, "files_differ": differ}
    lines = [version_line(newest) if newest.version else "the files hold; nothing was published yet"]
    show(asked, listed, [*lines, *map(draft_line, drafts), *([f"but {differ}"] if differ else [])])
    return 0


def _versions(asked: argparse.Namespace) -> int:
    book = Book(asked.config)
    listed = []
    if book.database.is_file():
        with SettingsReader(book.database) as reader:
            listed = list(reader.versions(asked.limit))
    show(asked, listed, [version_line(each) for each in listed] or ["the files hold; nothing was published yet"])
    return 0


def _export(asked: argparse.Namespace) -> int:
    """Without secrets: where one stands, a word says so, and an import of it keeps the one in effect."""
    book = Book(asked.config)
    document: Document = masked(_wanted(book, asked))
    if asked.json:
        show(asked, outside(document), ())
    elif asked.file is None:
        sys.stdout.write(to_toml(document))
    else:
        Path(asked.file).write_text(to_toml(document), encoding="utf-8")
    return 0


def _check(asked: argparse.Namespace) -> int:
    """Of the draft on top of what holds, as a publish would judge it; then what a box could do without."""
    book = Book(asked.config)
    draft = book.draft(draft_name(asked))
    merged, label = book.brought_up(draft), draft_label(draft.name)
    judged = book.judge(merged.document, label)
    fuller = book.judge(merged.document, label, family_file_faults, voice_faults, piper_voice_faults)
    doubts = [fault for fault in fuller.faults if fault not in judged.faults]
    conflicts = tuple(map(without_secrets, merged.conflicts))
    lines = [*judged.faults, *conflict_lines(conflicts), *(f"but {doubt}" for doubt in doubts)]
    number = len(judged.faults) + len(conflicts)
    lines.append(f"{counted(number, 'fault')} in it" if number else "the draft can be published")
    wrong = tuple(map(told, judged.faults))
    verdict = {"wrong": wrong, "conflicts": conflicts, "doubts": tuple(map(told, doubts))}
    show(asked, {"draft": draft.name, "revision": draft.revision, **verdict}, lines)
    return 1 if number else 0


def _diff(asked: argparse.Namespace) -> int:
    """What would change if the draft were published now; or between two versions."""
    book = Book(asked.config)
    conflicts: tuple[Conflict, ...] = ()
    if asked.since:
        was, now = read_version(book.version(asked.since)), _wanted(book, asked)
    else:
        draft, newest = book.draft(draft_name(asked)), book.newest()
        merged = book.brought_up(draft)
        was, now = read_version(newest), merged.document
        conflicts = tuple(map(without_secrets, merged.conflicts))
    told_changes = masked_changes(changes(was, now))
    lines = [*change_lines(told_changes), *conflict_lines(conflicts)] or ["nothing differs"]
    show(asked, {"changes": told_changes, "conflicts": conflicts}, lines)
    return 0


def _wanted(book: Book, asked: argparse.Namespace) -> Document:
    """A version by number, a draft by name, or what holds."""
    if asked.version:
        return read_version(book.version(asked.version))
    if asked.draft:
        return read_draft(book.draft(asked.draft))
    return read_version(book.newest())


def _drafts(book: Book) -> tuple[SettingsDraft, ...]:
    if not book.database.is_file():
        return ()
    with SettingsReader(book.database) as reader:
        return reader.drafts()


def version_number(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 10**9:
        message = f"{text!r}: expected the number of a version"
        raise argparse.ArgumentTypeError(message)
    return int(text)


VERSION = word("--version", type=version_number, default=0, metavar="N", help="of this version")
SINCE = word("--since", type=version_number, default=0, metavar="N", help="against this version")
LIMIT = word("--limit", type=version_number, default=20, metavar="N", help="at most so many (default: 20)")
FILE = word("file", nargs="?", metavar="FILE", help="where to write it (default: to the terminal)")

READING: dict[str, Way] = {
    "show": Way(_show, "tell which version holds, since when, and which drafts there are"),
    "versions": Way(_versions, "list the versions, newest first", (LIMIT,)),
    "export": Way(_export, "write a version, or a draft, as TOML, without secrets", (FILE, VERSION)),
    "check": Way(_check, "say everything that is wrong with a draft"),
    "diff": Way(_diff, "tell what a draft would change", (SINCE, VERSION)),
}
