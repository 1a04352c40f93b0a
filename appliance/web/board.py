"""What a watcher is sent: the house in parts of JSON, and of them only those that changed since the last time."""

from collections.abc import Mapping
from typing import TypeAlias

import msgspec

from appliance.model.snapshot import Snapshot
from appliance.web.feed import Gone

Parts: TypeAlias = Mapping[str, bytes]
"""Name → JSON. Of a snapshot every field but its clock is a part."""

SNAPSHOT_PARTS = (
    "draining",
    "lines",
    "calls",
    "queues",
    "agents",
    "lamps",
    "boxes",
    "devices",
    "last_calls",
    "last_texts",
    "prompt_faults",
)

_encode = msgspec.json.Encoder().encode


def parts_of(box: str, assets: str, gone: Gone | None, snapshot: Snapshot | None) -> Parts:
    """`assets` lets a page see that it is older than the program."""
    parts = {"box": _encode(box), "assets": _encode(assets), "gone": _encode(gone)}
    if snapshot is not None:
        parts |= {name: _encode(getattr(snapshot, name)) for name in SNAPSHOT_PARTS}
    return parts


def message(seen: Parts, parts: Parts, snapshot: Snapshot | None) -> str:
    """One JSON object: the clock of now and the parts that are not as seen."""
    clock = {} if snapshot is None else {"now": _encode(snapshot.now), "utc_ms": _encode(snapshot.utc_ms)}
    fresh = clock | {name: value for name, value in parts.items() if seen.get(name) != value}
    return "{" + ",".join(f'"{name}":{value.decode()}' for name, value in fresh.items()) + "}"
