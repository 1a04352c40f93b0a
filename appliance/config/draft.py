"""A draft: tables laid over those in effect, so that a change can be tried before it is made.

What a draft says replaces; what it does not mention stays. A [table], or a [[table]] of the same name, is changed key
by key; a [[table]] of a new name is added. Nothing is taken away.
"""

from collections.abc import Iterable
from pathlib import Path

from appliance.config.documents import Table, read_folder, read_one
from appliance.config.tables import SINGLE


def read_draft(path: Path, faults: list[str]) -> tuple[Table, ...]:
    """A TOML file, or every *.toml of a folder and of `site` in it; what is wrong with the files goes to faults."""
    if not path.exists():
        faults.append(f"{path}: no such file; expected the draft: a TOML file or a folder of them")
        return ()
    return read_folder(path, faults) if path.is_dir() else read_one(path, path.name, faults)


def laid_over(present: Iterable[Table], draft: Iterable[Table]) -> tuple[Table, ...]:
    """The present tables in their order, changed, then those that are new."""
    tables = {_key(table): table for table in present}
    for table in draft:
        below = tables.get(_key(table))
        tables[_key(table)] = table if below is None else _changed(below, table)
    return tuple(tables.values())


def _key(table: Table) -> tuple[str, str]:
    return table.kind, "" if table.kind in SINGLE else table.name


def _changed(below: Table, table: Table) -> Table:
    """What is wrong with it now is the draft's fault; only a file's path starts where it was written."""
    folder = table.folder if "file" in table.body else below.folder
    return Table(table.kind, {**below.body, **table.body}, table.place, folder)
