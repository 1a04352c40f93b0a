"""The address book as a file over HTTP: brought in with a preview, and taken out."""

import asyncio
from collections.abc import Iterator
from http import HTTPStatus
from typing import ClassVar, Final

import msgspec
from aiohttp import web

from appliance.contacts import csv_text, vcard_text
from appliance.contacts.drafts import Draft
from appliance.contacts.importing import (
    Fate,
    NotAFile,
    Planned,
    Reading,
    decoded,
    drafts_of,
    planned,
    reading_of,
)
from appliance.model.contacts import Contact
from appliance.model.words import Value
from appliance.store.contacts import ContactsFile
from appliance.web.accounts import utc_ms
from appliance.web.contacts import Contacts
from appliance.web.problems import CannotSay
from appliance.web.route import KEEPERS, Query, Room, Route, Table

MOST_BYTES: Final = 24 << 20
"""Of an import: some hundred thousand contacts."""
UPLOAD_S: Final = 60.0
MOST_TOLD: Final = 200
"""Rows of an import of each sort that are told one by one."""
FEW: Final = 20
"""Of those that go well."""


class Imported(Value, frozen=True, kw_only=True, tag=False):
    reading: Reading
    counts: dict[str, int]
    """By fate."""
    rows: tuple[Planned, ...]
    """Every wrong and doubtful one, and some of the others; at most MOST_TOLD of a fate."""
    done: bool
    """False: this was a preview."""


class ContactFiles:
    def __init__(self, contacts: Contacts) -> None:
        self._contacts = contacts

    async def bring_in(self, request: web.Request) -> Imported:
        """A preview unless `do=yes`; the file itself is the body, both times."""
        content, region, columns = await request.read(), await self._contacts.region(), _columns(request)
        delimiter = request.query.get("delimiter", "")[:1]
        try:
            text, reading = await asyncio.to_thread(_read, content, delimiter, columns)
        except NotAFile as fault:
            raise CannotSay(HTTPStatus.UNPROCESSABLE_ENTITY, str(fault)) from None
        merge, does = request.query.get("duplicates") != "skip", request.query.get("do") == "yes"
        tally = Tally()

        def run(file: ContactsFile) -> None:
            task = Import(file, region, merge=merge)
            (task.do if does else task.preview)(drafts_of(text, reading), tally)

        await self._contacts.ask(run)
        if does:
            await self._contacts.tell_box()
        return Imported(reading=reading, counts=tally.counts, rows=tally.rows(), done=does)

    async def export(self, request: web.Request) -> web.Response:
        """The whole book."""
        as_cards = request.query.get("format", "csv") == "vcard"

        def write(file: ContactsFile) -> str:
            everybody: list[Contact] = []
            while page := file.listed(5_000, (everybody[-1].name, everybody[-1].contact) if everybody else ("", 0)):
                everybody += page
            return "".join(vcard_text.write_cards(everybody) if as_cards else csv_text.write_rows(everybody))

        kind, name = ("text/vcard", "contacts.vcf") if as_cards else ("text/csv", "contacts.csv")
        headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
        return web.Response(text=await self._contacts.ask(write), content_type=kind, headers=headers)

    TABLE: ClassVar[Table] = (
        Route(
            "POST",
            "/api/v1/contacts/import",
            bring_in,
            KEEPERS,
            "Reads CSV or vCard: what it would do, or does it.",
            body="application/octet-stream",
            reply=Imported,
            room=Room(MOST_BYTES, UPLOAD_S),
            queries=(
                Query("do", "yes: it is done; else it is a preview."),
                Query("duplicates", "merge (usual) or skip, where somebody has the number."),
                Query("delimiter", "Of CSV; guessed where it is left away."),
                Query("columns", "Field of each column, with a comma between; guessed where it is left away."),
            ),
        ),
        Route(
            "GET",
            "/api/v1/contacts/export",
            export,
            KEEPERS,
            "The whole address book; is audited.",
            reply="*/*",
            queries=(Query("format", "csv (usual) or vcard."),),
            listens=True,
        ),
    )


class Tally:
    """Counts what becomes of rows, and keeps what is worth telling."""

    def __init__(self) -> None:
        self.counts = {fate.value: 0 for fate in Fate}
        self._told: dict[Fate, list[Planned]] = {fate: [] for fate in Fate}

    def add(self, plan: Planned) -> None:
        self.counts[plan.fate.value] += 1
        kept = self._told[plan.fate]
        if len(kept) < (MOST_TOLD if plan.why else FEW):
            kept.append(plan)

    def rows(self) -> tuple[Planned, ...]:
        return tuple(sorted((plan for kept in self._told.values() for plan in kept), key=lambda plan: plan.line))


class Import:
    """Of drafts into the file, or what it would do."""

    def __init__(self, file: ContactsFile, region: str, *, merge: bool) -> None:
        self._file = file
        self._region = region
        self._merge = merge
        self._new: dict[str, Contact] = {}
        """Of a preview: who is further up in the file, by number."""

    def do(self, drafts: Iterator[Draft], tally: Tally) -> None:
        now = utc_ms()

        def contacts() -> Iterator[Contact]:
            for plan in planned(drafts, self._region, self._file.of_number, merge=self._merge):
                tally.add(plan)
                if plan.fate in {Fate.NEW, Fate.MERGED}:
                    yield msgspec.structs.replace(plan.contact, changed_utc_ms=now)

        for _ in self._file.keep_all(contacts()):
            pass

    def preview(self, drafts: Iterator[Draft], tally: Tally) -> None:
        for plan in planned(drafts, self._region, self._known, merge=self._merge):
            tally.add(plan)
            if plan.fate in {Fate.NEW, Fate.MERGED}:
                self._new.update(dict.fromkeys(plan.contact.numbers, plan.contact))

    def _known(self, numbers: tuple[str, ...]) -> Contact | None:
        """In the book, or further up in the file."""
        new = next((self._new[number] for number in numbers if number in self._new), None)
        return new or self._file.of_number(numbers)


def _read(content: bytes, delimiter: str, columns: tuple[str, ...]) -> tuple[str, Reading]:
    """Raises NotAFile."""
    text = decoded(content)
    return text, reading_of(text, delimiter, columns)


def _columns(request: web.Request) -> tuple[str, ...]:
    columns = tuple(request.query.get("columns", "").split(",")) if request.query.get("columns") else ()
    if not set(columns) <= {*csv_text.FIELDS, ""}:
        sentence = f"columns are of {', '.join(csv_text.FIELDS)}, or empty, with a comma between"
        raise CannotSay(HTTPStatus.BAD_REQUEST, sentence)
    return columns
