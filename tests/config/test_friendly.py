"""Times as people write them."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.config.friendly import read_duration, read_opening, write_duration


@pytest.mark.parametrize(
    ("text", "ms"),
    [
        ("20 s", 20_000),
        ("2 min", 120_000),
        ("1.5 s", 1_500),
        ("2.3 s", 2_300),
        ("800 ms", 800),
        ("4h", 14_400_000),
        ("1 min 30 s", 90_000),
        ("0 s", 0),
    ],
)
def test_durations_are_read(text: str, ms: int) -> None:
    assert read_duration(text) == ms


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("20", 'expected a time with its unit (ms, s, min, h), such as "20 s" or "2 min"'),
        ("", "expected a time"),
        ("soon", "expected a time"),
        ("-5 s", "expected a time"),
        ("5 s or so", "expected a time"),
        ("5 sec", 'no such unit "sec"; did you mean "s"?'),
        ("2 minutes", 'did you mean "min"?'),
        ("3 parsecs", 'no such unit "parsecs"; expected a time'),
        ("0.5 ms", "finer than a millisecond"),
        ("1" * 50 + " s", "expected a time"),
    ],
)
def test_what_is_no_duration_says_what_was_expected(text: str, problem: str) -> None:
    with pytest.raises(ValueError, match=re.escape(problem)):
        read_duration(text)


@given(st.integers(0, 10**12))
def test_a_written_duration_reads_back(ms: int) -> None:
    assert read_duration(write_duration(ms)) == ms


@pytest.mark.parametrize(
    ("ms", "text"),
    [(0, "0 s"), (90_000, "90 s"), (120_000, "2 min"), (1_500, "1.5 s"), (800, "800 ms"), (1_234, "1234 ms")],
)
def test_durations_are_written_in_the_largest_unit_that_fits(ms: int, text: str) -> None:
    assert write_duration(ms) == text


@given(st.text(max_size=60))
def test_any_text_is_a_duration_or_a_value_error(text: str) -> None:
    try:
        assert read_duration(text) >= 0
    except ValueError as fault:
        assert str(fault)  # noqa: PT017 - only this error may come out, and it says something


@given(st.integers(0, 1_439), st.integers(1, 1_440))
def test_an_opening_is_minutes_of_the_day(start: int, end: int) -> None:
    if start < end:
        text = f"{start // 60:02}:{start % 60:02}-{end // 60:02}:{end % 60:02}"
        assert read_opening(text) == (start, end)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("9-17", "expected an interval of the day"),
        ("09:00-24:01", "a day ends at 24:00"),
        ("18:00-09:00", "ends before it begins"),
        ("09:61-10:00", "an hour has minutes 00 to 59"),
    ],
)
def test_what_is_no_opening_says_what_was_expected(text: str, problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        read_opening(text)
