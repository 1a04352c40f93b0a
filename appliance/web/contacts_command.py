"""`callbox contacts`: the address book and the blocklist from a terminal, whether the box runs or not."""

import argparse
import getpass
import sys
from collections.abc import Iterable
from pathlib import Path

import msgspec

from appliance.contacts import csv_text, vcard_text
from appliance.contacts.importing import NotAFile, decoded, drafts_of, reading_of
from appliance.contacts.numbers import NoNumber, beginnings, normal, pattern, region_of, shown
from appliance.control.blocking_client import BlockingClient
from appliance.control.errors import BadSettings, NoBox, Refused
from appliance.control.keeping_words import ReadCallers
from appliance.control.place import settings_of, socket_of
from appliance.control.typed_words import whole_number
from appliance.model.contacts import Block, Contact, Treatment
from appliance.model.settings import Settings
from appliance.store.contacts import CONTACTS_DATABASE_NAME, ContactsFile
from appliance.store.faults import NotPossible, StoreFault
from appliance.web.accounts import utc_ms
from appliance.web.contact_files import Import, Tally


class Book:
    """The file, the country it is in, and the words that were typed."""

    def __init__(self, file: ContactsFile, settings: Settings, asked: argparse.Namespace) -> None:
        self.file = file
        self.asked = asked
        self.region = region_of(settings.plan.outbound.country_code, settings.sound.country)


def main(argv: list[str]) -> int:
    """Exit code 0 when it is done, 1 when it cannot be, 2 for words or settings that are not understood."""
    asked = _arguments(argv)
    try:
        settings = settings_of(asked.config)
        file = ContactsFile(Path(settings.box.state_dir) / CONTACTS_DATABASE_NAME)
        try:
            asked.act(Book(file, settings, asked))
        finally:
            file.close()
        if asked.changes:
            _tell_box(settings)
    except BadSettings as fault:
        return _complain(fault, 2)
    except (StoreFault, NotPossible, NoNumber, NotAFile, OSError) as fault:
        return _complain(fault, 1)
    return 0


def _list(book: Book) -> None:
    words = " ".join(book.asked.words)
    begun = beginnings(words, book.region) if words else ()
    if begun:
        found = book.file.with_number(begun, book.asked.limit)
    else:
        found = book.file.found(book.asked.words, book.asked.limit) if words else book.file.listed(book.asked.limit)
    _show(found, book, (_line(contact, book.region) for contact in found), "No such contact")


def _add(book: Book) -> None:
    asked = book.asked
    numbers = tuple(normal(number, book.region) for number in asked.number)
    contact = Contact(
        name=asked.name,
        numbers=numbers,
        company=asked.company,
        notes=asked.notes,
        vip=asked.vip,
        language=asked.language,
        agent=asked.agent,
        changed_utc_ms=utc_ms(),
    )
    kept = book.file.keep(contact)
    _show((kept,), book, [_line(kept, book.region)], "")


def _remove(book: Book) -> None:
    book.file.remove(book.asked.contact)


def _import(book: Book) -> None:
    text = decoded(Path(book.asked.file).read_bytes())
    reading, tally = reading_of(text, book.asked.delimiter), Tally()
    task = Import(book.file, book.region, merge=not book.asked.skip)
    (task.preview if book.asked.dry else task.do)(drafts_of(text, reading), tally)
    rows = [f"line {row.line}: {row.fate.value}: {row.contact.name}: {row.why}" for row in tally.rows() if row.why]
    counts = ", ".join(f"{count} {word}" for word, count in tally.counts.items())
    _show(tally.rows(), book, [*rows, f"{'would be ' if book.asked.dry else ''}{counts}"], "")


def _export(book: Book) -> None:
    everybody: list[Contact] = []
    while page := book.file.listed(5_000, (everybody[-1].name, everybody[-1].contact) if everybody else ("", 0)):
        everybody += page
    cards = book.asked.file.endswith(".vcf")
    text = "".join(vcard_text.write_cards(everybody) if cards else csv_text.write_rows(everybody))
    Path(book.asked.file).write_text(text, encoding="utf-8")


def _blocked(book: Book) -> None:
    rows = book.file.blocked()
    lines = (f"{row.pattern:<20} {row.treatment.value:<8} {row.why}".rstrip() for row in rows)
    _show(rows, book, lines, "Nobody is on the blocklist")


def _block(book: Book) -> None:
    row = Block(
        pattern=pattern(book.asked.pattern, book.region),
        treatment=Treatment(book.asked.treatment),
        why=book.asked.why,
        who=getpass.getuser(),
        since_utc_ms=utc_ms(),
    )
    book.file.block(row)


def _unblock(book: Book) -> None:
    book.file.unblock(pattern(book.asked.pattern, book.region))


def _line(contact: Contact, region: str) -> str:
    numbers = ", ".join(shown(number, region) for number in contact.numbers)
    company = f", {contact.company}" if contact.company else ""
    return f"{contact.contact:>6} {contact.name}{company}: {numbers}{' (comes first)' if contact.vip else ''}"


def _show(told: Iterable[object], book: Book, lines: Iterable[str], none: str) -> None:
    if book.asked.json:
        sys.stdout.write("".join(f"{msgspec.json.encode(each).decode()}\n" for each in told))
        return
    listed = [*lines] or [none]
    sys.stdout.write("".join(f"{line}\n" for line in listed if line))


def _tell_box(settings: Settings) -> None:
    """One that does not run reads it as it starts."""
    try:
        with BlockingClient(str(socket_of(settings)), "contacts") as box:
            box.ask(ReadCallers())
    except (NoBox, Refused):
        return


def _arguments(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="callbox contacts", description="The address book and the blocklist.")
    place = argparse.ArgumentParser(add_help=False)
    place.add_argument("--config", metavar="FILE", help="the box's settings (default: /etc/callbox/appliance.toml)")
    place.add_argument("--json", action="store_true", help="one JSON object a line")
    ways = parser.add_subparsers(metavar="WHAT", required=True)

    def way(name: str, act: object, words: str, *, changes: bool = True) -> argparse.ArgumentParser:
        made = ways.add_parser(name, parents=[place], help=words)
        made.set_defaults(act=act, changes=changes)
        return made

    listed = way("list", _list, "those there are, or whom words or the beginning of a number find", changes=False)
    listed.add_argument("words", nargs="*", metavar="WORD")
    listed.add_argument("--limit", type=whole_number, default=100, metavar="N")
    add = way("add", _add, "add a contact")
    add.add_argument("name", metavar="NAME")
    add.add_argument("number", nargs="+", metavar="NUMBER")
    for word in ("company", "notes", "language", "agent"):
        add.add_argument(f"--{word}", default="", metavar=word.upper())
    add.add_argument("--vip", action="store_true", help="comes first")
    way("remove", _remove, "take a contact away").add_argument("contact", type=whole_number, metavar="N")
    brought = way("import", _import, "bring in CSV or vCard")
    brought.add_argument("file", metavar="FILE")
    brought.add_argument("--dry", action="store_true", help="only say what would become of it")
    brought.add_argument("--skip", action="store_true", help="pass over whom the book has (default: join them)")
    brought.add_argument("--delimiter", default="", metavar="SIGN", help="of CSV (default: guessed)")
    way("export", _export, "write all as CSV, or as vCard where the name ends in .vcf", changes=False).add_argument(
        "file", metavar="FILE"
    )
    way("blocked", _blocked, "the blocklist", changes=False)
    block = way("block", _block, 'do not answer a number, numbers that begin with "+4390*", or "anonymous"')
    block.add_argument("pattern", metavar="PATTERN")
    block.add_argument("--treatment", choices=[each.value for each in Treatment], default="refuse")
    block.add_argument("--why", default="", metavar="WORDS")
    way("unblock", _unblock, "answer them again").add_argument("pattern", metavar="PATTERN")
    return parser.parse_args(argv or ["list"])


def _complain(fault: Exception, code: int) -> int:
    sys.stderr.write(f"callbox: {fault}\n")
    return code
