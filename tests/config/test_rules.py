"""Rules are about fields there are, and every default keeps them."""

from itertools import chain
from typing import Any

import msgspec
import pytest

from appliance.config.rules import KEY_RULES, RULES


def leaves(value: Any) -> list[Any]:
    return list(chain.from_iterable(map(leaves, value))) if isinstance(value, tuple) else [value]


@pytest.mark.parametrize(("owner", "field"), [*RULES, *KEY_RULES], ids=lambda part: getattr(part, "__name__", part))
def test_every_rule_is_about_a_field_there_is(owner: type, field: str) -> None:
    assert field in {each.name for each in msgspec.structs.fields(owner)}


def test_every_default_keeps_its_rule() -> None:
    for (owner, name), rule in RULES.items():
        (field,) = (each for each in msgspec.structs.fields(owner) if each.name == name)
        if field.default is not msgspec.NODEFAULT and field.default is not None:
            assert [rule(leaf) for leaf in leaves(field.default)] == [""] * len(leaves(field.default)), (owner, name)
