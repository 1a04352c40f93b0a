"""vCard 3.0 and 4.0 (RFC 2426, RFC 6350), and the 2.1 that old telephones write: cards in, cards out."""

import quopri
import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from appliance.contacts.drafts import Draft
from appliance.model.contacts import Contact

VIP: Final = "VIP"
"""Category that says so."""
_PROPERTY: Final = re.compile(
    r"(?:[A-Za-z0-9-]+\.)?(?P<name>[A-Za-z0-9-]+)(?P<words>(?:;(?:\"[^\"]*\"|[^\":;])*)*):(?P<value>.*)"
)
_COMPONENTS: Final = re.compile(r"(?<!\\);")
_ESCAPED: Final = re.compile(r"\\(.)")
_BREAK: Final = re.compile(r"\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
"""Whatever a reader may take for the end of a line."""
_LINE: Final = 75
"""Octets of a line; what is longer goes on in the next one (RFC 6350 §3.2)."""


class _Property(NamedTuple):
    name: str
    words: str
    value: str


def is_vcard(text: str) -> bool:
    return text.lstrip("\ufeff \r\n\t")[:11].upper() == "BEGIN:VCARD"


def read_cards(text: str) -> Iterator[Draft]:
    """One draft per card, with the line it begins at; a card that does not end ends with the text."""
    begun, properties = 0, list[_Property]()
    for number, line in _unfolded(text):
        found = _PROPERTY.fullmatch(line)
        if found is None:
            continue
        here = _Property(found["name"].upper(), found["words"].upper(), found["value"])
        if here.name == "BEGIN" and here.value.strip().upper() == "VCARD":
            begun, properties = number, []
        elif here.name == "END" and begun:
            yield _draft(begun, properties)
            begun = 0
        elif begun:
            properties.append(here)
    if begun:
        yield _draft(begun, properties)


def write_cards(contacts: Iterable[Contact]) -> Iterator[str]:
    """VCard 4.0, with the lines folded."""
    for contact in contacts:
        lines = ["BEGIN:VCARD", "VERSION:4.0", f"FN:{_escaped(contact.name)}"]
        lines += [f"ORG:{_escaped(contact.company)}"] if contact.company else []
        lines += [f"TEL;VALUE=uri;TYPE=voice:tel:{number}" for number in contact.numbers]
        lines += [f"NOTE:{_escaped(contact.notes)}"] if contact.notes else []
        lines += [f"LANG:{_escaped(contact.language)}"] if contact.language else []
        lines += [f"CATEGORIES:{VIP}"] if contact.vip else []
        yield "".join(f"{folded}\r\n" for line in (*lines, "END:VCARD") for folded in _folded(line))


def _draft(line: int, properties: list[_Property]) -> Draft:
    def values(name: str) -> list[str]:
        return [_text(each).strip() for each in properties if each.name == name]

    name = next(iter(values("FN")), "") or _of_parts(next((each for each in properties if each.name == "N"), None))
    company = ", ".join(_parts(next((each.value for each in properties if each.name == "ORG"), "")))
    numbers = [value.removeprefix("tel:").partition(";")[0] for value in values("TEL")]
    categories = {each.strip().upper() for value in values("CATEGORIES") for each in value.split(",")}
    return Draft(
        line=line,
        name=name or company,
        company=company,
        numbers=tuple(filter(None, numbers)),
        notes="\n".join(filter(None, values("NOTE"))),
        language=next(iter(values("LANG")), ""),
        vip=VIP in categories,
    )


def _of_parts(name: _Property | None) -> str:
    """N is family; given; additional; prefix; suffix (RFC 6350 §6.2.2)."""
    if name is None:
        return ""
    parts = _text(name) if "QUOTED-PRINTABLE" in name.words else name.value
    family, given, *_ = [*(_unescaped(part).strip() for part in _COMPONENTS.split(parts)), "", ""]
    return f"{given} {family}".strip()


def _parts(value: str) -> list[str]:
    """Components that say something; a semicolon within one is escaped (RFC 6350 §3.4)."""
    return [part for each in _COMPONENTS.split(value) if (part := _unescaped(each).strip())]


def _text(found: _Property) -> str:
    if "QUOTED-PRINTABLE" in found.words:
        return quopri.decodestring(found.value.encode()).decode("utf-8", errors="replace")
    return _unescaped(found.value)


def _unfolded(text: str) -> Iterator[tuple[int, str]]:
    """Lines by the number of the first; one that begins with a space goes on with the line before (RFC 6350 §3.2)."""
    pieces, began, quoted = list[str](), 1, False
    for number, line in enumerate(text.lstrip("\ufeff").splitlines(), 1):
        if line[:1] in {" ", "\t"} and pieces:
            pieces.append(line[1:])
        elif quoted and pieces[-1].endswith("="):
            pieces[-1] = pieces[-1].removesuffix("=")
            pieces.append(line)
        else:
            if pieces:
                yield began, "".join(pieces)
            pieces, began, quoted = [line] if line else [], number, "QUOTED-PRINTABLE" in line.upper()
    if pieces:
        yield began, "".join(pieces)


def _unescaped(value: str) -> str:
    return _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], value)


def _escaped(value: str) -> str:
    return _BREAK.sub(r"\\n", re.sub(r"([\\,;])", r"\\\1", value))


def _folded(line: str) -> Iterator[str]:
    """Never within a character of several octets."""
    piece, room = "", _LINE
    for character in line:
        size = len(character.encode())
        if size > room:
            yield piece
            piece, room = " ", _LINE - 1
        piece += character
        room -= size
    yield piece
