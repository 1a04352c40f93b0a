"""What two documents differ in, key by key."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from appliance.config.document import Document
from appliance.config.hidden import is_secret
from appliance.config.tables import LISTS, SINGLE
from appliance.model.settings_words import Change, Spot

ORDER: Final = "order"
"""Key under which a change of the order of tables is told; no table has an option of this name."""

MASK: Final = "(hidden)"
"""Stands for a secret in everything that leaves; on the way in it means the one that is in effect."""


def changes(was: Document, now: Document) -> tuple[Change, ...]:
    """By kind and name, new tables and those that are gone as a whole."""
    return tuple(_changes(was, now))


def _changes(was: Document, now: Document) -> Iterator[Change]:
    for kind in (*SINGLE, *LISTS):
        before, after = was.get(kind, {}), now.get(kind, {})
        for name in dict.fromkeys((*before, *after)):
            spot = Spot(kind=kind, name=name)
            if kind in SINGLE:  # one that is not there says nothing, as an empty one does
                yield from _inside(before.get(name, {}), after.get(name, {}), spot)
            elif name in before and name in after:
                yield from _inside(before[name], after[name], spot)
            else:
                yield Change(spot=spot, was=before.get(name), now=after.get(name))
        orders = [name for name in before if name in after], [name for name in after if name in before]
        if orders[0] != orders[1]:
            yield Change(spot=Spot(kind=kind, keys=(ORDER,)), was=orders[0], now=orders[1])


def _inside(was: Mapping[str, Any], now: Mapping[str, Any], spot: Spot) -> Iterator[Change]:
    for key in dict.fromkeys((*was, *now)):
        before, after = was.get(key), now.get(key)
        here = Spot(kind=spot.kind, name=spot.name, keys=(*spot.keys, key))
        if isinstance(before, Mapping) and isinstance(after, Mapping):
            yield from _inside(before, after, here)
        elif not same(before, after):
            yield Change(spot=here, was=before, now=after)


def same(one: Any, other: Any) -> bool:
    """True is not 1 here, although Python says so."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return type(one) is type(other) and bool(one == other)


def masked(value: Any, key: str = "") -> Any:
    """Without its secrets; `key` is the value's own."""
    if isinstance(value, Mapping):
        return {inner: masked(each, inner) for inner, each in value.items()}
    if is_secret(key) and value not in ("", None):
        return MASK
    return [masked(each) for each in value] if isinstance(value, list) else value


def masked_changes(told: Iterable[Change]) -> tuple[Change, ...]:
    return tuple(
        Change(spot=each.spot, was=masked(each.was, _key(each.spot)), now=masked(each.now, _key(each.spot)))
        for each in told
    )


def unmasked(value: Any, present: Any, spot: Spot, left: list[Spot]) -> Any:
    """With the secrets of what is present where the mask stands; `left` gets the spots where there are none."""
    if isinstance(value, Mapping):
        inside = present if isinstance(present, Mapping) else {}
        return {
            key: unmasked(each, inside.get(key), Spot(kind=spot.kind, name=spot.name, keys=(*spot.keys, key)), left)
            for key, each in value.items()
        }
    if value == MASK and is_secret(_key(spot)):
        if present in ("", None, MASK):
            left.append(spot)
            return value
        return present
    return value


def _key(spot: Spot) -> str:
    return spot.keys[-1] if spot.keys else ""
