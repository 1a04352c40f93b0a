"""One key of a document, found, set and taken away by a path such as `queue.sales.max_wait`."""

import copy
import re
import tomllib
from collections.abc import Mapping
from typing import Any

from appliance.config.document import OF_THE_FILE, Body, Document, from_outside
from appliance.config.errors import SettingsFault
from appliance.config.nearest import hint
from appliance.config.tables import LISTS, SINGLE
from appliance.config.toml_text import key_text
from appliance.model.settings_words import Spot

_MOST_CHARACTERS = 1_000


def read_path(text: str) -> Spot:
    """With the rules of TOML: a name that is no bare word stands in quotes. Raises SettingsFault."""
    keys = _keys(text)
    kind = keys[0]
    if kind not in SINGLE and kind not in LISTS:
        sentence = f"{text}: there is no table [{kind}]; {hint(kind, (*SINGLE, *LISTS))}"
        raise SettingsFault((sentence,))
    if kind in SINGLE:
        spot = Spot(kind=kind, keys=tuple(keys[1:]))
    elif len(keys) > 1:
        spot = Spot(kind=kind, name=keys[1], keys=tuple(keys[2:]))
    else:
        raise SettingsFault((f"{text}: which {kind}? A path goes on with its name, such as {kind}.NAME",))
    if (spot.kind, *spot.keys[:1]) in OF_THE_FILE:
        raise SettingsFault((f"{text}: stands in the file of the settings always; change it there",))
    return spot


def path_text(spot: Spot) -> str:
    """As read_path takes it."""
    return ".".join(key_text(part) for part in (spot.kind, *((spot.name,) if spot.name else ()), *spot.keys))


def read_value(text: str) -> Any:
    """As TOML has it; a text may be written without its quotation marks where it is nothing else."""
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except (tomllib.TOMLDecodeError, RecursionError, KeyError):
        return text


def value_at(document: Document, spot: Spot) -> Any:
    """None when it is not there."""
    place: Any = document.get(spot.kind, {}).get(spot.name)
    for key in spot.keys:
        place = _inside(place, key)
    return place


def with_value(document: Document, spot: Spot, value: Any) -> Document:
    """A new table is made where there is none of that name. Raises SettingsFault where the path leads into a value."""
    changed = copy.deepcopy(document)
    bodies = changed.setdefault(spot.kind, {})
    if not spot.keys:
        bodies[spot.name] = _table(value, spot)
        return _as_kept(changed)
    place: Any = bodies.setdefault(spot.name, {})
    for key in spot.keys[:-1]:
        place = place.setdefault(key, {}) if isinstance(place, dict) else _inside(place, key)
    _put(place, spot, value)
    return _as_kept(changed)


def without(document: Document, spot: Spot) -> Document:
    """Raises SettingsFault when there is nothing."""
    if value_at(document, spot) is None:
        raise SettingsFault((f"{path_text(spot)}: is not set, so there is nothing to take away",))
    changed = copy.deepcopy(document)
    if not spot.keys:
        del changed[spot.kind][spot.name]
        return _as_kept(changed)
    place: Any = changed[spot.kind][spot.name]
    for key in spot.keys[:-1]:
        place = _inside(place, key)
    if isinstance(place, dict):
        del place[spot.keys[-1]]
    else:
        del place[int(spot.keys[-1]) - 1]
    return _as_kept(changed)


def renamed(document: Document, spot: Spot, name: str) -> Document:
    """A [[table]] under another name, at its old place. Raises SettingsFault."""
    bodies = document.get(spot.kind, {})
    if spot.keys or spot.kind in SINGLE or spot.name not in bodies:
        raise SettingsFault((f"{path_text(spot)}: is no table with a name; name one, such as queue.sales",))
    if name in bodies:
        raise SettingsFault((f"{path_text(spot)}: the name {name} is taken; choose another",))
    moved: dict[str, Body] = {name if each == spot.name else each: body for each, body in bodies.items()}
    return _as_kept({**document, spot.kind: moved})


def _as_kept(document: Document) -> Document:
    """Values as JSON holds them."""
    plain = {
        kind: bodies[""] if kind in SINGLE else [{"name": name, **body} for name, body in bodies.items()]
        for kind, bodies in document.items()
        if bodies
    }
    return from_outside(plain, "the draft")


def _keys(text: str) -> list[str]:
    if len(text) > _MOST_CHARACTERS or re.search(r"[\n=\[{]", text):
        raise SettingsFault((f"{text[:40]}: is no path; expected one such as queue.sales.max_wait or box.name",))
    try:
        place: Any = tomllib.loads(f"{text} = 1")
    except (tomllib.TOMLDecodeError, RecursionError):
        sentence = (
            f'{text}: is no path; a name with spaces or dots stands in quotation marks: queue."front desk".target'
        )
        raise SettingsFault((sentence,)) from None
    keys: list[str] = []
    while isinstance(place, Mapping):
        key, place = next(iter(place.items()))
        keys.append(key)
    return keys


def _inside(place: Any, key: str) -> Any:
    if isinstance(place, Mapping):
        return place.get(key)
    if isinstance(place, list) and key.isdecimal() and 1 <= int(key) <= len(place):
        return place[int(key) - 1]
    return None


def _put(place: Any, spot: Spot, value: Any) -> None:
    key = spot.keys[-1]
    if isinstance(place, dict):
        place[key] = value
    elif isinstance(place, list) and key.isdecimal() and 1 <= int(key) <= len(place) + 1:
        place[int(key) - 1 : int(key)] = [value]
    else:
        sentence = f"{path_text(spot)}: what stands before the last dot is no table; set that itself first"
        raise SettingsFault((sentence,))


def _table(value: Any, spot: Spot) -> Body:
    if not isinstance(value, dict):
        sentence = f'{path_text(spot)}: is a table; name a key of it, or give a whole one: {{ key = "value" }}'
        raise SettingsFault((sentence,))
    return {key: each for key, each in value.items() if key != "name"}
