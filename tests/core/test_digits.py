"""One stream of digits out of two witnesses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.core.digits import LATEST_MS, TWIN_MS, UNMATCHED_KEPT, DigitMerger
from appliance.model.states import DigitSource

H, M = DigitSource.HOST, DigitSource.MODEM


@pytest.mark.parametrize(
    ("told", "counted"),
    [
        ([("5", H, 0), ("5", M, 100)], 1),
        ([("5", M, 0), ("5", H, 40)], 1),
        ([("5", H, 0), ("5", H, 150)], 2),
        ([("5", H, 0), ("5", H, 150), ("5", M, 200), ("5", M, 350)], 2),
        ([("5", H, 0), ("6", M, 10)], 2),
        ([("5", H, 0), ("5", M, TWIN_MS)], 1),
        ([("5", H, 0), ("5", M, LATEST_MS)], 1),
        ([("5", H, 0), ("5", M, LATEST_MS + 1)], 2),
        ([("5", M, 0), ("5", H, TWIN_MS)], 1),
        ([("5", M, 0), ("5", H, TWIN_MS + 1)], 2),
        # A modem that was quick with one key is not late with the next: this is a press of its own.
        ([("1", H, 0), ("1", M, 100), ("5", H, 1_000), ("5", M, 1_000 + 100 + TWIN_MS + 1)], 3),
        ([("1", H, 0), ("1", M, 1_500), ("5", H, 2_000), ("5", M, 3_600)], 2),
        ([("1", H, 0), ("2", H, 100), ("1", M, 120), ("2", M, 220), ("2", H, 400), ("2", M, 500)], 3),
    ],
)
def test_each_press_counts_once(told: list[tuple[str, DigitSource, int]], counted: int) -> None:
    merger = DigitMerger()
    assert sum(merger.is_new(*press) for press in told) == counted


def test_a_storm_of_one_witness_is_bounded() -> None:
    merger = DigitMerger()
    for _ in range(1_000):
        merger.is_new("1", M, 0)
    assert len(merger._unmatched) == UNMATCHED_KEPT


@given(
    presses=st.lists(st.tuples(st.sampled_from("05#"), st.integers(93, 900)), min_size=1, max_size=40),
    late=st.integers(0, LATEST_MS - 2 * 93),
    wavers=st.data(),
)
def test_a_modem_however_late_makes_no_key_two(presses, late, wavers):
    """It tells each press in its order, by much the same time later."""
    told, now = [], 0
    for digit, after in presses:
        now += after
        told += [(now, digit, H), (now + late + wavers.draw(st.integers(0, 80)), digit, M)]
    merger = DigitMerger()
    ordered = sorted(told, key=lambda each: each[0])
    assert sum(merger.is_new(digit, source, at) for at, digit, source in ordered) == len(presses)


PRESSES = st.lists(st.tuples(st.sampled_from("05#"), st.integers(93, 900)), min_size=1, max_size=40)
"""Digit, and milliseconds since the one before: Q.24's fastest and slower."""


@given(presses=PRESSES, modem_late=st.integers(-40, 600), heard=st.data(), more_alert=st.sampled_from(DigitSource))
def test_what_one_witness_hears_in_full_is_counted_once_whatever_the_other_adds(presses, modem_late, heard, more_alert):
    """The modem is early or late by much the same time all the call long, and one of the two misses some presses."""
    told, now = [], 0
    for digit, after in presses:
        now += after
        delays = {H: 45, M: 45 + modem_late + heard.draw(st.integers(0, 40))}
        for source, delay in delays.items():
            if source is more_alert or heard.draw(st.booleans()):
                told.append((now + delay, digit, source))
    merger = DigitMerger()
    counted = [
        digit for at, digit, source in sorted(told, key=lambda each: each[0]) if merger.is_new(digit, source, at)
    ]
    assert sorted(counted) == sorted(digit for digit, _ in presses)
