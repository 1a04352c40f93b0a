"""What a watcher is sent: the house in parts of JSON, and of them only those that changed since the last time."""

from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

import msgspec

from appliance.model.snapshot import Snapshot
from appliance.model.words import Value
from appliance.web.feed import Gone

SNAPSHOT_PARTS = (
    "draining",
    "lines",
    "calls",
    "queues",
    "agents",
    "lamps",
    "boxes",
    "missed_marks",
    "devices",
    "last_calls",
    "last_texts",
    "prompt_faults",
)
KEYS = {
    "lines": "name",
    "calls": "call",
    "queues": "name",
    "agents": "name",
    "lamps": "name",
    "boxes": "name",
    "devices": "name",
    "last_calls": "call",
    "last_texts": "key",
}
"""Lists whose rows are known by one of their fields."""

Rows: TypeAlias = Mapping[str | int, bytes]
"""Key → JSON of the row, in the list's order."""

_encode = msgspec.json.Encoder().encode


class Parts(Value, frozen=True):
    whole: Mapping[str, bytes] = {}
    """Name → JSON. Of a snapshot every field but its clock is a part."""
    rows: Mapping[str, Rows] = {}
    """Of those parts that are lists of rows."""


NOTHING = Parts()


def parts_of(box: str, assets: str, gone: Gone | None, snapshot: Snapshot | None) -> Parts:
    """`assets` lets a page see that it is older than the program."""
    whole = {"box": _encode(box), "assets": _encode(assets), "gone": _encode(gone)}
    rows: dict[str, Rows] = {}
    if snapshot is not None:
        for name in SNAPSHOT_PARTS:
            value = getattr(snapshot, name)
            found = {getattr(row, KEYS[name]): _encode(row) for row in value} if name in KEYS else {}
            if name in KEYS and len(found) == len(value):  # two rows of one key are no rows by key
                rows[name], whole[name] = found, b"[" + b",".join(found.values()) + b"]"
            else:
                whole[name] = _encode(value)
    return Parts(whole, rows)


def message(seen: Parts, parts: Parts, snapshot: Snapshot | None, *, by_row: bool = False) -> str:
    """One JSON object: the clock of now and the parts that are not as seen.

    `by_row`: of a list that changed a little, "~name" stands in the place of "name": {"put": rows that are new or
    other, "keys": all keys in order, where that is not as it was}.
    """
    clock = {} if snapshot is None else {"now": _encode(snapshot.now), "utc_ms": _encode(snapshot.utc_ms)}
    fresh = {**clock, **dict(_changes(seen, parts, by_row=by_row))}
    return "{" + ",".join(f'"{name}":{value.decode()}' for name, value in fresh.items()) + "}"


def _changes(seen: Parts, parts: Parts, *, by_row: bool) -> Iterator[tuple[str, bytes]]:
    for name, whole in parts.whole.items():
        if seen.whole.get(name) == whole:
            continue
        if by_row and name in seen.rows and name in parts.rows:
            patch = _patch(seen.rows[name], parts.rows[name])
            if len(patch) < len(whole):
                yield f"~{name}", patch
                continue
        yield name, whole


def _patch(before: Rows, after: Rows) -> bytes:
    put = [row for key, row in after.items() if before.get(key) != row]
    patch: dict[str, Any] = {"put": [msgspec.Raw(row) for row in put]}
    if list(before) != list(after):
        patch["keys"] = list(after)
    return _encode(patch)
