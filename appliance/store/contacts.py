"""The address book and the blocklist: a file of its own, written by pages and `callbox contacts`, read by the box.

The box's own database has one writer, which is the box; and an import of fifty thousand rows must not stand before it.
"""

import os
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any, Final

import apsw
import msgspec

from appliance.model.contacts import Block, CallerBlock, CallerMark, Contact, Treatment
from appliance.store.connection import READER_PATIENCE_MS, connect_to_read, keep_log_files, sentences
from appliance.store.faults import NotPossible, StoreRefused

CONTACTS_DATABASE_NAME: Final = "contacts.db"
"""Below state_dir."""
APPLICATION_ID: Final = 0x43424342
"""“CBCB”."""
VERSION: Final = 1

MOST_CONTACTS: Final = 200_000
MOST_BLOCKED: Final = 2_000
MOST_MARKED: Final = 5_000
"""Contacts with a treatment of their own: the engine holds their numbers, and its journal too."""
AT_ONCE: Final = 2_000
"""Rows of an import between two commits: long enough to be quick, short enough to let others in."""

_SCHEMA = """
CREATE TABLE contacts (
    contact        INTEGER PRIMARY KEY,
    name           TEXT    NOT NULL,
    company        TEXT    NOT NULL DEFAULT '',
    notes          TEXT    NOT NULL DEFAULT '',
    vip            INTEGER NOT NULL DEFAULT 0,
    language       TEXT    NOT NULL DEFAULT '',
    agent          TEXT    NOT NULL DEFAULT '',
    changed_utc_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX by_name ON contacts (name COLLATE NOCASE, contact);
CREATE INDEX marked ON contacts (contact) WHERE vip OR language <> '' OR agent <> '';
CREATE TABLE numbers (
    number  TEXT    PRIMARY KEY,   -- E.164
    contact INTEGER NOT NULL REFERENCES contacts (contact) ON DELETE CASCADE,
    place   INTEGER NOT NULL       -- 0: the one to call
) STRICT, WITHOUT ROWID;
CREATE INDEX of_contact ON numbers (contact, place);
CREATE VIRTUAL TABLE words USING fts5 (name, company, tokenize = "unicode61 remove_diacritics 2", prefix = '1 2 3');
CREATE TABLE blocked (
    pattern      TEXT    PRIMARY KEY,
    treatment    TEXT    NOT NULL,
    why          TEXT    NOT NULL DEFAULT '',
    who          TEXT    NOT NULL DEFAULT '',
    since_utc_ms INTEGER NOT NULL
) STRICT;
"""
_CONTACT = (
    "SELECT contact, name, company, notes, vip, language, agent, changed_utc_ms, "
    "(SELECT group_concat(number, ' ') FROM (SELECT number FROM numbers AS each WHERE each.contact = contacts.contact "
    "ORDER BY place)) FROM contacts"
)
_MARKS = (
    "SELECT number, name, vip, language, agent FROM contacts JOIN numbers USING (contact) "
    "WHERE vip OR language <> '' OR agent <> '' ORDER BY vip DESC, contact, place LIMIT ?"
)
_BLOCKS = "SELECT pattern, treatment, why FROM blocked ORDER BY pattern"


class ContactsFile:
    """For one thread at a time; several processes may have it open. Every method may raise StoreFault."""

    def __init__(self, path: Path | None) -> None:
        """Makes the file where there is none. None: in memory."""
        self._path = path or Path(":memory:")
        with sentences(self._path):
            if path is not None:
                path.parent.mkdir(parents=True, exist_ok=True)
                os.close(os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600))
            self._connection = apsw.Connection(str(self._path))
            self._connection.set_busy_timeout(READER_PATIENCE_MS)
            _check_ours(self._connection, self._path)
            self._connection.pragma("foreign_keys", 1)
            if path is not None:
                self._connection.pragma("journal_mode", "wal")
                self._connection.pragma("synchronous", "full")
                keep_log_files(self._connection)
            with self._connection:
                if not self._connection.pragma("user_version"):
                    self._connection.execute(_SCHEMA)
                    self._connection.pragma("application_id", APPLICATION_ID)
                    self._connection.pragma("user_version", VERSION)

    def close(self) -> None:
        self._connection.close()

    # Contacts

    def contact(self, contact: int) -> Contact | None:
        return next(self._contacts("WHERE contact = ?", contact), None)

    def of_number(self, numbers: Iterable[str]) -> Contact | None:
        """Who has one of them, E.164; the first that somebody has decides."""
        for number in numbers:
            where = "WHERE contact = (SELECT contact FROM numbers WHERE number = ?)"
            found = next(self._contacts(where, number), None)
            if found is not None:
                return found
        return None

    def count(self) -> int:
        return int(self._all("SELECT count(*) FROM contacts")[0][0])

    def listed(self, limit: int, after: tuple[str, int] = ("", 0), *, vip: bool = False) -> tuple[Contact, ...]:
        """By name, from the one after that name and number on."""
        only = "AND vip" if vip else ""
        where = f"WHERE (name COLLATE NOCASE, contact) > (?, ?) {only} ORDER BY name COLLATE NOCASE, contact LIMIT ?"
        return tuple(self._contacts(where, *after, limit))

    def found(self, words: Iterable[str], limit: int) -> tuple[Contact, ...]:
        """Whose name or company has words that begin like all of these; accents and capitals do not matter."""
        wanted = " ".join(f'"{word.replace(chr(34), "")}"*' for word in words if word.replace('"', ""))
        if not wanted:
            return ()
        where = "WHERE contact IN (SELECT rowid FROM words WHERE words MATCH ? LIMIT ?) ORDER BY name COLLATE NOCASE"
        return tuple(self._contacts(where, wanted, limit))

    def with_number(self, beginnings: Iterable[str], limit: int) -> tuple[Contact, ...]:
        """Who has a number that begins like one of these, E.164."""
        known: dict[int, None] = {}
        for begun in beginnings:
            question = "SELECT contact FROM numbers WHERE number >= ? AND number < ? ORDER BY number LIMIT ?"
            known.update(dict.fromkeys(row[0] for row in self._all(question, begun, f"{begun}:", limit)))
        return tuple(contact for each in [*known][:limit] if (contact := self.contact(each)) is not None)

    def keep(self, contact: Contact) -> Contact:
        """New where its number is 0. Raises NotPossible when somebody else has one of its numbers."""
        (kept,) = self.keep_all((contact,))
        return kept

    def keep_all(self, contacts: Iterable[Contact]) -> Iterator[Contact]:
        """The same for many, AT_ONCE to a commit; each is kept when it is given back."""
        pending = iter(contacts)
        while (first := next(pending, None)) is not None:
            with sentences(self._path), self._connection:
                yield self._kept(first)
                for contact in islice(pending, AT_ONCE - 1):
                    yield self._kept(contact)

    def remove(self, contact: int) -> None:
        """Raises NotPossible."""
        with sentences(self._path), self._connection:
            self._connection.execute("DELETE FROM words WHERE rowid = ?", (contact,))
            self._connection.execute("DELETE FROM contacts WHERE contact = ?", (contact,))
            if not self._connection.changes():
                raise NotPossible(f"there is no contact {contact}")

    # The blocklist

    def blocked(self) -> tuple[Block, ...]:
        rows = self._all("SELECT pattern, treatment, why, who, since_utc_ms FROM blocked ORDER BY pattern")
        return tuple(map(_block, rows))

    def block(self, block: Block) -> None:
        """In the place of a row of the same pattern."""
        if len(self.blocked()) >= MOST_BLOCKED:
            raise NotPossible(f"the blocklist has {MOST_BLOCKED} rows already; take some away, or use patterns")
        values = (block.pattern, block.treatment.value, block.why, block.who, block.since_utc_ms)
        self._do("INSERT OR REPLACE INTO blocked VALUES (?, ?, ?, ?, ?)", *values)

    def unblock(self, pattern: str) -> None:
        """Raises NotPossible."""
        if not self._do("DELETE FROM blocked WHERE pattern = ?", pattern):
            raise NotPossible(f'"{pattern}" is not on the blocklist')

    def _kept(self, contact: Contact) -> Contact:
        taken = self.of_number(contact.numbers)
        others = [taken] if taken is not None and taken.contact != contact.contact else self._others(contact)
        if others:
            raise NotPossible(f"{others[0].name} has {_shared(others[0], contact)} already; change that contact")
        if not contact.contact:
            highest = int(self._all("SELECT coalesce(max(contact), 0) FROM contacts")[0][0])
            if highest >= MOST_CONTACTS and self.count() >= MOST_CONTACTS:
                raise NotPossible(f"{MOST_CONTACTS} contacts are there already; remove some first")
            contact = msgspec.structs.replace(contact, contact=highest + 1)
        values = (contact.contact, contact.name, contact.company, contact.notes, int(contact.vip))
        self._connection.execute(
            "INSERT INTO contacts VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (contact) DO UPDATE SET "
            "name = excluded.name, company = excluded.company, notes = excluded.notes, vip = excluded.vip, "
            "language = excluded.language, agent = excluded.agent, changed_utc_ms = excluded.changed_utc_ms",
            (*values, contact.language, contact.agent, contact.changed_utc_ms),
        )
        self._connection.execute("DELETE FROM numbers WHERE contact = ?", (contact.contact,))
        rows = [(number, contact.contact, place) for place, number in enumerate(contact.numbers)]
        self._connection.executemany("INSERT INTO numbers VALUES (?, ?, ?)", rows)
        self._connection.execute("DELETE FROM words WHERE rowid = ?", (contact.contact,))
        words = (contact.contact, contact.name, contact.company)
        self._connection.execute("INSERT INTO words (rowid, name, company) VALUES (?, ?, ?)", words)
        return contact

    def _others(self, contact: Contact) -> list[Contact]:
        known = (self.of_number((number,)) for number in contact.numbers)
        return [each for each in known if each is not None and each.contact != contact.contact]

    def _contacts(self, where: str, *values: Any) -> Iterator[Contact]:
        return map(_contact, self._all(f"{_CONTACT} {where}", *values))

    def _all(self, question: str, *values: Any) -> list[tuple[Any, ...]]:
        with sentences(self._path):
            return list(self._connection.execute(question, values).fetchall())

    def _do(self, order: str, *values: Any) -> int:
        """How many rows it changed."""
        with sentences(self._path), self._connection:
            self._connection.execute(order, values)
        return int(self._connection.changes())


def read_marks(path: Path) -> tuple[tuple[CallerMark, ...], tuple[CallerBlock, ...]]:
    """What the engine is to know; nothing where there is no file yet. Raises StoreFault."""
    if not path.is_file():
        return (), ()
    with sentences(path):
        connection = connect_to_read(path)
        try:
            _check_ours(connection, path)
            marks: list[Any] = connection.execute(_MARKS, (MOST_MARKED,)).fetchall()
            blocks: list[Any] = connection.execute(_BLOCKS).fetchall()
        finally:
            connection.close()
    return (
        tuple(
            CallerMark(number=number, name=name, vip=bool(vip), language=language, agent=agent)
            for number, name, vip, language, agent in marks
        ),
        tuple(CallerBlock(pattern=pattern, treatment=Treatment(word), why=why) for pattern, word, why in blocks),
    )


def _contact(row: tuple[Any, ...]) -> Contact:
    contact, name, company, notes, vip, language, agent, changed, numbers = row
    return Contact(
        contact=contact,
        name=name,
        company=company,
        numbers=tuple((numbers or "").split()),
        notes=notes,
        vip=bool(vip),
        language=language,
        agent=agent,
        changed_utc_ms=changed,
    )


def _block(row: tuple[Any, ...]) -> Block:
    pattern, treatment, why, who, since = row
    return Block(pattern=pattern, treatment=Treatment(treatment), why=why, who=who, since_utc_ms=since)


def _shared(one: Contact, other: Contact) -> str:
    return next(number for number in one.numbers if number in other.numbers)


def _check_ours(connection: apsw.Connection, path: Path) -> None:
    owner, version = connection.pragma("application_id"), connection.pragma("user_version")
    if (owner, version) not in {(0, 0), (APPLICATION_ID, VERSION)}:
        raise StoreRefused(f"{path}: is no address book of this Callbox (version {version}); move it away")
