"""Which settings hold: those of the files until somebody publishes, and from then on what was published last."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from appliance.config.document import OF_THE_FILE, Document, tables_of
from appliance.config.documents import Table, read_tables
from appliance.config.places import Place
from appliance.config.stored import label_of, published
from appliance.model.settings import DATABASE_NAME, BoxSettings


class InEffect(NamedTuple):
    tables: tuple[Table, ...]
    version: int
    """Published; 0: the files'."""


def tables_in_effect(main: Path, faults: list[str]) -> InEffect:
    """What is wrong with the files counts while they hold; afterwards they only say where store and socket are."""
    own: list[str] = []
    files = read_tables(main, own)
    found = published(database_in(files)) if not own or _box(files) is not None else None
    if found is None:
        faults += own
        return InEffect(files, 0)
    return InEffect(with_places(found.document, files, label_of(found.version), main, faults), found.version)


def with_places(
    document: Document, files: Iterable[Table], label: str, main: Path, faults: list[str]
) -> tuple[Table, ...]:
    """The document's tables, and what the files say of where store and socket are."""
    tables = tables_of(document, label, main.parent.absolute(), faults)
    places = _places(_box(files))
    if not places:
        return tables
    box = next((table for table in tables if table.kind == "box"), None)
    if box is None:
        box = Table("box", {}, Place(f"{label}: [box]", kind="box"), main.parent.absolute())
        tables = (box, *tables)
    whole = box._replace(body={**box.body, **places})
    return tuple(whole if table is box else table for table in tables)


def database_in(files: Iterable[Table]) -> Path:
    """Of the box that these files are of."""
    state_dir = _places(_box(files)).get("state_dir")
    return Path(state_dir if isinstance(state_dir, str) and state_dir else BoxSettings().state_dir) / DATABASE_NAME


def _box(files: Iterable[Table]) -> Table | None:
    return next((table for table in files if table.kind == "box"), None)


def _places(box: Table | None) -> Mapping[str, Any]:
    """Of the file, what stands in it always."""
    return {key: box.body[key] for kind, key in OF_THE_FILE if box is not None and key in box.body}
