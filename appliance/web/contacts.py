"""The address book as the pages ask for it: its file in a thread of its own, and the box told of what concerns it."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from appliance.contacts.numbers import region_of
from appliance.control.keeping_words import ReadCallers
from appliance.model.contacts import Contact
from appliance.store.contacts import ContactsFile
from appliance.store.settings_reader import SettingsReader
from appliance.web.problems import CannotSay
from appliance.web.questions import Questions

T = TypeVar("T")


class Contacts:
    """The file is opened at the first question, so that pages begin without it."""

    def __init__(self, path: Path | None, questions: Questions) -> None:
        """`path` None: kept in memory."""
        self._path = path
        self._questions = questions
        self._thread = ThreadPoolExecutor(1, "contacts")
        self._file: ContactsFile | None = None

    async def ask(self, question: Callable[[ContactsFile], T]) -> T:
        """Raises StoreFault, and NotPossible with what the question cannot have."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._answer, question)

    async def region(self) -> str:
        """Two letters; empty where the settings do not tell the country."""
        try:
            database = await self._questions.database()
        except CannotSay:
            return ""
        return await asyncio.to_thread(_region, database)

    async def tell_box(self) -> None:
        """A box that does not run reads them as it starts."""
        try:
            await self._questions.order(ReadCallers())
        except CannotSay:
            return

    async def close(self) -> None:
        def let_go() -> None:
            if self._file is not None:
                self._file.close()

        await asyncio.get_running_loop().run_in_executor(self._thread, let_go)
        self._thread.shutdown()

    def _answer(self, question: Callable[[ContactsFile], T]) -> T:
        if self._file is None:
            self._file = ContactsFile(self._path)
        return question(self._file)


def is_marked(contact: Contact | None) -> bool:
    """Whether the box treats them in a way of their own."""
    return contact is not None and bool(contact.vip or contact.language or contact.agent)


def _region(database: Path) -> str:
    with SettingsReader(database) as store:
        newest = store.newest()
    settings: dict[str, Any] = msgspec.json.decode(newest.document, type=dict[str, Any]) if newest is not None else {}
    outbound, sound = settings.get("outbound", {}), settings.get("sound", {})
    return region_of(str(outbound.get("country_code", "")), str(sound.get("country", "us")))
