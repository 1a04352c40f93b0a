"""What an import would do, row by row, before it does it: new, joined to somebody, passed over, or wrong."""

from collections.abc import Callable, Iterable, Iterator
from typing import Final

import msgspec

from appliance.contacts import csv_text, vcard_text
from appliance.contacts.drafts import Draft
from appliance.contacts.numbers import NoNumber, normal
from appliance.model.contacts import Contact
from appliance.model.states import State
from appliance.model.words import Value

MOST_NUMBERS: Final = 20
"""Of one contact."""
LONGEST: Final = {"name": 120, "company": 120, "notes": 4_000, "language": 20, "agent": 40}
"""Characters; what is longer is cut, and the row says so."""

Known = Callable[[tuple[str, ...]], Contact | None]
"""Who has one of these numbers already."""


class Fate(State):
    NEW = "new"
    MERGED = "merged"
    """Into a contact who has one of its numbers, there already or earlier in the file."""
    SKIPPED = "skipped"
    """There is such a contact, and joining was not asked for."""
    WRONG = "wrong"


class Planned(Value, frozen=True, kw_only=True, tag=False):
    line: int
    fate: Fate
    contact: Contact
    """As it will be."""
    why: str = ""
    """What is wrong, or was left out."""


class Reading(Value, frozen=True, kw_only=True, tag=False):
    """How a file is read."""

    format: str
    """csv or vcard."""
    delimiter: str = ""
    headings: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    """Field of each column; empty: it is passed over."""


class NotAFile(ValueError):
    """Neither CSV nor vCard; one sentence."""


def decoded(content: bytes) -> str:
    """UTF-8, with or without a mark; UTF-16 by its mark; else as Windows writes in the west."""
    if content[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def reading_of(text: str, delimiter: str = "", columns: tuple[str, ...] = ()) -> Reading:
    """As asked for, guessed where nothing is. Raises NotAFile."""
    if vcard_text.is_vcard(text):
        return Reading(format="vcard")
    mark = delimiter if delimiter and delimiter in csv_text.DELIMITERS else csv_text.delimiter_of(text)
    _, headings = next(csv_text.table(text, mark), (0, []))
    if not headings:
        raise NotAFile("the file is empty; expected CSV with headings in its first line, or vCard")
    found = columns if len(columns) == len(headings) else csv_text.guessed(headings)
    return Reading(format="csv", delimiter=mark, headings=tuple(headings), columns=found)


def drafts_of(text: str, reading: Reading) -> Iterator[Draft]:
    if reading.format == "vcard":
        return vcard_text.read_cards(text)
    return csv_text.read_rows(text, reading.delimiter, reading.columns)


def planned(drafts: Iterable[Draft], region: str, known: Known, *, merge: bool) -> Iterator[Planned]:
    """In the order of the file; whoever takes it keeps each contact before asking for the next row."""
    for draft in drafts:
        numbers, bad = _numbers(draft, region)
        told = "; ".join(bad)
        if not draft.name or not numbers:
            lacking = told or ("has no number" if draft.name else "has no name")
            yield Planned(line=draft.line, fate=Fate.WRONG, contact=Contact(name=draft.name), why=lacking)
            continue
        contact, cut = _contact(draft, numbers)
        told = "; ".join((*bad, *cut))
        there = known(numbers)
        if there is None:
            yield Planned(line=draft.line, fate=Fate.NEW, contact=contact, why=told)
        elif merge:
            free = tuple(number for number in numbers if (known((number,)) or there).contact == there.contact)
            joined = merged(there, msgspec.structs.replace(contact, numbers=free))
            yield Planned(line=draft.line, fate=Fate.MERGED, contact=joined, why=told)
        else:
            yield Planned(line=draft.line, fate=Fate.SKIPPED, contact=there, why=f"{there.name} has this number")


def merged(there: Contact, more: Contact) -> Contact:
    """What is empty is filled; numbers and notes are added to; nothing that was there is lost."""
    return msgspec.structs.replace(
        there,
        company=there.company or more.company,
        numbers=tuple(dict.fromkeys((*there.numbers, *more.numbers)))[:MOST_NUMBERS],
        notes=there.notes if more.notes in there.notes else f"{there.notes}\n{more.notes}".strip()[: LONGEST["notes"]],
        vip=there.vip or more.vip,
        language=there.language or more.language,
        agent=there.agent or more.agent,
    )


def _numbers(draft: Draft, region: str) -> tuple[tuple[str, ...], list[str]]:
    """And a sentence about each that is none."""
    good: dict[str, None] = {}
    bad = []
    for typed in draft.numbers[:MOST_NUMBERS]:
        try:
            good[normal(typed, region)] = None
        except NoNumber as fault:
            bad.append(str(fault))
    return tuple(good), bad


def _contact(draft: Draft, numbers: tuple[str, ...]) -> tuple[Contact, list[str]]:
    texts = {key: getattr(draft, key) for key in LONGEST}
    cut = [f"{key} was cut to {most} characters" for key, most in LONGEST.items() if len(texts[key]) > most]
    fitted = {key: text[: LONGEST[key]] for key, text in texts.items()}
    return Contact(numbers=numbers, vip=draft.vip, **fitted), cut
