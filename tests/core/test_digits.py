"""One stream of digits out of two witnesses."""

import pytest

from appliance.core.digits import TWIN_MS, UNMATCHED_KEPT, DigitMerger
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
        ([("5", H, 0), ("5", M, TWIN_MS + 1)], 2),
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
