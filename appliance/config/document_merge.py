"""Two documents that were changed from the same one, brought together: table by table, key by key."""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from appliance.config.document import Document
from appliance.config.document_diff import same
from appliance.config.reader import KIND_KEY
from appliance.config.tables import LISTS, SINGLE
from appliance.model.settings_words import Conflict, Spot


class Merged(NamedTuple):
    document: Document
    """Where the two are at odds it is as the others have it, or as we do where that was asked for."""
    conflicts: tuple[Conflict, ...]


class _Gone:
    """Is not there."""


_GONE: Final = _Gone()


def merge(base: Document, theirs: Document, ours: Document, *, prefer_ours: bool = False) -> Merged:
    """What only one side changed is as that side has it; what both changed, each in its own way, is a conflict."""
    conflicts: list[Conflict] = []
    merged: Document = {}
    for kind in (*SINGLE, *LISTS):
        sides = [document.get(kind, {}) for document in (base, theirs, ours)]
        bodies: dict[str, dict[str, Any]] = {}
        for name in _order(*sides):
            spot = Spot(kind=kind, name=name)
            three = [side.get(name, {} if kind in SINGLE else _GONE) for side in sides]
            body = _merged((three[0], three[1], three[2]), spot, conflicts, prefer_ours=prefer_ours)
            if not isinstance(body, _Gone):
                bodies[name] = body
        if bodies:
            merged[kind] = bodies
    return Merged(merged, tuple(conflicts))


def _merged(three: tuple[Any, Any, Any], spot: Spot, conflicts: list[Conflict], *, prefer_ours: bool) -> Any:
    base, theirs, ours = three
    if _same(ours, base) or _same(theirs, ours):
        return theirs
    if _same(theirs, base):
        return ours
    if isinstance(theirs, Mapping) and isinstance(ours, Mapping) and _of_one_kind(three):
        inside = [side if isinstance(side, Mapping) else {} for side in three]
        body: dict[str, Any] = {}
        for key in _order(*inside):
            here = Spot(kind=spot.kind, name=spot.name, keys=(*spot.keys, key))
            there = (inside[0].get(key, _GONE), inside[1].get(key, _GONE), inside[2].get(key, _GONE))
            value = _merged(there, here, conflicts, prefer_ours=prefer_ours)
            if not isinstance(value, _Gone):
                body[key] = value
        return body
    conflicts.append(Conflict(spot=spot, base=_told(base), theirs=_told(theirs), ours=_told(ours)))
    return ours if prefer_ours else theirs


def _of_one_kind(three: tuple[Any, Any, Any]) -> bool:
    """A step that became one of another kind is another step: its keys cannot be mixed with the old one's."""
    kinds = [side.get(KIND_KEY) for side in three if isinstance(side, Mapping)]
    return all(kind == kinds[0] for kind in kinds)


def _order(base: Mapping[str, Any], theirs: Mapping[str, Any], ours: Mapping[str, Any]) -> list[str]:
    """That of the side which changed it, ours if both did; what only the other side has comes last."""
    kept = [name for name in ours if name in base] == [name for name in base if name in ours]
    ours_first = list(theirs) == list(base) or not kept
    return list(dict.fromkeys((*ours, *theirs, *base) if ours_first else (*theirs, *ours, *base)))


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, _Gone) or isinstance(other, _Gone):
        return one is other
    return same(one, other)


def _told(value: Any) -> Any:
    return None if isinstance(value, _Gone) else value
