"""CSV in and out: any delimiter, and columns whose meaning is guessed from their headings and may be said otherwise."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from appliance.contacts.drafts import Draft
from appliance.model.contacts import Contact

FIELDS: Final = ("name", "first name", "last name", "company", "number", "notes", "vip", "language", "agent")
"""What a column may be; several may be numbers."""
DELIMITERS: Final = ",;\t|"
WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "first name": ("first name", "given name", "firstname", "vorname", "nombre de pila", "prénom", "nome"),
    "last name": ("last name", "family name", "surname", "lastname", "nachname", "apellido", "apellidos", "cognome"),
    "company": ("company", "organization", "organisation", "firma", "empresa", "org", "account", "société", "azienda"),
    "number": (
        "phone",
        "telephone",
        "tel",
        "mobile",
        "number",
        "telefon",
        "handy",
        "mobil",
        "rufnummer",
        "nummer",
        "teléfono",
        "telefono",
        "móvil",
        "movil",
        "cell",
        "fax",
        "portable",
        "téléphone",
    ),
    "notes": ("note", "notes", "comment", "remarks", "notiz", "notizen", "bemerkung", "nota", "notas", "remarque"),
    "vip": ("vip", "priority", "wichtig", "prioridad"),
    "language": ("language", "lang", "sprache", "idioma", "langue", "lingua"),
    "agent": ("agent", "owner", "betreuer", "agente"),
    "name": ("name", "full name", "display name", "contact", "kontakt", "nombre", "nom", "kunde", "customer"),
}
TRUE: Final = frozenset({"1", "true", "yes", "y", "x", "vip", "ja", "sí", "si", "oui"})
LONGEST_ROW: Final = 100_000
"""Characters of a field; the module's own limit is larger."""
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
"""What a table program takes for the beginning of a formula."""
_PHONE: Final = re.compile(r"[+-][0-9 ./()-]*")
"""And what is none: of digits alone."""


def delimiter_of(text: str) -> str:
    """The one that stands most often, and equally often, in the first lines."""
    lines = [line for line in text.lstrip("\ufeff").splitlines()[:20] if line.strip()]

    def steadiness(mark: str) -> tuple[int, int]:
        counts = [line.count(mark) for line in lines]
        return sum(count == counts[0] for count in counts) if counts and counts[0] else 0, sum(counts)

    return max(DELIMITERS, key=steadiness)


def guessed(headings: Iterable[str]) -> tuple[str, ...]:
    """Field of each column; empty: it is passed over."""
    found: list[str] = []
    for heading in headings:
        plain = heading.casefold().strip().replace("_", " ")
        exact = (field for field, words in WORDS.items() if plain in words)
        within = (field for field, words in WORDS.items() for word in words if len(word) > 3 and word in plain)
        field = next(exact, "") or ("number" if _is_of_a_phone(plain) else "") or next(within, "")
        found.append(field if field == "number" or field not in found else "")
    return tuple(found)


def _is_of_a_phone(heading: str) -> bool:
    return any(word in heading for word in WORDS["number"] if len(word) > 2)


def table(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Rows with the line each ends at; empty ones are left out."""
    rows = csv.reader(io.StringIO(text.lstrip("\ufeff")), delimiter=delimiter)
    try:
        for row in rows:
            if any(cell.strip() for cell in row):
                yield rows.line_num, [_as_meant(cell[:LONGEST_ROW].strip()) for cell in row]
    except csv.Error:
        return  # a field beyond the module's limit: what comes after it is no table


def read_rows(text: str, delimiter: str, columns: tuple[str, ...]) -> Iterator[Draft]:
    """Below the headings."""
    rows = table(text, delimiter)
    next(rows, None)
    for line, row in rows:
        cells = list(zip(columns, row, strict=False))
        value = {field: cell for field, cell in cells if cell and field}
        parts = f"{value.get('first name', '')} {value.get('last name', '')}".strip()
        yield Draft(
            line=line,
            name=value.get("name") or parts or value.get("company", ""),
            company=value.get("company", ""),
            numbers=tuple(part for field, cell in cells if field == "number" for part in _numbers_in(cell)),
            notes=value.get("notes", ""),
            language=value.get("language", ""),
            agent=value.get("agent", ""),
            vip=value.get("vip", "").casefold() in TRUE,
        )


def write_rows(contacts: Iterable[Contact]) -> Iterator[str]:
    """With a heading; every number in a column of its own. Reads back to the same."""
    listed = tuple(contacts)
    most = max((len(contact.numbers) for contact in listed), default=1)
    yield _row(("name", "company", *["number"] * max(1, most), "vip", "language", "agent", "notes"))
    for contact in listed:
        numbers = (*contact.numbers, *[""] * (max(1, most) - len(contact.numbers)))
        vip = "yes" if contact.vip else ""
        yield _row((contact.name, contact.company, *numbers, vip, contact.language, contact.agent, contact.notes))


def _numbers_in(cell: str) -> Iterator[str]:
    """Google's and Apple's exports write several into one."""
    for part in cell.replace(":::", "\n").splitlines():
        if part.strip():
            yield part.strip()


def _row(cells: Iterable[str]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow([_harmless(cell) for cell in cells])
    return out.getvalue()


def _harmless(cell: str) -> str:
    """No table program takes it for a formula."""
    return f"'{cell}" if _is_formula(cell) else cell


def _as_meant(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and _is_formula(cell[1:]) else cell


def _is_formula(cell: str) -> bool:
    """Also behind apostrophes, so that one that was there already is not taken for ours."""
    bare = cell.lstrip("'")
    return bare.startswith(_FORMULA) and (bare != cell or not _PHONE.fullmatch(cell))
