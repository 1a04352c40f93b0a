"""The settings in effect as TOML, each with where it comes from; it loads to the same settings, secrets aside."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import Enum
from pathlib import Path
from typing import Any, NamedTuple, get_args

import msgspec

from appliance.config.documents import Table
from appliance.config.friendly import write_duration
from appliance.config.hidden import HIDDEN, is_secret
from appliance.config.loading import Loaded, choice_of
from appliance.config.places import Place
from appliance.config.reader import KIND_KEY, is_duration, key_of, kinds_of
from appliance.config.references import Entry
from appliance.config.tables import LISTS, SINGLE
from appliance.config.toml_text import key_text, value_text
from appliance.model.settings import DriverChoice
from appliance.model.words import Value

OpenOptions = Callable[[str, DriverChoice], Value | None]
"""Table (line, agent, lamps) and the driver it chooses → its options, defaults filled in; None when nobody knows."""

_COMMENT_COLUMN = 48
_EMPTY = value_text("")


class _Row(NamedTuple):
    key: str
    text: str
    written: bool
    """Stands in a file; otherwise it is the default."""
    changed: bool
    """Differs from the default, or has none."""


def dump(loaded: Loaded, *, changed: bool = False, open_options: OpenOptions = lambda _table, _choice: None) -> str:
    """Every setting with its origin; with `changed` only those that differ from the default."""
    lines: list[str] = []
    for entry in _complete(loaded.entries):
        body = list(_table_lines(entry, open_options, only_changed=changed))
        if body or entry.table.kind in LISTS:
            lines += [*_header(entry), *body, ""]
    return "\n".join(lines)


def _complete(entries: Iterable[Entry]) -> Iterator[Entry]:
    """Single tables in their order, defaults for those that stand nowhere, then the lists."""
    entries = tuple(entries)
    by_kind = {entry.table.kind: entry for entry in entries if entry.table.kind in SINGLE}
    for kind, shape in SINGLE.items():
        yield by_kind.get(kind) or Entry(_nowhere(kind), shape())
    for kind in LISTS:
        yield from (entry for entry in entries if entry.table.kind == kind)


def _nowhere(kind: str) -> Table:
    return Table(kind, {}, Place(""), Path())


def _header(entry: Entry) -> list[str]:
    kind, where = entry.table.kind, entry.table.place.where
    title = f"[{kind}]" if kind in SINGLE else f"[[{kind}]]"
    return [f"# {where}", title] if where else [title]


def _table_lines(entry: Entry, open_options: OpenOptions, *, only_changed: bool) -> Iterator[str]:
    table, value = entry.table, entry.value
    file = table.place.where.partition(":")[0]
    yield from _row_lines(_rows(value, table.body), file, only_changed=only_changed)
    for name, step, body in _steps(value, table.body):
        yield from ("", f"[{table.kind}.steps.{key_text(name)}]", f'{KIND_KEY} = "{step.__struct_config__.tag}"')
        yield from _row_lines(_rows(step, body), file, only_changed=only_changed)
    choice = choice_of(entry)
    inside = list(_row_lines(_option_rows(table.kind, choice, open_options), file, only_changed=only_changed))
    if inside:
        yield from ("", f"[{table.kind}.options]", *inside)


def _rows(value: Value, body: Mapping[str, Any]) -> Iterator[_Row]:
    for field in msgspec.structs.fields(value):
        current, key = getattr(value, field.name), key_of(field.name)
        if current is None or field.name == "options" or _holds_steps(field.type):
            continue
        text = value_text(plain(current, duration=is_duration(field.name)))
        yield _Row(key, text, key in body, field.required or current != _default(field))


def _option_rows(table: str, choice: DriverChoice | None, open_options: OpenOptions) -> Iterator[_Row]:
    options = open_options(table, choice) if choice is not None else None
    if options is not None and choice is not None:
        yield from _rows(options, choice.options)
    elif choice is not None:
        for key, value in choice.options.items():
            yield _Row(key, value_text(value), written=True, changed=True)


def plain(value: Any, *, duration: bool = False) -> Any:
    """A setting's value as TOML holds it and as the reader takes it."""
    if duration and isinstance(value, int):
        return write_duration(value)
    match value:
        case Enum():
            return value.value
        case tuple():
            return [plain(item, duration=duration) for item in value]
        case dict():
            return {key: plain(item, duration=duration) for key, item in value.items()}
        case Value():
            return {
                key_of(field.name): plain(getattr(value, field.name), duration=is_duration(field.name))
                for field in msgspec.structs.fields(value)
                if getattr(value, field.name) is not None
            }
    return value


def _row_lines(rows: Iterable[_Row], file: str, *, only_changed: bool) -> Iterator[str]:
    for row in rows:
        if row.changed or not only_changed:
            secret = is_secret(row.key) and row.text != _EMPTY
            setting = f"# {key_text(row.key)}: {HIDDEN}" if secret else f"{key_text(row.key)} = {row.text}"
            yield f"{setting:<{_COMMENT_COLUMN}} # {file if row.written else 'default'}"


def _default(field: msgspec.structs.FieldInfo) -> Any:
    return field.default_factory() if field.default_factory is not msgspec.NODEFAULT else field.default


def _holds_steps(kind: Any) -> bool:
    """A table of values of several kinds, each in a table of its own: the steps of a flow."""
    return any(kinds_of(inner) for inner in get_args(kind)) and not kinds_of(kind)


def _steps(value: Value, body: Mapping[str, Any]) -> Iterator[tuple[str, Value, Mapping[str, Any]]]:
    for name, step in getattr(value, "steps", {}).items():
        yield name, step, body.get("steps", {}).get(name, {})
