"""Expected waits: as often enough as the percentile says, over invented days; nothing told that is not known."""

import pytest

from appliance.core.expected_wait import ENOUGH_TO_LEARN, REMEMBERED, Errors, ExpectedWait, Way
from tests.core.invented_day import Day

DAYS = range(6)


def share_kept(**day: object) -> float:
    days = [Day(**day).play(seed).expected for seed in DAYS]  # type: ignore[arg-type]
    foretold = sum(each.foretold for each in days)
    assert foretold > 400, "too few to tell"
    return sum(each.kept for each in days) / foretold


@pytest.mark.parametrize("agents", [1, 3, 10])
@pytest.mark.parametrize("load", [0.9, 1.1])
def test_eight_of_ten_callers_wait_no_longer_than_they_were_told(agents: int, load: float) -> None:
    """Also with more calls than can be served, where every caller waits longer than the one before."""
    assert share_kept(agents=agents, calls_per_hour=lambda _: load * agents * 20) == pytest.approx(0.8, abs=0.06)


def test_a_rush_in_the_middle_of_the_day_is_foretold_too() -> None:
    assert share_kept(agents=5, calls_per_hour=lambda hour: 30 + 120 * max(0, 1 - abs(hour - 5) / 3)) > 0.74


def test_callers_who_lose_patience_do_not_spoil_it() -> None:
    share = share_kept(agents=5, calls_per_hour=lambda _: 120, patience_ms=240_000)
    assert 0.74 < share < 0.95


@pytest.mark.parametrize("percent", [50, 95])
def test_other_percentiles_are_kept_as_well(percent: int) -> None:
    share = share_kept(agents=4, calls_per_hour=lambda _: 80, percent=percent)
    assert share == pytest.approx(percent / 100, abs=0.07)


def test_nothing_is_foretold_while_nothing_is_known() -> None:
    expected = ExpectedWait()
    assert expected.forecast(0, 80, ahead=3, longest=60_000) is None
    assert expected.remaining(1, 80) is None
    expected.begin(0, ahead=0)
    expected.served(30_000, 0, None, waiting=0)
    forecast = expected.forecast(40_000, 80, ahead=0, longest=0)
    assert forecast is not None
    assert (forecast.way, forecast.estimate_ms) == (Way.LENGTH, 30_000)
    assert forecast.enough_ms > 30_000
    assert expected.remaining(2, 80) == pytest.approx(60_000 * (1 + 0.8416 / 2**0.5), abs=2)


def test_whoever_waited_last_says_how_long_it_takes_while_the_line_is_not_empty() -> None:
    expected = ExpectedWait()
    expected.begin(0, ahead=0)
    expected.begin(1_000, ahead=1)
    expected.served(50_000, 0, None, waiting=1)
    forecast = expected.forecast(60_000, 50, ahead=1, longest=59_000)
    assert forecast is not None
    assert (forecast.way, forecast.estimate_ms) == (Way.DELAY, 100_000)  # two of 50 s each are more than 59 s so far
    expected.served(61_000, 1_000, forecast, waiting=0)
    later = expected.forecast(900_000, 50, ahead=0, longest=0)
    assert later is not None
    assert later.way is Way.LENGTH


def test_who_gave_up_in_time_says_nothing_and_who_held_out_longer_does() -> None:
    expected = ExpectedWait()
    expected.judge(10_000, 30_000, served=False)
    assert (expected.foretold, expected.kept) == (0, 0)
    expected.judge(30_001, 30_000, served=False)
    assert (expected.foretold, expected.kept) == (1, 0)
    expected.judge(30_000, 30_000, served=True)
    expected.judge(30_001, 30_000, served=True)
    assert (expected.foretold, expected.kept) == (3, 1)


def test_errors_are_forgotten_by_age_and_bounded() -> None:
    errors = Errors()
    for number in range(ENOUGH_TO_LEARN - 1):
        errors.add(float(number))
    assert errors.percentile(80) is None
    for number in range(1_000):
        errors.add(float(number))
    assert len(errors._by_age) == len(errors._by_size) == REMEMBERED
    assert (errors.percentile(50), errors.percentile(99)) == (950.0, 999.0)
