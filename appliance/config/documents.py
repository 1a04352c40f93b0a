"""The settings' files as tables: the main file and every *.toml of the folder `site` next to it."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from appliance.config.nearest import hint, nearest
from appliance.config.places import Place
from appliance.config.tables import LISTS, SINGLE
from appliance.config.toml_text import shown, shown_key

SITE_FOLDER = "site"
_LARGEST_BYTES = 1_000_000
"""Far above the largest site; a wrong file (a recording, a device) is refused instead of read."""


class Table(NamedTuple):
    """One [table] or [[table]] as it was read."""

    kind: str
    body: Mapping[str, Any]
    place: Place
    folder: Path
    """Of the file it stands in; relative paths in it start there."""

    @property
    def name(self) -> str:
        return str(self.body.get("name", ""))


def read_tables(main: Path, faults: list[str]) -> tuple[Table, ...]:
    """Every known table of every file, by the files' names; what is wrong with the files goes to faults."""
    site = main.parent / SITE_FOLDER
    labelled = [(main, main.name), *((path, f"{SITE_FOLDER}/{path.name}") for path in sorted(site.glob("*.toml")))]
    return _read_all(labelled, faults)


def read_one(path: Path, label: str, faults: list[str]) -> tuple[Table, ...]:
    """Of a single file, and nothing beside it."""
    return _read_all([(path, label)], faults)


def read_folder(folder: Path, faults: list[str]) -> tuple[Table, ...]:
    """Of every *.toml in it and in its folder `site`; there may be either."""
    paths = [*sorted(folder.glob("*.toml")), *sorted((folder / SITE_FOLDER).glob("*.toml"))]
    if not paths:
        faults.append(f"{folder}: no *.toml in it; expected a folder of settings")
    return _read_all([(path, f"{folder.name}/{path.relative_to(folder)}") for path in paths], faults)


def tables_in(document: Mapping[str, Any], label: str, folder: Path, faults: list[str]) -> tuple[Table, ...]:
    """Of a document that stands in no file: `label` says where it comes from."""
    return tuple(_once(list(_tables_of(document, label, folder, faults)), faults))


def _read_all(labelled: Iterable[tuple[Path, str]], faults: list[str]) -> tuple[Table, ...]:
    tables: list[Table] = []
    for path, label in labelled:
        document = _read_file(path, label, faults)
        tables += _tables_of(document, label, path.parent.absolute(), faults)
    return tuple(_once(tables, faults))


def _read_file(path: Path, label: str, faults: list[str]) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            content = file.read(_LARGEST_BYTES + 1)
        if len(content) > _LARGEST_BYTES:
            faults.append(f"{label}: larger than {_LARGEST_BYTES} bytes; expected settings in TOML")
            return {}
        return tomllib.loads(content.decode())
    except FileNotFoundError:
        faults.append(f"{path}: no such file; expected the main file of the settings, try --config FILE")
    except OSError as fault:
        faults.append(f"{label}: cannot be read: {fault.strerror}; expected a file the box may read")
    except UnicodeDecodeError as fault:
        faults.append(f"{label}: byte {fault.start} is not UTF-8; expected TOML, which is always UTF-8")
    except tomllib.TOMLDecodeError as fault:
        faults.append(f"{label}: not TOML: {_lower_first(str(fault))}")
    return {}


def _tables_of(document: Mapping[str, Any], label: str, folder: Path, faults: list[str]) -> Iterator[Table]:
    for key, value in document.items():
        if key in SINGLE and isinstance(value, Mapping):
            yield Table(key, value, Place(f"{label}: [{key}]", kind=key), folder)
        elif key in LISTS and _is_list_of_tables(value):
            for number, body in enumerate(value, 1):
                name = body.get("name")
                title = f"{label}: [[{key}]] {number}" + (f" {shown(name)}" if isinstance(name, str) else "")
                yield Table(key, body, Place(title, kind=key, name=name if isinstance(name, str) else ""), folder)
        else:
            faults.append(_misplaced(key, value, label))


def _once(tables: list[Table], faults: list[str]) -> Iterator[Table]:
    """Each table once: a second [table] of a kind, or a second [[table]] of a name, is a fault."""
    seen: dict[tuple[str, str], Table] = {}
    for table in tables:
        single = table.kind in SINGLE
        first = seen.setdefault((table.kind, "" if single else table.name), table)
        if first is table or (not single and not table.name):
            yield table
        elif single:
            faults.append(table.place.lacks(f"stands already in {first.place.where}; keep one of the two"))
        else:
            problem = f"the name is taken by {first.place.where}; give each {table.kind} its own"
            faults.append(table.place.at("name").wrong(table.name, problem))


def _misplaced(key: str, value: Any, label: str) -> str:
    if key in LISTS:
        return f"{label}: [{key}]: expected [[{key}]] with two brackets, once for each {key}"
    if key in SINGLE:
        return f"{label}: [[{key}]]: expected [{key}] with single brackets, once for the box"
    if not isinstance(value, Mapping) and not _is_list_of_tables(value):
        return Place(f"{label}:").at(key).wrong(value, "stands outside of every table; put it below its [table]")
    near = nearest(key, (*SINGLE, *LISTS))
    meant = f"[[{near}]]" if near in LISTS else f"[{near}]"
    advice = f"did you mean {meant}?" if near else hint(key, (*SINGLE, *LISTS))
    return f"{label}: [{shown_key(key)}]: no such table; {advice}"


def _is_list_of_tables(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, Mapping) for item in value)


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]
