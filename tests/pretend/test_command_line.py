"""Command lines come apart as V.250 says, whatever stands in them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.pretend.command_line import BadCommandLine, commands


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("", ()),
        ("Z", ("Z",)),
        ("e0v1", ("E0", "V1")),
        ("E0 V1 &K3", ("E0", "V1", "&K3")),
        ("+FCLASS=8;+VLS=1", ("+FCLASS=8", "+VLS=1")),
        ("&F E0 S0=0 +FCLASS=0;+VCID=1", ("&F", "E0", "S0=0", "+FCLASS=0", "+VCID=1")),
        ("S0?S7=60", ("S0?", "S7=60")),
        ("+VTS={5,20},[933,900,12];H", ("+VTS={5,20},[933,900,12]", "H")),
        ('+X="a;B";I3', ('+X="a;B"', "I3")),
        ("DT5551234;H", ("DT5551234;H",)),
        ("-SCID=1;-STE=3", ("-SCID=1", "-STE=3")),
    ],
)
def test_a_line_comes_apart(body: str, found: tuple[str, ...]) -> None:
    assert commands(body) == found


def test_what_stands_before_nonsense_is_kept() -> None:
    with pytest.raises(BadCommandLine) as caught:
        commands("E0V1$7")
    assert caught.value.done == ("E0", "V1")


@given(st.text(alphabet=st.characters(max_codepoint=255), max_size=60))
def test_any_text_is_a_line_or_a_bad_line(body: str) -> None:
    try:
        found = commands(body)
    except BadCommandLine as bad:
        found = bad.done
    assert all(found)
