"""A history too thin to tell is refused, saying what there is and what is needed."""

from dataclasses import replace

import numpy as np
import pytest

from appliance.core.rehearsed import Ending
from appliance.rehearsal.enough import TooThin, expect_callers, expect_enough
from appliance.rehearsal.history import History, Read
from tests.rehearsal.invented_history import history

A, B = (9_000, Ending.ANSWERED, 0), (9_000, Ending.ABANDONED, 0)
PERIOD = "in the 30 days up to the last call"


def refusal(past: History, patience: int | None = None) -> list[str]:
    with pytest.raises(TooThin) as raised:
        expect_enough(past, patience, PERIOD)
    return str(raised.value).splitlines()[1:]


def test_enough() -> None:
    expect_enough(history([A] * 195 + [B] * 5, days=5), None, PERIOD)


def test_too_few_callers() -> None:
    assert refusal(history([A] * 194 + [B] * 5, days=5)) == [
        "  199 callers asked for a person in the 30 days up to the last call, and 200 are needed"
    ]


def test_too_few_days() -> None:
    found = refusal(history([A] * 195 + [B] * 5, days=4))
    assert found == ["  they came on 4 days, and 5 are needed to tell days apart"]


def test_nobody_hung_up() -> None:
    found = refusal(history([A] * 200, days=5))
    assert found[0].startswith("  none of them hung up while waiting, and 5 are needed")
    assert found[0].endswith('--patience "3 min"')
    expect_enough(history([A] * 200, days=5), 180_000, PERIOD)


def test_who_left_by_key_says_nothing_of_patience() -> None:
    past = history([A] * 195 + [B] * 5, days=5)
    by_key = replace(past, stays=replace(past.stays, by_key=np.ones(200, np.bool_)))
    assert refusal(by_key)[0].startswith("  none of them hung up")


def test_everything_that_lacks_is_told_at_once() -> None:
    past = replace(history([B] * 3), shifts=np.zeros((0, 3), np.int64))
    assert len(refusal(past)) == 5


def test_nobody_at_all() -> None:
    with pytest.raises(TooThin, match="nobody has asked for a person"):
        expect_callers(Read(), PERIOD)
