"""Values as TOML text. Knows the part of TOML that settings use: tables, arrays of tables, scalars, inline tables."""

import datetime
import re
from collections.abc import Mapping, Sequence
from typing import Any

_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r", "\b": "\\b", "\f": "\\f"}
_LONGEST_SHOWN = 60
"""Characters of a value quoted in a message."""


def key_text(key: str) -> str:
    return key if _BARE_KEY.fullmatch(key) else _string(key)


def value_text(value: Any) -> str:
    """One value on one line. Raises TypeError for what TOML cannot hold."""
    match value:
        case bool():
            return "true" if value else "false"
        case int() | float():
            return repr(value)
        case str():
            return _string(value)
        case datetime.date() | datetime.time():
            return value.isoformat()
        case Mapping():
            inside = ", ".join(f"{key_text(key)} = {value_text(item)}" for key, item in value.items())
            return f"{{ {inside} }}" if inside else "{}"
        case Sequence():
            return "[" + ", ".join(value_text(item) for item in value) + "]"
    text = f"TOML cannot hold {type(value).__name__}"
    raise TypeError(text)


def document_text(document: Mapping[str, Any]) -> str:
    """A whole document from plain values: mappings become tables, lists of mappings arrays of tables."""
    return "\n".join(_table_lines((), document)).lstrip("\n") + "\n"


def shown(value: Any) -> str:
    """A value as a message quotes it."""
    try:
        text = value_text(value)
    except TypeError:
        text = repr(value)
    return _shortened(text)


def shown_key(key: str) -> str:
    return _shortened(key_text(key))


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST_SHOWN else text[: _LONGEST_SHOWN - 1] + "…"


def _string(text: str) -> str:
    return '"' + "".join(_ESCAPES.get(char) or _printable(char) for char in text) + '"'


def _printable(char: str) -> str:
    code = ord(char)
    return f"\\u{code:04X}" if code < 0x20 or code == 0x7F else char


def _is_tables(value: Any) -> bool:
    return isinstance(value, list | tuple) and bool(value) and all(isinstance(item, Mapping) for item in value)


def _table_lines(path: tuple[str, ...], table: Mapping[str, Any]) -> list[str]:
    lines = [
        f"{key_text(key)} = {value_text(value)}"
        for key, value in table.items()
        if not isinstance(value, Mapping) and not _is_tables(value)
    ]
    for key, value in table.items():
        inner = (*path, key)
        name = ".".join(key_text(part) for part in inner)
        if isinstance(value, Mapping):
            lines += ["", f"[{name}]", *_table_lines(inner, value)]
        elif _is_tables(value):
            for item in value:
                lines += ["", f"[[{name}]]", *_table_lines(inner, item)]
    return lines
