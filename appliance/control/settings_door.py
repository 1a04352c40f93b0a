"""Where settings are changed from a terminal: through the running box, or in the store of one that does not run."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Protocol

from appliance.control.blocking_client import BlockingClient
from appliance.control.errors import NoBox, Refused
from appliance.control.place import socket_of
from appliance.model.settings import BoxSettings, Settings
from appliance.model.settings_orders import (
    DraftKept,
    DropDraft,
    KeepDraft,
    PublishDraft,
    SettingsAnswer,
    SettingsOrder,
    SettingsPublished,
    SettingsRefused,
    UndoSettings,
)
from appliance.model.settings_words import FROM_FILES, SettingsVersion
from appliance.runtime.settings_book import Book, from_files_anew
from appliance.runtime.settings_drafts import to_keep, why_not_drop
from appliance.runtime.settings_judge import Case, judge
from appliance.store.settings_at_rest import write_at_rest
from appliance.store.settings_reader import SettingsReader
from appliance.store.settings_rows import DraftGone

PATIENCE_S: Final = 150.0
"""Longer than the box takes to judge the largest site."""
AT_NEXT_START: Final = "no box runs here: it holds from the next start of the box on"


class Door(Protocol):
    book: Book
    runs: bool

    def do(self, order: SettingsOrder) -> SettingsAnswer:
        """Durable when it returns. May raise StoreFault, NoBox, Refused."""


@contextmanager
def open_door(main: Path, socket: str | None) -> Iterator[Door]:
    """Raises StoreFault, SettingsFault, and NoBox for a socket that was named and does not answer."""
    book = Book(main)
    try:
        box = BlockingClient(socket or str(socket_of(_places(book))), "config", PATIENCE_S)
    except NoBox:
        if socket:
            raise
        yield AtRest(book)
        return
    with box:
        yield Running(box, Book(main, Path(box.welcome.database)))


class Running:
    runs = True

    def __init__(self, box: BlockingClient, book: Book) -> None:
        self._box = box
        self.book = book

    def do(self, order: SettingsOrder) -> SettingsAnswer:
        answer = self._box.ask(order)
        if not isinstance(answer, DraftKept | SettingsPublished | SettingsRefused):
            sentence = f"the box answered with {type(answer).__name__}, which was not asked for"
            raise Refused(sentence)
        return answer


class AtRest:
    """Keeps the store as the box would; two terminals at once are told apart by the store's lock."""

    runs = False

    def __init__(self, book: Book) -> None:
        self.book = book
        newest = _newest(book)
        row = from_files_anew(newest, book.of_files(), _utc_ms()) if _files_hold(newest) else None
        if row is not None:
            write_at_rest(book.database, [row])

    def do(self, order: SettingsOrder) -> SettingsAnswer:
        with SettingsReader(self.book.database) as reader:
            drafts = {draft.name: draft for draft in reader.drafts()}
        match order:
            case KeepDraft():
                draft = to_keep(order, drafts, self.book.newest(), _utc_ms())
                if isinstance(draft, SettingsRefused):
                    return draft
                write_at_rest(self.book.database, [draft])
                return DraftKept(draft.revision)
            case DropDraft():
                refusal = why_not_drop(order, drafts)
                if refusal is None:
                    write_at_rest(self.book.database, [DraftGone(order.name)])
                return refusal or DraftKept(0)
            case PublishDraft() | UndoSettings():
                return self._publish(order)

    def _publish(self, order: PublishDraft | UndoSettings) -> SettingsAnswer:
        case = Case(order=order, main=str(self.book.main), database=str(self.book.database), utc_ms=_utc_ms())
        verdict = judge(case)
        if verdict.allowed is None:
            return verdict.refused or SettingsRefused(sentence="the settings were not judged, which is our fault")
        version, changes = verdict.allowed.version, verdict.allowed.changes
        gone = [DraftGone(order.name)] if isinstance(order, PublishDraft) else []
        write_at_rest(self.book.database, [version, *gone])
        return SettingsPublished(version=version.version, changes=changes, later=(AT_NEXT_START,))


def _newest(book: Book) -> SettingsVersion | None:
    if not book.database.is_file():
        return None
    with SettingsReader(book.database) as reader:
        return reader.newest()


def _files_hold(newest: SettingsVersion | None) -> bool:
    return newest is None or newest.origin == FROM_FILES


def _places(book: Book) -> Settings:
    """Where the socket is, whatever else may be wrong with the files."""
    box = next((table.body for table in book.files if table.kind == "box"), {})
    run_dir = box.get("run_dir")
    return Settings(box=BoxSettings(run_dir=run_dir) if isinstance(run_dir, str) else BoxSettings())


def _utc_ms() -> int:
    return time.time_ns() // 1_000_000
