"""Values written as TOML read back as they were."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.config.toml_text import document_text, shown, value_text

_texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
_scalars = st.one_of(_texts, st.integers(-(2**62), 2**62), st.booleans(), st.floats(allow_nan=False))
_values = st.recursive(_scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_texts, inner, max_size=4))


@given(st.dictionaries(_texts, _values, max_size=5))
def test_any_document_reads_back(document: dict[str, object]) -> None:
    assert tomllib.loads(document_text(document)) == document


@given(_values)
def test_any_value_fits_on_one_line(value: object) -> None:
    text = value_text(value)
    assert "\n" not in text
    assert tomllib.loads(f"a = {text}") == {"a": value}


def test_tables_and_arrays_of_tables_stand_apart() -> None:
    document = {"box": {"name": "Shop"}, "line": [{"name": "a", "options": {"port": "/dev/x"}}, {"name": "b"}]}
    assert document_text(document) == (
        '[box]\nname = "Shop"\n\n[[line]]\nname = "a"\n\n[line.options]\nport = "/dev/x"\n\n[[line]]\nname = "b"\n'
    )


def test_a_message_quotes_at_most_60_characters() -> None:
    assert len(shown("x" * 10_000)) == 60
    assert shown({1, 2}) == "{1, 2}"


def test_what_toml_cannot_hold_is_our_fault() -> None:
    with pytest.raises(TypeError, match="TOML cannot hold object"):
        value_text(object())
