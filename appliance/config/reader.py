"""Reads a table into a value, strictly, by the type hints of the value; every fault is collected, none is fatal.

What could not be read is None in the value, so that the rest of it can still be judged; faults say it must not be used.

A field whose name ends in `_ms` is written without that ending and as text with a unit: `max_wait = "10 min"`.
One of several kinds of value (a step of a flow) says which it is by the key `step`.
"""

import datetime
from collections.abc import Mapping
from enum import Enum
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, NamedTuple, TypeVar, Union, get_args, get_origin

import msgspec

from appliance.config.friendly import EXPECTED_DURATION, read_duration
from appliance.config.nearest import hint, nearest
from appliance.config.places import Place
from appliance.config.rules import KEY_RULES, RULES, Rule, rule_of
from appliance.config.toml_text import shown
from appliance.model.words import Value

V = TypeVar("V", bound=Value)

KIND_KEY = "step"

_SCALARS: dict[Any, tuple[tuple[type, ...], str]] = {
    str: ((str,), 'expected text in quotes, such as "text"'),
    int: ((int,), "expected a whole number, without quotes"),
    float: ((int, float), "expected a number, without quotes"),
    bool: ((bool,), "expected true or false, without quotes"),
}
"""Type → what TOML may hold for it, what was expected."""


def key_of(field: str) -> str:
    """A field's name as the settings write it."""
    return field.removesuffix("_ms")


def is_duration(field: str) -> bool:
    return field.endswith("_ms")


def kinds_of(kind: Any) -> dict[str, type[Value]]:
    """The kinds of value a union holds, by the word that tells them apart; empty for every other type."""
    members = get_args(kind) if get_origin(kind) in {Union, UnionType} else ()
    values = [member for member in members if isinstance(member, type) and issubclass(member, Value)]
    return {str(value.__struct_config__.tag): value for value in values}


class _Spot(NamedTuple):
    """What is being read: where it stands and what it must keep to."""

    place: Place
    duration: bool = False
    rule: Rule | None = None
    key_rule: Rule | None = None

    def inside(self, key: str) -> "_Spot":
        return self._replace(place=self.place.at(key))


class Reader:
    """Collects faults over everything it reads."""

    def __init__(self) -> None:
        self.faults: list[str] = []

    def read(self, table: Mapping[str, Any], wanted: type[V], place: Place, *, but: str = "") -> V:
        """The value in the table. The key `but` is somebody else's."""
        known = {key_of(field.name): field for field in msgspec.structs.fields(wanted)}
        free = [key for key in known if key not in table]
        strays = [key for key in table if key not in known and key != but]
        for key in strays:
            advice = hint(key, free, "every option is given already")
            if "options" in free and nearest(key, free) is None:
                advice = 'what a driver needs stands in its table "options"'
            self._wrong(place.at(key), table[key], f"no such option; {advice}")
        values: dict[str, Any] = {}
        for key, field in known.items():
            if key in table:
                spot = _Spot(
                    place.at(key),
                    is_duration(field.name),
                    rule_of(RULES, wanted, field.name),
                    rule_of(KEY_RULES, wanted, field.name),
                )
                values[field.name] = self._value(table[key], field.type, spot)
            elif field.required:
                values[field.name] = None
                if not any(nearest(stray, [key]) for stray in strays):  # else the mistyped one was told already
                    self.faults.append(place.lacks(f'lacks the option "{key}"'))
        return wanted(**values)

    def _value(self, value: Any, kind: Any, spot: _Spot) -> Any:  # noqa: PLR0911 - one return per kind of type
        origin, inner = get_origin(kind), get_args(kind)
        if kind is Any:
            return value
        if origin is Annotated:
            return self._annotated(value, inner, spot)
        if origin in {Union, UnionType}:
            return self._either(value, kind, spot)
        if origin is Literal or (isinstance(kind, type) and issubclass(kind, Enum)):
            return self._choice(value, kind, spot)
        if origin is tuple:
            return self._list(value, inner[0], spot)
        if origin is dict:
            return self._table(value, inner[1], spot)
        if isinstance(kind, type) and issubclass(kind, Value):
            return self.read(value, kind, spot.place) if self._is_table(value, spot) else None
        return self._scalar(value, kind, spot)

    def _scalar(self, value: Any, kind: Any, spot: _Spot) -> Any:
        if spot.duration:
            return self._duration(value, spot)
        accepted, expected = _SCALARS[kind]
        if kind is str and isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
            value = value.isoformat()  # TOML knows dates; the model writes them as text
        if not isinstance(value, accepted) or (isinstance(value, bool) and kind is not bool):
            return self._wrong(spot.place, value, expected)
        return self._kept(kind(value), value, spot)

    def _duration(self, value: Any, spot: _Spot) -> Any:
        if not isinstance(value, str):
            return self._wrong(spot.place, value, EXPECTED_DURATION)
        try:
            return self._kept(read_duration(value), value, spot)
        except ValueError as fault:
            return self._wrong(spot.place, value, str(fault))

    def _kept(self, value: Any, written: Any, spot: _Spot) -> Any:
        expected = spot.rule(value) if spot.rule else ""
        return self._wrong(spot.place, written, expected) if expected else value

    def _annotated(self, value: Any, inner: tuple[Any, ...], spot: _Spot) -> Any:
        bounds = [item for item in inner[1:] if isinstance(item, msgspec.Meta)]
        return self._value(value, inner[0], spot._replace(rule=_bounded(bounds, duration=spot.duration)))

    def _either(self, value: Any, kind: Any, spot: _Spot) -> Any:
        kinds = kinds_of(kind)
        if len(kinds) > 1:
            return self._one_of(value, kinds, spot)
        rest = [member for member in get_args(kind) if member is not NoneType]
        if len(rest) != 1:
            text = f"settings cannot hold {kind}: use one type, or one type and None"
            raise TypeError(text)
        return self._value(value, rest[0], spot)

    def _one_of(self, value: Any, kinds: dict[str, type[Value]], spot: _Spot) -> Any:
        if not self._is_table(value, spot):
            return None
        word = value.get(KIND_KEY)
        if word is None:
            self.faults.append(spot.place.lacks(f'lacks the option "{KIND_KEY}"; {hint("", kinds)}'))
            return None
        if not isinstance(word, str) or word not in kinds:
            return self._wrong(spot.place.at(KIND_KEY), word, f"no such {KIND_KEY}; {hint(str(word), kinds)}")
        return self.read(value, kinds[word], spot.place, but=KIND_KEY)

    def _choice(self, value: Any, kind: Any, spot: _Spot) -> Any:
        words = {item: item for item in get_args(kind)} or {item.value: item for item in kind}
        if isinstance(value, str) and value in words:
            return words[value]
        return self._wrong(spot.place, value, f"no such value; {hint(str(value), words)}")

    def _list(self, value: Any, kind: Any, spot: _Spot) -> Any:
        if not isinstance(value, list):
            return self._wrong(spot.place, value, 'expected a list in brackets, such as [1, 2] or ["a", "b"]')
        return tuple(self._value(item, kind, spot.inside(str(number))) for number, item in enumerate(value, 1))

    def _table(self, value: Any, kind: Any, spot: _Spot) -> Any:
        if not self._is_table(value, spot):
            return None
        for key in value:
            expected = spot.key_rule(key) if spot.key_rule else ""
            if expected:
                self._wrong(spot.place.at(key), value[key], f"the key {shown(key)} is wrong, {expected}")
        return {key: self._value(item, kind, spot.inside(key)) for key, item in value.items()}

    def _is_table(self, value: Any, spot: _Spot) -> bool:
        if isinstance(value, Mapping):
            return True
        self._wrong(spot.place, value, 'expected a table, such as { key = "value" }')
        return False

    def _wrong(self, place: Place, value: Any, problem: str) -> None:
        self.faults.append(place.wrong(value, problem))


def _bounded(bounds: list[msgspec.Meta], *, duration: bool) -> Rule:
    """The rule in msgspec's bounds ge and le, which is all that drivers' options use."""

    def rule(value: Any) -> str:
        for bound in bounds:
            if (bound.ge is not None and value < bound.ge) or (bound.le is not None and value > bound.le):
                unit = " ms" if duration else ""
                least = f"at least {bound.ge}{unit}" if bound.ge is not None else ""
                most = f"at most {bound.le}{unit}" if bound.le is not None else ""
                return "expected " + " and ".join(part for part in (least, most) if part)
        return ""

    return rule
