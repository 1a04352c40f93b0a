"""A document: all settings as values, with no place and no file – what is kept, compared, merged, sent and exported."""

import datetime
import math
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final, TypeAlias

import msgspec

from appliance.config.documents import Table, tables_in
from appliance.config.errors import SettingsFault
from appliance.config.places import Fault
from appliance.config.tables import LISTS, SINGLE
from appliance.config.toml_text import document_text
from appliance.model.settings_words import Spot

Body: TypeAlias = dict[str, Any]
Document: TypeAlias = dict[str, dict[str, Body]]
"""Kind of table → name → keys and values. A [table] has the name "", a [[table]] does not repeat its own."""

LARGEST_BYTES: Final = 600_000
"""As JSON, far above the largest site. A message to the box holds 1 MiB, with every quotation mark in it escaped."""
DEEPEST: Final = 20
"""Tables within tables; a step of a flow is four deep."""

OF_THE_FILE: Final = (("box", "state_dir"), ("box", "run_dir"))
"""Where the store and the control socket are: needed to find everything else, so they stand in the file always."""

_FILE_KEYS: Final = {("prompt", "file"), ("mail", "password_file")}
"""Paths that are told from the folder of their file."""


def document_of(tables: Iterable[Table], faults: list[str]) -> Document:
    """What the tables say, without what stands in the file always; a table without a name cannot be kept."""
    document: Document = {}
    for table in tables:
        name = table.body.get("name", "") if table.kind in LISTS else ""
        if table.kind in LISTS and (not isinstance(name, str) or not name):
            faults.append(table.place.lacks('lacks the option "name", or it is no text: it cannot be kept without'))
            continue
        body = {key: _settled(table, key, value) for key, value in table.body.items()}
        if table.kind in LISTS:
            body.pop("name")
        for kind, key in OF_THE_FILE:
            if kind == table.kind:
                body.pop(key, None)
        document.setdefault(table.kind, {})[name] = body
    return {kind: document[kind] for kind in (*SINGLE, *LISTS) if kind in document}


def tables_of(document: Document, label: str, folder: Path, faults: list[str]) -> tuple[Table, ...]:
    """As if they stood in a file of that name and folder."""
    return tables_in(outside(document), label, folder, faults)


def outside(document: Document) -> dict[str, Any]:
    """As TOML and JSON have it: one table of a kind, or a list of those that have names."""
    return {
        kind: bodies.get("", {}) if kind in SINGLE else [{"name": name, **body} for name, body in bodies.items()]
        for kind, bodies in document.items()
        if bodies
    }


def to_json(document: Document) -> str:
    return msgspec.json.encode(outside(document)).decode()


def to_toml(document: Document) -> str:
    return document_text(outside(document))


def from_json(text: str | bytes, label: str, folder: Path = Path("/")) -> Document:
    """Raises SettingsFault for what is no document; whether the settings in it are right is not looked at."""
    if len(text) > LARGEST_BYTES:
        raise SettingsFault((f"{label}: larger than {LARGEST_BYTES} bytes; expected settings",))
    try:
        read = msgspec.json.decode(text, type=dict[str, Any])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as fault:
        raise SettingsFault((f"{label}: not JSON of settings: {fault}",)) from None
    return from_outside(read, label, folder)


def from_outside(read: Mapping[str, Any], label: str, folder: Path = Path("/")) -> Document:
    """Raises SettingsFault likewise."""
    faults: list[str] = []
    if _depth(read, DEEPEST + 2) > DEEPEST:
        raise SettingsFault((f"{label}: tables stand more than {DEEPEST} deep in one another; expected settings",))
    document = document_of(tables_in(read, label, folder, faults), faults)
    if faults:
        raise SettingsFault(faults)
    return document


def misplaced(read: Mapping[str, Any], label: str) -> list[str]:
    """Faults of a document that names what stands in the file always."""
    return [
        Fault(f"{label}: [{kind}] {key}: stands in the file of the settings always; change it there", _spot(kind, key))
        for kind, key in OF_THE_FILE
        if isinstance(read.get(kind), Mapping) and key in read[kind]
    ]


def _spot(kind: str, key: str) -> Spot:
    return Spot(kind=kind, keys=(key,))


def _settled(table: Table, key: str, value: Any) -> Any:
    if (table.kind, key) in _FILE_KEYS and isinstance(value, str) and value:
        return str(table.folder / value)
    return _plain(value)


def _plain(value: Any) -> Any:
    """As JSON can hold it; what JSON cannot becomes text, which the reader of settings then says more about."""
    match value:
        case Mapping():
            return {str(key): _plain(inside) for key, inside in value.items()}
        case list() | tuple():
            return [_plain(inside) for inside in value]
        case datetime.date() | datetime.time():
            return value.isoformat()
        case None:
            return ""  # JSON knows it, settings do not
    return str(value) if _is_beyond_json(value) else value


def _is_beyond_json(value: Any) -> bool:
    return (isinstance(value, float) and not math.isfinite(value)) or (
        isinstance(value, int) and not -(2**63) <= value < 2**63
    )


def _depth(value: Any, most: int) -> int:
    """How deep it is, or `most` where it is deeper than that."""
    inner = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
    return 1 + max((_depth(each, most - 1) for each in inner), default=0) if most > 0 else 1
