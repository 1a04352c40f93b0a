"""The ways of `callbox config` that change drafts, and put them into effect."""

import argparse
from collections.abc import Callable
from pathlib import Path

from appliance.config.document import Document, document_of, tables_of, to_json
from appliance.config.document_diff import unmasked
from appliance.config.document_edit import read_path, read_value, renamed, value_at, with_value, without
from appliance.config.documents import Table, read_tables
from appliance.config.draft import laid_over, read_draft
from appliance.config.errors import SettingsFault
from appliance.control.config_reading import version_number
from appliance.control.config_words import Way, draft_name, refuse, show_answer, word
from appliance.control.settings_door import Door, open_door
from appliance.model.settings_orders import DropDraft, KeepDraft, PublishDraft, UndoSettings
from appliance.model.settings_words import SettingsDraft, Spot
from appliance.runtime import settings_book
from appliance.runtime.settings_book import Book, Refusal, read_version
from appliance.runtime.settings_judge import conflicting

Edit = Callable[[Document], Document]


def _draft(asked: argparse.Namespace) -> int:
    """Begins one, or tells that it is there."""
    return _edit(asked, lambda document: document)


def _set(asked: argparse.Namespace) -> int:
    spot, value = read_path(asked.path), read_value(asked.value)

    def edit(document: Document) -> Document:
        kept = unmasked(value, value_at(document, spot), spot, [])
        return with_value(document, spot, kept)

    return _edit(asked, edit)


def _unset(asked: argparse.Namespace) -> int:
    spot = read_path(asked.path)
    return _edit(asked, lambda document: without(document, spot))


def _rename(asked: argparse.Namespace) -> int:
    spot = read_path(asked.path)
    return _edit(asked, lambda document: renamed(document, spot, asked.name))


def _import(asked: argparse.Namespace) -> int:
    """Secrets that a file hides stay as they are in the draft, or else in effect."""
    faults: list[str] = []
    main: Path = asked.config
    read = read_tables(main, faults) if asked.file in {None, main} else read_draft(asked.file, faults)
    if faults:
        raise SettingsFault(faults)
    return _edit(asked, lambda document: _imported(document, read, asked))


def _imported(document: Document, read: tuple[Table, ...], asked: argparse.Namespace) -> Document:
    faults: list[str] = []
    tables = laid_over(tables_of(document, "draft", Path("/"), faults), read) if asked.over else read
    brought = document_of(tables, faults)
    if faults:
        raise SettingsFault(faults)
    return {
        kind: {
            name: unmasked(body, document.get(kind, {}).get(name), Spot(kind=kind, name=name), [])
            for name, body in bodies.items()
        }
        for kind, bodies in brought.items()
    }


def _merge(asked: argparse.Namespace) -> int:
    """The draft goes on from the newest version."""
    with open_door(asked.config, asked.socket) as door:
        draft = door.book.draft(draft_name(asked))
        merged = door.book.brought_up(draft, prefer_ours=asked.mine)
        if merged.conflicts and not (asked.mine or asked.theirs):
            refuse(asked, conflicting(merged.conflicts))
            return 1
        return _keep(asked, door, merged.document, (draft, door.book.newest().version))


def _discard(asked: argparse.Namespace) -> int:
    with open_door(asked.config, asked.socket) as door:
        draft = door.book.draft(draft_name(asked))
        answer = door.do(DropDraft(name=draft.name, revision=draft.revision, who=asked.who))
        return show_answer(asked, answer, f'draft "{draft.name}" is thrown away')


def _publish(asked: argparse.Namespace) -> int:
    with open_door(asked.config, asked.socket) as door:
        draft = door.book.draft(draft_name(asked))
        revision = asked.revision or draft.revision
        order = PublishDraft(name=draft.name, revision=revision, who=asked.who, note=asked.note)
        return show_answer(asked, door.do(order), "")


def _undo(asked: argparse.Namespace) -> int:
    with open_door(asked.config, asked.socket) as door:
        newest = door.book.newest().version
        return show_answer(asked, door.do(UndoSettings(newest=newest, to=asked.to, who=asked.who, note=asked.note)), "")


def _edit(asked: argparse.Namespace, edit: Edit) -> int:
    """Of the draft of that name, or of a new one on what holds."""
    with open_door(asked.config, asked.socket) as door:
        draft, newest = _present(door.book, asked), door.book.newest()
        document = settings_book.read_draft(draft) if draft is not None else read_version(newest)
        base = draft.base if draft is not None else newest.version
        return _keep(asked, door, edit(document), (draft, base))


def _keep(asked: argparse.Namespace, door: Door, document: Document, place: tuple[SettingsDraft | None, int]) -> int:
    draft, base = place
    order = KeepDraft(
        name=draft_name(asked),
        base=base,
        revision=draft.revision if draft is not None else 0,
        who=asked.who,
        document=to_json(document),
    )
    return show_answer(asked, door.do(order), f'kept in draft "{order.name}"; `callbox config diff` tells its changes')


def _present(book: Book, asked: argparse.Namespace) -> SettingsDraft | None:
    try:
        return book.draft(draft_name(asked))
    except Refusal:
        return None


PATH = word("path", metavar="PATH", help="such as queue.sales.max_wait, box.name or line.front.options.port")
VALUE = word("value", metavar="VALUE", help='as in a file of settings; a text needs no quotation marks: "2 min"')
NAME = word("name", metavar="NAME", help="the new name")
FILE = word("file", nargs="?", type=Path, metavar="FILE", help="or a folder (default: the box's own files)")
OVER = word("--over", action="store_true", help="what the file does not mention stays (default: it goes)")
MINE = word("--mine", action="store_true", help="where both changed the same, take the draft's")
THEIRS = word("--theirs", action="store_true", help="where both changed the same, take what holds")
NOTE = word("--note", default="", metavar="WORDS", help="what for")
REVISION = word("--revision", type=version_number, default=0, metavar="N", help="only if it is this one")
TO = word("--to", type=version_number, default=0, metavar="N", help="version (default: the one before)")

DRAFTING: dict[str, Way] = {
    "draft": Way(_draft, "begin a draft on what holds"),
    "set": Way(_set, "set a key in a draft", (PATH, VALUE)),
    "unset": Way(_unset, "take a key, or a whole table, out of a draft", (PATH,)),
    "rename": Way(_rename, "give a table of a draft another name", (PATH, NAME)),
    "import": Way(_import, "make a draft of a file of settings, or of a folder of them", (FILE, OVER)),
    "merge": Way(_merge, "bring a draft up to what was published meanwhile", (MINE, THEIRS)),
    "discard": Way(_discard, "throw a draft away"),
    "publish": Way(_publish, "put a draft into effect, if nothing is wrong with it", (NOTE, REVISION)),
    "undo": Way(_undo, "put an earlier version into effect again, as a new one", (TO, NOTE)),
}
